"""Absences from the Netherlands and the five years of permanent residence (Vb 8.17(2)-(3), model B.8).

Ordinary absences break the five years when they are longer than the yearly allowance, one absence for an important
reason or a posting may be longer once, military service never breaks them, and detention is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..dates import FIRST_DAY, LAST_DAY, Span, add_months, months_between
from .context import Context

Interval = tuple[int, int]
Absence = dict[str, Any]

_ONCE = frozenset({"important", "posting"})


def harmless(context: Context, absences: Sequence[Absence] | None) -> str | None:
    """`yes` when no known absence breaks residence, `no` when one surely does, None when it cannot be told."""
    if absences is None:
        return None
    if not _harmful(context, absences, careful=True):
        return "yes"
    return "no" if _harmful(context, absences, careful=False) else None


def clean_stretches(context: Context, run: Interval, absences: Sequence[Absence], careful: bool) -> list[Interval]:
    """The parts of a run of days that no harmful absence breaks.

    ``careful`` takes an absence that may be harmful as harmful, otherwise as harmless.
    """
    parts = [run]
    for first, last in _harmful(context, absences, careful):
        cut = []
        for start, end in parts:
            if last < start or first > end:
                cut.append((start, end))
                continue
            if start < first:
                cut.append((start, first - 1))
            if last < end:
                cut.append((last + 1, end))
        parts = cut
    return parts


def _harmful(context: Context, absences: Sequence[Absence], careful: bool) -> list[Interval]:
    """The absences that break residence, as days away."""
    yearly, once = context.number("absence_per_year"), context.number("absence_once")
    found: list[Interval] = []
    used_once: set[str] = set()
    ordinary: list[Interval] = []
    for absence in sorted(absences, key=lambda a: (a.get("from") or Span(FIRST_DAY, FIRST_DAY)).earliest):
        away = _away(absence, context.today, careful)
        reason = absence.get("reason")
        if away is None or reason == "military":
            continue
        if reason is None and not careful:
            continue
        if reason == "detention":
            found.append(away)
        elif reason in _ONCE and reason not in used_once and not _longer(away, once):
            used_once.add(reason)
        elif _longer(away, yearly):
            found.append(away)
        else:
            ordinary.append(away)
    return found + _over_the_year(ordinary, yearly)


def _away(absence: Absence, today: int, careful: bool) -> Interval | None:
    """Days away: at the most when careful, else at the least (None when that is nothing)."""
    start = absence.get("from") or Span(FIRST_DAY, today)
    end = absence.get("to") or Span(start.earliest, LAST_DAY)
    if careful:
        return start.earliest, min(end.latest, today)
    first, last = start.latest, min(end.earliest, today)
    return (first, last) if first < last else None


def _longer(away: Interval, months: int) -> bool:
    return away[1] > add_months(away[0], months)


def _over_the_year(absences: Sequence[Interval], allowance: int) -> list[Interval]:
    """Short absences that together pass the allowance within twelve months of the first of them."""
    found = []
    for index, (first, _) in enumerate(absences):
        year_end = add_months(first, 12)
        together = [(start, min(end, year_end)) for start, end in absences[index:] if start < year_end]
        days = sum(end - start for start, end in together)
        if (
            len(together) > 1
            and months_between(first, first + days) >= allowance
            and first + days > add_months(first, allowance)
        ):
            found.append((together[0][0], together[-1][1]))
    return found
