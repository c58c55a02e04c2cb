"""The database: one model base, one way to open an engine and a session, on SQLite and on PostgreSQL alike.

Rules that hold for every table:

* a row belongs to a municipality (column ``municipality_id``); the few tables that do not say why in their docstring;
* moments are stored in UTC and read back with their time zone (:class:`UtcDateTime`);
* on SQLite a table is STRICT: a value of another type than its column's is refused, as on PostgreSQL.

Who changes something commits once, when everything of one request is done. Commit before rendering: on SQLite a
transaction holds the write lock from its first statement on (see :func:`_configure_sqlite`).
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, ClassVar, Final

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_alembic import Alembic
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import orm
from sqlalchemy.ext.compiler import compiles

from rechtentool.core import paths
from rechtentool.core.config import Settings
from rechtentool.core.crypto import Keyring

BUSY_TIMEOUT: Final = 10
"""Seconds that SQLite waits for another writer before it gives up with "database is locked"."""

_READING: Final = "rechtentool_reading"


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """A moment with microseconds: stored in UTC, read back as an aware datetime in UTC.

    A naive value counts as UTC, because the libraries that write to our tables hand over naive UTC.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        aware = value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)
        return aware.replace(tzinfo=None) if dialect.name == "sqlite" else aware

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Base(orm.DeclarativeBase):
    """The base of all models. Constraint names are fixed, so that migrations can name what they change."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {dt.datetime: UtcDateTime(), bytes: sa.LargeBinary(), str: sa.Text()}


@sa.event.listens_for(sa.Table, "after_parent_attach")
def _make_strict(table: sa.Table, parent: Any) -> None:
    if parent is Base.metadata:
        table.dialect_options["sqlite"]["strict"] = True


# STRICT tables know only INTEGER, REAL, TEXT and BLOB; SQLAlchemy writes DATETIME, VARCHAR(80), BOOLEAN and the like.


@compiles(sa.DateTime, "sqlite")
@compiles(sa.Date, "sqlite")
@compiles(sa.String, "sqlite")
def _text_on_sqlite(_type: Any, _compiler: Any, **_kw: Any) -> str:
    return "TEXT"


@compiles(sa.Boolean, "sqlite")
@compiles(sa.BigInteger, "sqlite")
def _integer_on_sqlite(_type: Any, _compiler: Any, **_kw: Any) -> str:
    return "INTEGER"


ENGINE_OPTIONS: Final = {"hide_parameters": True}
"""Values may be personal: they do not belong in an error message, and so in a log."""

db = SQLAlchemy(engine_options=dict(ENGINE_OPTIONS), session_options={"expire_on_commit": False})
alembic = Alembic(run_mkdir=False, command_name="", metadatas=Base.metadata)


def prepare_engine(engine: sa.Engine) -> sa.Engine:
    """Give an engine the settings that the application relies on, and return it."""
    if engine.dialect.name == "sqlite":
        _configure_sqlite(engine)
    return engine


def _configure_sqlite(engine: sa.Engine) -> None:
    """Write-ahead log, foreign keys, patience, and transactions that take the write lock at once.

    A transaction that first reads and then writes fails on SQLite when another one wrote in between, without
    waiting. BEGIN IMMEDIATE waits its turn first, which is the meaning of SELECT ... FOR UPDATE elsewhere. What only
    reads for long says so with :func:`reading`.
    """

    @sa.event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT * 1000}",
            "journal_mode = WAL",
            "synchronous = FULL",  # a committed entry survives a power cut, else the checkpoints would run ahead
            "foreign_keys = ON",
            "secure_delete = ON",  # an erased key is overwritten in the file
        ):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        reading_only = connection.get_execution_options().get(_READING, False)
        connection.exec_driver_sql("BEGIN" if reading_only else "BEGIN IMMEDIATE")


def open_engine(url: str | sa.URL) -> sa.Engine:
    """Open a database outside the web application: for tests and tools. The caller disposes of it."""
    return prepare_engine(sa.create_engine(url, **ENGINE_OPTIONS))


@dataclass(frozen=True)
class Surroundings:
    """What operations need besides the database: the keys, and the files outside it that bear witness."""

    keyring: Keyring
    checkpoints: Path | None = None
    """Where signed heads of the audit chains are appended (JSON lines); none: nowhere."""
    erasures: Path | None = None
    """Where destroyed keys are listed (JSON lines), to be destroyed again after a restore; none: nowhere."""


def session_factory(engine: sa.Engine, surroundings: Surroundings) -> orm.sessionmaker[orm.Session]:
    """Sessions as the application uses them, outside the web application: for commands and tests."""
    return orm.sessionmaker(engine, expire_on_commit=False, info={"surroundings": surroundings})


@contextmanager
def opened(settings: Settings) -> Iterator[orm.Session]:
    """A session for a command, without the web application. It does not make or change the schema."""
    engine = open_engine(settings.database_url)
    try:
        with session_factory(engine, surroundings_from(settings))() as session:
            yield session
    finally:
        engine.dispose()


def surroundings_from(settings: Settings) -> Surroundings:
    """What operations need besides the database, as the settings have it."""
    return Surroundings(settings.keyring(), settings.checkpoints, settings.erasures)


def surroundings_of(session: orm.Session) -> Surroundings:
    """What operations need besides the database. Raises RuntimeError when this module did not make the session."""
    try:
        surroundings: Surroundings = session.info["surroundings"]
    except KeyError:
        raise RuntimeError("make this session with core.database.session_factory or core.database.init") from None
    return surroundings


def reading(session: orm.Session) -> None:
    """Declare, before its first statement, that this transaction only reads, and sees one moment throughout.

    It then keeps no writer waiting.
    """
    options: dict[str, Any] = {_READING: True}
    if session.get_bind().dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    session.connection(execution_options=options)


def init(app: Flask, *, url: str, surroundings: Surroundings) -> None:
    """Connect the application to its database; ``db.session`` is then the session of the request."""
    app.config["SQLALCHEMY_ENGINES"] = {"default": url}
    app.config["ALEMBIC"] = {"script_location": str(paths.MIGRATIONS)}
    # Our SQLite transactions hold schema changes as well: a migration that fails leaves nothing behind.
    app.config["ALEMBIC_CONTEXT"] = {"transactional_ddl": True, "render_as_batch": url.startswith("sqlite")}
    db.init_app(app)
    # No session is asynchronous; closing none would start an event loop at the end of every request.
    app.teardown_appcontext_funcs = [each for each in app.teardown_appcontext_funcs if not iscoroutinefunction(each)]
    alembic.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        db.sessionmaker.configure(info={"surroundings": surroundings})


def upgrade(app: Flask) -> None:
    """Bring the schema to the newest migration; creates it in an empty database."""
    with app.app_context():
        alembic.upgrade()


def check() -> None:
    """For readiness: raise when the database does not answer, or its schema is not the one of this version."""
    with db.engine.connect().execution_options(**{_READING: True}) as connection:
        found = set(MigrationContext.configure(connection).get_current_heads())
    needed = set(alembic.script_directory.get_heads())
    if found != needed:
        raise RuntimeError(f"the database is at migration {found or 'none'}, this version needs {needed}")
