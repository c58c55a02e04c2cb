"""The settings: defaults, what is refused, and that all of them are written down."""

import os
import stat
from dataclasses import fields
from pathlib import Path

import pytest

from rechtentool.core import config, paths
from rechtentool.core.crypto import key_to_text, new_key

KEY = key_to_text(new_key())
PRODUCTION = {
    "RECHTENTOOL_MODE": "production",
    "RECHTENTOOL_SECRET_KEY": "s" * 32,
    "RECHTENTOOL_PASSWORD_SALT": "p" * 32,
    "RECHTENTOOL_TOTP_KEYS": f"{'t' * 32}, {'u' * 32}",
    "RECHTENTOOL_MASTER_KEYS": f"{KEY},{key_to_text(new_key())}",
    "RECHTENTOOL_SIGNING_KEY": KEY,
}


@pytest.fixture
def instance(tmp_path: Path) -> dict[str, str]:
    return {"RECHTENTOOL_INSTANCE": str(tmp_path / "instance")}


def faults(environ: dict[str, str]) -> list[str]:
    with pytest.raises(config.ConfigurationError) as raised:
        config.load(environ)
    return str(raised.value).splitlines()


def test_development_needs_nothing(instance: dict[str, str], tmp_path: Path) -> None:
    settings = config.load(instance)
    assert not settings.production
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/rechtentool.sqlite3"
    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8000, False)
    assert settings.checkpoints == tmp_path / "instance" / "checkpoints.jsonl"
    assert settings.keyring().public_keys
    assert config.load(instance) == settings, "the secrets made at first use are kept"


def test_each_installation_has_its_own_secrets(tmp_path: Path) -> None:
    first, second = (config.load({"RECHTENTOOL_INSTANCE": str(tmp_path / name)}) for name in "ab")
    secrets = ("secret_key", "password_salt", "totp_keys", "master_keys", "signing_key")
    assert [name for name in secrets if getattr(first, name) == getattr(second, name)] == []
    assert len({str(getattr(first, name)) for name in secrets}) == len(secrets)


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_kept_secrets_are_their_owners(instance: dict[str, str], tmp_path: Path) -> None:
    config.load(instance)
    folder = tmp_path / "instance"
    assert {stat.S_IMODE(path.stat().st_mode) for path in [folder, folder / "secrets"]} == {0o700}
    kept = sorted((folder / "secrets").iterdir())
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert len(kept) == 5, "no temporary file is left"
    kept[0].chmod(0o644)
    assert faults(instance) == [f"{kept[0]}: anderen kunnen dit geheim lezen. Voer uit: chmod 600 {kept[0]}"]


def test_production_makes_nothing_up(instance: dict[str, str], tmp_path: Path) -> None:
    assert faults({**instance, "RECHTENTOOL_MODE": "production"}) == [
        f"RECHTENTOOL_{name}: ontbreekt, en is in productie verplicht."
        for name in ("SECRET_KEY", "PASSWORD_SALT", "TOTP_KEYS", "MASTER_KEYS", "SIGNING_KEY")
    ]
    assert not (tmp_path / "instance").exists()


def test_production_with_everything(instance: dict[str, str], tmp_path: Path) -> None:
    settings = config.load(PRODUCTION | instance)
    assert settings.production
    assert settings.totp_keys == ("t" * 32, "u" * 32)
    assert len(settings.master_keys) == 2
    assert list((tmp_path / "instance").iterdir()) == []


def test_every_fault_is_told_at_once_and_nothing_is_written(instance: dict[str, str], tmp_path: Path) -> None:
    told = faults(
        {
            **instance,
            "RECHTENTOOL_MODE": "test",
            "RECHTENTOOL_DATABASE_URL": "mysql://server/db",
            "RECHTENTOOL_SECRET_KEY": "GEHEIM",
            "RECHTENTOOL_MASTER_KEYS": "R0VIRUlN",
            "RECHTENTOOL_DEMO": "ja",
            "RECHTENTOOL_LOG_LEVEL": "LOUD",
            "RECHTENTOOL_MASTER_KEY": KEY,
            "PORT": "70000",
        }
    )
    assert [line.split(":")[0] for line in told] == [
        "RECHTENTOOL_MODE",
        "RECHTENTOOL_MASTER_KEY",
        "RECHTENTOOL_DATABASE_URL",
        "RECHTENTOOL_DEMO",
        "PORT",
        "RECHTENTOOL_LOG_LEVEL",
        "RECHTENTOOL_SECRET_KEY",
        "RECHTENTOOL_MASTER_KEYS",
    ]
    assert "GEHEIM" not in "".join(told)
    assert "R0VIRUlN" not in "".join(told)
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "no address"])
def test_databases_that_cannot_be_used(instance: dict[str, str], url: str) -> None:
    assert [line.split(":")[0] for line in faults({**instance, "RECHTENTOOL_DATABASE_URL": url})] == [
        "RECHTENTOOL_DATABASE_URL"
    ]


def test_postgresql_goes_through_psycopg(instance: dict[str, str]) -> None:
    settings = config.load({**instance, "RECHTENTOOL_DATABASE_URL": "postgresql://user:word@server/db"})
    assert settings.database_url == "postgresql+psycopg://user:word@server/db"


def test_an_instance_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = faults({**PRODUCTION, "RECHTENTOOL_INSTANCE": str(tmp_path / "file" / "instance")})
    assert len(told) == 1
    assert "kan niet worden gelezen of geschreven" in told[0]


def test_no_secret_in_logs(instance: dict[str, str]) -> None:
    settings = config.load(PRODUCTION | instance)
    assert "s" * 32 not in repr(settings)
    assert KEY not in repr(settings)


def test_every_setting_is_documented() -> None:
    """docs/configuration.md has one row for each variable, and no other."""
    text = (paths.PACKAGE.parent / "docs" / "configuration.md").read_text()
    rows = [line.split("|")[1].strip(" `") for line in text.splitlines() if line.startswith("| `")]
    assert rows == list(config.VARIABLES)
    assert len(config.VARIABLES) == len(fields(config.Settings))
