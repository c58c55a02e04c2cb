"""What the counting functions share: the view of the case, the parameters of the day, and small range helpers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..dates import Span, iso, months_between
from ..evaluate import Facts
from ..model import Parameter

Range = tuple[int, int]


class Context:
    """A case on a day."""

    def __init__(self, view: Mapping[str, Any], parameters: Mapping[str, Parameter], today: int) -> None:
        self.view = view
        self.parameters = parameters
        self.today = today
        self.day = iso(today)

    def number(self, name: str) -> int:
        """A parameter in the unit that facts are counted in (see :func:`rechtentool.rulebook.model.scaled`)."""
        return self.parameters[name].number(self.day)

    def codes(self, name: str) -> frozenset[str]:
        """A parameter that is a list."""
        return frozenset(self.parameters[name].on(self.day))

    def scalars(self) -> Facts:
        """Answers, choices, numbers and days as they are; fields of objects under ``object.field``."""
        facts: Facts = {}
        for name, value in self.view.items():
            if isinstance(value, dict):
                plain = ((key, inner) for key, inner in value.items() if isinstance(inner, (str, tuple)))
                facts.update((f"{name}.{key}", inner) for key, inner in plain)
            elif isinstance(value, (str, tuple)):
                facts[name] = value
        return facts

    def months_since(self, day: Span | None) -> Range | None:
        """Whole months from a day until today."""
        return None if day is None else self.months(day, Span(self.today, self.today))

    @staticmethod
    def months(start: Span | None, end: Span | None) -> Range | None:
        """Whole months from one day to another, least and most."""
        if start is None or end is None:
            return None
        return months_between(start.latest, end.earliest), months_between(start.earliest, end.latest)

    @staticmethod
    def days(start: Span | None, end: Span | None) -> Range | None:
        """Days from one day to another, least and most."""
        if start is None or end is None:
            return None
        return end.earliest - start.latest, end.latest - start.earliest


def stated(condition: bool) -> str:
    """`yes` when something was said, else `no` (never: unknown)."""
    return "yes" if condition else "no"
