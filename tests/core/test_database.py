"""What holds on both databases, and what is set on SQLite."""

import datetime as dt
import threading
import time
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.accounts.models import Municipality
from rechtentool.core import database


def add(session: orm.Session, slug: str, moment: dt.datetime | None = None) -> Municipality:
    municipality = Municipality(slug=slug, name=slug)
    if moment is not None:
        municipality.created_at = moment
    session.add(municipality)
    session.commit()
    return municipality


@pytest.mark.parametrize(
    "moment",
    [
        dt.datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=dt.UTC),
        dt.datetime(2026, 7, 22, 11, 30, 0, 1, tzinfo=ZoneInfo("Europe/Amsterdam")),
        dt.datetime(2026, 11, 22, 9, 30),  # noqa: DTZ001  (libraries hand over naive UTC)
    ],
)
def test_moments_come_back_in_utc(db_session: orm.Session, moment: dt.datetime) -> None:
    municipality = add(db_session, "a", moment)
    db_session.expire_all()
    expected = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    assert municipality.created_at == expected
    assert municipality.created_at.tzinfo is dt.UTC


def test_moments_are_ordered_across_time_zones(db_session: orm.Session) -> None:
    """11:00 in Amsterdam comes before 10:30 in UTC in winter."""
    add(db_session, "later", dt.datetime(2026, 11, 22, 10, 30, tzinfo=dt.UTC))
    add(db_session, "earlier", dt.datetime(2026, 11, 22, 11, 0, tzinfo=ZoneInfo("Europe/Amsterdam")))
    query = sa.select(Municipality.slug).order_by(Municipality.created_at)
    assert db_session.scalars(query).all() == ["earlier", "later"]


def test_a_value_of_another_type_is_refused(db_session: orm.Session) -> None:
    add(db_session, "a")
    with pytest.raises(sa.exc.DBAPIError):
        db_session.execute(sa.text("UPDATE municipality SET id = 'seven'"))


def test_references_are_kept(db_session: orm.Session) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        db_session.execute(sa.text("INSERT INTO household_link VALUES ('a', 'b', 99, '2026-11-22 00:00:00')"))


def test_sqlite_is_set_up(sqlite_url: str) -> None:
    engine = database.open_engine(sqlite_url)
    with engine.connect() as connection:
        found = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous", "secure_delete")
        }
    engine.dispose()
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 10_000,
        "synchronous": 2,
        "secure_delete": 1,
    }


def test_who_reads_first_and_then_writes_waits_its_turn(
    sessions: orm.sessionmaker[orm.Session], db_session: orm.Session
) -> None:
    """On SQLite a transaction that turned from reading to writing would fail; here each waits from its start on."""
    municipality_id = add(db_session, "a").id
    problems: list[BaseException] = []

    def rename() -> None:
        try:
            for _ in range(10):
                with sessions.begin() as session:
                    query = sa.select(Municipality).where(Municipality.id == municipality_id).with_for_update()
                    municipality = session.scalars(query).one()
                    time.sleep(0.001)
                    municipality.name += "x"
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=rename) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    db_session.expire_all()
    assert db_session.get_one(Municipality, municipality_id).name == "a" + 40 * "x"


def test_who_only_reads_keeps_nobody_waiting(sessions: orm.sessionmaker[orm.Session], db_session: orm.Session) -> None:
    """And sees one moment throughout."""
    add(db_session, "a")
    count = sa.select(sa.func.count()).select_from(Municipality)
    with sessions() as reader:
        database.reading(reader)
        assert reader.scalar(count) == 1
        add(db_session, "b")
        assert reader.scalar(count) == 1
    assert db_session.scalar(count) == 2


def test_who_only_reads_cannot_write_on_postgresql(
    sessions: orm.sessionmaker[orm.Session], db_session: orm.Session
) -> None:
    add(db_session, "a")
    with sessions() as reader:
        database.reading(reader)
        if reader.get_bind().dialect.name == "postgresql":
            with pytest.raises(sa.exc.DBAPIError, match="read-only"):
                reader.execute(sa.text("DELETE FROM municipality"))


def test_a_session_without_keys_is_told_apart(database_url: str) -> None:
    engine = database.open_engine(database_url)
    with orm.Session(engine) as session, pytest.raises(RuntimeError, match="session_factory"):
        database.surroundings_of(session)
    engine.dispose()


def test_an_error_tells_no_values(db_session: orm.Session) -> None:
    add(db_session, "KIEVIT-4821")
    with pytest.raises(sa.exc.IntegrityError) as raised:
        add(db_session, "KIEVIT-4821")
    assert "parameters hidden" in str(raised.value)
