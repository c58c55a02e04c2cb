"""Tonight's paper: the report to the municipality, the request for a temporary place, and the proof to get.

Each part is there only when the recommendation asks for that step, and says nothing that the person did not say.
Sentences stay in their source language; the page says them in Dutch, which the municipality reads, and beside that in
the language of the person.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from rechtentool.core.languages import TIMEZONE, translator
from rechtentool.rulebook import Rulebook

REPORT: Final = "report_to_municipality"
REQUEST: Final = "request_temporary_provision"
PROOF_OF_STEP: Final[Mapping[str, tuple[str, ...]]] = {
    "register_uwv": ("jobseeker_registration",),
    "get_uwv_insurance_report": ("uwv_insurance_report",),
    "identity_document": ("passport", "consulate_statement"),
}
"""The papers that a step is about."""

WORDS: Final[Mapping[str, LazyString]] = {
    "to": _l("Aan het college van burgemeester en wethouders van %(municipality)s"),
    "invented": _l("Verzonnen"),
    "name": _l("Naam"),
    "born": _l("Geboortedatum"),
    "reach": _l("Telefoon of e-mail"),
    "signature": _l("Handtekening"),
    "helper": _l("Mede gemeld door"),
    "handed_in": _l("Afgegeven op (dag en tijd)"),
    "receipt": _l("Bevestiging door de gemeente"),
    "received": _l("De gemeente heeft deze melding ontvangen."),
    "moment": _l("Dag en tijd"),
    "stamp": _l("Naam, handtekening of stempel"),
    "proof": _l("Bewijs om te halen"),
    "also": _l("Ook goed:"),
    "decides": _l("Dit papier zegt niet of er recht op opvang is. Dat beslist de gemeente."),
    "reference": _l("Kenmerk bij de opvang: %(person)s"),
}
"""What stands on the sheet besides its sentences."""

EXPLAINED: Final = 3
"""So many papers are told how to get: with more the sheet would no longer be one. The others are named."""
NAMED: Final = 4


@dataclass(frozen=True)
class Sentence:
    """A sentence with the days and numbers in it, to be said in any language."""

    message: str | LazyString
    values: Mapping[str, object]

    def in_language(self, code: str) -> str:
        """The sentence in language ``code``, with days written as that language does."""
        say = translator(code)
        values = {name: say.date(v) if type(v) is date else v for name, v in self.values.items()}
        return say.gettext(self.message, **values)


@dataclass(frozen=True)
class Part:
    """A part of the paper under its own heading, with the provision it rests on."""

    title: Sentence
    provision: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Proof:
    """A paper to get, and how."""

    name: str
    text: str


@dataclass(frozen=True)
class Paper:
    """Everything on the sheet; a part that nobody asked for is empty."""

    title: Sentence
    made: Sentence | None
    """When the paper was made; the request says so itself."""
    parts: tuple[Part, ...]
    explained: tuple[Proof, ...]
    named: tuple[Proof, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to hand in and nothing to get."""
        return not (self.parts or self.explained)


def tonight(
    rulebook: Rulebook,
    result: Mapping[str, Any],
    facts: Mapping[str, Any],
    *,
    moment: datetime,
    safety: bool,
) -> Paper:
    """The paper for a recommendation.

    ``result`` and ``facts`` must be without the answers about safety, unless the worker chose to have them on the paper
    (``safety``). ``moment`` is when the request is made; it must know its time zone.
    """
    local = moment.astimezone(TIMEZONE)
    when = {"date": local.date(), "time": local.strftime("%H:%M")}
    steps = {step["id"] for step in result["steps"]}
    parts = []
    if REPORT in steps:
        parts.append(_report(rulebook, local.date()))
    if REQUEST in steps:
        parts.append(_request(facts, result["flags"] if safety else (), when))
    proofs = [
        Proof(found["name"], found["text"])
        for name in dict.fromkeys(_proofs(rulebook, result, facts))
        if (found := rulebook.documents.get(name))
    ]
    title = _l("Melding bij de gemeente") if parts else _l("Bewijs dat u nodig heeft")
    return Paper(
        title=Sentence(title, {}),
        made=None if REQUEST in steps else Sentence(_l("Gemaakt op %(date)s om %(time)s uur."), when),
        parts=tuple(parts),
        explained=tuple(proofs[:EXPLAINED]),
        named=tuple(proofs[EXPLAINED : EXPLAINED + NAMED]),
    )


def _report(rulebook: Rulebook, day: date) -> Part:
    weeks = rulebook.parameters["inquiry"].on(day.isoformat())
    return Part(
        Sentence(_l("Melding"), {}),
        "wmo-2.3.2-1",
        (
            Sentence(_l("Ik heb opvang nodig. Met dit papier meld ik mij bij de gemeente."), {}),
            Sentence(
                _l(
                    "De gemeente moet de ontvangst van deze melding bevestigen."
                    " Daarna heeft zij ten hoogste %(weeks)s weken voor haar onderzoek."
                ),
                {"weeks": weeks},
            ),
        ),
    )


def _request(facts: Mapping[str, Any], flags: Collection[str], when: Mapping[str, object]) -> Part:
    told = (
        (facts.get("safe_place_tonight") == "no", _l("Ik heb vannacht geen veilige plek om te slapen.")),
        (facts.get("minor_children_present") == "yes", _l("Bij mij zijn kinderen jonger dan 18 jaar.")),
        ("domestic_violence" in flags, _l("Ik vlucht voor geweld in huis of familie.")),
        ("trafficking" in flags, _l("Er zijn signalen van uitbuiting of mensenhandel.")),
        (True, _l("Ik vraag de gemeente om meteen te beslissen over een tijdelijke plek, nog voor het onderzoek.")),
        (True, _l("Ik doe dit verzoek op %(date)s om %(time)s uur.")),
        (True, _l("Zegt de gemeente nee? Dan vraag ik vandaag nog een besluit op papier, met de redenen.")),
    )
    sentences = tuple(Sentence(message, when) for said, message in told if said)
    return Part(Sentence(_l("Verzoek om een tijdelijke plek"), {}), "wmo-2.3.3", sentences)


def _proofs(rulebook: Rulebook, result: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[str]:
    """The papers to get, most useful first: of the steps, then of what was said and can still bring more."""
    steps = {step["id"]: step["kind"] for step in result["steps"]}
    if "proof" not in steps.values():
        return
    for step, documents in PROOF_OF_STEP.items():
        if step in steps:
            yield from documents
    for entry in result["missing"]:
        asked = {path.partition(".")[0].partition("[")[0] for path in entry["facts"]}
        if entry["outcome"] == "entitled" and not asked.isdisjoint(facts):
            yield from entry["documents"]
    if facts.get("work"):
        yield from rulebook.vocabulary["work"].texts.get("documents", ())
