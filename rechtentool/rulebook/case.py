"""A case as it comes in, checked against the vocabulary and made plain.

`unknown` and absent are the same: the value is not there. Numbers become pairs (least, most), days become Spans,
lists become sets, and every value keeps how well it is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from .dates import Span, iso, parse_span
from .faults import N_, CaseError, Fault
from .model import READINGS, Field, Reading, scaled

LEVELS = ("none", "statement", "document", "official")
"""How well a value is proved, weakest first (E0 to E3 of model F.1)."""

View = dict[str, Any]

_CLOCK = ZoneInfo("Europe/Amsterdam")
"""The law begins its days at midnight here, wherever the server stands."""


@dataclass(frozen=True)
class Case:
    """A checked case. ``values`` holds what is known, ``levels`` how well, per fact."""

    today: int
    reading: Reading
    values: Mapping[str, Any]
    levels: Mapping[str, int]

    @property
    def day(self) -> str:
        return iso(self.today)

    def view(self, level: int) -> View:
        """The case with only what is proved to at least this level; 1 takes every statement as true.

        In a list, a job that is not proved at all stays in as one of which nothing is known; at the higher levels it
        drops out, so that what is left is what was proved. Absences are proved together or not at all: hiding one
        would favour the person without proof.
        """
        view: View = {}
        for name, value in self.values.items():
            shown = self._shown(name, value, self.levels.get(name, 1), level)
            if shown is not None:
                view[name] = shown
        return view

    def _shown(self, name: str, value: Any, own: int, level: int) -> Any:
        if isinstance(value, list):
            marks = [item.get("evidence", own) for item in value]
            if not value:
                return value if own >= level else None
            if name == "absences":
                return value if min(marks) >= level else None
            if level <= 1:
                return [item if mark >= level else {} for item, mark in zip(value, marks, strict=True)]
            return [item for item, mark in zip(value, marks, strict=True) if mark >= level] or None
        mark = value.get("evidence", own) if isinstance(value, dict) else own
        return value if mark >= level else None

    def without(self, paths: Iterable[str]) -> Case:
        """The case with these values (`fact`, `fact.field` or `fact[0].field`) made unknown."""
        values = dict(self.values)
        for path in paths:
            head, _, rest = path.partition(".")
            name, _, index = head.partition("[")
            if name not in values:
                continue
            if not rest and not index:
                del values[name]
            elif index:
                items = list(values[name])
                at = int(index[:-1])
                items[at] = {key: v for key, v in items[at].items() if key != rest}
                values[name] = items
            else:
                values[name] = {key: v for key, v in values[name].items() if key != rest}
        return replace(self, values=values)


def read_case(raw: Any, vocabulary: Mapping[str, Field], today: date | None = None) -> Case:
    """Check a case and make it plain.

    Raises CaseError with every fault: unknown names, values outside their type, an end before its start, a past
    fact dated after the reference date.
    """
    reader = _Reader(vocabulary)
    case = reader.case(raw, today or datetime.now(_CLOCK).date())
    if reader.faults:
        raise CaseError(reader.faults)
    assert case is not None
    return case


class _Reader:
    def __init__(self, vocabulary: Mapping[str, Field]) -> None:
        self.vocabulary = vocabulary
        self.faults: list[Fault] = []
        self.today = 0

    def fault(self, path: str, message: str, found: Any = "", accepted: str = "") -> None:
        shown = found if isinstance(found, str) else repr(found)
        self.faults.append(Fault(path, message, shown[:80], accepted))

    def case(self, raw: Any, today: date) -> Case | None:
        if not isinstance(raw, Mapping):
            self.fault("case", N_("Dit is geen zaak."), type(raw).__name__, "reference_date, reading, facts, evidence")
            return None
        known = ("reference_date", "reading", "facts", "evidence")
        for key in raw:
            if key not in known:
                self.fault(str(key), N_("Deze naam bestaat niet."), str(key), ", ".join(known))
        self.today = self._reference(raw.get("reference_date"), today)
        reading = raw.get("reading") or "cautious"
        if reading not in READINGS:
            self.fault("reading", N_("Deze lezing bestaat niet."), reading, ", ".join(READINGS))
            reading = "cautious"
        facts = self._mapping(raw.get("facts"), "facts")
        values = {}
        for name, value in facts.items():
            field = self.vocabulary.get(name)
            if field is None:
                self.fault(f"facts.{name}", N_("Deze naam bestaat niet."), str(name), _near(str(name), self.vocabulary))
                continue
            plain = self.value(field, value, f"facts.{name}")
            if plain is not None:
                values[name] = plain
        levels = {}
        for name, value in self._mapping(raw.get("evidence"), "evidence").items():
            if name not in self.vocabulary:
                near = _near(str(name), self.vocabulary)
                self.fault(f"evidence.{name}", N_("Deze naam bestaat niet."), str(name), near)
            elif value in (None, "unknown"):
                continue
            elif value not in LEVELS:
                self.fault(f"evidence.{name}", N_("Dit soort bewijs bestaat niet."), value, ", ".join(LEVELS))
            else:
                levels[name] = LEVELS.index(value)
        return Case(self.today, cast(Reading, reading), values, levels)

    def _reference(self, value: Any, today: date) -> int:
        if value in (None, "unknown"):
            return today.toordinal()
        try:
            return date.fromisoformat(str(value)).toordinal()
        except ValueError:
            self.fault("reference_date", N_("Dit is geen dag."), value, "2026-11-22")
            return today.toordinal()

    def _mapping(self, value: Any, path: str) -> Mapping[str, Any]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.fault(path, N_("Hier horen namen met waarden te staan."), value, "{naam: waarde}")
            return {}
        return value

    def value(self, field: Field, value: Any, path: str) -> Any:
        """The plain value, or None when it is unknown or faulty."""
        if value == "unknown" or (value is None and not field.lasting):
            return None
        match field.type:
            case "answer" | "choice":
                return self._choice(field, value, path)
            case "list":
                return self._list(field, value, path)
            case "number":
                return self._number(field, value, path)
            case "date":
                return self._date(field, value, path)
            case "object":
                return self._object(field, value, path)
            case _:
                return self._items(field, value, path)

    def _choice(self, field: Field, value: Any, path: str) -> str | None:
        accepted = ("yes", "no") if field.type == "answer" else tuple(v for v in field.options if v != "unknown")
        if isinstance(value, str) and value in accepted:
            return value
        self.fault(path, N_("Deze waarde kan hier niet."), value, ", ".join((*accepted, "unknown")))
        return None

    def _list(self, field: Field, value: Any, path: str) -> frozenset[str] | None:
        if not isinstance(value, (list, tuple)):
            self.fault(path, N_("Hier hoort een lijst te staan."), value, "[a, b], unknown")
            return None
        values: set[str] = set()
        for index, item in enumerate(value):
            where = f"{path}[{index}]"
            if item == "unknown":
                continue
            if field.countries:
                if not (isinstance(item, str) and len(item) == 2 and item.isascii() and item.isupper()):
                    self.fault(where, N_("Dit is geen landcode."), item, "PL, RO, NL, XX (ISO 3166-1 alpha-2)")
                    continue
            elif not isinstance(item, str) or item not in field.options:
                self.fault(where, N_("Deze waarde kan hier niet."), item, ", ".join(field.options))
                continue
            values.add(item)
        return frozenset(values) if values else None

    def _number(self, field: Field, value: Any, path: str) -> tuple[int, int] | None:
        accepted = f"{field.texts.get('min', 0)} … {field.texts.get('max', '')}".strip(" …") + ", 20/36, unknown"
        ends = value.split("/") if isinstance(value, str) else [value]
        try:
            if isinstance(value, bool) or not 1 <= len(ends) <= 2:
                raise ValueError
            numbers = [float(end) for end in ends]
            if not all(0 <= number < 1e9 for number in numbers) or numbers[0] > numbers[-1]:
                raise ValueError
        except (TypeError, ValueError):
            self.fault(path, N_("Dit is geen getal of bereik."), value, accepted)
            return None
        low, high = field.texts.get("min"), field.texts.get("max")
        if (low is not None and numbers[0] < low) or (high is not None and numbers[-1] > high):
            self.fault(path, N_("Dit getal is te klein of te groot."), value, accepted)
            return None
        return scaled(numbers[0], field.unit), scaled(numbers[-1], field.unit)

    def _date(self, field: Field, value: Any, path: str) -> Span | str | None:
        accepted = "2026-03-05, 2026-03, 2026, 2026-03-01/2026-03-20, unknown"
        if value is None:
            return "lasting"
        if isinstance(value, date):
            value = value.isoformat()
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        try:
            span = parse_span(value) if isinstance(value, str) else None
        except ValueError:
            span = None
        if span is None:
            self.fault(path, N_("Dit is geen datum."), value, accepted + (", null" if field.lasting else ""))
            return None
        if not field.past:
            return span
        if span.earliest > self.today:
            self.fault(path, N_("Deze datum ligt na de peildatum."), value, f"… {iso(self.today)}")
            return None
        return span.clipped(self.today)

    def _object(self, field: Field, value: Any, path: str) -> dict[str, Any] | None:
        if not isinstance(value, Mapping):
            self.fault(path, N_("Hier horen namen met waarden te staan."), value, ", ".join(field.fields) + ", unknown")
            return None
        plain: dict[str, Any] = {}
        for name, inner in value.items():
            if name == "evidence":
                if inner in LEVELS:
                    plain["evidence"] = LEVELS.index(inner)
                elif inner not in (None, "unknown"):
                    self.fault(f"{path}.evidence", N_("Dit soort bewijs bestaat niet."), inner, ", ".join(LEVELS))
                continue
            part = field.fields.get(name)
            if part is None:
                self.fault(f"{path}.{name}", N_("Deze naam bestaat niet."), str(name), ", ".join(field.fields))
                continue
            known = self.value(part, inner, f"{path}.{name}")
            if known is not None:
                plain[name] = known
        for start, end in (("start", "end"), ("start", "planned_end"), ("from", "to"), ("left_on", "returned_on")):
            first, last = plain.get(start), plain.get(end)
            if isinstance(first, Span) and isinstance(last, Span) and last.latest < first.earliest:
                self.fault(f"{path}.{end}", N_("Het einde ligt voor het begin."), value[end], f"{value[start]} …")
        return plain

    def _items(self, field: Field, value: Any, path: str) -> list[dict[str, Any]] | None:
        if not isinstance(value, (list, tuple)):
            self.fault(path, N_("Hier hoort een lijst te staan."), value, "[], [{…}], unknown")
            return None
        items = [self._object(field, item, f"{path}[{index}]") for index, item in enumerate(value)]
        return [item for item in items if item is not None]


def _near(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    names = list(known)
    return ", ".join(get_close_matches(name, names, 3, 0.5) or names)
