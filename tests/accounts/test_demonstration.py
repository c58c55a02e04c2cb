"""The demonstration has passwords that everyone knows: it answers this computer alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from rechtentool import serving
from rechtentool.accounts import demo
from rechtentool.accounts.models import Municipality, User
from rechtentool.core import loopback
from rechtentool.core.database import db
from tests.webapp import make_app, sign_in


def test_one_account_for_each_role(app: Flask) -> None:
    for account in demo.ACCOUNTS:
        client = app.test_client()
        assert sign_in(client, account.role).status_code == 302
        assert account.name in client.get("/account").text
    assert [account.role for account in demo.ACCOUNTS] == ["intake", "reviewer", "manager", "auditor"]


def test_made_once_and_marked(app: Flask) -> None:
    with app.app_context():
        again = demo.ensure(db.session)
        db.session.commit()
        assert again.demonstration
        assert db.session.scalar(sa.select(sa.func.count(Municipality.id))) == 1
        assert db.session.scalar(sa.select(sa.func.count(User.id))) == len(demo.ACCOUNTS)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"])
def test_this_computer_is_answered(visitor: FlaskClient, address: str) -> None:
    assert visitor.get("/sign-in", environ_overrides={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.parametrize("address", ["192.168.1.20", "10.0.0.1", "2001:db8::1", "::ffff:10.0.0.1", "8.8.8.8", ""])
@pytest.mark.parametrize("page", ["/sign-in", "/healthz", "/nothing-here", "/static/favicon.svg"])
def test_another_computer_is_refused(visitor: FlaskClient, address: str, page: str) -> None:
    answer = visitor.get(page, environ_overrides={"REMOTE_ADDR": address})
    assert answer.status_code == 403


def test_the_refusal_says_why(visitor: FlaskClient) -> None:
    answer = visitor.get("/sign-in", environ_overrides={"REMOTE_ADDR": "192.168.1.20"})
    assert "Dit is een demonstratie met bekende wachtwoorden." in answer.text
    assert demo.PASSWORD not in answer.text


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP"])
def test_behind_a_proxy_everyone_is_refused(visitor: FlaskClient, header: str) -> None:
    assert visitor.get("/sign-in", headers={header: "127.0.0.1"}).status_code == 403


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("[::1]", 200),
        ("127.0.0.1", 200),
        ("elsewhere.example", 403),
        ("elsewhere.example:8000", 403),
        ("localhost.elsewhere.example", 403),
        ("127.0.0.1.elsewhere.example", 403),
        ("192.168.1.20:8000", 403),
    ],
)
def test_another_name_for_this_computer_is_refused(visitor: FlaskClient, host: str, code: int) -> None:
    assert visitor.get("/sign-in", headers={"Host": host}).status_code == code


def test_a_serious_installation_answers_everyone(sqlite_url: str, tmp_path: Path) -> None:
    client = make_app(sqlite_url, tmp_path, RECHTENTOOL_DEMO=0).test_client()
    answer = client.get(
        "/sign-in", environ_overrides={"REMOTE_ADDR": "192.168.1.20"}, headers={"Host": "tool.gemeente.example"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.20", "tool.gemeente.example", ""])  # noqa: S104
def test_serving_the_demonstration_elsewhere_is_refused(host: str) -> None:
    with pytest.raises(serving.CannotServe) as refused:
        serving.check_address(host, 0, demonstration=True)
    assert refused.value.message._args[0].startswith("De demonstratie heeft wachtwoorden die iedereen kent")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]"])
def test_loopback_is_recognised(host: str) -> None:
    assert loopback.is_loopback(host)
    loopback.require_loopback(host)
