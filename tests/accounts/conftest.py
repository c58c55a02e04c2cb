import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from rechtentool.core.database import db
from tests.webapp import make_app


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(sqlite_url, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def visitor(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """Who only looks: one application for all tests of a module that change nothing."""
    folder = tmp_path_factory.mktemp("visitor")
    shutil.copyfile(sqlite_template, folder / "rechtentool.sqlite3")
    app = make_app(f"sqlite:///{folder / 'rechtentool.sqlite3'}", folder)
    yield app.test_client()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app_on_each_database(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Where the database itself decides: on SQLite and on PostgreSQL."""
    app = make_app(database_url, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()
