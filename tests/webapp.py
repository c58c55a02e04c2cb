"""The application as tests use it: on a fresh database, with the accounts of the demonstration."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rechtentool.accounts import demo
from rechtentool.app import create_app
from rechtentool.core.database import db

# Argon2 as light as it goes: tests sign in hundreds of times.
LIGHT_PASSWORDS = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}


def make_app(database_url: str, folder: Path, **overrides: object) -> Flask:
    """An application on this (migrated) database, with the demonstration municipality in it."""
    app = create_app(
        {
            "RECHTENTOOL_INSTANCE": folder / "instance",
            "RECHTENTOOL_DATABASE_URL": database_url,
            "RECHTENTOOL_DEMO": 1,
            "TESTING": True,
            "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": LIGHT_PASSWORDS,
            **overrides,
        }
    )
    with app.app_context():
        demo.ensure(db.session)
        db.session.commit()
    return app


def email_of(role: str) -> str:
    """The address of the demonstration account with this role."""
    return next(account.email for account in demo.ACCOUNTS if account.role == role)


def post(client: FlaskClient, page: str, action: str | None = None, **fields: str) -> TestResponse:
    """Fetch a page, as a browser would, and send its form with the token that stands in it."""
    token = csrf_token(client.get(page).text)
    return client.post(action or page, data={"csrf_token": token, **fields})


def sign_in(client: FlaskClient, role: str = "intake", password: str = demo.PASSWORD) -> TestResponse:
    """Sign in with the demonstration account of this role."""
    return post(client, "/sign-in", email=email_of(role), password=password)


class _Token(HTMLParser):
    value = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("name") == "csrf_token":
            self.value = found["value"] or ""


def csrf_token(page: str) -> str:
    """The token against cross-site requests that stands in a page; empty when there is none."""
    parser = _Token()
    parser.feed(page)
    return parser.value
