"""The settings of an installation, read once from ``RECHTENTOOL_*`` in the environment.

Every setting is a field of :class:`Settings`, described there and in docs/configuration.md (a test compares the two).
In development what is not set gets a default; secrets are made once and kept in the instance folder, readable by its
owner only. In production nothing is made up: a secret that is not set is a fault. All faults are told at once.
"""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from rechtentool.core import crypto, paths
from rechtentool.core.languages import LANGUAGES, SOURCE

PREFIX: Final = "RECHTENTOOL_"
FOR_TESTS: Final = "RECHTENTOOL_TEST_"
"""Names that only the tests read."""
MODES: Final = ("development", "production")
SECRET_LENGTH: Final = 32
"""Characters that a secret must have at least."""
_OWNER_ONLY: Final = stat.S_IRWXG | stat.S_IRWXO


class ConfigurationError(Exception):
    """The settings cannot be used. ``faults`` holds one sentence for each fault; no sentence repeats a secret."""

    def __init__(self, faults: list[LazyString]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings. Secrets are kept out of ``repr``, so that no log line shows one."""

    mode: str
    """``development`` (default) or ``production``."""
    instance: Path
    """Folder for what a running installation writes. Default: ``instance`` in the checkout or the working folder."""
    database_url: str
    """SQLAlchemy address of the database. Default: a SQLite file in the instance folder."""
    secret_key: str
    """Signs sessions and forms; at least 32 characters."""
    password_salt: str
    """Goes into every password hash; at least 32 characters. Changing it locks every account out."""
    totp_keys: tuple[str, ...]
    """Encrypt the seeds of one-time codes, separated by commas: the first encrypts, the others still decrypt."""
    master_keys: tuple[bytes, ...]
    """Wrap the data keys of persons, separated by commas: the first wraps, the others still unwrap."""
    signing_key: tuple[bytes, ...]
    """Sign the heads of the audit chains (seeds of Ed25519 keys), separated by commas: the first signs, what the others
    signed still holds."""
    checkpoints: Path
    """File to which signed heads are appended. Default: ``checkpoints.jsonl`` in the instance folder."""
    erasures: Path
    """File to which erasures are appended, for a restore. Default: ``erasures.jsonl`` in the instance folder."""
    demo: bool
    """Offer the demonstration municipality, on loopback only: 1 or 0 (default)."""
    host: str
    """Address to serve on. Default: 127.0.0.1."""
    port: int
    """Port to serve on. Default: 8000."""
    trusted_proxies: int
    """How many proxies stand in front and may be believed about the caller's address. Default: 0."""
    log_level: str
    """DEBUG, INFO (default), WARNING or ERROR."""
    language: str
    """Language of the command line: nl, en, pl or ro. Default: that of the terminal when it is one of these, or nl."""

    def __repr__(self) -> str:
        return f"Settings(mode={self.mode!r}, instance={str(self.instance)!r})"

    @property
    def production(self) -> bool:
        """Whether real people are served: secure cookies, no secret made up."""
        return self.mode == "production"

    def keyring(self) -> crypto.Keyring:
        """The keys in the form in which the application uses them."""
        signer, *former = map(crypto.Signer, self.signing_key)
        return crypto.Keyring(crypto.MasterKeys(self.master_keys), signer, tuple(former))


def variable(name: str) -> str:
    """The environment variable of a setting: the prefix and its name in capitals; ``PORT`` alone has no prefix."""
    return "PORT" if name == "port" else PREFIX + name.upper()


VARIABLES: Final = tuple(variable(each.name) for each in fields(Settings))
"""The names of all environment variables that are read."""


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings. Raises ConfigurationError with every fault at once.

    In development this may write: the instance folder and the secrets in it.
    """
    return _Reader(os.environ if environ is None else environ).read()


class _Reader:
    """Reads one setting after the other and collects the faults."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[LazyString] = []
        self.mode = self.choice("mode", MODES, "development")
        checkout = paths.PACKAGE.parent == paths.ROOT
        self.instance = self.path("instance", (paths.ROOT if checkout else Path.cwd()) / "instance")

    def read(self) -> Settings:
        self.refuse_unknown_names()
        settings: dict[str, Any] = {
            "mode": self.mode,
            "instance": self.instance,
            "database_url": self.database_url(),
            "checkpoints": self.path("checkpoints", self.instance / "checkpoints.jsonl"),
            "erasures": self.path("erasures", self.instance / "erasures.jsonl"),
            "demo": self.choice("demo", ("0", "1"), "0") == "1",
            "host": self.text("host") or "127.0.0.1",
            "port": self.number("port", 8000, 65535),
            "trusted_proxies": self.number("trusted_proxies", 0, 10),
            "log_level": self.choice("log_level", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
            "language": self.choice("language", tuple(LANGUAGES), SOURCE),
            # Last, for they are written down at first use: not before all else is in order.
            "secret_key": self.secret("secret_key", _secret_text),
            "password_salt": self.secret("password_salt", _secret_text),
            "totp_keys": self.secret("totp_keys", _secret_texts),
            "master_keys": self.secret("master_keys", _keys),
            "signing_key": self.secret("signing_key", _keys),
        }
        self.make_instance_folder()
        if self.faults:
            raise ConfigurationError(self.faults)
        return Settings(**settings)

    def refuse_unknown_names(self) -> None:
        """A misspelt name would leave a default in place unseen."""
        for name in sorted(self.environ):
            if name.startswith(PREFIX) and not name.startswith(FOR_TESTS) and name not in VARIABLES:
                self.faults.append(_l("%(name)s: deze instelling bestaat niet.", name=name))

    def text(self, name: str) -> str:
        return self.environ.get(variable(name), "").strip()

    def choice(self, name: str, accepted: tuple[str, ...], default: str) -> str:
        found = self.text(name) or default
        if found not in accepted:
            self.faults.append(
                _l(
                    "%(name)s: gevonden „%(found)s”, mogelijk is: %(accepted)s.",
                    name=variable(name),
                    found=found,
                    accepted=", ".join(accepted),
                )
            )
            return default
        return found

    def number(self, name: str, default: int, highest: int) -> int:
        found = self.text(name)
        if not found:
            return default
        if not (found.isascii() and found.isdigit() and int(found) <= highest):
            self.faults.append(
                _l(
                    "%(name)s: gevonden „%(found)s”, nodig is een geheel getal van 0 tot en met %(highest)s.",
                    name=variable(name),
                    found=found,
                    highest=str(highest),
                )
            )
            return default
        return int(found)

    def path(self, name: str, default: Path) -> Path:
        found = self.text(name)
        return Path(found).expanduser().absolute() if found else default

    def unusable(self, path: Path, error: OSError) -> None:
        reason = error.strerror or type(error).__name__
        self.faults.append(
            _l("%(path)s: kan niet worden gelezen of geschreven (%(reason)s).", path=str(path), reason=reason)
        )

    def make_instance_folder(self) -> None:
        """Its owner's alone. Not with a faulty configuration: then nothing is written."""
        if self.faults:
            return
        try:
            self.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            self.unusable(self.instance, error)

    def database_url(self) -> str:
        found = self.text("database_url") or f"sqlite:///{self.instance / 'rechtentool.sqlite3'}"
        try:
            url = make_url(found)
        except (ArgumentError, ValueError):
            self.faults.append(
                _l(
                    "%(name)s: dit is geen adres van een database. Voorbeeld: %(example)s.",
                    name=variable("database_url"),
                    example="postgresql://gebruiker:wachtwoord@server/rechtentool",
                )
            )
            return found
        backend = url.get_backend_name()
        if backend not in ("sqlite", "postgresql"):
            self.faults.append(
                _l(
                    "%(name)s: „%(found)s” wordt niet ondersteund, mogelijk is: %(accepted)s.",
                    name=variable("database_url"),
                    found=backend,
                    accepted="sqlite, postgresql",
                )
            )
        elif backend == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        elif not url.database or url.database == ":memory:":
            self.faults.append(
                _l(
                    "%(name)s: een database in het geheugen verliest elk antwoord; noem een bestand.",
                    name=variable("database_url"),
                )
            )
        return url.render_as_string(hide_password=False)

    def secret(self, name: str, parse: Callable[[str], Any]) -> Any:
        """A secret from the environment, else (in development) the one kept in the instance folder."""
        text = self.text(name)
        if not text:
            if self.mode == "production":
                self.faults.append(_l("%(name)s: ontbreekt, en is in productie verplicht.", name=variable(name)))
                return None
            self.make_instance_folder()
            if self.faults:
                return None  # nothing is written with a faulty configuration
            try:
                text = _kept_secret(self.instance / "secrets" / name)
            except _ReadableByOthersError as error:
                self.faults.append(
                    _l(
                        "%(path)s: anderen kunnen dit geheim lezen. Voer uit: chmod 600 %(path)s",
                        path=str(error),
                    )
                )
                return None
            except OSError as error:
                self.unusable(self.instance, error)
                return None
        try:
            return parse(text)
        except ValueError:
            self.faults.append(
                _l("%(name)s: een geheim heeft minstens %(least)s tekens.", name=variable(name), least=SECRET_LENGTH)
                if parse in (_secret_text, _secret_texts)
                else _l("%(name)s: een sleutel is 32 bytes in base64 (44 tekens).", name=variable(name))
            )
            return None


class _ReadableByOthersError(Exception):
    """The file of a secret that others than its owner may read."""


def _kept_secret(file: Path) -> str:
    """The secret kept in this file, made at first use. Two processes that start together end with the same one."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=file.parent)  # mode 0600
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as writing:
                writing.write(crypto.key_to_text(crypto.new_key()) + "\n")
            with contextlib.suppress(FileExistsError):
                os.link(temporary, file)  # whole or not at all, and never over another's
        finally:
            Path(temporary).unlink()
    if os.name == "posix" and file.stat().st_mode & _OWNER_ONLY:
        raise _ReadableByOthersError(str(file))
    return file.read_text(encoding="ascii").strip()


def _secret_text(text: str) -> str:
    if len(text) < SECRET_LENGTH:
        raise ValueError(f"{len(text)} characters, needed {SECRET_LENGTH}")
    return text


def _secret_texts(text: str) -> tuple[str, ...]:
    return tuple(_secret_text(part.strip()) for part in text.split(","))


def _keys(text: str) -> tuple[bytes, ...]:
    return tuple(crypto.key_from_text(part) for part in text.split(","))
