"""Dates and numbers as people write them, to and from the values of the vocabulary.

Every text that ``show_…`` writes, the matching ``read_…`` reads back to the same value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from babel.dates import get_month_names
from flask_babel import lazy_gettext as _l

from rechtentool.core.languages import LANGUAGES
from rechtentool.rulebook.dates import parse_span

NO_DATE: Final = _l("Dit is geen datum. Vul een dag, een maand of een jaar in: 5-3-2026, 3-2026 of 2026.")
NO_SUCH_DATE: Final = _l("Deze datum bestaat niet. Vul bijvoorbeeld 5-3-2026, 3-2026 of 2026 in.")
WRONG_ORDER: Final = _l("De eerste datum moet voor de tweede liggen.")
NO_NUMBER: Final = _l("Dit is geen getal. Vul bijvoorbeeld 36 in, of 20-36 als het verschilt.")
NUMBER_ORDER: Final = _l("Het eerste getal moet kleiner zijn dan het tweede.")

YEARS: Final = range(1900, 2101)
"""A year outside is a slip of the finger."""

_SEPARATOR: Final = r"[-./ ]"
_DAY: Final = re.compile(rf"(?P<day>[0-9]{{1,2}}){_SEPARATOR}(?P<month>[0-9]{{1,2}}){_SEPARATOR}(?P<year>[0-9]{{4}})")
_MONTH: Final = re.compile(rf"(?P<month>[0-9]{{1,2}}){_SEPARATOR}(?P<year>[0-9]{{4}})")
_TURNED: Final = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?")
_YEAR: Final = re.compile(r"(?P<year>[0-9]{4})")
_NAMED: Final = re.compile(r"(?:(?P<day>[0-9]{1,2})\.? )?(?P<name>[^\W0-9]+)\.? (?P<year>[0-9]{4})")
_BETWEEN: Final = re.compile(r" *[–—/] *| +(?:-|tot|t/m|tot en met|to|do|până la) +")
_NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]{1,2})?")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?")
_BETWEEN_NUMBERS: Final = re.compile(r" *[-–—/] *| +(?:tot|to|do|până la) +")


def read_date(text: str) -> str:
    """A day, a month, a year or two of them with a line between, written day first, as the vocabulary has it.

    Raises ValueError with a message for the reader.
    """
    plain = " ".join(text.split())
    for separator in _BETWEEN.finditer(plain):
        first, last = (_simple(part) for part in (plain[: separator.start()], plain[separator.end() :]))
        if first and last:
            return _checked(f"{first}/{last}")
    simple = _simple(plain)
    if simple is None:
        raise ValueError(NO_DATE)
    return _checked(simple)


def show_date(value: object) -> str:
    """A date of the vocabulary as it is typed: 5-3-2026, 3-2026, 2026, or two of them with a line between."""
    return " – ".join("-".join(str(int(part)) for part in reversed(end.split("-"))) for end in str(value).split("/"))


def _simple(text: str) -> str | None:
    for pattern in (_DAY, _MONTH, _TURNED, _YEAR, _NAMED):
        found = pattern.fullmatch(text)
        if found:
            return _written(found.groupdict())
    return None


def _written(parts: Mapping[str, str | None]) -> str | None:
    month = parts.get("month")
    if parts.get("name"):
        month = months().get(str(parts["name"]).lower())
        if month is None:
            return None
    numbers = [parts["year"], month, parts.get("day")]
    return "-".join(number.zfill(2) for number in numbers if number)


def _checked(value: str) -> str:
    if any(int(end[:4]) not in YEARS for end in value.split("/")):
        raise ValueError(NO_SUCH_DATE)
    try:
        for end in value.split("/"):
            parse_span(end)
    except ValueError:
        raise ValueError(NO_SUCH_DATE) from None
    try:
        parse_span(value)
    except ValueError:
        raise ValueError(WRONG_ORDER) from None
    return value


@cache
def months() -> Mapping[str, str]:
    """The number of a month by its name, long or short, in every language of the product."""
    return {
        name.rstrip(".").lower(): str(number)
        for code in LANGUAGES
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for number, name in get_month_names(width, context, code).items()
    }


def read_number(text: str) -> int | float | str:
    """A number, or the least and the most that it can be: 36, 36,5, 1.850, 20-36, 20 tot 36.

    Raises ValueError with a message for the reader.
    """
    ends = [_number(end) for end in _BETWEEN_NUMBERS.split(text.replace("€", "").strip())]
    if len(ends) == 1:
        return ends[0]
    if len(ends) > 2:
        raise ValueError(NO_NUMBER)
    low, high = ends
    if low > high:
        raise ValueError(NUMBER_ORDER)
    return low if low == high else f"{low}/{high}"


def show_number(value: object) -> str:
    """A number of the vocabulary as it is typed."""
    ends = [float(end) for end in str(value).split("/")]
    return " – ".join(str(_whole(end)).replace(".", ",") for end in ends)


def bounds(value: object) -> tuple[float, float]:
    """The least and the most that a number of the vocabulary can be."""
    ends = [float(end) for end in str(value).split("/")]
    return ends[0], ends[-1]


def _number(text: str) -> int | float:
    if _THOUSANDS.fullmatch(text):
        text = text.replace(".", "")
    if not _NUMBER.fullmatch(text):
        raise ValueError(NO_NUMBER)
    return _whole(float(text.replace(",", ".")))


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number
