"""``rechtentool keys`` from the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import orm

from rechtentool.core import keys as data_keys
from rechtentool.core.commands import keys
from rechtentool.core.crypto import key_from_text, key_to_text, new_key


def test_a_new_key_each_time() -> None:
    first, second = (CliRunner().invoke(keys, ["new"]).stdout.strip() for _ in range(2))
    assert key_from_text(first) != key_from_text(second)


def test_replacing_the_master_key(
    db_session: orm.Session,
    database_url: str,
    raw_keys: tuple[bytes, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data_keys.create(db_session, None)
    db_session.commit()
    old, new = key_to_text(raw_keys[0]), key_to_text(new_key())
    monkeypatch.setenv("RECHTENTOOL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("RECHTENTOOL_DATABASE_URL", database_url)

    def rewrap(ring: str) -> tuple[int, str]:
        monkeypatch.setenv("RECHTENTOOL_MASTER_KEYS", ring)
        told = CliRunner().invoke(keys, ["rewrap"])
        return told.exit_code, told.output

    assert rewrap(new)[0] == 2
    assert rewrap(f"{new},{old}") == (0, "Opnieuw versleuteld: 1.\n")
    assert rewrap(new) == (0, "Opnieuw versleuteld: 0.\n")
