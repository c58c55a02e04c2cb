"""Dates and numbers as people write them."""

from __future__ import annotations

import pytest
from babel.dates import get_month_names
from hypothesis import given
from hypothesis import strategies as st

from rechtentool.core.languages import LANGUAGES
from rechtentool.intake import values


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("5-3-2026", "2026-03-05"),
        ("05-03-2026", "2026-03-05"),
        ("5/3/2026", "2026-03-05"),
        ("5.3.2026", "2026-03-05"),
        ("5 3 2026", "2026-03-05"),
        ("  5-3-2026 ", "2026-03-05"),
        ("2026-03-05", "2026-03-05"),
        ("5 maart 2026", "2026-03-05"),
        ("5 March 2026", "2026-03-05"),
        ("5 marca 2026", "2026-03-05"),
        ("5 mrt. 2026", "2026-03-05"),
        ("martie 2026", "2026-03"),
        ("03-2026", "2026-03"),
        ("3/2026", "2026-03"),
        ("2026-03", "2026-03"),
        ("2026", "2026"),
        ("1-3-2026 – 20-3-2026", "2026-03-01/2026-03-20"),
        ("1-3-2026 - 20-3-2026", "2026-03-01/2026-03-20"),
        ("1-3-2026 tot 20-3-2026", "2026-03-01/2026-03-20"),
        ("2026-03-01/2026-03-20", "2026-03-01/2026-03-20"),
        ("maart 2026 t/m mei 2026", "2026-03/2026-05"),
        ("2024/2026", "2024/2026"),
    ],
)
def test_a_date_is_read_day_first(typed: str, value: str) -> None:
    assert values.read_date(typed) == value


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("gisteren", values.NO_DATE),
        ("٣-3-2026", values.NO_DATE),
        ("5 lentemaand 2026", values.NO_DATE),
        ("5-3-26", values.NO_DATE),
        ("", values.NO_DATE),
        ("30-2-2026", values.NO_SUCH_DATE),
        ("5-13-2026", values.NO_SUCH_DATE),
        ("13-2026", values.NO_SUCH_DATE),
        ("5-3-0206", values.NO_SUCH_DATE),
        ("20-3-2026 – 1-3-2026", values.WRONG_ORDER),
    ],
)
def test_what_is_no_date_is_refused_in_words(typed: str, message: object) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  (the message is lazy: it is compared below)
        values.read_date(typed)
    assert refusal.value.args == (message,)


one = st.one_of(
    st.dates().filter(lambda day: day.year in values.YEARS).map(str),
    st.dates().filter(lambda day: day.year in values.YEARS).map(lambda day: str(day)[:7]),
    st.sampled_from(values.YEARS).map(str),
)


@given(one)
def test_a_date_is_read_as_it_is_shown(value: str) -> None:
    assert values.read_date(values.show_date(value)) == value


@given(st.tuples(one, one).map(sorted))
def test_two_dates_are_read_as_they_are_shown(ends: list[str]) -> None:
    value = "/".join(ends)
    assert values.read_date(values.show_date(value)) == value


def test_no_name_of_a_month_means_two_months() -> None:
    for code in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, "format", code).items():
                assert values.months()[name.rstrip(".").lower()] == str(number), (code, name)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("36", 36),
        ("36,5", 36.5),
        ("36.5", 36.5),
        ("0", 0),
        ("1.850", 1850),
        ("1.850,50", 1850.5),
        ("€ 1850", 1850),
        ("20-36", "20/36"),
        ("20 – 36", "20/36"),
        ("20 tot 36", "20/36"),
        ("20/36", "20/36"),
        ("36-36", 36),
    ],
)
def test_a_number_is_read_as_it_is_written_here(typed: str, value: object) -> None:
    assert values.read_number(typed) == value


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("veel", values.NO_NUMBER),
        ("1,850", values.NO_NUMBER),
        ("-5", values.NO_NUMBER),
        ("1-2-3", values.NO_NUMBER),
        ("٣", values.NO_NUMBER),
        ("1e3", values.NO_NUMBER),
        ("36-20", values.NUMBER_ORDER),
    ],
)
def test_what_is_no_number_is_refused_in_words(typed: str, message: object) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011
        values.read_number(typed)
    assert refusal.value.args == (message,)


@given(
    st.lists(st.integers(0, 10_000_00).map(lambda cents: cents / 100), min_size=1, max_size=2, unique=True).map(sorted)
)
def test_a_number_is_read_as_it_is_shown(ends: list[float]) -> None:
    whole = [int(end) if end.is_integer() else end for end in ends]
    value = whole[0] if len(whole) == 1 else f"{whole[0]}/{whole[1]}"
    assert values.read_number(values.show_number(value)) == value
