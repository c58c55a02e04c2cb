"""The normal form of the rules: what every engine, checker and export reads.

The words are DMN's: a *decision* answers one legal question from *inputs* (facts and other decisions) by *rules*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Operator = Literal["is", "is_not", "in", "lt", "lte", "gt", "gte", "status", "status_in"]
Reading = Literal["cautious", "practice", "wording"]
Hit = Literal["priority", "first", "collect"]

READINGS: tuple[Reading, ...] = ("cautious", "practice", "wording")
OPERATORS: tuple[Operator, ...] = ("is", "is_not", "in", "lt", "lte", "gt", "gte", "status", "status_in")
STATUSES = ("yes", "contested", "repairable", "no", "open")
"""What a priority decision can come to, in the order in which they win; `open` when no rule holds (model F.5a)."""


@dataclass(frozen=True)
class Condition:
    """One positive test of one fact. A number may be the name of a parameter (``$name``)."""

    fact: str
    operator: Operator
    value: Any

    def facts(self) -> Iterator[str]:
        yield self.fact


@dataclass(frozen=True)
class Group:
    """All or any of several tests."""

    every: bool
    items: tuple[Test, ...]

    def facts(self) -> Iterator[str]:
        for item in self.items:
            yield from item.facts()


Test = Condition | Group


@dataclass(frozen=True)
class Day:
    """A day that a rule computes: a date fact, plus a parameter where one is given."""

    fact: str
    parameter: str | None = None

    def __str__(self) -> str:
        return f"{self.fact} + ${self.parameter}" if self.parameter else self.fact


@dataclass(frozen=True)
class Rule:
    """One row of a decision. ``readings`` gives, per reading, what the row comes to (``then`` where undisputed)."""

    id: str
    decision: str
    then: str
    test: Group
    reason: str
    sources: tuple[str, ...]
    valid_from: str
    valid_until: str | None
    reviewed: tuple[Mapping[str, str], ...]
    reads: tuple[str, ...]
    readings: Mapping[str, str] | None
    open_point: str
    until: Day | None
    extra: Mapping[str, Any]
    where: str

    def value(self, reading: Reading) -> str:
        if self.readings is None:
            return self.then
        value = self.readings[reading]
        return "contested" if value == "needs_specialist" and self.then == "contested" else value

    def in_force(self, day: str) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True)
class Decision:
    """One legal question. ``hit``: priority (strongest status wins), first (top-down) or collect (all that hold)."""

    id: str
    title: str
    hit: Hit
    rules: tuple[Rule, ...]
    default: str
    points_to: Test | None
    per: str | None
    inputs: tuple[str, ...]
    where: str


@dataclass(frozen=True)
class ParameterValue:
    from_: str
    until: str | None
    value: Any
    sources: tuple[str, ...]
    verified: bool


@dataclass(frozen=True)
class Parameter:
    """A number of the law or a product choice; ``kind`` says which of the two (or `policy`)."""

    id: str
    unit: str
    kind: str
    text: str
    values: tuple[ParameterValue, ...]

    def on(self, day: str) -> Any:
        """The value in force on a day; before the first known value, the first known one."""
        current = self.values[0]
        for value in self.values:
            if value.from_ <= day:
                current = value
        return current.value

    def number(self, day: str) -> int:
        """The value as the whole number that facts of the same unit are counted in."""
        return scaled(self.on(day), self.unit)


def scaled(value: float, unit: str) -> int:
    """A measured value as a whole number: weeks as days, euro as cents, hours as minutes, shares per million."""
    return round(value * {"weeks": 7, "euro": 100, "hours": 60, "share": 1_000_000}.get(unit, 1))


@dataclass(frozen=True)
class Source:
    """A provision or ruling, and how its text was read."""

    id: str
    name: str
    address: str
    text_of: str | None
    verified: bool
    quote: str
    gist: str


@dataclass(frozen=True)
class Field:
    """One value of the vocabulary: a fact, or a field of an object or of the items of a list."""

    name: str
    type: str
    options: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    texts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The short name, in Dutch."""
        return str(self.texts["label"])

    @property
    def past(self) -> bool:
        return bool(self.texts.get("past"))

    @property
    def countries(self) -> bool:
        return bool(self.texts.get("countries"))

    @property
    def lasting(self) -> bool:
        return bool(self.texts.get("lasting"))

    @property
    def unit(self) -> str:
        return str(self.texts.get("unit", ""))


@dataclass(frozen=True)
class Derived:
    """A plain fact computed from dates and lists: ``sources`` names the facts of the case that it is made of."""

    name: str
    type: str
    unit: str
    sources: tuple[str, ...]
    options: tuple[str, ...]
    about: str
