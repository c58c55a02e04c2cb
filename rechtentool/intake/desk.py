"""A case on the desk of a worker: its answers, what follows from them, and the topics that are open."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from flask import abort
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import current_user

from rechtentool.core.database import db
from rechtentool.core.keys import ErasedError
from rechtentool.core.languages import SOURCE, current_language, translator
from rechtentool.core.recommendation import shown_value
from rechtentool.core.rules import get_rulebook, today
from rechtentool.core.scope import own_or_404
from rechtentool.intake import operations as intake
from rechtentool.intake import topics, wording
from rechtentool.intake.answers import Sheet
from rechtentool.intake.evaluation import Path, Standing, standing
from rechtentool.intake.forms import facts_of, hidden
from rechtentool.intake.models import Assessment, Case
from rechtentool.intake.outcome_words import KINDS, OUTCOMES
from rechtentool.intake.questionnaire import Questionnaire
from rechtentool.intake.topics import State, Topic
from rechtentool.rulebook.model import Field as Word

STATES: Final[Mapping[State, tuple[LazyString, str | None]]] = {
    State.OPEN: (_l("Nog te vragen"), "info"),
    State.LATER: (_l("Later, als niemand meeluistert"), "warning"),
    State.ANSWERED: (_l("Beantwoord"), "ok"),
    State.OPTIONAL: (_l("Niet verplicht"), None),
    State.UNNEEDED: (_l("Nu niet nodig"), None),
}


class Desk:
    """The newest assessment of a case, as it was when the page was asked for."""

    def __init__(self, assessment: Assessment, sheet: Sheet) -> None:
        self.assessment = assessment
        self.case: Case = assessment.case
        self.sheet = sheet
        self.rulebook = get_rulebook()

    @classmethod
    def of(cls, case_id: str) -> Desk:
        """The case with this id, of the worker's own municipality; 404 for any other."""
        assessment = intake.current_assessment(db.session, own_or_404(db.session, Case, case_id))
        try:
            return cls(assessment, intake.answers_of(db.session, assessment))
        except ErasedError:
            abort(404, _l("De gegevens van deze persoon zijn gewist."))

    def view(self, part: str) -> None:
        """Write down that this part was looked at, and end the transaction: what follows is only shown."""
        intake.view(db.session, current_user, self.assessment, part=part)
        db.session.commit()

    @property
    def is_open(self) -> bool:
        """Whether answers can still be given."""
        return self.assessment.status == intake.DRAFT and self.case.closed_at is None

    @property
    def second(self) -> str | None:
        """The language beside the reader's: the person's, or Dutch where the reader reads the person's."""
        reader = current_language().code
        second = self.case.language if self.case.language and self.case.language != reader else SOURCE
        return None if second == reader else second

    @cached_property
    def standing(self) -> Standing:
        """What follows from the answers so far."""
        return standing(self.rulebook, self.sheet, today())

    @cached_property
    def topics(self) -> list[Topic]:
        """Every topic with how it stands."""
        return topics.topics(self.rulebook, self.sheet, self.standing)

    def topic(self, topic_id: str) -> Topic:
        """The topic with this id; 404 when there is none."""
        return next((topic for topic in self.topics if topic.id == topic_id), None) or abort(404)

    def facts(self, topic_id: str) -> Mapping[str, Word]:
        """The facts of a topic; 404 when there is no such topic."""
        return facts_of(self.rulebook, topic_id) or abort(404)

    def shows_answers(self, topic_id: str) -> bool:
        """Whether the page of a topic shows any stored answer: those about safety stay hidden."""
        return any(
            self.sheet.of(fact).value is not None and not hidden(word) for fact, word in self.facts(topic_id).items()
        )

    def is_private(self, fact: str) -> bool:
        """Whether a fact as a whole is about safety."""
        return hidden(self.rulebook.vocabulary[fact])

    @property
    def going_on(self) -> Topic | None:
        """Where the questions go on; None when nothing that matters is open."""
        return topics.after(self.topics)

    def after(self, topic: Topic) -> Topic | None:
        """The topic to go to from here; None when the rest is done."""
        return topics.after(self.topics, topic.id)

    def before(self, topic: Topic) -> Topic | None:
        """The topic to go back to from here."""
        return topics.before(self.topics, topic.id)

    @property
    def open_topics(self) -> list[Topic]:
        """The topics in which something that matters was not asked."""
        return [topic for topic in self.topics if topic.state in (State.OPEN, State.LATER)]

    @property
    def postponed(self) -> list[Topic]:
        """The topics about safety that wait until nobody listens."""
        return [topic for topic in self.topics if topic.state == State.LATER]

    @property
    def outcome(self) -> dict[str, Any]:
        """The outcome for now, in words and as a kind of message."""
        outcome = self.standing.outcome
        return {"words": OUTCOMES[outcome], "kind": KINDS[outcome]}

    def state_of(self, topic: Topic) -> tuple[LazyString, str | None]:
        """How a topic stands, in words and as a kind of message."""
        return STATES[topic.state]

    def answers_of(self, topic: Topic) -> list[dict[str, str]]:
        """The answers of a topic in words, without those about safety."""
        say = translator(current_language().code)
        rows = []
        for fact, word in topic.facts.items():
            value = shown_value(self.rulebook, fact, self.sheet.of(fact).value)
            if value is not None:
                lines = wording.value(word, value, say)
                rows.append({"label": wording.label(self.rulebook, fact, say), "value": "; ".join(lines)})
        return rows

    @property
    def unreadable(self) -> list[Topic]:
        """The topics with an answer that the rules no longer can read."""
        return [topic for topic in self.topics if topic.facts.keys() & set(self.standing.unreadable)]

    @property
    def contradictions(self) -> list[list[Topic]]:
        """The topics of each set of answers that cannot all be true."""
        sets = [{Path.read(path).fact for path in paths} for paths in self.standing.contradictions]
        return [[topic for topic in self.topics if facts & topic.facts.keys()] for facts in sets]

    def questionnaire(self, topic_id: str, *, reveal: bool = False, everything: bool = False) -> Questionnaire:
        """The questions of a topic."""
        return Questionnaire(self.rulebook, topic_id, self.sheet, self.topic, reveal=reveal, everything=everything)
