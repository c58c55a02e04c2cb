"""``rechtentool persons`` from the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy import orm

from rechtentool.core.crypto import key_to_text
from rechtentool.intake import operations as intake
from rechtentool.intake.commands import persons
from rechtentool.intake.models import Person
from tests.intake.conftest import People

ERASED = sa.select(Person.id).where(Person.erased_at.is_not(None))


@pytest.fixture
def person(db_session: orm.Session, people: People) -> Person:
    person = intake.open_case(db_session, people.worker, language="ro").person
    db_session.commit()
    return person


@pytest.fixture
def run(
    database_url: str, raw_keys: tuple[bytes, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    for name, value in {
        "INSTANCE": str(tmp_path),
        "DATABASE_URL": database_url,
        "MASTER_KEYS": key_to_text(raw_keys[0]),
        "SIGNING_KEY": key_to_text(raw_keys[1]),
    }.items():
        monkeypatch.setenv(f"RECHTENTOOL_{name}", value)
    return lambda *arguments: CliRunner().invoke(persons, list(arguments))


def test_erasing(run: Callable[..., Result], db_session: orm.Session, person: Person) -> None:
    name = str(person.pseudonym)
    assert run("erase", "eigen", name, "--reason", "verzoek").exit_code == 1, "without confirmation nothing happens"
    assert run("erase", "ander", name, "--reason", "verzoek", "--yes").exit_code == 2, "it belongs to another"
    assert db_session.scalars(ERASED).all() == []
    db_session.commit()
    done = run("erase", "eigen", name, "--reason", "verzoek", "--yes")
    assert (done.exit_code, done.stdout) == (0, f"Persoon {name} is gewist.\n")
    assert db_session.scalars(ERASED).all() == [person.id]
    db_session.commit()
    assert run("replay-erasures").stdout == "Opnieuw gewist: 0.\n"


def test_erasures_that_cannot_be_read(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "erasures.jsonl").write_text("{\n")
    refused = run("replay-erasures")
    assert refused.exit_code == 2
    assert "erasures.jsonl kan niet worden gelezen" in refused.stderr
