"""Calendar arithmetic on days that may be known only roughly.

A day is an ordinal (``date.toordinal``). An imprecise date is a :class:`Span`: the earliest and the latest day it
can be. Legal months are calendar months: 31 August plus six months is the last day of February (model F.2).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

FIRST_DAY = 1
"""Stands for "no known beginning"."""
LAST_DAY = date.max.toordinal()
"""Stands for "no known end"."""
ENDLESS = 10**9
"""Upper bound of a length or amount of which no bound is known."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")
_YEAR = re.compile(r"\d{4}")


class Span(NamedTuple):
    """A day known only to lie between two days, both included; exact when they are equal."""

    earliest: int
    latest: int

    @property
    def exact(self) -> bool:
        return self.earliest == self.latest

    def clipped(self, latest: int) -> Span:
        """The same span without the days after ``latest``."""
        return Span(min(self.earliest, latest), min(self.latest, latest))


def parse_span(text: str) -> Span:
    """Read a day, a month, a year or an interval of days (``2026-03-01/2026-03-20``).

    Raises ValueError when the text is none of these or names a day that does not exist.
    """
    if "/" in text:
        start, end = (parse_span(part) for part in text.split("/", 1))
        if end.latest < start.earliest:
            raise ValueError("the interval ends before it starts")
        return Span(start.earliest, end.latest)
    if _DAY.fullmatch(text):
        day = date.fromisoformat(text).toordinal()
        return Span(day, day)
    if _MONTH.fullmatch(text):
        first = date.fromisoformat(f"{text}-01")
        return Span(first.toordinal(), first.replace(day=monthrange(first.year, first.month)[1]).toordinal())
    if _YEAR.fullmatch(text):
        return Span(date(int(text), 1, 1).toordinal(), date(int(text), 12, 31).toordinal())
    raise ValueError("not a date")


def add_months(day: int, months: int) -> int:
    """The same day of the month ``months`` later, or the last day of that month where it is shorter."""
    if day <= FIRST_DAY or day >= LAST_DAY:
        return day
    start = date.fromordinal(day)
    count = start.year * 12 + start.month - 1 + months
    year, month = divmod(count, 12)
    if not 1 <= year <= 9999:
        return FIRST_DAY if year < 1 else LAST_DAY
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last)).toordinal()


def months_between(start: int, end: int) -> int:
    """The greatest whole number of months that fits from ``start`` to ``end``; -1 or less when ``end`` lies before.

    So ``months_between(d, today) < 6`` says the same as "today lies before d plus six months".
    """
    if start <= FIRST_DAY or end >= LAST_DAY:
        return ENDLESS
    if end <= FIRST_DAY or start >= LAST_DAY:
        return -ENDLESS
    first, last = date.fromordinal(start), date.fromordinal(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if last.day < first.day and add_months(start, months) > end:
        months -= 1
    return months


def iso(day: int) -> str:
    """The day as ``2026-11-22``."""
    return date.fromordinal(day).isoformat()
