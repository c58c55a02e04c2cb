"""``rechtentool accounts`` and ``rechtentool database``: how a serious installation gets its people."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from rechtentool.accounts.commands import accounts
from rechtentool.app import create_app
from rechtentool.core.commands import database
from rechtentool.core.database import db
from tests.webapp import email_of, post, sign_in

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, tmp_path: Path) -> Run:
    """Runs a command on the database of the application, with its keys."""
    environment = {
        "RECHTENTOOL_INSTANCE": str(tmp_path / "instance"),
        "RECHTENTOOL_DATABASE_URL": f"sqlite:///{tmp_path / 'rechtentool.sqlite3'}",
        "RECHTENTOOL_DEMO": "1",
    }
    return lambda *arguments: CliRunner(env=environment).invoke(accounts, arguments)


def password_in(result: Result) -> str:
    found = re.search(r"te zien: (\S+)", result.output)
    assert found is not None, result.output
    return found[1]


def test_who_is_added_can_sign_in(app: Flask, run: Run) -> None:
    assert run("add-municipality", "den-haag", "Den Haag").exit_code == 0
    password = password_in(run("add", "den-haag", "Anna@gemeente.example", "Anna", "--role", "manager"))
    client = app.test_client()
    assert post(client, "/sign-in", email="anna@gemeente.example", password=password).status_code == 302
    page = client.get("/account").text
    assert "Den Haag" in page
    assert "Beheerder" in page
    assert run("list", "den-haag").output == "Anna@gemeente.example\tAnna\tBeheerder\taan\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("add-municipality", "Den Haag", "x"), "Den Haag is geen korte naam"),
        (("add-municipality", "voorbeeldstad", "x"), "Er is al een gemeente met de korte naam voorbeeldstad."),
        (("add", "nergens", "a@b.example", "x", "--role", "intake"), "Er is geen gemeente met de korte naam nergens."),
        (("add", "voorbeeldstad", "no address", "x", "--role", "intake"), "no address is geen e-mailadres."),
        (("add", "voorbeeldstad", email_of("intake").upper(), "x", "--role", "intake"), "heeft al een account."),
        (("list", "nergens"), "Er is geen gemeente met de korte naam nergens."),
        (("switch-off", "a@b.example"), "Er is geen account met e-mailadres a@b.example."),
        (("new-password", "a@b.example"), "Er is geen account met e-mailadres a@b.example."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_is_refused_in_plain_words(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_switching_off_ends_the_session_at_once(app: Flask, run: Run) -> None:
    client = app.test_client()
    sign_in(client)
    assert run("switch-off", email_of("intake")).exit_code == 0
    assert client.get("/account").status_code == 302
    assert sign_in(client).status_code == 200
    assert run("switch-on", email_of("intake")).exit_code == 0
    assert sign_in(client).status_code == 302


def test_a_new_password_lifts_the_lock(app: Flask, run: Run) -> None:
    client = app.test_client()
    for _ in range(5):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 200
    password = password_in(run("new-password", email_of("intake"), "--without-second-step"))
    assert sign_in(client, password=password).status_code == 302


def test_database_is_made_and_then_left_alone(tmp_path: Path) -> None:
    environment = {"RECHTENTOOL_INSTANCE": str(tmp_path)}
    for _ in range(2):
        result = CliRunner(env=environment).invoke(database, ["upgrade"])
        assert (result.exit_code, result.output) == (0, "De database is bijgewerkt.\n")
    app = create_app({"RECHTENTOOL_INSTANCE": tmp_path, "TESTING": True})
    assert app.test_client().get("/readyz").get_json()["checks"]["database"] == "ok"
    with app.app_context():
        db.engine.dispose()


def test_a_database_that_was_not_made_is_told(tmp_path: Path) -> None:
    result = CliRunner(env={"RECHTENTOOL_INSTANCE": str(tmp_path)}).invoke(accounts, ["list", "x"])
    assert result.exit_code == 2
    assert result.stderr.startswith("De database kan niet worden gebruikt (")
