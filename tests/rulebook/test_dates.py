"""Calendar months, not thirty days; imprecise days as spans."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rechtentool.rulebook.dates import Span, add_months, iso, months_between, parse_span


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2026-07-22", 6, "2027-01-22"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-11-22", -3, "2026-08-22"),
    ],
)
def test_months_are_calendar_months(start: str, months: int, end: str) -> None:
    assert iso(add_months(day(start), months)) == end


DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31)).map(date.toordinal)


@given(DAYS, DAYS, st.integers(0, 90))
def test_fewer_months_than_n_says_before_the_day_n_months_later(start: int, end: int, months: int) -> None:
    assert (months_between(start, end) < months) == (end < add_months(start, months))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-05", "2026-03-05", "2026-03-05"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2026-03-01/2026-03-20", "2026-03-01", "2026-03-20"),
        ("2026-01/2026-02", "2026-01-01", "2026-02-28"),
    ],
)
def test_an_imprecise_date_is_its_first_and_last_day(text: str, first: str, last: str) -> None:
    assert parse_span(text) == Span(day(first), day(last))


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "05-03-2026", "soon", "", "2026-03-20/2026-03-01"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_span(text)


def test_clipping_keeps_the_earliest_day_possible() -> None:
    span = parse_span("2026-11")
    assert span.clipped(day("2026-11-22")) == Span(day("2026-11-01"), day("2026-11-22"))
    assert span.clipped(span.earliest - timedelta(days=1).days) == Span(span.earliest - 1, span.earliest - 1)
