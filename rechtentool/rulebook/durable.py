"""durable_rules as the second engine, inside the subset that was measured to be safe (docs/decisions, durable_rules).

One flat fact of scalars per evaluation, rules with a single pattern, at most 60 rules and 60 properties a ruleset, a
fresh session for every evaluation, everything under one lock. The extension module is used directly: the Python layer
above it costs twice the time and starts threads.

The engine sees what is known and nothing else: an unknown fact is absent, and no condition holds on an absent one.
So it must fire exactly the rules that the three-valued evaluator finds true. What is undetermined, the evaluator
alone can tell; the status of such a decision is given to the rules that read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from weakref import WeakKeyDictionary

import durable_rules_engine as engine

from .evaluate import Facts, Ready, Split
from .faults import EngineDisagreement
from .model import Condition, Group, Parameter, Reading, Test

if TYPE_CHECKING:
    from .assessment import Assessment, Pass
    from .rulebook import Rulebook

MOST_RULES = 59
MOST_FACTS = 60
_START = "engine__start"
"""A rule of each ruleset that stands in no decision: see :meth:`Ruleset._start`."""
LEAST, MOST = 0, 1
"""The ends of a number that is known as a range."""
_HANDLED, _NOT_HANDLED, _OBSERVED = 0, 1, 2

_lock = Lock()
_names = count(1)
_sessions = count(1)
_built: WeakKeyDictionary[Rulebook, dict[int, tuple[Ruleset, list[Ruleset]]]] = WeakKeyDictionary()


class EngineFailure(RuntimeError):
    """The engine itself failed; no answer may be given."""


class Ruleset:
    """Some decisions as one ruleset of the engine."""

    def __init__(self, decisions: Sequence[Ready], translate: _Translate) -> None:
        definition = {
            row.rule.id: {"all": [{"m": translate.test(row.rule.test)}]} for ready in decisions for row in ready.rows
        }
        definition[_START] = {"all": [{"m": {_START: "yes"}}]}
        self._words, self._ends = translate.take_properties()
        self._handle = engine.create_ruleset(f"r{next(_names)}", json.dumps(definition))
        self._start()

    def _start(self) -> None:
        """Let a rule fire before the first question.

        Without it the engine frees memory it never set when it deletes a session in which no rule fired, as long as
        none has fired in the ruleset before; that aborts the process, depending on what lay in that memory. One
        session lives at a time, so its place in memory is always the one that is made clean here.
        """
        session = f"s{next(_sessions)}"
        code, state = engine.assert_fact(self._handle, json.dumps({_START: "yes", "sid": session, "id": "1"}))
        if code != _HANDLED or self._drain(state) != {_START}:
            raise EngineFailure(f"durable_rules did not start: it answered {code}")
        engine.delete_state(self._handle, session)

    def fact(self, facts: Facts) -> str:
        """What these rules can read of the facts, as the engine takes it: the known ones, as members of one object.

        Of a number the least and the most, of a disputed one as far as both readings of it agree.
        """
        known = [head + _quoted(value) for fact, head in self._words if (value := facts.get(fact)).__class__ is str]
        for fact, end, head in self._ends:
            value = facts.get(fact)
            if value.__class__ is Split:
                value = _widest(value)
            if isinstance(value, tuple):
                known.append(f"{head}{value[end]}")
        return ",".join(known)

    def fired(self, fact: str) -> frozenset[str]:
        """The ids of the rules that hold on a fact (see :meth:`fact`). Call under the lock."""
        for attempt in (1, 2):  # a fresh fact was taken for an observed one 3 times in 100,000: once more, then fail
            session = f"s{next(_sessions)}"
            try:
                message = f'{{"sid":"{session}","id":"1",{fact}}}' if fact else f'{{"sid":"{session}","id":"1"}}'
                code, state = engine.assert_fact(self._handle, message)
                if code == _NOT_HANDLED:
                    return frozenset()
                if code == _OBSERVED and attempt == 1:
                    continue
                if code != _HANDLED:
                    raise EngineFailure(f"durable_rules answered {code}")
                return self._drain(state)
            finally:
                engine.delete_state(self._handle, session)
        raise EngineFailure("durable_rules took a fresh fact for an observed one, twice")

    def _drain(self, state: Any) -> frozenset[str]:
        found: set[str] = set()
        started = engine.start_action_for_state(self._handle, state)
        message = started[1] if started else None
        while message:  # {"rule": {"m": {…the whole fact…}}}, of which only the rule is of interest
            found.add(message[2 : message.index('"', 2)])
            message = engine.complete_and_start_action(self._handle, state)
        return frozenset(found)


class _Translate:
    """Puts tests into the engine's words; numbers are tested on their least and most."""

    def __init__(self, parameters: Mapping[str, Parameter], day: str) -> None:
        self.parameters, self.day = parameters, day
        self._words: set[str] = set()
        self._ends: set[tuple[str, int]] = set()

    def take_properties(self) -> tuple[list[tuple[str, str]], list[tuple[str, int, str]]]:
        """The facts read since the last call, with the beginning of their JSON; of numbers the end that is read."""
        words = [(fact, f'"{safe(fact)}":') for fact in sorted(self._words)]
        ends = [(fact, end, f'"{_end(fact, end)}":') for fact, end in sorted(self._ends)]
        self._words, self._ends = set(), set()
        return words, ends

    def test(self, test: Test) -> dict[str, Any]:
        if isinstance(test, Group):
            parts = [self.test(item) for item in test.items]
            return parts[0] if len(parts) == 1 else {"$and" if test.every else "$or": parts}
        return self._condition(test)

    def _condition(self, test: Condition) -> dict[str, Any]:
        name = safe(test.fact)
        if test.operator in ("lt", "lte", "gt", "gte"):
            bound = self.parameters[test.value[1:]].number(self.day) if isinstance(test.value, str) else test.value
            end = LEAST if test.operator in ("gt", "gte") else MOST
            self._ends.add((test.fact, end))
            return {f"${test.operator}": {_end(test.fact, end): bound}}
        self._words.add(test.fact)
        if test.operator == "is_not":
            return {"$neq": {name: test.value}}
        if test.operator in ("in", "status_in"):
            parts = [{name: value} for value in test.value]
            return parts[0] if len(parts) == 1 else {"$or": parts}
        return {name: test.value}


def safe(fact: str) -> str:
    """A fact's name without the dots that the engine would take for nesting."""
    return fact.replace(".", "_")


def _end(fact: str, end: int) -> str:
    return safe(fact) + ("__least" if end == LEAST else "__most")


_quoted = cache(json.dumps)
"""A value of a fact as JSON; there are only so many values."""


def _widest(value: Split) -> tuple[int, int] | None:
    """The range of a disputed number that covers both readings."""
    without, counted = value
    if isinstance(without, tuple) and isinstance(counted, tuple):
        return min(without[LEAST], counted[LEAST]), max(without[MOST], counted[MOST])
    return None


def rulesets(rulebook: Rulebook, day: str, reading: Reading) -> tuple[Ruleset, list[Ruleset]]:
    """The decision on work and all others, as rulesets within the limits of the engine. Call under the lock."""
    built = _built.setdefault(rulebook, {})
    regime = rulebook.regime(day)
    if regime not in built:
        prepared = rulebook.prepared(day, reading)
        translate = _Translate(rulebook.parameters, day)
        built[regime] = (
            Ruleset([prepared.genuine], translate),
            [Ruleset(part, translate) for part in _parts(prepared.decisions)],
        )
    return built[regime]


def _parts(decisions: Iterable[Ready]) -> Iterable[list[Ready]]:
    part: list[Ready] = []
    rules, facts = 0, set[str]()
    for ready in decisions:
        names = {fact for row in ready.rows for fact in row.rule.test.facts()}
        if part and (rules + len(ready.rows) > MOST_RULES or len(facts | names) > MOST_FACTS):
            yield part
            part, rules, facts = [], 0, set()
        part.append(ready)
        rules += len(ready.rows)
        facts |= names
    if part:
        yield part


def compare(rulebook: Rulebook, assessment: Assessment) -> None:
    """Let durable_rules decide the case with everything stated and with what is proved.

    Raises EngineDisagreement when any rule fires in one engine and not in the other.
    """
    passes = [assessment.main.stated]
    if assessment.main.proved is not assessment.main.stated:
        passes.append(assessment.main.proved)
    with _lock:
        work, sets = rulesets(rulebook, assessment.case.day, assessment.case.reading)
        answers: dict[tuple[Ruleset, str], frozenset[str]] = {}
        differences = [line for one in passes for line in _differences(work, sets, one, answers)]
    if differences:
        raise EngineDisagreement(uuid4().hex[:12], "; ".join(differences))


def _differences(
    work: Ruleset, sets: Sequence[Ruleset], one: Pass, answers: dict[tuple[Ruleset, str], frozenset[str]]
) -> Iterator[str]:
    """What one engine fires and the other does not. ``answers`` keeps what was asked: passes share much."""

    def fired(ruleset: Ruleset, facts: Facts) -> frozenset[str]:
        question = ruleset, ruleset.fact(facts)
        if question not in answers:
            answers[question] = ruleset.fired(question[1])
        return answers[question]

    for asked in one.stretches:
        yield from _compared(fired(work, asked.facts), {rule.id for rule in asked.outcome.fired})
    everything = frozenset[str]().union(*(fired(ruleset, one.facts) for ruleset in sets))
    yield from _compared(everything, {rule.id for outcome in one.outcomes.values() for rule in outcome.fired})


def _compared(fired: frozenset[str], expected: set[str]) -> Iterator[str]:
    for rule in sorted(fired - expected):
        yield f"{rule} fires in durable_rules only"
    for rule in sorted(expected - fired):
        yield f"{rule} fires in the evaluator only"
