"""Rows of another municipality do not exist for the user."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from rechtentool.accounts import operations
from rechtentool.accounts.models import Municipality, Role, User
from rechtentool.core import scope
from rechtentool.core.database import db
from rechtentool.core.permissions import STAFF, declare
from tests.webapp import make_app, sign_in


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(database_url, tmp_path)
    with app.app_context():
        elsewhere = operations.create_municipality(db.session, "elders", "Elders")
        operations.create_user(
            db.session,
            elsewhere,
            email="anna@elders.example",
            name="Anna",
            password="een lang wachtwoord",
            roles=["intake"],
        )
        db.session.commit()

    @app.get("/colleague/<int:user_id>")
    def colleague(user_id: int) -> str:
        return scope.own_or_404(db.session, User, user_id).name

    @app.get("/colleagues")
    def colleagues() -> list[str]:
        return [user.name for user in db.session.scalars(scope.own(User).order_by(User.id)).unique()]

    declare(app, "colleague", STAFF)
    declare(app, "colleagues", STAFF)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    client = app.test_client()
    sign_in(client)
    return client


def id_of(app: Flask, name: str) -> int:
    with app.app_context():
        return db.session.scalars(sa.select(User.id).where(User.name == name)).one()


def test_own_rows_are_there(app: Flask, client: FlaskClient) -> None:
    assert client.get(f"/colleague/{id_of(app, 'Aad Jansen')}").text == "Aad Jansen"
    assert client.get("/colleagues").json == ["Ilse de Boer", "Rachid Amrani", "Marja Visser", "Aad Jansen"]


def test_rows_of_another_municipality_look_like_rows_that_do_not_exist(app: Flask, client: FlaskClient) -> None:
    of_another, of_nobody = client.get(f"/colleague/{id_of(app, 'Anna')}"), client.get("/colleague/999999")
    assert of_another.status_code == of_nobody.status_code == 404
    assert of_another.text.replace(f"/colleague/{id_of(app, 'Anna')}", "/colleague/999999") == of_nobody.text


@pytest.mark.parametrize("entity", [Role, Municipality])
def test_what_knows_no_municipality_is_refused(entity: type) -> None:
    with pytest.raises(TypeError, match="municipality_id"):
        scope.own(entity)
