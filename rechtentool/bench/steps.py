"""Measures a step of the questions on the server: answers are sent, and the next page comes back.

The application as it is served, on a fresh SQLite database, with the invented people of the demonstration at every
stage of their questions. The network and the browser are left out.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Final
from unittest.mock import patch

import sqlalchemy as sa
from flask import Flask, redirect, render_template_string, request
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from rechtentool.accounts import demo as accounts
from rechtentool.accounts.models import User
from rechtentool.app import create_app
from rechtentool.bench.figures import Figures, Sample, figures, sample
from rechtentool.core import config, database
from rechtentool.core.database import db
from rechtentool.core.rules import get_rulebook, today
from rechtentool.intake import demo as people
from rechtentool.intake import evaluation
from rechtentool.intake import operations as intake

TARGET: Final = 30.0
"""Milliseconds that a step may take at the median, on two cores with SQLite."""

BARE_PAGE: Final = """<!doctype html><html lang="nl"><title>{{ name }}</title>
<form method="post"><input name="answer" value="{{ answer }}"><button>OK</button></form></html>"""


@dataclass(frozen=True)
class MeasuredSteps:
    """Steps, measured.

    ``figures`` by name: `save` (read and check the answers, write them with their audit entry, evaluate them to find
    the next page), `page` (render it; the evaluation is remembered), `step` (both), `step_anew` (both, when another
    process serves the page and evaluates again), and `bare_step` (the same two requests to a bare Flask page that
    makes one insert).
    """

    stages: int
    figures: dict[str, Figures]

    @property
    def ratios(self) -> dict[str, float]:
        """How many times the bare page a step takes, medians."""
        bare = self.figures["bare_step"].median
        return {f"{name}/bare_step": round(self.figures[name].median / bare, 1) for name in ("step", "step_anew")}


def measure_steps(rounds: int) -> MeasuredSteps:
    """Measure a step at every stage of every invented person, each so many rounds after one to warm up."""
    with tempfile.TemporaryDirectory() as folder, _application(Path(folder)) as app:
        pages = _stages(app)
        client = _signed_in(app)
        with patch.object(evaluation, "RECENT", 1):  # the newest alone: an answer that comes back is evaluated again
            taken = [[_step(client, page) for _ in range(rounds + 1)][1:] for page in pages]
        with patch.object(evaluation, "RECENT", 0):
            anew = [[_step(client, page) for _ in range(rounds + 1)][1:] for page in pages]
        bare = _bare_application(Path(folder)).test_client()
        bare_steps = [[_bare_step(bare) for _ in range(rounds + 1)][1:] for _ in pages]
    found = {
        "save": [[save for save, _ in of_page] for of_page in taken],
        "page": [[page for _, page in of_page] for of_page in taken],
        "step": _together(taken),
        "step_anew": _together(anew),
        "bare_step": _together(bare_steps),
    }
    return MeasuredSteps(len(pages), {name: figures(samples) for name, samples in found.items()})


def _together(steps: Sequence[Sequence[tuple[Sample, Sample]]]) -> list[list[Sample]]:
    """Both requests of each step as one."""
    return [
        [Sample(save.clock + page.clock, save.processor + page.processor) for save, page in of_page]
        for of_page in steps
    ]


@contextmanager
def _application(folder: Path) -> Iterator[Flask]:
    """The application with everything in this folder: no setting of the environment leads it to real data."""
    unset = dict.fromkeys(config.VARIABLES, "")
    app = create_app({**unset, "RECHTENTOOL_INSTANCE": folder, "RECHTENTOOL_DEMO": 1})
    logging.disable(logging.INFO)  # the migrations tell what they do
    database.upgrade(app)
    logging.disable(logging.NOTSET)
    with app.app_context():
        accounts.ensure(db.session)
        db.session.commit()
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


def _stages(app: Flask) -> list[str]:
    """The pages on which a worker goes on: for every person a case before each save, at the topic of that save."""
    topics = {fact: word.texts["topic"] for fact, word in get_rulebook().vocabulary.items()}
    pages = []
    with app.app_context():
        worker = db.session.scalars(sa.select(User).where(User.email == accounts.ACCOUNTS[0].email)).one()
        for entry in people.cases_as_of(today()):
            for stage, save in enumerate(entry["saves"]):
                case = intake.open_case(db.session, worker, language=entry["language"])
                assessment = intake.current_assessment(db.session, case)
                for before in entry["saves"][:stage]:
                    given = before["facts"], before.get("evidence")
                    intake.save_answers(db.session, worker, assessment, *given, expected_version=assessment.version)
                pages.append(
                    f"/intake/cases/{case.id}/questions/{topics[next(iter(save['facts']))]}?private=1&questions=all"
                )
        db.session.commit()
    return pages


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    form = _Form.of(client.get("/sign-in").text)
    form.values["email"], form.values["password"] = accounts.ACCOUNTS[0].email, accounts.PASSWORD
    _redirected(client.post("/sign-in", data=form.values))
    return client


def _step(client: FlaskClient, page: str) -> tuple[Sample, Sample]:
    """Give another answer on a page, as a browser without JavaScript would; the times of saving and of what follows.

    Raises RuntimeError when it was not saved or no page of the case came back: then nothing was measured.
    """
    form = _Form.of(client.get(page).text)
    form.change()
    answers: list[TestResponse] = []
    save = sample(lambda: answers.append(client.post(page.removesuffix("&questions=all"), data=form.values)))
    place = _redirected(answers[0])
    show = sample(lambda: answers.append(client.get(place)))
    if answers[1].status_code != 200 or not place.startswith("/intake/cases/"):
        raise RuntimeError(f"after {page} came {place}: {answers[1].status}")
    if int(_Form.of(client.get(page).text).values["version"]) <= int(form.values["version"]):
        raise RuntimeError(f"nothing was saved on {page}")
    return save, show


def _redirected(response: TestResponse) -> str:
    if response.status_code not in (302, 303):
        raise RuntimeError(f"the form was not taken: {response.status}")
    return str(response.location)


class _Form(HTMLParser):
    """The form of a page, as far as a step needs it."""

    def __init__(self) -> None:
        super().__init__()
        self.values: MultiDict[str, str] = MultiDict()
        self.radios: dict[str, list[str]] = {}
        self.selects: dict[str, list[str]] = {}
        self._select = ""

    @classmethod
    def of(cls, page: str) -> _Form:
        """Read the fields with their values."""
        form = cls()
        form.feed(page)
        for name, options in form.selects.items():
            form.values.setdefault(name, options[0])
        return form

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name, value, kind = found.get("name", ""), found.get("value", ""), found.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.selects.setdefault(self._select, []).append(value)
            if "selected" in found:
                self.values.add(self._select, value)
        elif tag == "input" and name:
            if kind == "radio":
                self.radios.setdefault(name, []).append(value)
            if kind not in ("radio", "checkbox") or "checked" in found:
                self.values.add(name, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def change(self) -> None:
        """Choose the next option of the first question that has options."""
        name, options = next(iter((self.radios or self.selects).items()))
        current = self.values.get(name)
        self.values[name] = options[(options.index(current) + 1) % len(options) if current in options else 0]


def _bare_application(folder: Path) -> Flask:
    """Flask as small as it gets: a form, an insert on the same kind of database, and the page again."""
    app = Flask("bare", static_folder=None)
    engine = database.open_engine(f"sqlite:///{folder / 'bare.sqlite'}")
    table = sa.Table(
        "answers", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("answer", sa.Text)
    )
    table.metadata.create_all(engine)

    @app.get("/")
    def page() -> str:
        with engine.connect() as connection:
            newest = connection.scalar(sa.select(table.c.answer).order_by(table.c.id.desc()).limit(1))
        return render_template_string(BARE_PAGE, name="bare", answer=newest or "")

    @app.post("/")
    def save() -> Response:
        with engine.begin() as connection:
            connection.execute(table.insert().values(answer=request.form["answer"]))
        return redirect("/", 303)

    return app


_turns = count()


def _bare_step(client: FlaskClient) -> tuple[Sample, Sample]:
    save = sample(lambda: client.post("/", data={"answer": str(next(_turns))}))
    return save, sample(lambda: client.get("/"))
