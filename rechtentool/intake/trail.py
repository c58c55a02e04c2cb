"""The trail of a case in human words: who did what when, with the old and the new answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import orm

from rechtentool.accounts.models import User
from rechtentool.audit import operations as audit
from rechtentool.audit.operations import Change, TrailEntry
from rechtentool.core.languages import LANGUAGES, TIMEZONE, Translator, translator
from rechtentool.core.recommendation import safety_paths, shown_value
from rechtentool.intake import outcome_words as words
from rechtentool.intake import wording
from rechtentool.intake.models import Case
from rechtentool.rulebook import Rulebook

PARTS: Final[Mapping[str, LazyString]] = {
    "overview": _l("Overzicht"),
    "recommendation": _l("Aanbeveling"),
    "safety": _l("Met de antwoorden over veiligheid"),
    "questions-safety": _l("Vragen, met de antwoorden over veiligheid"),
}
PAPERS: Final[Mapping[str, LazyString]] = {
    "tonight": _l("Papier voor vannacht"),
    "tonight-safety": _l("Papier voor vannacht, met de antwoorden over veiligheid"),
}
_WORDS: Final[Mapping[str, Mapping[str, LazyString]]] = {
    "outcome": words.OUTCOMES,
    "hard_ground": words.HARD_GROUNDS,
    "route": words.ROUTES,
    "group": words.GROUPS,
    "flags": words.FLAGS,
    "reading": words.READINGS,
    "part": PARTS,
    "what": PARTS,
    "paper": PAPERS,
}
_TECHNICAL: Final = frozenset({"number", "version", "rulebook", "digest", "reference", "detail"})
"""Details for who checks the trail; an answer or a look needs none of them."""
_TELLING: Final = frozenset({"outcome", "hard_ground", "route", "group", "flags", "what"})
"""Details that could give away an answer about safety, since they follow from all answers together."""
_PLAIN: Final = frozenset({"case.viewed", "assessment.viewed", "audit.viewed", "answer.changed", "paper.printed"})
_QUIET: Final = frozenset({"case.viewed", "assessment.viewed", "audit.viewed"})
_WITH_SAFETY: Final = {"safety": "recommendation", "questions-safety": "overview", "tonight-safety": "tonight"}


@dataclass(frozen=True)
class Row:
    """One detail of an entry."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """One entry of the trail, in words."""

    number: int
    time: datetime
    who: str
    title: str
    quiet: bool
    """Somebody looked; nothing changed."""
    erased: bool
    rows: tuple[Row, ...]
    technical: tuple[Row, ...]


@dataclass(frozen=True)
class Day:
    """What happened on one day, in Dutch time."""

    day: date
    entries: tuple[Told, ...]


def read(session: orm.Session, actor: User, case: Case, *, private: bool) -> list[TrailEntry]:
    """All entries of a case, oldest first; that somebody reads them is itself an entry. The caller commits."""
    what = {"what": "safety"} if private else {}
    if case.person.erased_at is None:
        about: dict[str, Any] = {"case": case, "person": case.person, **what}
    else:
        about = {"what": case.id}  # no key is left to seal an entry of the case with: it goes into the chain alone
    audit.append(session, "audit.viewed", actor=actor, municipality=case.municipality_id, **about)
    return audit.trail(session, case)


def names_of(session: orm.Session, entries: Iterable[TrailEntry]) -> dict[int, str]:
    """The names of the accounts that acted."""
    ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
    return {row.id: row.name for row in session.execute(sa.select(User.id, User.name).where(User.id.in_(ids)))}


def name_of(session: orm.Session, account: int | None) -> str | None:
    """The name of one account."""
    return None if account is None else session.scalar(sa.select(User.name).where(User.id == account))


def told(
    entries: Iterable[TrailEntry], *, names: Mapping[int, str], rulebook: Rulebook, language: str, private: bool
) -> list[Day]:
    """The entries in words, newest first, day by day.

    Without ``private`` no entry gives away an answer about safety: neither the answer nor what came out because of it.
    """
    teller = _Teller(names, rulebook, translator(language), private)
    newest_first = [teller.entry(entry) for entry in reversed(list(entries))]
    days = groupby(newest_first, key=lambda entry: entry.time.date())
    return [Day(day, tuple(found)) for day, found in days]


class _Teller:
    def __init__(self, names: Mapping[int, str], rulebook: Rulebook, say: Translator, private: bool) -> None:
        self.names, self.rulebook, self.say, self.private = names, rulebook, say, private
        self.topics = {topic["id"]: topic["title"] for topic in rulebook.topics}
        self.hidden: frozenset[str] = frozenset() if private else safety_paths(rulebook)

    def entry(self, entry: TrailEntry) -> Told:
        """One entry in words."""
        nobody = self.say.gettext(_l("het systeem"))
        return Told(
            number=entry.sequence,
            time=entry.time.astimezone(TIMEZONE),
            who=nobody if entry.actor_id is None else self.names.get(entry.actor_id, str(entry.actor_id)),
            title=self.say.gettext(entry.title) if entry.change is None else self._title_of(entry.change),
            quiet=entry.event.name in _QUIET,
            erased=entry.erased,
            rows=tuple(self._rows(entry) if entry.change is None else self._change(entry.change)),
            technical=() if entry.event.name in _PLAIN else tuple(self._technical(entry)),
        )

    def _rows(self, entry: TrailEntry) -> Iterator[Row]:
        for name, title, value in _details(entry):
            if name not in _TECHNICAL and (self.private or name not in _TELLING):
                yield Row(self.say.gettext(title), tuple(self._value(name, value)))

    def _technical(self, entry: TrailEntry) -> Iterator[Row]:
        for name, title, value in _details(entry):
            if name in _TECHNICAL:
                yield Row(self.say.gettext(title), (str(value),))

    def _title_of(self, change: Change) -> str:
        title = _l("Antwoord gewijzigd: %(fact)s")
        if change.old is None or change.new is None:
            title = _l("Antwoord gegeven: %(fact)s") if change.old is None else _l("Antwoord teruggenomen: %(fact)s")
        return self.say.gettext(title, fact=wording.label(self.rulebook, change.fact, self.say))

    def _change(self, change: Change) -> Iterator[Row]:
        if change.fact in self.hidden:
            yield Row(self.say.gettext(_l("Nu")), (self.say.gettext(_l("niet getoond")),))
            return
        before, after = _l("Eerst"), _l("Nu")
        yield Row(self.say.gettext(before), tuple(self._answer(change.fact, change.old, change.old_evidence)))
        yield Row(self.say.gettext(after), tuple(self._answer(change.fact, change.new, change.new_evidence)))

    def _answer(self, fact: str, value: Any, evidence: str | None) -> Iterator[str]:
        """An answer with its proof."""
        if not self.private:
            value = shown_value(self.rulebook, fact, value)
        yield from wording.value(self.rulebook.vocabulary.get(fact), value, self.say)
        if value not in (None, "unknown"):
            proof = wording.EVIDENCE[evidence or "statement"]
            yield self.say.gettext(proof)

    def _value(self, name: str, value: Any) -> Iterator[str]:
        for each in value if isinstance(value, list) else [value]:
            shown = str(each if self.private else _WITH_SAFETY.get(each, each))
            if name in ("language", "languages"):
                yield LANGUAGES[shown].name if shown in LANGUAGES else shown
            elif name == "reference_date":
                yield self.say.date(date.fromisoformat(shown))
            elif found := _WORDS.get(name, {}).get(shown) or (name == "part" and self.topics.get(shown)):
                yield self.say.gettext(found)
            else:
                yield shown


def _details(entry: TrailEntry) -> Iterator[tuple[str, LazyString, Any]]:
    """What an entry says, each with its title; nothing where it was erased."""
    for name, title in audit.DETAILS.items():
        value = (entry.details or {}).get(name)
        if value not in (None, "", []):
            yield name, title, value
