"""What every template needs besides languages: the address of a static file, and a form's errors in one list."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for
from flask_babel import LazyString
from wtforms import Form
from wtforms.fields import FieldList, FormField
from wtforms.fields.core import Field

from rechtentool.core.paths import STATIC


@dataclass(frozen=True, slots=True)
class FieldError:
    """One error of a form: the id of the control it is about (None: the form as a whole), its label, what is wrong."""

    id: str | None
    label: str | LazyString
    message: str


def form_errors(form: Form) -> list[FieldError]:
    """Every error of ``form``, in the order of its fields, those inside lists and sub-forms included."""
    return list(_errors(form))


def _errors(form: Form) -> Iterator[FieldError]:
    for message in form.form_errors:
        yield FieldError(None, "", str(message))
    for field in form:
        yield from _field_errors(field)


def _field_errors(field: Field) -> Iterator[FieldError]:
    if isinstance(field, FormField):
        yield from _errors(field.form)
    elif isinstance(field, FieldList):
        for entry in field.entries:
            yield from _field_errors(entry)
        yield from (FieldError(field.id, field.label.text, str(e)) for e in field.errors if isinstance(e, str))
    else:
        # A group of options is no control: the link goes to its first option.
        grouped = getattr(getattr(field, "option_widget", None), "input_type", None) in ("radio", "checkbox")
        target = f"{field.id}-0" if grouped else field.id
        yield from (FieldError(target, field.label.text, str(message)) for message in field.errors)


@cache
def _fingerprint(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def asset_url(name: str) -> str:
    """The address of a static file; it changes with the contents, so that a browser may keep what it has.

    Raises ``FileNotFoundError`` for a file that is not there: ``static/vendor`` is made by ``make frontend``.
    """
    return url_for("static", filename=name, v=_fingerprint(STATIC / name))


def init_app(app: Flask) -> None:
    """Gives the templates of ``app`` ``asset_url`` and ``form_errors``."""
    app.jinja_env.globals.update(asset_url=asset_url, form_errors=form_errors)
