"""Pages of questions without accounts and without a database: filled, shown, sent and read again."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

from rechtentool.core import interface, languages
from rechtentool.core.paths import TEMPLATES
from rechtentool.core.rules import get_rulebook
from rechtentool.intake.answers import Answer, Sheet
from rechtentool.intake.evaluation import standing
from rechtentool.intake.forms import Changes, changes, check
from rechtentool.intake.questionnaire import Questionnaire
from rechtentool.intake.topics import topics
from tests.intake.html_form import sent

TODAY = date(2026, 11, 22)
RULEBOOK = get_rulebook()

PAGE = """{% from "intake/question_macros.html" import question %}{{ form.hidden_tag() }}
{% for each in page.questions %}{{ question(each, "pl", documents) }}{% endfor %}"""


def make_page_app() -> Flask:
    """An application that can show questions."""
    app = Flask("forms", template_folder=str(TEMPLATES))
    app.config.update(SECRET_KEY="forms", WTF_CSRF_ENABLED=False, TODAY=TODAY)
    languages.init_app(app)
    interface.init_app(app)
    return app


def page_of(topic: str, sheet: Sheet, **options: bool) -> Questionnaire:
    """The questions of a topic, as they stand with these answers."""

    def find(wanted: str) -> Any:
        found = topics(RULEBOOK, sheet, standing(RULEBOOK, sheet, TODAY))
        return next(each for each in found if each.id == wanted)

    return Questionnaire(RULEBOOK, topic, sheet, find, **options)


def html(page: Questionnaire) -> str:
    return render_template_string(PAGE, page=page, form=page.form, documents=RULEBOOK.documents)


def sheet_of(**answers: Any) -> Sheet:
    """A sheet with these values; a pair is a value with its evidence."""
    made = {fact: Answer(*value) if isinstance(value, tuple) else Answer(value) for fact, value in answers.items()}
    return Sheet(made, dict.fromkeys(made, 1))


def read(topic: str, values: MultiDict[str, str], sheet: Sheet | None = None, *, reveal: bool = True) -> Any:
    """The page that a worker sent, and what it asks to save."""
    page = page_of(topic, sheet or Sheet(), reveal=reveal)
    page.read(values)
    page.form.validate()
    return page, changes(RULEBOOK, topic, page.form, sheet or Sheet(), reveal=reveal)


def typed(topic: str, sheet: Sheet | None = None, /, **values: str | list[str]) -> tuple[Questionnaire, Changes, bool]:
    """A page filled in and sent: the page, what it asks to save, and whether it is right. ``__`` stands for ``-``."""
    page = page_of(topic, sheet or Sheet(), reveal=True, everything=True)
    page.fill(1)
    form = sent(html(page))
    for name, value in values.items():
        form.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    page, wanted = read(topic, form, sheet)
    return page, wanted, check(RULEBOOK, topic, page.form, wanted)
