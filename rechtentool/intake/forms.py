"""The forms of the questionnaire: one class for every topic, made from the vocabulary of the rules.

A fact is a field of the form; an object is a form inside it; a list of periods is a list of forms. Beside every fact
stands how well it is proved. What a form shows and what it read are values of the vocabulary (see ``answer_fields``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field as FormPart
from wtforms import FieldList, Form, FormField, HiddenField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from rechtentool.core.languages import LANGUAGES, translated
from rechtentool.core.recommendation import SAFETY_OPTIONS
from rechtentool.core.rules import today
from rechtentool.intake import values
from rechtentool.intake.answer_fields import (
    EVIDENCE,
    LASTING,
    NONE,
    UNKNOWN,
    UNKNOWN_TEXT,
    ChoiceAnswer,
    CountriesAnswer,
    SelectAnswer,
    SetAnswer,
    TextAnswer,
    choices_of,
)
from rechtentool.intake.answers import Answer, Sheet
from rechtentool.rulebook import CaseError, Fault, Rulebook
from rechtentool.rulebook.model import Field as Word

EVIDENCE_PREFIX: Final = "evidence-"
BESIDE_PREFIX: Final = "beside-"
EVIDENCE_LABEL: Final = _l("Bewijs")


class OpenCase(FlaskForm):
    """A new case: all that is asked is the language of the person."""

    language = RadioField(
        _l("Welke taal spreekt de persoon?"),
        choices=[SelectChoice(code, language.name) for code, language in LANGUAGES.items()],
        validators=[InputRequired()],
    )


class Search(FlaskForm):
    """Find a case by the pseudonym of the person."""

    class Meta:
        """A search changes nothing: it has an address of its own and needs no token."""

        csrf = False

    pseudonym = StringField(_l("Schuilnaam"), description=_l("Bijvoorbeeld KIEVIT-4821. Een deel is genoeg."))


class TopicForm(FlaskForm):
    """What the form of every topic has; the facts are added by :func:`form_class`."""

    version = HiddenField()
    """Version of the answers that the page showed."""
    asked = HiddenField()
    """The names of the questions that were on the page: only those can be answered with it."""


@cache
def form_class(rulebook: Rulebook, topic: str) -> type[TopicForm]:
    """The form of a topic, in the order of the vocabulary."""
    parts: dict[str, Any] = {}
    for name, word in facts_of(rulebook, topic).items():
        parts[name] = _part(word)
        if word.type == "items":
            choices = [SelectChoice(NONE, word.texts["empty"]), SelectChoice(UNKNOWN, UNKNOWN_TEXT)]
            parts[BESIDE_PREFIX + name] = SetAnswer(word.texts["label"], choices)
        parts[EVIDENCE_PREFIX + name] = _evidence(EVIDENCE)
    return type(f"{topic.title()}Form", (TopicForm,), parts)


def facts_of(rulebook: Rulebook, topic: str) -> dict[str, Word]:
    """The facts of a topic, in the order of the vocabulary."""
    return {name: word for name, word in rulebook.vocabulary.items() if word.texts.get("topic") == topic}


def _part(word: Word) -> Any:
    question = word.texts["question"]
    match word.type:
        case "answer" | "choice":
            return ChoiceAnswer(question, choices_of(word))
        case "list":
            return CountriesAnswer(question) if word.countries else SetAnswer(question, choices_of(word))
        case "date":
            return TextAnswer(question, choices=choices_of(word))
        case "number":
            within = (word.texts.get("min"), word.texts.get("max"))
            return TextAnswer(question, values.read_number, values.show_number, choices_of(word), within)
        case "object":
            return FormField(_inner_form(word), question)
        case _:
            return FieldList(FormField(_inner_form(word), word.texts["item"]), question, min_entries=1)


def _inner_form(word: Word) -> type[Form]:
    parts = {
        name: _evidence(inner.options, inner.texts["question"]) if name == "evidence" else _part(inner)
        for name, inner in word.fields.items()
    }
    return type(f"{word.name.title()}Form", (Form,), parts)


def _evidence(levels: Mapping[str, Any], label: Any = EVIDENCE_LABEL) -> Any:
    return SelectAnswer(label, [SelectChoice(level, text) for level, text in levels.items()])


# From what is stored to the form.


def shown(rulebook: Rulebook, topic: str, sheet: Sheet, *, reveal: bool) -> dict[str, Any]:
    """What the form of a topic shows of the stored answers; answers about safety only with ``reveal``."""
    data: dict[str, Any] = {}
    for name, word in facts_of(rulebook, topic).items():
        answer = sheet.of(name)
        if hidden(word) and not reveal:
            continue
        data[EVIDENCE_PREFIX + name] = answer.evidence
        if word.type == "items":
            data[BESIDE_PREFIX + name] = _beside(answer)
            data[name] = [_shown_item(word, item, answer.evidence) for item in _items(answer)]
        elif word.type == "object":
            data[name] = _shown_parts(word, answer.value, reveal) if isinstance(answer.value, Mapping) else {}
        else:
            data[name] = answer.value if reveal else _without(answer.value, hidden_options(word))
    return data


def hidden(word: Word) -> bool:
    """Whether an answer to this question is not shown on a page that others may see."""
    return bool(word.texts.get("safety"))


def hidden_options(word: Word) -> frozenset[str]:
    """The answers among several that are not shown there, for a question that is."""
    return SAFETY_OPTIONS.get(word.name, frozenset())


def _without(value: Any, options: frozenset[str]) -> Any:
    return [each for each in value if each not in options] if isinstance(value, list) and options else value


def _items(answer: Answer) -> list[Mapping[str, Any]]:
    return answer.value if isinstance(answer.value, list) else []


def _beside(answer: Answer) -> list[str]:
    return [UNKNOWN] if answer.value == UNKNOWN else [NONE] if answer.value == [] else []


def _shown_item(word: Word, item: Mapping[str, Any], evidence: str | None) -> dict[str, Any]:
    return {"evidence": evidence, **_shown_parts(word, item, reveal=True)}


def _shown_parts(word: Word, value: Mapping[str, Any], reveal: bool) -> dict[str, Any]:
    parts = {}
    for name, inner in word.fields.items():
        if name in value and (reveal or not hidden(inner)):
            parts[name] = LASTING if inner.lasting and value[name] is None else value[name]
    return parts


# From the form to what is saved.


@dataclass(frozen=True)
class Changes:
    """What a form asks to save: a value and a level of evidence per fact."""

    values: Mapping[str, Any]
    evidence: Mapping[str, str]


def changes(rulebook: Rulebook, topic: str, form: TopicForm, sheet: Sheet, *, reveal: bool) -> Changes:
    """The answers to the questions that were asked. What was not asked keeps the answer it has."""
    found: dict[str, Any] = {}
    evidence: dict[str, str] = {}
    asked = asked_names(form)
    for name, word in facts_of(rulebook, topic).items():
        field = form[name]
        level = form[EVIDENCE_PREFIX + name].data
        stored = sheet.of(name).value
        if word.type == "object":
            if not any(part.name in asked for part in field.form):
                continue
            value = _read_object(word, field, stored, asked, reveal)
        elif name not in asked or (hidden(word) and not reveal and not field.given):
            continue
        elif word.type == "items":
            value = _read_items(word, field, form[BESIDE_PREFIX + name].value, level)
        else:
            value = field.value if reveal else _with_hidden(word, field.value, stored)
        found[name] = _same_order(value, stored)
        if value not in (None, UNKNOWN):
            evidence[name] = level
    return Changes(found, evidence)


def asked_names(form: TopicForm) -> frozenset[str]:
    """The names of the fields that were on the page that was sent."""
    return frozenset((form.asked.data or "").split())


def _with_hidden(word: Word, value: Any, stored: Any) -> Any:
    """The answers of a page with those that it did not show, unless it says that there are none."""
    kept = [each for each in stored if each in hidden_options(word)] if isinstance(stored, list) else []
    if not kept or value in (UNKNOWN, [NONE]):
        return value
    return [option for option in word.options if option in {*kept, *(value or ())}]


def _read_object(word: Word, field: Any, stored: Any, asked: frozenset[str], reveal: bool) -> Any:
    value = dict(stored) if isinstance(stored, Mapping) else {}
    for name, inner in word.fields.items():
        part = field.form[name]
        if part.name not in asked or (hidden(inner) and not reveal and not part.given):
            continue
        value.pop(name, None)
        if part.value is not None:
            value[name] = part.value
    ordered = {name: value[name] for name in [*word.fields, "evidence"] if name in value}
    return ordered or (UNKNOWN if stored == UNKNOWN else None)


def _read_items(word: Word, field: Any, beside: Any, level: str) -> Any:
    items = [_read_item(word, entry.form, level) for entry in filled(field)]
    return items or ([] if beside == [NONE] else beside)


def filled(field: Any) -> list[Any]:
    """The periods of a list in which anything was filled in."""
    return [entry for entry in field.entries if any(part.given for part in _answers(entry.form))]


def _answers(form: Form) -> Iterator[Any]:
    return (part for part in form if part.short_name != "evidence")


def _read_item(word: Word, form: Form, level: str) -> dict[str, Any]:
    item = {}
    for part in _answers(form):
        if part.value is not None:
            item[part.short_name] = None if part.value == LASTING else part.value
    if form["evidence"].data != level:
        item["evidence"] = form["evidence"].data
    return {name: item[name] for name in word.fields if name in item}


def _same_order(value: Any, stored: Any) -> Any:
    """A set of answers is the same in whatever order it was stored."""
    if (
        isinstance(value, list)
        and isinstance(stored, list)
        and all(isinstance(each, str) for each in [*value, *stored])
    ):
        return stored if set(value) == set(stored) else value
    return value


# What is wrong with it.


def check(rulebook: Rulebook, topic: str, form: TopicForm, asked_for: Changes) -> bool:
    """Whether the rules can read the answers; what they cannot is said beside its field."""
    for name, word in facts_of(rulebook, topic).items():
        if word.type == "items" and form[BESIDE_PREFIX + name].data and filled(form[name]):
            _blame(form[BESIDE_PREFIX + name], _l("U vulde een periode in en koos dit ook. Kies één van de twee."))
    known = {name: value for name, value in asked_for.values.items() if value is not None}
    try:
        rulebook.read({"facts": known, "reference_date": today().isoformat()})
    except CaseError as error:
        for fault in error.faults:
            _blame(_field_at(form, fault), translated(fault.message))
    return not any(_errors_in(form))


def _field_at(form: TopicForm, fault: Fault) -> Any:
    """The field that a fault is about, or the form when it is about none of them."""
    head, _, rest = fault.path.removeprefix("facts.").partition(".")
    name, _, index = head.partition("[")
    if name not in form:
        return form
    field = form[name]
    if isinstance(field, FieldList) and index:
        field = filled(field)[int(index.rstrip("]"))]
    if rest and isinstance(field, FormField):
        field = field.form[rest.partition("[")[0]]
    return field


def _blame(field: Any, message: Any) -> None:
    if isinstance(field, Form):
        field.form_errors.append(message)
    else:
        field.errors = [*field.errors, message]


def _errors_in(parts: Iterable[FormPart]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, FormField):
            yield from _errors_in(part.form)
        elif isinstance(part, FieldList):
            yield from _errors_in(part.entries)
        else:
            yield from part.errors
