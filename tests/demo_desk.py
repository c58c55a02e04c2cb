"""The application with the ten invented cases in it, for tests of what comes out of a case."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from rechtentool.accounts.models import Municipality, User
from rechtentool.audit import operations as audit
from rechtentool.core.database import db
from rechtentool.intake import demo
from rechtentool.intake import operations as intake
from rechtentool.intake.models import Case
from tests.webapp import make_app, sign_in

DAY: Final = date(2026, 11, 22)
"""The day on which the cases were written; the application stands still on it."""


@dataclass
class Filled:
    """A folder with a database that holds the invented cases, to copy."""

    folder: Path
    cases: dict[str, str]


@dataclass
class Desk:
    """An application with the invented cases; ``cases`` has their ids by name."""

    app: Flask
    cases: dict[str, str]

    def client(self, role: str = "intake") -> FlaskClient:
        """A browser of somebody with this role who signed in."""
        client = self.app.test_client()
        sign_in(client, role)
        return client

    def address(self, case: str, page: str = "recommendation") -> str:
        """A page about a case."""
        return f"/intake/cases/{self.cases[case]}/{page}"

    def entries(self, case: str) -> list[tuple[str, Any]]:
        """The trail of a case: name and details of each entry."""
        with self.app.app_context():
            return [
                (entry.event.name, entry.details)
                for entry in audit.trail(db.session, db.session.get_one(Case, self.cases[case]))
            ]

    def save(self, case: str, **answers: Any) -> None:
        """Save answers as the worker of the demonstration."""
        with self.app.app_context():
            assessment = intake.current_assessment(db.session, db.session.get_one(Case, self.cases[case]))
            version = assessment.version
            intake.save_answers(db.session, worker(), assessment, answers, expected_version=version)
            db.session.commit()


def worker() -> User:
    """The intake worker of the demonstration, inside the context of the application."""
    return next(user for user in db.session.scalars(sa.select(User)) if user.roles[0].name == "intake")


def fill(sqlite_template: Path, folder: Path) -> Filled:
    """Put the invented cases into a copy of this database, in this folder."""
    shutil.copyfile(sqlite_template, folder / "rechtentool.sqlite3")
    app = make_app(f"sqlite:///{folder / 'rechtentool.sqlite3'}", folder, TODAY=DAY)
    with app.app_context():
        made = demo.create_demo_cases(db.session, db.session.scalars(sa.select(Municipality)).one(), worker())
        db.session.commit()
        ids = {name: case.id for name, case in made.items()}
        db.engine.dispose()
    return Filled(folder, ids)


def open_desk(filled: Filled, folder: Path) -> Desk:
    """An application on a copy of the filled database, that a test may change."""
    copy = folder / "copy"
    shutil.copytree(filled.folder, copy)
    return Desk(make_app(f"sqlite:///{copy / 'rechtentool.sqlite3'}", copy, TODAY=DAY), filled.cases)


def close(desk: Desk) -> None:
    """Let go of its database."""
    with desk.app.app_context():
        db.engine.dispose()
