"""The topics of the questionnaire: which are open, and which comes next. All of it follows from the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rechtentool.intake.answers import Sheet
from rechtentool.intake.evaluation import Path, Standing
from rechtentool.intake.forms import facts_of, hidden
from rechtentool.rulebook import Rulebook
from rechtentool.rulebook.model import Field as Word


class State(StrEnum):
    """How a topic stands."""

    OPEN = "open"
    """A question can still change something and was not answered."""
    LATER = "later"
    """The same, about safety, and the worker went on: to be asked later, in private."""
    ANSWERED = "answered"
    """Answered, as far as it can change anything."""
    OPTIONAL = "optional"
    """It changes nothing, and nobody has to answer it."""
    UNNEEDED = "unneeded"
    """No answer to it can change anything now."""


@dataclass(frozen=True)
class Topic:
    """A page of questions."""

    id: str
    title: str
    text: str
    facts: Mapping[str, Word]
    state: State
    asks: tuple[Path, ...]
    """What can still change something, answered or not."""
    open: frozenset[str]
    """The names of the fields that are asked and not answered yet."""
    answered: frozenset[str]
    """The facts that have an answer."""

    @property
    def private(self) -> bool:
        """Whether all of it is about safety: to be asked when nobody listens."""
        return all(hidden(word) for word in self.facts.values())

    @property
    def optional(self) -> bool:
        """Whether none of it changes anything."""
        return all(word.texts.get("optional") for word in self.facts.values())


def topics(rulebook: Rulebook, sheet: Sheet, standing: Standing) -> list[Topic]:
    """Every topic with how it stands; what is optional comes last."""
    entries = rulebook.topics
    order = [entry["id"] for entry in entries]
    answered = {name for name, answer in sheet.answers.items() if answer.value is not None}
    reached = max((order.index(rulebook.vocabulary[name].texts["topic"]) for name in answered), default=-1)
    made = [_topic(rulebook, entry, sheet, standing, reached > index) for index, entry in enumerate(entries)]
    return sorted(made, key=lambda topic: topic.optional)


def _topic(rulebook: Rulebook, entry: Mapping[str, str], sheet: Sheet, standing: Standing, passed: bool) -> Topic:
    facts = facts_of(rulebook, entry["id"])
    asks = tuple(path for path in standing.asks if path.fact in facts)
    open_ = frozenset(path.field_name for path in asks if not path.answered(sheet))
    answered = frozenset(name for name in facts if sheet.of(name).value is not None)
    topic = Topic(entry["id"], entry["title"], entry["text"], facts, State.UNNEEDED, asks, open_, answered)
    if open_:
        return replace(topic, state=State.LATER if topic.private and passed else State.OPEN)
    if answered:
        return replace(topic, state=State.ANSWERED)
    return replace(topic, state=State.OPTIONAL) if topic.optional else topic


def after(all_topics: Sequence[Topic], current: str | None = None) -> Topic | None:
    """Where to go on: the next open topic after this one, or the first one of all; then what is optional."""
    rest = all_topics[_place(all_topics, current) + 1 :]
    for state in (State.OPEN, State.OPTIONAL):
        for topic in rest:
            if topic.state == state and (state == State.OPEN or current is not None):
                return topic
    return None


def before(all_topics: Sequence[Topic], current: str) -> Topic | None:
    """Where to go back to: the last topic before this one that has something to show."""
    for topic in reversed(all_topics[: _place(all_topics, current)]):
        if topic.state != State.UNNEEDED:
            return topic
    return None


def _place(all_topics: Sequence[Topic], current: str | None) -> int:
    return next((index for index, topic in enumerate(all_topics) if topic.id == current), -1)
