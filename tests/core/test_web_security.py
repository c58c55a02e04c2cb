"""Headers, health, errors and the language switch, as a visitor meets them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from rechtentool.core import database, health, language_switch
from rechtentool.core.database import db
from rechtentool.core.permissions import open_view
from tests.webapp import make_app, sign_in


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(sqlite_url, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize("page", ["/sign-in", "/nothing-here", "/healthz", "/static/favicon.svg", "/account"])
def test_every_answer_carries_the_headers(client: FlaskClient, page: str) -> None:
    with client.get(page) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_stay_in_no_cache_and_versioned_files_do(client: FlaskClient) -> None:
    sign_in(client)
    assert client.get("/account").headers["Cache-Control"] == "no-store"
    assert client.get("/sign-in").headers["Cache-Control"] == "no-store"
    with client.get("/static/favicon.svg?v=1") as file:
        assert "immutable" in file.headers["Cache-Control"]
    assert "immutable" not in client.get("/static/nothing-here.css?v=1").headers.get("Cache-Control", "")


def test_https_only_is_asked_over_https_alone(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    assert "max-age" in client.get("/healthz", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_cookies_of_a_serious_installation(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "PASSWORD_SALT", "TOTP_KEYS"):
        monkeypatch.setenv(f"RECHTENTOOL_{name}", name * 8)
    for name in ("MASTER_KEYS", "SIGNING_KEY"):
        monkeypatch.setenv(f"RECHTENTOOL_{name}", "A" * 43 + "=")
    app = make_app(sqlite_url, tmp_path, RECHTENTOOL_MODE="production", RECHTENTOOL_DEMO=0)
    cookie = app.test_client().get("/sign-in", base_url="https://tool.example").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_alive_without_database(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db.__class__, "session", property(lambda _self: pytest.fail("the database was asked")))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_ready_tells_which_part_fails_and_not_why(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("secret detail")

    health.add_check(app, "rulebook", lambda: None)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "checks": {"database": "ok", "rulebook": "ok"}})
    health.add_check(app, "rulebook", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {"status": "failing", "checks": {"database": "ok", "rulebook": "failing"}}
    assert "secret detail" not in answer.text
    assert "secret detail" in caplog.text


def test_not_ready_while_a_migration_waits(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        database.alembic.downgrade("base")
    assert client.get("/readyz").json is not None
    assert client.get("/readyz").get_json()["checks"]["database"] == "failing"


def test_a_fault_shows_a_reference_that_stands_in_the_log(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/broken")
    @open_view
    def broken() -> str:
        raise RuntimeError("secret detail")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    caplog.set_level(logging.ERROR)
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "Er ging iets mis" in answer.text
    assert "secret detail" not in answer.text
    reference = next(record.args[0] for record in caplog.records if isinstance(record.args, tuple) and record.args)
    assert str(reference) in answer.text


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 418, 429, 503])
def test_every_error_has_a_page_of_our_own(app: Flask, client: FlaskClient, code: int) -> None:
    app.add_url_rule("/refused", "refused", open_view(lambda: abort(code)))
    answer = client.get("/refused")
    assert answer.status_code == code
    assert '<html lang="nl"' in answer.text
    as_json = client.get("/refused", headers={"Accept": "application/json"})
    assert as_json.status_code == code
    assert set(as_json.get_json()["error"]) == {"title", "explanation"}


def test_who_asks_for_json_is_not_sent_to_a_page(client: FlaskClient) -> None:
    answer = client.get("/account", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["error"]["title"]) == (401, "Log eerst in")


def test_a_wrong_method_still_says_which_are_right(client: FlaskClient) -> None:
    answer = client.get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_language_switch_remembers_and_returns(client: FlaskClient, method: str) -> None:
    client.application.config["WTF_CSRF_ENABLED"] = False
    answer = client.open("/language/pl?next=/sign-in", method=method)
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert '<html lang="pl"' in client.get("/sign-in").text


def test_language_that_does_not_exist(client: FlaskClient) -> None:
    assert client.get("/language/xx").status_code == 404


@pytest.mark.parametrize("address", ["/", "/account", "/account?part=2", "/a/b#c"])
def test_a_page_of_ours_is_kept(address: str) -> None:
    assert language_switch.local_path(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "",
        "account",
        "https://elsewhere.example/",
        "//elsewhere.example",
        "///elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "\n//elsewhere.example",
        "javascript:alert(1)",
        "http:/elsewhere.example",
    ],
)
def test_a_page_of_others_is_not(address: str) -> None:
    assert language_switch.local_path(address) == "/"
