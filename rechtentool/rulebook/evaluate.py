"""The three-valued evaluator: rules over plain facts, where what is not known stays not known.

Facts are strings (answers, choices, statuses of decisions), pairs of whole numbers (the least and the most a number
can be), None (unknown) or :class:`Split` (it turns on disputed law what the value is). Kleene's logic with one extra
value for "turns on disputed law"; see model F.1 and F.5a.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from .model import Condition, Day, Decision, Group, Parameter, Reading, Rule, Test

FALSE, TRUE, UNKNOWN, DISPUTED = 0, 1, 2, 3
"""Outcomes of a test.

Conjunction: FALSE if any is, else the greatest. Disjunction: TRUE if any is, else the greatest.
"""

Value = Any
Facts = dict[str, Value]
Check = Callable[[Facts], int]


class Split(NamedTuple):
    """A fact with one value if disputed work is left out and another if it counts."""

    without: Value
    counted: Value


class Row(NamedTuple):
    """A rule ready to run."""

    rule: Rule
    value: str
    check: Check


Marks = tuple[int, int, int, int]
"""A rule's bit for each outcome of a test; a TRUE leaves none."""


class Masks(dict[Value, int]):
    """What a value of one fact says of the rules that read it: their marks together, kept for values that are words."""

    def __init__(self, fact: str) -> None:
        super().__init__()
        self.fact = fact
        self.checks: list[tuple[Check, Marks]] = []

    def __missing__(self, value: Value) -> int:
        facts = {self.fact: value}
        found = 0
        for check, marks in self.checks:
            found |= marks[check(facts)]
        if value is None or value.__class__ is str:
            self[value] = found
        return found


class Ready(NamedTuple):
    """A decision ready to run under one reading on one day.

    Most rules want all of some plain conditions, and rules share facts. So each fact is looked at once, and its value
    gives, as bits of one number, which rules cannot hold, are undetermined or turn on disputed law because of it.
    """

    decision: Decision
    rows: tuple[Row, ...]
    points: Check | None
    masks: tuple[tuple[str, Masks], ...]
    nested: tuple[tuple[Check, Marks], ...]
    """Rules that hold groups: each is run."""
    outcome: Callable[[int, bool], Outcome]
    """What the decision comes to, given the marks on its rules and whether something known points to it."""


class Outcome(NamedTuple):
    """What a decision came to: its status or value, and the rules that hold."""

    value: str
    fired: tuple[Rule, ...]
    held: tuple[Rule, ...]
    """The rules among the fired ones that gave the value."""


_LOGIC = {"yes": TRUE, "no": FALSE, "contested": DISPUTED, "repairable": UNKNOWN, "open": UNKNOWN}
_INVERSE = {"yes": FALSE, "no": TRUE, "contested": DISPUTED, "repairable": UNKNOWN, "open": UNKNOWN}


def compile_test(test: Test, statuses: frozenset[str], parameters: Mapping[str, Parameter], day: str) -> Check:
    """Turn a test into a function of the facts. ``statuses`` names the decisions whose value is a status."""
    if isinstance(test, Group):
        checks = tuple(compile_test(item, statuses, parameters, day) for item in test.items)
        return _every(checks) if test.every else _some(checks)
    if test.operator in ("lt", "lte", "gt", "gte"):
        bound = test.value
        if isinstance(bound, str):
            bound = parameters[bound[1:]].number(day)
        return _compare(test.fact, test.operator, bound)
    if test.operator in ("status", "status_in"):
        wanted = (test.value,) if test.operator == "status" else tuple(test.value)
        return _exactly(test.fact, frozenset(wanted))
    if test.fact in statuses:
        return _lookup(test.fact, _INVERSE if test.value == "no" else _LOGIC)
    values = frozenset(test.value) if test.operator == "in" else frozenset((test.value,))
    return _member(test.fact, values, test.operator != "is_not")


def _every(checks: Sequence[Check]) -> Check:
    def every(facts: Facts) -> int:
        worst = TRUE
        for check in checks:
            result = check(facts)
            if result == FALSE:
                return FALSE
            if result > worst:
                worst = result
        return worst

    return checks[0] if len(checks) == 1 else every


def _some(checks: Sequence[Check]) -> Check:
    def some(facts: Facts) -> int:
        best = FALSE
        for check in checks:
            result = check(facts)
            if result == TRUE:
                return TRUE
            if result > best:
                best = result
        return best

    return checks[0] if len(checks) == 1 else some


def _lookup(name: str, table: Mapping[str, int]) -> Check:
    return lambda facts: table[facts[name]]


def _exactly(name: str, values: frozenset[str]) -> Check:
    return lambda facts: TRUE if facts[name] in values else FALSE


def _member(name: str, values: frozenset[str], inside: bool) -> Check:
    hit, miss = (TRUE, FALSE) if inside else (FALSE, TRUE)

    def member(facts: Facts) -> int:
        value = facts.get(name)
        if value.__class__ is str:
            return hit if value in values else miss
        if value is None:
            return UNKNOWN
        first, second = ((UNKNOWN if v is None else hit if v in values else miss) for v in value)
        return first if first == second and first != TRUE else DISPUTED

    return member


def _compare(name: str, operator: str, bound: int) -> Check:
    upward = operator in ("gt", "gte")
    limit = bound if operator in ("lt", "gte") else bound + 1  # whole numbers: x <= b says x < b + 1

    def plain(value: tuple[int, int] | None) -> int:
        if value is None:
            return UNKNOWN
        least, most = value
        if least >= limit:
            return TRUE if upward else FALSE
        if most < limit:
            return FALSE if upward else TRUE
        return UNKNOWN

    def compare(facts: Facts) -> int:
        value = facts.get(name)
        if value.__class__ is not Split:
            return plain(value)
        first, second = plain(value.without), plain(value.counted)
        return first if first == second else DISPUTED

    return compare


def ready(
    decision: Decision,
    statuses: frozenset[str],
    parameters: Mapping[str, Parameter],
    day: str,
    reading: Reading,
) -> Ready:
    """Prepare a decision: its rules in force on the day, with their values under the reading."""
    rows = tuple(
        Row(rule, rule.value(reading), compile_test(rule.test, statuses, parameters, day))
        for rule in decision.rules
        if rule.in_force(day)
    )
    points = None if decision.points_to is None else compile_test(decision.points_to, statuses, parameters, day)
    masks: dict[str, Masks] = {}
    nested: list[tuple[Check, Marks]] = []
    for place, row in enumerate(rows):
        marks = 1 << place, 0, 1 << place + len(rows), 1 << place + 2 * len(rows)
        test = row.rule.test
        plain = [item for item in test.items if isinstance(item, Condition)]
        if len(plain) < len(test.items) or not (test.every or len(plain) == 1):
            nested.append((row.check, marks))
            continue
        for item in plain:
            check = compile_test(item, statuses, parameters, day)
            masks.setdefault(item.fact, Masks(item.fact)).checks.append((check, marks))

    @lru_cache(maxsize=1024)
    def outcome(found: int, points_here: bool) -> Outcome:
        return _outcome(decision, rows, _results(found, len(rows)), points_here)

    return Ready(decision, rows, points, tuple(masks.items()), tuple(nested), outcome)


def decide(decision: Ready, facts: Facts) -> Outcome:
    """Evaluate one decision on the facts."""
    _, _, points, masks, nested, outcome = decision
    found = 0
    for fact, mask in masks:
        found |= mask[facts.get(fact)]
    for check, marks in nested:
        found |= marks[check(facts)]
    return outcome(found, points is None or points(facts) == TRUE)


def _results(found: int, count: int) -> list[int]:
    """The outcome of each rule's test, from the marks on it (a conjunction: see the outcomes above)."""
    results = []
    for place in range(count):
        marked = found >> place
        if marked & 1:
            results.append(FALSE)
        elif marked >> 2 * count & 1:
            results.append(DISPUTED)
        else:
            results.append(UNKNOWN if marked >> count & 1 else TRUE)
    return results


def _outcome(decision: Decision, rows: Sequence[Row], results: Sequence[int], points: bool) -> Outcome:
    fired: dict[str, list[Rule]] = {}
    pending: dict[str, int] = {}
    for row, result in zip(rows, results, strict=True):
        if result == TRUE:
            fired.setdefault(row.value, []).append(row.rule)
        elif result != FALSE:
            pending[row.value] = min(pending.get(row.value, DISPUTED), result)  # one undisputed way is enough
    if decision.hit == "priority":
        status = _status(decision, fired, pending, points)
        every = tuple(rule for rules in fired.values() for rule in rules)
        return Outcome(status, every, tuple(fired.get(status, ())))
    holding = [row for row, result in zip(rows, results, strict=True) if result == TRUE]
    rules = tuple(row.rule for row in holding)
    if decision.hit == "collect":
        return Outcome("", rules, rules)
    return Outcome(holding[0].value if holding else decision.default, rules, rules[:1])


def _status(decision: Decision, fired: Mapping[str, Sequence[Rule]], pending: Mapping[str, int], points: bool) -> str:
    """The strongest status: yes, contested, repairable, no; what is undetermined is repairable or contested where
    something known points to the decision, and open where nothing does (model F.5a)."""
    for value in ("yes", "contested"):
        if value in fired:
            return value
    if "repairable" not in fired and any(rule.then == "no" for rule in fired.get("no", ())):
        return "no"
    undecided = pending.get("yes") or ("contested" in pending and DISPUTED) or pending.get("repairable")
    if "repairable" not in fired and not undecided:
        # nothing can make it yes any more: no, also when it is not yet known which rule says so
        return "no" if "no" in fired or "no" in pending else decision.default
    if not points:
        return "repairable" if "repairable" in fired else "open"
    return "contested" if undecided == DISPUTED else "repairable"


def until(day: Day, facts: Facts, parameters: Mapping[str, Parameter], on: str) -> int | None:
    """The first day on which a rule that now holds no longer does, as an ordinal; None when no day can be named."""
    from .dates import add_months  # local: keeps the hot path above free of it

    value = facts.get(day.fact)
    if isinstance(value, Split):
        value = value.counted
    if value is None:
        return None
    start = int(value[0])
    if day.parameter is None:
        return start
    parameter = parameters[day.parameter]
    number = parameter.number(on)
    return add_months(start, number) if parameter.unit == "months" else start + number


__all__ = ["Condition", "Facts", "Outcome", "Ready", "Split", "Value", "compile_test", "decide", "ready", "until"]
