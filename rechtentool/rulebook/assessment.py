"""Assesses a case: derive plain facts, decide with what is proved and with all that is stated, compare the engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .case import LEVELS, Case
from .contradictions import contradictions, settled
from .derive import derive
from .evaluate import Facts, Outcome, decide
from .model import READINGS, Reading

if TYPE_CHECKING:
    from .rulebook import Asked, Rulebook

STATED, PROVED, OFFICIAL = 1, 2, 3
"""Levels of proof at which a case is looked at: all that was said, what papers show, what authorities' papers show."""


@dataclass(frozen=True)
class Pass:
    """One evaluation of a case: under one reading, on what is proved to one level."""

    reading: Reading
    level: int
    facts: Facts
    outcomes: Mapping[str, Outcome]
    stretches: tuple[Asked, ...]
    """What was asked about each stretch of work."""

    def value(self, decision: str) -> str:
        return self.outcomes[decision].value

    @property
    def disputed(self) -> bool:
        """Does any rule with different readings hold?"""
        asked = [one.outcome for one in self.stretches]
        return any(rule.readings for outcome in [*self.outcomes.values(), *asked] for rule in outcome.fired)


class Evaluation:
    """A case evaluated under one reading, with all stated and with what is proved on paper."""

    def __init__(self, rulebook: Rulebook, case: Case, reading: Reading) -> None:
        proved_view = case.view(PROVED)
        same = proved_view == case.view(STATED)
        self.proved = run(rulebook, case, reading, PROVED if not same else STATED, None)
        self.stated = self.proved if same else run(rulebook, case, reading, STATED, self.proved)

    @property
    def outcome(self) -> str:
        return self.stated.value("outcome")


def run(
    rulebook: Rulebook,
    case: Case,
    reading: Reading,
    level: int,
    proved: Pass | None,
    forced: Mapping[str, str] | None = None,
) -> Pass:
    """Decide everything once. ``proved`` is the pass that says what holds on paper; None when this is that pass.

    ``forced`` gives decisions the value they would have if it were so, on paper: for asking "what if".
    """
    prepared = rulebook.prepared(case.day, reading)
    asked: list[Asked] = []
    genuine = rulebook.genuine(case.day, reading, asked)
    facts = derive(case.view(level), rulebook.parameters, case.today, genuine)
    facts["reading"] = reading
    facts["nationality_proof_stated"] = _proof_of_nationality(case, level)
    outcomes: dict[str, Outcome] = {}
    for name in prepared.proofs:
        if name in rulebook.derived:
            facts[name + ".proof"] = _proof(facts.get(name), proved and proved.facts.get(name), proved is None)
    wanted = frozenset(prepared.proofs)
    for decision in prepared.decisions:
        name = decision.decision.id
        outcome = outcomes[name] = decide(decision, facts)
        if decision.decision.hit == "collect":
            continue
        if forced and name in forced:
            outcome = outcomes[name] = outcome._replace(value=forced[name])
        facts[name] = outcome.value
        if name in wanted:
            before = proved.value(name) if proved else None
            alone = proved is None or bool(forced and name in forced)
            facts[name + ".proof"] = _proof(outcome.value, before, alone)
    return Pass(reading, level, facts, outcomes, tuple(asked))


def _proof(value: object, proved: object, alone: bool) -> str | None:
    """How a conclusion is proved: `proved` when papers alone give it too; None when there is nothing to prove."""
    if value in (None, "no", "open", "repairable", "contested", "none"):
        return None
    return "proved" if alone or value == proved else "stated"


def _proof_of_nationality(case: Case, level: int) -> str:
    proved = "nationalities" in case.values and case.levels.get("nationalities", 1) >= max(level, PROVED)
    return "yes" if proved else "no"


class Assessment:
    """What follows from a case. The costly parts (missing, timeline) are computed when asked for."""

    def __init__(self, rulebook: Rulebook, case: Case, both_engines: bool) -> None:
        self.rulebook = rulebook
        self.given = case
        self.contradictions = contradictions(case)
        self.case = settled(case, self.contradictions)
        self._evaluations: dict[Reading, Evaluation] = {}
        self.main = self.evaluation(case.reading)
        if both_engines:
            from .durable import compare

            compare(rulebook, self)

    def evaluation(self, reading: Reading) -> Evaluation:
        """The case under a reading."""
        found = self._evaluations.get(reading)
        if found is None:
            found = self._evaluations[reading] = Evaluation(self.rulebook, self.case, reading)
        return found

    def knows(self, path: str) -> bool:
        """Is there an answer to this fact, or this field of an object?"""
        name, _, inner = path.partition(".")
        value = self.case.values.get(name)
        return value is not None and (not inner or inner in value)

    @property
    def stated(self) -> Pass:
        return self.main.stated

    @property
    def outcome(self) -> str:
        return self.main.outcome

    @cached_property
    def official(self) -> Pass:
        """The case on what authorities' documents show."""
        return run(self.rulebook, self.case, self.case.reading, OFFICIAL, None)

    @cached_property
    def readings(self) -> dict[Reading, str]:
        """The outcome under each reading."""
        return {reading: self.evaluation(reading).outcome for reading in READINGS}

    def evidence(self, decision: str) -> str:
        """How well a conclusion is proved, as its weakest necessary fact: the highest level at which it still holds."""
        value = self.stated.value(decision)
        if self.main.proved.value(decision) != value or value in ("open", "none"):
            return LEVELS[STATED if value not in ("open", "none") else 0]
        return LEVELS[OFFICIAL if self.official.value(decision) == value else PROVED]

    @cached_property
    def flags(self) -> list[str]:
        """The flags, with those that compare readings or look at the input itself."""
        found = [rule.then for rule in self.stated.outcomes["flags"].fired]
        if self.contradictions:
            found.append("contradiction")
        if len(set(self.readings.values())) > 1:
            found.append("contested")
        return list(dict.fromkeys(found))

    def to_dict(self) -> dict[str, Any]:
        """The result in the public vocabulary."""
        from .result import result

        return result(self)


def assess(rulebook: Rulebook, case: Case, both_engines: bool = True) -> Assessment:
    """Assess a checked case."""
    return Assessment(rulebook, case, both_engines)
