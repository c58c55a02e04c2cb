"""Somebody at the desk who goes through the questionnaire, without a browser; and what the database says afterwards."""

from __future__ import annotations

from datetime import date
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rechtentool.audit import operations as audit
from rechtentool.core.database import db
from rechtentool.intake import operations as intake
from rechtentool.intake.answers import Sheet
from rechtentool.intake.models import Case
from tests.intake.html_form import Values, sent

TODAY = date(2026, 11, 22)


class Worker:
    """Somebody at the desk, with one case before them."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.case = ""

    def opens(self, language: str = "pl") -> Worker:
        """A new case."""
        answer = self.client.post("/intake/cases", data=self.form("/intake", language=language))
        assert answer.status_code == 303
        self.case = answer.location
        return self

    def page(self, topic: str, query: str = "") -> str:
        """The page of a topic."""
        answer = self.client.get(self.address(topic) + query)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def overview(self) -> str:
        return unescape(self.client.get(self.case).text)

    def address(self, topic: str) -> str:
        return f"{self.case}/questions/{topic}"

    def form(self, address: str, /, **values: str | list[str]) -> Values:
        """The form of a page with these values in it; ``__`` stands for ``-``."""
        form = sent(self.client.get(address).text)
        for name, value in values.items():
            form.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
        return form

    def answers(self, topic: str, query: str = "", /, **values: str | list[str]) -> TestResponse:
        """Fill in a page and send it."""
        return self.sends(topic, self.form(self.address(topic) + query, **values), query)

    def sends(self, topic: str, form: Values, query: str = "") -> TestResponse:
        return self.client.post(self.address(topic) + query, data=form)


def case_of(worker: Worker) -> Case:
    """The case, in the session of an application context."""
    case = db.session.get(Case, worker.case.rsplit("/", 1)[1])
    assert case is not None
    return case


def stored(app: Flask, worker: Worker) -> Sheet:
    """The answers as they stand in the database."""
    with app.app_context():
        return intake.answers_of(db.session, intake.current_assessment(db.session, case_of(worker)))


def trail(app: Flask, worker: Worker) -> list[tuple[str, dict[str, object]]]:
    """Every entry of the case: what happened, with its details."""
    with app.app_context():
        return [(entry.event.name, dict(entry.details or {})) for entry in audit.trail(db.session, case_of(worker))]


def next_topic(answer: TestResponse) -> str:
    """The topic that an answer leads to; empty for the overview."""
    assert answer.status_code == 303, answer.text
    path = answer.location.partition("#")[0]
    return path.rsplit("/", 1)[1] if "/questions/" in path else ""
