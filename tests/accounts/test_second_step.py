"""Signing in with a code from an app, and with a recovery code for who lost the phone."""

from __future__ import annotations

import re
from html import unescape

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP

from rechtentool.accounts import demo, operations, security, totp
from rechtentool.accounts.models import User
from rechtentool.audit.models import Entry
from rechtentool.core.database import db
from tests.webapp import csrf_token, email_of, post, sign_in


def turn_on(client: FlaskClient) -> TOTP:
    """Turn the second step on for who is signed in; returns what the app on the phone then knows."""
    page = post(client, "/account/second-step", setup="authenticator").text
    key = re.search(r"sleutel in de app: ([A-Z2-7-]+)", page)
    action = re.search(r'action="(/account/second-step/[^"]+)"', page)
    assert key is not None
    assert action is not None
    phone = TOTP(key[1])
    data = {"csrf_token": csrf_token(page), "code": phone.generate().token}
    answer = client.post(unescape(action[1]), data=data)
    assert (answer.status_code, answer.location) == (302, "/account")
    return phone


def forget_last_code(app: Flask) -> None:
    """As if half a minute passed: the code that was used a moment ago would be refused."""
    with app.app_context():
        db.session.execute(sa.update(User).values(totp_counter=None))
        db.session.commit()


def actions(app: Flask) -> list[str]:
    with app.app_context():
        of_interest = Entry.action.not_in(["municipality.created", "account.created"])
        return list(db.session.scalars(sa.select(Entry.action).where(of_interest).order_by(Entry.time)))


@pytest.fixture
def phone(app: Flask, client: FlaskClient) -> TOTP:
    """The second step is on for the auditor, who is signed in."""
    sign_in(client, "auditor")
    phone = turn_on(client)
    forget_last_code(app)
    return phone


def test_password_alone_no_longer_signs_in(app: Flask, client: FlaskClient, phone: TOTP) -> None:
    assert "Dit staat aan." in client.get("/account").text
    other = app.test_client()
    answer = sign_in(other, "auditor")
    assert answer.location.startswith("/sign-in/code?")
    assert other.get("/account").status_code == 302


def test_password_and_code_sign_in(app: Flask, phone: TOTP) -> None:
    client = app.test_client()
    sign_in(client, "auditor")
    answer = post(client, "/sign-in/code", code=f" {phone.generate().token[:3]} {phone.generate().token[3:]} ")
    assert (answer.status_code, answer.location) == (302, "/")
    assert "Aad Jansen" in client.get("/account").text
    assert actions(app) == ["sign_in", "account.second_factor_changed", "sign_in"]


def test_a_code_works_once(app: Flask, phone: TOTP) -> None:
    code = phone.generate().token
    first, second = app.test_client(), app.test_client()
    sign_in(first, "auditor")
    assert post(first, "/sign-in/code", code=code).status_code == 302
    sign_in(second, "auditor")
    assert "Deze code klopt niet of is verlopen." in post(second, "/sign-in/code", code=code).text


def test_guessing_codes_locks_the_account(app: Flask, phone: TOTP) -> None:
    client = app.test_client()
    sign_in(client, "auditor")
    wrong = "000000" if phone.generate().token != "000000" else "111111"
    for _ in range(operations.ATTEMPTS):
        assert post(client, "/sign-in/code", code=wrong).status_code == 200
    answer = post(client, "/sign-in/code", code=phone.generate().token)
    assert "Er is te vaak verkeerd ingelogd." in answer.text
    assert client.get("/account").status_code == 302
    assert actions(app)[-2:] == ["sign_in.failed", "account.locked"]


def test_code_is_needed(app: Flask, phone: TOTP) -> None:
    client = app.test_client()
    sign_in(client, "auditor")
    assert "Vul de code uit de app in." in post(client, "/sign-in/code", code="").text


@pytest.mark.parametrize("address", ["/sign-in/code", "/sign-in/recovery-code"])
def test_the_second_step_does_not_come_first(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert "Log eerst in met uw e-mailadres en wachtwoord." in client.get("/sign-in").text


def test_recovery_code_works_once(app: Flask, client: FlaskClient, phone: TOTP) -> None:
    page = post(client, "/account/recovery-codes", generate_new_codes="1").text
    codes = re.findall(r"<code>([0-9a-f-]+)</code>", page)
    assert len(codes) == 8
    with app.app_context():
        kept = db.session.scalars(sa.select(User).where(User.email == email_of("auditor"))).one().mf_recovery_codes
        assert kept is not None
        assert not set(kept) & set(codes)
    first, second = app.test_client(), app.test_client()
    sign_in(first, "auditor")
    assert post(first, "/sign-in/recovery-code", code=codes[3]).status_code == 302
    assert first.get("/account").status_code == 200
    sign_in(second, "auditor")
    answer = post(second, "/sign-in/recovery-code", code=codes[3])
    assert "Deze herstelcode klopt niet of is al gebruikt." in answer.text
    assert actions(app)[2:] == ["account.second_factor_changed"] * 2 + ["sign_in", "sign_in.failed"]


def test_turning_off(app: Flask, client: FlaskClient, phone: TOTP) -> None:
    assert post(client, "/account/second-step", setup="disable").location == "/account"
    assert "Inloggen met een code staat nu uit." in client.get("/account").text
    assert sign_in(app.test_client(), "auditor").location == "/"


def test_only_the_app_can_be_chosen(client: FlaskClient) -> None:
    sign_in(client)
    for other in ("sms", "email", "mail", ""):
        answer = post(client, "/account/second-step", setup=other)
        assert "Deze manier van inloggen is er niet." in answer.text, other


def test_turning_on_asks_the_password_when_it_was_typed_long_ago(client: FlaskClient) -> None:
    sign_in(client)
    with client.session_transaction() as session:
        session["fs_paa"] -= security.FRESH.total_seconds()
    answer = client.get("/account/second-step")
    assert answer.location == "/confirm-password?next=/account/second-step"
    page = client.get(answer.location)
    assert "Bevestig dat u het bent" in page.text
    assert "Typ voor de zekerheid nog een keer uw wachtwoord." in page.text
    assert "Dit wachtwoord klopt niet." in post(client, answer.location, password="wrong").text
    assert post(client, answer.location, password=demo.PASSWORD).location == "/account/second-step"
    assert client.get("/account/second-step").status_code == 200


def test_guessing_the_password_of_an_open_session_locks_too(client: FlaskClient) -> None:
    sign_in(client)
    for _ in range(operations.ATTEMPTS):
        post(client, "/confirm-password", password="wrong")
    assert "Er is te vaak verkeerd ingelogd." in post(client, "/confirm-password", password=demo.PASSWORD).text


def test_a_replaced_key_still_opens_the_seeds_of_before() -> None:
    old = totp.SingleUseTotp(totp.named(["a" * 32]), "Rechtentool")
    seed = old.generate_totp_secret()
    both = totp.SingleUseTotp(totp.named(["b" * 32, "a" * 32]), "Rechtentool")
    assert both.get_totp_b32_key(seed) == old.get_totp_b32_key(seed)
    new_seed = both.generate_totp_secret()
    new = totp.SingleUseTotp(totp.named(["b" * 32]), "Rechtentool")
    assert new.get_totp_b32_key(new_seed) == both.get_totp_b32_key(new_seed)
