"""Where one comes after signing in, and what the menu offers."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rechtentool.accounts.views import ROOMS
from rechtentool.core.permissions import allow
from tests.webapp import sign_in

ROLES_OF_ROOMS = {"intake.start": ["intake"], "audit.index": ["auditor", "manager"]}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Every room is there, also the ones that are not built yet."""
    for endpoint, roles in ROLES_OF_ROOMS.items():
        if endpoint not in app.view_functions:
            app.add_url_rule(f"/{endpoint.replace('.', '-')}", endpoint, allow(*roles)(lambda: "a room"))
    return app.test_client()


def test_every_room_is_tried_here() -> None:
    assert [room.endpoint for room in ROOMS] == list(ROLES_OF_ROOMS)


def test_an_intake_worker_starts_at_the_intake(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "intake")
    with app.test_request_context():
        intake = app.url_for("intake.start")
    assert client.get("/").location == intake


@pytest.mark.parametrize(("role", "offered"), [("reviewer", []), ("auditor", ["Logboek"])])
def test_others_see_what_they_may_do(client: FlaskClient, role: str, offered: list[str]) -> None:
    sign_in(client, role)
    page = client.get("/").text
    assert [str(room.name) for room in ROOMS if f">{room.name}</a>" in page] == offered
    assert ("Voor uw rol is hier nog niets te doen." in page) == (not offered)


def test_a_room_of_another_role_is_refused(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "reviewer")
    with app.test_request_context():
        intake = app.url_for("intake.start")
    answer = client.get(intake)
    assert answer.status_code == 403
    assert "U mag deze pagina niet bekijken" in answer.text
