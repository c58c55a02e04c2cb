"""Signing in and out: who may, who may not, and what is written down."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from rechtentool.accounts import demo, operations, security
from rechtentool.accounts.models import SignInAttempts, User
from rechtentool.audit import operations as audit
from rechtentool.audit.models import INSTALLATION, Chain, Entry
from rechtentool.core.database import db
from tests.webapp import csrf_token, email_of, make_app, post, sign_in

WRONG = "Het e-mailadres of het wachtwoord klopt niet."
LOCKED = "Er is te vaak verkeerd ingelogd."


def entries(app: Flask) -> list[tuple[str, str, int | None]]:
    """Chain, action and actor of every entry since the demonstration was made."""
    with app.app_context():
        found = db.session.execute(
            sa.select(Chain.name, Entry.action, Entry.actor)
            .join(Chain, Chain.id == Entry.chain_id)
            .where(Entry.action.not_in(["municipality.created", "account.created"]))
            .order_by(Entry.time)
        ).all()
        return [(name, action, actor) for name, action, actor in found]


def account(role: str) -> User:
    return db.session.scalars(sa.select(User).where(User.email == email_of(role))).one()


def test_right_password_signs_in_and_is_written_down(app_on_each_database: Flask) -> None:
    client = app_on_each_database.test_client()
    answer = sign_in(client, "auditor")
    assert (answer.status_code, answer.location) == (302, "/")
    page = client.get("/")
    assert page.status_code == 200
    assert "Welkom, Aad Jansen" in page.text
    with app_on_each_database.app_context():
        auditor = account("auditor")
    assert entries(app_on_each_database) == [(f"municipality:{auditor.municipality_id}", "sign_in", auditor.id)]


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (email_of("intake"), "not the password"),
        ("nobody@demo.example", demo.PASSWORD),
    ],
    ids=["wrong password", "unknown address"],
)
def test_failure_says_the_same_whether_the_address_exists_or_not(
    client: FlaskClient, email: str, password: str
) -> None:
    answer = post(client, "/sign-in", email=email, password=password)
    assert answer.status_code == 200
    assert answer.text.count(WRONG) == 1
    assert f'value="{email}"' in answer.text
    assert "utrecht-form-field--invalid" not in answer.text
    assert client.get("/").status_code == 302


def test_disabled_account_is_told_nothing_more(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        operations.set_active(db.session, account("intake"), active=False)
        db.session.commit()
    assert WRONG in sign_in(client).text


def test_failure_is_written_in_the_chain_of_the_installation(app_on_each_database: Flask) -> None:
    client = app_on_each_database.test_client()
    sign_in(client, password="not the password")
    post(client, "/sign-in", email="nobody@demo.example", password="not the password")
    assert entries(app_on_each_database) == [(INSTALLATION, "sign_in.failed", None)] * 2


def test_empty_and_malformed_fields_are_told_beside_the_field(client: FlaskClient) -> None:
    empty = post(client, "/sign-in", email="", password="").text
    assert "Vul uw e-mailadres in." in empty
    assert "Vul uw wachtwoord in." in empty
    malformed = post(client, "/sign-in", email="no address", password="something").text
    assert "Dit is geen e-mailadres." in malformed
    assert 'href="#email"' in malformed


def test_too_many_failures_lock_the_address_also_for_the_right_password(app_on_each_database: Flask) -> None:
    client = app_on_each_database.test_client()
    answers = [sign_in(client, password="not the password").text for _ in range(operations.ATTEMPTS)]
    assert [WRONG in answer for answer in answers] == [True] * (operations.ATTEMPTS - 1) + [False]
    assert LOCKED in answers[-1]
    assert LOCKED in sign_in(client).text
    assert sign_in(client, "auditor").status_code == 302
    actions = [action for _, action, _ in entries(app_on_each_database)]
    assert actions == [*["sign_in.failed"] * operations.ATTEMPTS, "account.locked", "sign_in.failed", "sign_in"]


def test_an_address_without_account_locks_just_the_same(client: FlaskClient) -> None:
    answers = [
        post(client, "/sign-in", email="nobody@demo.example", password="something").text
        for _ in range(operations.ATTEMPTS)
    ]
    assert [LOCKED in answer for answer in answers] == [False] * (operations.ATTEMPTS - 1) + [True]


def test_the_lock_ends_by_itself(app: Flask, client: FlaskClient) -> None:
    for _ in range(operations.ATTEMPTS):
        sign_in(client, password="not the password")
    with app.app_context():
        db.session.execute(sa.update(SignInAttempts).values(locked_until=dt.datetime.now(dt.UTC)))
        db.session.commit()
    assert sign_in(client).status_code == 302


def test_signing_in_forgets_earlier_failures(client: FlaskClient) -> None:
    for _ in range(2):
        for _ in range(operations.ATTEMPTS - 1):
            sign_in(client, password="not the password")
        assert sign_in(client).status_code == 302
        post(client, "/account", "/sign-out")


def test_signing_out_ends_every_session_of_the_account(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "auditor")
    cookie = client.get_cookie("rechtentool-session")
    assert cookie is not None
    copy = app.test_client()
    copy.set_cookie("rechtentool-session", cookie.value)
    assert copy.get("/account").status_code == 200
    answer = post(client, "/account", "/sign-out")
    assert answer.status_code == 302
    assert client.get("/account").status_code == 302
    assert copy.get("/account").status_code == 302
    assert [action for _, action, _ in entries(app)] == ["sign_in", "sign_out"]


def test_signing_out_by_a_link_is_not_possible(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get("/sign-out").status_code == 405


def test_new_password(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "auditor")
    other = app.test_client()
    sign_in(other, "auditor")
    fields = {"password": demo.PASSWORD, "new_password": "een heel ander wachtwoord"}
    answer = post(client, "/account/password", **fields, new_password_confirm="een heel ander wachtwoord")
    assert (answer.status_code, answer.location) == (302, "/account")
    assert "Uw wachtwoord is gewijzigd." in client.get("/account").text
    assert other.get("/account").status_code == 302
    assert WRONG in sign_in(app.test_client(), "auditor").text
    assert sign_in(app.test_client(), "auditor", "een heel ander wachtwoord").status_code == 302
    actions = [action for _, action, _ in entries(app)]
    assert actions == ["sign_in", "sign_in", "account.password_changed", "sign_in.failed", "sign_in"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (("wrong", "een heel ander wachtwoord", "een heel ander wachtwoord"), "Dit wachtwoord klopt niet."),
        ((demo.PASSWORD, "kort", "kort"), "Kies een wachtwoord van ten minste 12 en ten hoogste 128 tekens."),
        ((demo.PASSWORD, "een heel ander wachtwoord", "iets anders"), "De twee nieuwe wachtwoorden zijn niet gelijk."),
        ((demo.PASSWORD, demo.PASSWORD, demo.PASSWORD), "Kies een ander wachtwoord dan het wachtwoord dat u nu hebt."),
    ],
    ids=["wrong", "short", "unequal", "same"],
)
def test_new_password_that_cannot_be(client: FlaskClient, fields: tuple[str, str, str], message: str) -> None:
    sign_in(client)
    names = ("password", "new_password", "new_password_confirm")
    answer = post(client, "/account/password", **dict(zip(names, fields, strict=True)))
    assert answer.status_code == 200
    assert answer.text.count(message) == 2  # beside the field and in the summary


def test_if_the_entry_cannot_be_written_nobody_is_signed_in(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise OSError("disk full")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(audit, "_write", broken)
    assert sign_in(client).status_code == 500
    monkeypatch.undo()
    assert client.get("/account").status_code == 302
    assert entries(app) == []


def test_session_ends_after_the_longest_time(client: FlaskClient) -> None:
    sign_in(client)
    with client.session_transaction() as session:
        session["fs_paa"] -= security.AT_MOST.total_seconds()
    answer = client.get("/account")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/account")


def test_session_ends_after_an_hour_without_request(app: Flask, client: FlaskClient) -> None:
    sign_in(client)
    app.permanent_session_lifetime = dt.timedelta(seconds=-1)
    assert client.get("/account").status_code == 302


def test_each_request_keeps_the_session_alive_and_the_browser_forgets_it_when_closed(client: FlaskClient) -> None:
    sign_in(client)
    cookie = client.get("/account").headers["Set-Cookie"]
    assert cookie.startswith("rechtentool-session=")
    assert "expires" not in cookie.lower()
    assert "max-age" not in cookie.lower()
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


def test_session_does_not_move_to_another_browser(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get("/account", headers={"User-Agent": "another"}).status_code == 302


def test_after_signing_in_one_is_where_one_wanted_to_be(client: FlaskClient) -> None:
    assert client.get("/account").location == "/sign-in?next=/account"
    answer = post(
        client, "/sign-in?next=/account", "/sign-in", next="/account", email=email_of("intake"), password=demo.PASSWORD
    )
    assert answer.location == "/account"


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_signing_in_leads_nowhere_else(client: FlaskClient, elsewhere: str) -> None:
    answer = post(client, "/sign-in", next=elsewhere, email=email_of("intake"), password=demo.PASSWORD)
    assert answer.location is None or re.match(r"/(?![/\\])", answer.location)


def test_form_without_token_is_refused(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": email_of("intake"), "password": demo.PASSWORD})
    assert answer.status_code == 400
    assert "De pagina stond te lang open" in answer.text
    assert client.get("/account").status_code == 302


def test_a_form_sent_after_the_session_ended_leads_to_signing_in(client: FlaskClient) -> None:
    sign_in(client)
    token = csrf_token(client.get("/account/password").text)
    client.delete_cookie("rechtentool-session")
    answer = client.post("/account/password", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/account/password")
    assert "U was te lang weg" in client.get(answer.location).text


def test_flood_of_attempts_is_slowed_down(client: FlaskClient) -> None:
    token = csrf_token(client.get("/sign-in").text)
    codes = [
        client.post("/sign-in", data={"csrf_token": token, "email": f"{n}@demo.example", "password": "x"})
        for n in range(31)
    ]
    assert [answer.status_code for answer in codes] == [200] * 30 + [429]
    assert "Wacht een minuut en probeer het opnieuw." in codes[-1].text
    assert client.get("/sign-in").status_code == 200


def test_what_failed_is_kept_without_the_address(app: Flask, client: FlaskClient) -> None:
    post(client, "/sign-in", email="nobody@demo.example", password="something")
    with app.app_context():
        kept = list(db.session.scalars(sa.select(SignInAttempts.identity)))
    assert len(kept) == 1
    assert "nobody" not in json.dumps(kept)


def test_demonstration_accounts_are_useless_where_the_demonstration_is_off(
    sqlite_url: str, app: Flask, tmp_path: Path
) -> None:
    shown = app.test_client()
    assert demo.PASSWORD in shown.get("/sign-in").text
    serious = make_app(sqlite_url, tmp_path, RECHTENTOOL_DEMO=0)
    client = serious.test_client()
    assert demo.PASSWORD not in client.get("/sign-in").text
    assert WRONG in sign_in(client).text
    # A session that was begun while the demonstration was on.
    sign_in(shown)
    cookie = shown.get_cookie("rechtentool-session")
    assert cookie is not None
    client.set_cookie("rechtentool-session", cookie.value)
    assert client.get("/account").status_code == 302
    assert client.get("/account").location == "/sign-in?next=/account"
