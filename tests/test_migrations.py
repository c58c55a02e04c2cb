"""The migrations: up, down, up with data; and the newest schema is exactly that of the models."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from rechtentool.accounts.models import Municipality, User
from rechtentool.core import database


@pytest.fixture
def app(database_url: str, surroundings: database.Surroundings) -> Iterator[Flask]:
    app = Flask("migrations")
    database.init(app, url=database_url, surroundings=surroundings)
    yield app
    with app.app_context():
        database.db.engine.dispose()


def table_names(app: Flask) -> set[str]:
    with app.app_context():
        return set(sa.inspect(database.db.engine).get_table_names())


def test_newest_schema_equals_models(app: Flask) -> None:
    with app.app_context():
        assert database.alembic.compare_metadata() == []


def test_a_model_without_migration_is_noticed(app: Flask) -> None:
    forgotten = sa.Table("forgotten", database.Base.metadata, sa.Column("id", sa.Integer, primary_key=True))
    try:
        with app.app_context():
            assert [difference[0] for difference in database.alembic.compare_metadata()] == ["add_table"]
    finally:
        database.Base.metadata.remove(forgotten)


def test_down_and_up_again(app: Flask) -> None:
    before = table_names(app)
    with app.app_context():
        database.alembic.downgrade("base")
    assert table_names(app) == {"alembic_version"}
    database.upgrade(app)
    assert table_names(app) == before == {*database.Base.metadata.tables, "alembic_version"}


def test_down_leaves_no_function_behind(app: Flask) -> None:
    with app.app_context():
        if database.db.engine.dialect.name == "sqlite":
            query = "SELECT name FROM sqlite_master WHERE name NOT LIKE '%alembic_version%'"
        else:
            query = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        database.alembic.downgrade("base")
    with app.app_context():
        assert database.db.session.execute(sa.text(query)).all() == []


def test_up_keeps_data(app: Flask) -> None:
    """Every migration after the first is run over a database that holds something."""
    with app.app_context():
        revisions = [script.revision for script in database.alembic.script_directory.walk_revisions()][::-1]
        database.alembic.downgrade(revisions[0])
    with app.app_context():
        session = database.db.session
        municipality = Municipality(slug="voorbeeldstad", name="Voorbeeldstad")
        session.add(municipality)
        session.flush()
        session.add(
            User(
                municipality_id=municipality.id,
                name="Noor",
                email="noor@example.org",
                active=True,
                fs_uniquifier="x" * 32,
            )
        )
        session.commit()
    database.upgrade(app)
    with app.app_context():
        assert database.db.session.scalars(sa.select(User.name)).all() == ["Noor"]
        database.check()


def test_readiness_sees_a_missing_migration(app: Flask) -> None:
    with app.app_context():
        database.alembic.downgrade("base")
    with app.app_context(), pytest.raises(RuntimeError, match="this version needs"):
        database.check()


def test_tables_are_strict_on_sqlite(sqlite_url: str) -> None:
    engine = database.open_engine(sqlite_url)
    with engine.connect() as connection:
        loose = connection.exec_driver_sql(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'"
        ).all()
    engine.dispose()
    assert loose == [("alembic_version",)]


NOT_OF_ONE_MUNICIPALITY = {
    "municipality": "belongs to itself",
    "role": "the same for all",
    "roles_users": "through the account",
    "webauthn": "through the account",
    "sign_in_attempts": "an unknown address belongs to none",
    "audit_entry": "through its chain",
}


def test_every_row_belongs_to_a_municipality() -> None:
    """A table without municipality_id needs a reason, above."""
    without = {name for name, table in database.Base.metadata.tables.items() if "municipality_id" not in table.c}
    assert without == set(NOT_OF_ONE_MUNICIPALITY)
    nullable = {
        name
        for name, table in database.Base.metadata.tables.items()
        if "municipality_id" in table.c and table.c.municipality_id.nullable
    }
    assert nullable == {"audit_chain", "data_key"}, "only the chain of the installation and its key have none"
