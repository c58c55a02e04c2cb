"""Answers in words: the name of a fact, and its value as the person would read it, in any language.

Everything comes from the vocabulary of the rules; here only dates, numbers and lists are made readable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from babel import dates
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from rechtentool.core.languages import Translator
from rechtentool.intake.answer_fields import EVIDENCE
from rechtentool.rulebook import Rulebook
from rechtentool.rulebook.model import Field

__all__ = ["EVIDENCE", "day", "field_of", "label", "value"]

NOT_KNOWN: Final = _l("nog niet bekend")
ANSWERS: Final[Mapping[str, LazyString]] = {"yes": _l("Ja"), "no": _l("Nee"), "unknown": _l("Weet ik niet")}
_PATH: Final = re.compile(r"(?P<fact>\w+)(?:\[(?P<index>\d+)\])?(?:\.(?P<field>\w+))?")
_STATELESS: Final = "XX"


def field_of(rulebook: Rulebook, path: str) -> Field | None:
    """The field that a path such as ``work[0].end`` names; None for a name that the vocabulary no longer has."""
    found = _PATH.fullmatch(path)
    field = rulebook.vocabulary.get(found["fact"]) if found else None
    if field is None or found is None or not found["field"]:
        return field
    return field.fields.get(found["field"])


def label(rulebook: Rulebook, path: str, say: Translator) -> str:
    """The short name of a fact, or of a field of it."""
    found = _PATH.fullmatch(path)
    field = rulebook.vocabulary.get(found["fact"]) if found else None
    if field is None or found is None:
        return path
    name = say.gettext(field.label)
    inner = field.fields.get(found["field"] or "")
    if found["index"] is not None:
        heading = field.texts.get("item") or field.label
        item = say.gettext(heading)
        name = say.gettext(_l("%(item)s %(number)s"), item=item, number=int(found["index"]) + 1)
    if inner is None:
        return name
    return say.gettext(_l("%(fact)s: %(detail)s"), fact=name, detail=say.gettext(inner.label))


def value(field: Field | None, value: Any, say: Translator) -> list[str]:
    """A value in words, one line for each thing that it holds."""
    if field is None or (value is None and not field.lasting):
        return [say.gettext(NOT_KNOWN) if value is None else str(value)]
    if value == "unknown":
        unknown = ANSWERS["unknown"]
        return [say.gettext(unknown)]
    match field.type:
        case "items":
            nothing = field.texts.get("empty") or ANSWERS["no"]
            return [_item(field, item, say) for item in value] or [say.gettext(nothing)]
        case "object":
            return [_item(field, value, say)]
        case "list":
            return [_choice(field, each, say) for each in value]
        case "number":
            return [_number(field, value, say)]
        case "date":
            return [day(value, say)]
        case _:
            return [_choice(field, value, say)]


def _item(field: Field, item: Mapping[str, Any], say: Translator) -> str:
    """The known parts of one period of work, one absence, the family: each with its name."""
    known = [(part, item[name]) for name, part in field.fields.items() if name in item]
    pairs = [
        say.gettext(_l("%(fact)s: %(detail)s"), fact=say.gettext(part.label), detail=", ".join(value(part, v, say)))
        for part, v in known
    ]
    return " · ".join(pairs) or say.gettext(NOT_KNOWN)


def _choice(field: Field, value: Any, say: Translator) -> str:
    if field.countries:
        if value == _STATELESS:
            return say.gettext(_l("Staatloos"))
        return str(say.locale.territories.get(value, value))
    words = field.options.get(value) or ANSWERS.get(str(value))
    return say.gettext(words) if words else str(value)


def _number(field: Field, value: Any, say: Translator) -> str:
    write = say.money if field.unit == "euro" else say.number
    ends = [float(end) for end in str(value).split("/")]
    if len(ends) == 2:
        return say.gettext(_l("%(least)s tot %(most)s"), least=write(ends[0]), most=write(ends[1]))
    return write(ends[0])


def day(value: Any, say: Translator) -> str:
    """A date as it was given: a day, a month, a year, or two days between which it lies."""
    if value is None:
        return say.gettext(_l("Loopt nog"))
    text = str(value)
    first, _, last = text.partition("/")
    if last:
        return say.gettext(_l("tussen %(first)s en %(last)s"), first=day(first, say), last=day(last, say))
    if len(text) == len("2026"):
        return text
    if len(text) == len("2026-11"):
        month = date.fromisoformat(f"{text}-01")
        return dates.format_skeleton("yMMMM", month, locale=say.locale)
    return say.date(date.fromisoformat(text))
