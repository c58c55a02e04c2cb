"""What could still come out: the values each decision can reach when more becomes known.

The rules are read once more, with what is not known taken as open in both directions. So it follows from the rules
themselves which questions still matter (design, principle 4).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .evaluate import FALSE, TRUE, UNKNOWN, Split
from .model import Condition, Decision, Group, Rule, Test

if TYPE_CHECKING:
    from .assessment import Assessment

_LOGIC = {"yes": TRUE, "no": FALSE}


class Reach:
    """The reachable values of every decision of an assessment."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.rulebook = assessment.rulebook
        self.facts = assessment.stated.facts
        self.known = set(assessment.case.values)
        self.day, self.reading = assessment.case.day, assessment.case.reading
        self.values: dict[str, frozenset[str]] = {}
        self._looks: dict[str, int] = {}
        for decision in self.rulebook.decisions.values():
            if decision.per is None:
                self.values[decision.id] = self._reach(decision)

    def rules(self, decision: Decision) -> Iterable[Rule]:
        return (rule for rule in decision.rules if rule.in_force(self.day))

    def _reach(self, decision: Decision) -> frozenset[str]:
        found: set[str] = set()
        looks = {rule.id: self.look(rule.test) for rule in self.rules(decision)}
        self._looks.update(looks)
        if decision.hit == "collect":
            return frozenset()
        if decision.hit == "first":
            for rule in self.rules(decision):
                if looks[rule.id] != FALSE:
                    found.add(rule.value(self.reading))
                if looks[rule.id] == TRUE:
                    return frozenset(found)
            return frozenset(found | {decision.default})
        for status in ("yes", "contested", "repairable", "no"):
            best = [looks[rule.id] for rule in self.rules(decision) if rule.value(self.reading) == status]
            if TRUE in best:
                return frozenset(found | {status})
            if any(look != FALSE for look in best):
                found.add(status)
        return frozenset(found | {self.assessment.stated.value(decision.id)})

    def look(self, test: Test) -> int:
        """TRUE or FALSE when nothing that becomes known can change the test, else UNKNOWN."""
        if isinstance(test, Group):
            looks = [self.look(item) for item in test.items]
            stop, rest = (FALSE, TRUE) if test.every else (TRUE, FALSE)
            return stop if stop in looks else rest if all(look == rest for look in looks) else UNKNOWN
        if test.fact.endswith(".proof"):
            return self._look_at_proof(test)
        if test.fact in self.values:
            return _agree(_holds(test, value) for value in self.values[test.fact])
        if test.fact.endswith("_stated") and not self._settled(test.fact):
            return UNKNOWN
        result = self.rulebook.leaf(test, self.day)(self.facts)
        return result if result in (TRUE, FALSE) else UNKNOWN

    def _look_at_proof(self, test: Condition) -> int:
        base = test.fact.removesuffix(".proof")
        reachable = self.values.get(base) or frozenset({str(self.facts.get(base))})
        if not reachable - {"no", "open", "repairable", "contested", "none", "None"}:
            return FALSE
        if self.facts.get(test.fact) == "proved" and len(reachable) == 1:
            return TRUE if test.value == "proved" else FALSE
        return UNKNOWN

    def _settled(self, fact: str) -> bool:
        """Is what was said known, for a fact that says what was said?"""
        return all(self.assessment.knows(source) for source in self.rulebook.derived[fact].sources)

    def status(self, fact: str) -> str | None:
        """What a decision came to; None for a fact that is no decision."""
        outcome = self.assessment.stated.outcomes.get(fact)
        return None if outcome is None else outcome.value

    def unsettled(self, decision: str) -> bool:
        return len(self.values.get(decision, ())) > 1

    def live(self, decision: Decision) -> Iterable[Rule]:
        """The rules whose answer is open and can still matter.

        A status is settled by what could make it more than `no`; only where nothing could, by what makes it `no`.
        """
        found = []
        for rule in self.rules(decision):
            look = self._looks[rule.id]
            if look == UNKNOWN:
                found.append(rule)
            elif look == TRUE and decision.hit == "first":
                break
        if decision.hit == "priority":
            return [rule for rule in found if rule.value(self.reading) != "no"] or found
        return found

    def facts_behind(self, decision: Decision, seen: set[str], only: Iterable[Rule] | None = None) -> Iterable[str]:
        """The open facts that the live rules of a decision read, through other decisions."""
        if decision.id in seen and only is None:
            return
        seen.add(decision.id)
        for rule in self.live(decision) if only is None else only:
            yield from self.facts_in(rule.test, seen)

    def facts_in(self, test: Test, seen: set[str]) -> Iterable[str]:
        """The open facts in a test. Where all of several conditions are needed, the first open one is asked first.

        One that holds on what is known keeps no other waiting: only the other can change anything.
        """
        if isinstance(test, Group):
            for item in test.items:
                if self.look(item) == UNKNOWN:
                    facts = list(self.facts_in(item, seen))
                    yield from facts
                    if facts and test.every and not self.holds(item):
                        return
            return
        name = test.fact.removesuffix(".proof")
        inner = self.rulebook.decisions.get(name)
        if inner is not None:
            if self.unsettled(name):
                yield from self.facts_behind(inner, seen)
        elif self.facts.get(name).__class__ is not Split:  # an answer does not settle what the law disputes
            yield name

    def holds(self, test: Test) -> bool:
        """Whether a test of one fact holds on what is known, whatever may still change."""
        return isinstance(test, Condition) and self.rulebook.leaf(test, self.day)(self.facts) == TRUE

    def needed(self, test: Test, seen: frozenset[str] = frozenset()) -> list[str] | None:
        """All open facts that a test still needs to hold, the fewest where there is a choice.

        None when it cannot hold any more. What holds as long as nothing else is said needs nothing.
        """
        if self.look(test) == FALSE:
            return None
        if isinstance(test, Group):
            parts = [self.needed(item, seen) for item in test.items]
            if not test.every:
                return min((part for part in parts if part is not None), key=len, default=None)
            whole: list[str] = []
            for part in parts:
                if part is None:
                    return None
                whole += part
            return whole
        name = test.fact.removesuffix(".proof")
        inner = self.rulebook.decisions.get(name)
        if inner is None:
            held = self.rulebook.leaf(test, self.day)(self.facts) == TRUE
            return [] if held else None if self.facts.get(name).__class__ is Split else [name]
        if self.assessment.stated.value(name) == test.value or inner.id in seen:
            return []
        options = (
            self.needed(rule.test, seen | {name})
            for rule in self.rules(inner)
            if rule.value(self.reading) == test.value and test.operator in ("is", "status")
        )
        return min((option for option in options if option is not None), key=len, default=None)


def _agree(looks: Iterable[int]) -> int:
    found = set(looks)
    return found.pop() if len(found) == 1 else UNKNOWN


def _holds(test: Condition, value: str) -> int:
    if test.operator in ("status", "status_in"):
        wanted = (test.value,) if test.operator == "status" else test.value
        return TRUE if value in wanted else FALSE
    logic = _LOGIC.get(value, UNKNOWN)
    return (TRUE if logic == FALSE else FALSE if logic == TRUE else UNKNOWN) if test.value == "no" else logic
