"""Two pages open on one case: both answers side by side, and the choice between them. Nothing is lost meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields import SelectChoice

from rechtentool.core.languages import current_language, translated, translator
from rechtentool.intake import wording
from rechtentool.intake.answer_fields import EVIDENCE
from rechtentool.intake.answers import Answer, EditConflict
from rechtentool.intake.forms import Changes, hidden
from rechtentool.rulebook import Rulebook
from rechtentool.rulebook.case import LEVELS
from rechtentool.rulebook.model import Field as Word

CHOICE_PREFIX: Final = "choice-"
FACTS: Final = "conflicts"
SEEN: Final = "seen"
MINE: Final = "mine"
THEIRS: Final = "theirs"


def is_own(name: str) -> bool:
    """Whether the page of a conflict says this itself, and does not carry it on from the page before."""
    return name in ("csrf_token", FACTS, SEEN) or name.startswith(CHOICE_PREFIX)


@dataclass(frozen=True)
class Choice:
    """What was chosen for the answers that somebody else changed too."""

    version: int
    """The version to save upon: the one of the conflict only when everything was chosen."""
    picks: Mapping[str, str]
    """``mine`` or ``theirs`` per fact; empty where nothing was chosen."""

    def applied(self, wanted: Changes) -> Changes:
        """The changes without those that give way to the other answer."""
        return Changes(
            {fact: value for fact, value in wanted.values.items() if self.picks.get(fact) != THEIRS},
            {fact: level for fact, level in wanted.evidence.items() if self.picks.get(fact) != THEIRS},
        )


def chosen(sent: Mapping[str, str], version: int) -> Choice:
    """Read the choice that came along with the answers, which were given on a page of this version."""
    picks = {fact: sent.get(CHOICE_PREFIX + fact, "") for fact in sent.get(FACTS, "").split()}
    seen = sent.get(SEEN, "")
    complete = picks and seen.isdecimal() and all(pick in (MINE, THEIRS) for pick in picks.values())
    return Choice(int(seen) if complete else version, picks)


@dataclass(frozen=True)
class Both:
    """One question that got two answers. ``secret`` answers are shown only when asked for."""

    fact: str
    field: Any
    mine: list[str]
    theirs: list[str]
    secret: bool


class ConflictForm(FlaskForm):
    """One choice per fact; the fields are added by :func:`form_of`."""


def form_of(rulebook: Rulebook, conflict: EditConflict, choice: Choice) -> tuple[ConflictForm, list[Both]]:
    """The form with which to choose, and what to show in it. What was not chosen when it should have been, is said."""
    order = [fact for fact in rulebook.vocabulary if fact in conflict.conflicts]
    say = translator(current_language().code)
    parts, answers = {}, {}
    for fact in order:
        word, both = rulebook.vocabulary[fact], conflict.conflicts[fact]
        mine, theirs = (_in_words(word, answer) for answer in (both.mine, both.theirs))
        answers[fact] = mine, theirs
        shown = ("", "") if hidden(word) else ("; ".join(mine), "; ".join(theirs))
        parts[CHOICE_PREFIX + fact] = RadioField(wording.label(rulebook, fact, say), choices=_choices(*shown))
    made: type[ConflictForm] = type("ConflictForm", (ConflictForm,), parts)
    form = made(formdata=None, data={CHOICE_PREFIX + fact: choice.picks.get(fact) for fact in order})
    for fact in order:
        if choice.picks.get(fact) == "":
            form[CHOICE_PREFIX + fact].errors = [_("Kies welk antwoord blijft staan.")]
    return form, [
        Both(fact, form[CHOICE_PREFIX + fact], *answers[fact], hidden(rulebook.vocabulary[fact])) for fact in order
    ]


def _choices(mine: str, theirs: str) -> list[SelectChoice]:
    """The two answers; secret ones, which come empty, are only named."""
    return [
        SelectChoice(MINE, _("Mijn antwoord: %(answer)s", answer=mine) if mine else _("Mijn antwoord")),
        SelectChoice(
            THEIRS, _("Het andere antwoord: %(answer)s", answer=theirs) if theirs else _("Het andere antwoord")
        ),
    ]


def _in_words(word: Word, answer: Answer) -> list[str]:
    """An answer, and how well it is proved."""
    lines = wording.value(word, answer.value, translator(current_language().code))
    return [*lines, translated(EVIDENCE[answer.evidence or LEVELS[1]])] if answer.known else lines
