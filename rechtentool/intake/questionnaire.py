"""A page of questions as the template shows it: which of them, which answers stay hidden, and what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rechtentool.intake.answers import Sheet
from rechtentool.intake.evaluation import Path
from rechtentool.intake.forms import (
    BESIDE_PREFIX,
    EVIDENCE_PREFIX,
    TopicForm,
    asked_names,
    facts_of,
    form_class,
    hidden,
    hidden_options,
    shown,
)
from rechtentool.intake.topics import Topic
from rechtentool.rulebook import Rulebook
from rechtentool.rulebook.model import Field as Word


@dataclass(frozen=True)
class Part:
    """One question with its field: a fact that is one, or a part of an object or of a period."""

    word: Word
    field: Any
    fresh: bool = False
    """Not answered yet, on a page where others are."""
    kept: bool = False
    """An answer is stored that this page does not show."""


@dataclass(frozen=True)
class Period:
    """One period of a list, with its questions. ``number`` counts from 1."""

    number: int
    field: Any
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Question(Part):
    """A fact that is asked: one question, the parts of an object, or periods. ``beside`` says what else can be said."""

    evidence: Any = None
    parts: tuple[Part, ...] = ()
    periods: tuple[Period, ...] = ()
    beside: Any = None


class Questionnaire:
    """The questions of a topic, with their form.

    ``find`` tells how the topic stands; it is asked for only when questions are shown. ``reveal`` shows answers about
    safety; ``everything`` asks what changes nothing too. Call ``fill`` or ``read`` before anything else.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        topic_id: str,
        sheet: Sheet,
        find: Callable[[str], Topic],
        *,
        reveal: bool = False,
        everything: bool = False,
    ) -> None:
        self.topic_id = topic_id
        self.reveal = reveal
        self.everything = everything
        self.form: TopicForm
        self._rulebook = rulebook
        self._sheet = sheet
        self._find = find

    @cached_property
    def topic(self) -> Topic:
        """How the topic stands."""
        return self._find(self.topic_id)

    def fill(self, version: int) -> None:
        """Show the stored answers, which are of this version, to the questions that matter."""
        data = shown(self._rulebook, self.topic_id, self._sheet, reveal=self.reveal)
        self.form = form_class(self._rulebook, self.topic_id)(formdata=None, data=data)
        for path, word, field in self._fields():
            field.on_page = self._matters(path, word)
        self.form.version.data = str(version)
        self._remember()

    def read(self, sent: Any) -> None:
        """Read what was filled in on a page; it then shows the same questions again."""
        self.form = form_class(self._rulebook, self.topic_id)(formdata=sent)
        names = asked_names(self.form)
        for _path, _word, field in self._fields():
            field.on_page = field.name in names

    def add(self, name: str) -> None:
        """One more period, or one more country to choose."""
        field = self._repeatable(name)
        if hasattr(field, "append_entry"):
            field.append_entry()
        elif field is not None:
            field.more = True
        self._remember()

    def remove(self, name: str) -> None:
        """Take this period away; the last one leaves an empty one."""
        before, _, number = name.rpartition("-")
        field = self._repeatable(before)
        if hasattr(field, "pop_entry") and number.isdigit() and int(number) < len(field.entries):
            field.pop_entry(int(number))
            if not field.entries:
                field.append_entry()
        self._remember()

    @property
    def expected_version(self) -> int:
        """The version of the answers that the page showed; 0 when it does not say."""
        text = self.form.version.data or ""
        return int(text) if text.isdecimal() else 0

    @property
    def questions(self) -> list[Question]:
        """What is asked on the page, in the order of the vocabulary."""
        return [
            question
            for name, word in facts_of(self._rulebook, self.topic_id).items()
            if (question := self._question(name, word))
        ]

    def _question(self, name: str, word: Word) -> Question | None:
        field, evidence = self.form[name], self.form[EVIDENCE_PREFIX + name]
        if word.type == "object":
            parts = self._parts(word, field.form, name)
            return Question(word, field, evidence=evidence, parts=parts) if parts else None
        if not _on_page(field):
            return None
        part = self._part(word, field, Path(name, None, None))
        if word.type != "items":
            return Question(word, field, part.fresh, part.kept, evidence)
        periods = tuple(
            Period(index + 1, entry, self._parts(word, entry.form, name, index))
            for index, entry in enumerate(field.entries)
        )
        beside = self.form[BESIDE_PREFIX + name]
        return Question(word, field, part.fresh, evidence=evidence, periods=periods, beside=beside)

    def _parts(self, word: Word, form: Any, fact: str, index: int | None = None) -> tuple[Part, ...]:
        """The questions of an object or a period; how well a period is proved comes last."""
        names = sorted(word.fields, key=lambda name: name == "evidence")
        return tuple(
            self._part(word.fields[name], form[name], Path(fact, index, name)) for name in names if _on_page(form[name])
        )

    def _part(self, word: Word, field: Any, path: Path) -> Part:
        fresh = bool(self.topic.answered) and path.field_name in self.topic.open
        return Part(word, field, fresh, kept=not self.reveal and self._hides(path, word))

    def _hides(self, path: Path, word: Word) -> bool:
        stored = self._sheet.of(path.fact).value if path.part is None else None
        options = isinstance(stored, list) and not hidden_options(word).isdisjoint(map(str, stored))
        return options or (hidden(word) and path.stored(self._sheet))

    def _matters(self, path: Path, word: Word) -> bool:
        """Whether to ask this: it can change something, was answered already, or is optional."""
        stored = self._sheet.of(path.fact).value
        empty_period = path.index is not None and not (isinstance(stored, list) and path.index < len(stored))
        return (
            self.everything
            or empty_period
            or word.name == "evidence"
            or bool(word.texts.get("optional"))
            or path.stored(self._sheet)
            or any(path.touches(ask) for ask in self.topic.asks)
        )

    def _fields(self) -> Iterator[tuple[Path, Word, Any]]:
        """Every question of the topic with its field; of an object and of periods, the questions inside too."""
        for name, word in facts_of(self._rulebook, self.topic_id).items():
            field = self.form[name]
            yield Path(name, None, None), word, field
            if word.type == "object":
                yield from ((Path(name, None, part), inner, field.form[part]) for part, inner in word.fields.items())
            elif word.type == "items":
                for index, entry in enumerate(field.entries):
                    for part, inner in word.fields.items():
                        yield Path(name, index, part), inner, entry.form[part]

    def _remember(self) -> None:
        """Let the page say which questions it holds."""
        self.form.asked.data = " ".join(field.name for _path, _word, field in self._fields() if _on_page(field))

    def _repeatable(self, name: str) -> Any:
        """The field of this name, if it can have one more of something."""
        for _path, word, field in self._fields():
            if field.name == name and (word.type == "items" or word.countries):
                return field
        return None


def _on_page(field: Any) -> bool:
    """Whether the page holds the question; a period that was just added is there with all of them."""
    return bool(getattr(field, "on_page", True))
