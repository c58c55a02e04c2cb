"""Start the application on this machine: bring the embedded database up to date, make the demonstration, serve."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Final

import click
from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from rechtentool.accounts import demo
from rechtentool.app import create_app
from rechtentool.core import config, languages, loopback, rules
from rechtentool.core.database import alembic, db, upgrade
from rechtentool.rulebook import RulebookError

WORKERS: Final = 2
THREADS: Final = 8

CHECK: Final = "rechtentool rules check"
UPGRADE: Final = "rechtentool database upgrade"


class CannotServe(Exception):
    """Serving was refused or is impossible. ``message`` says why, in words for people."""

    def __init__(self, message: LazyString) -> None:
        super().__init__(message)
        self.message = message


def serve(
    host: str | None = None,
    port: int | None = None,
    *,
    language: str = languages.SOURCE,
    echo: Callable[[str], object] = click.echo,
) -> None:
    """Serve until stopped, on the address and port of the settings unless given here.

    Raises ConfigurationError for settings that cannot be used, CannotServe when a demonstration would be reachable
    from elsewhere, the port is taken, or a database other than the embedded one is not up to date.
    """
    settings = config.load()
    host, port = host or settings.host, port if port is not None else settings.port
    check_address(host, port, demonstration=settings.demo)
    app = create_app()
    try:
        rules.get_rulebook()  # read once here: the workers are forks and share it
    except RulebookError as error:
        raise CannotServe(_l("De regels kunnen niet worden gelezen. Voer uit: %(command)s", command=CHECK)) from error
    with app.app_context():
        prepare(app, settings)
        db.engine.dispose()  # the workers are forks: each opens its own connections
    for line in announcement(host, port, language, demonstration=settings.demo):
        echo(line)
    _run(host, port)


def check_address(host: str, port: int, *, demonstration: bool) -> None:
    """Raise CannotServe when this address may not or cannot be served on."""
    if demonstration:
        try:
            loopback.require_loopback(host)
        except loopback.NotLoopback:
            raise CannotServe(
                _l(
                    "De demonstratie heeft wachtwoorden die iedereen kent en mag niet op %(host)s draaien, waar anderen"
                    " erbij kunnen. Gebruik 127.0.0.1, of zet de demonstratie uit met RECHTENTOOL_DEMO=0.",
                    host=host,
                )
            ) from None
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host.strip("[]"), port))
        except OSError:
            raise CannotServe(
                _l(
                    "Poort %(port)s op %(host)s is bezet of niet toegestaan. Kies een andere, bijvoorbeeld PORT=8001.",
                    host=host,
                    port=port,
                )
            ) from None


def prepare(app: Flask, settings: config.Settings) -> None:
    """Bring the embedded database up to date and make the demonstration, inside the context of the application.

    Another database is brought up to date by whoever keeps it: raises CannotServe when that was not done.
    """
    logging.getLogger("alembic").setLevel(logging.WARNING)  # which step runs is of no use to who starts the tool
    if db.engine.dialect.name == "sqlite":
        upgrade(app)
    elif alembic.needs_upgrade():
        raise CannotServe(_l("De database is niet bijgewerkt. Voer eerst uit: %(command)s", command=UPGRADE))
    if settings.demo:
        municipality = demo.ensure(db.session)
        if find_spec("rechtentool.intake.demo"):
            import_module("rechtentool.intake.demo").ensure(db.session, municipality)
        db.session.commit()


def announcement(host: str, port: int, language: str, *, demonstration: bool) -> list[str]:
    """What is printed at the start: the address and, for a demonstration, the sign-in of each role."""
    say = languages.translator(language).gettext
    address = f"[{host}]" if ":" in host and not host.startswith("[") else host
    lines = [say(_l("Rechtentool draait op %(address)s – stoppen met Ctrl+C.", address=f"http://{address}:{port}"))]
    if demonstration:
        lines += [
            "",
            say(_l("Demonstratie: alle personen en dossiers zijn verzonnen. Alleen deze computer kan erbij.")),
            say(_l("Het wachtwoord is overal: %(password)s", password=demo.PASSWORD)),
        ]
        lines += [f"  {account.email:<24} {say(account.role_name)}" for account in demo.ACCOUNTS]
    return lines


def _run(host: str, port: int) -> None:
    """Serve with gunicorn, or with waitress where gunicorn does not run (Windows)."""
    try:
        from gunicorn.app.base import BaseApplication
    except ImportError:
        import waitress

        waitress.serve(create_app(), host=host, port=port, threads=THREADS)
        return

    class Application(BaseApplication):
        """Gunicorn with our settings instead of its command line."""

        def load_config(self) -> None:
            for name, value in {
                "bind": f"[{host.strip('[]')}]:{port}" if ":" in host else f"{host}:{port}",
                "worker_class": "gthread",
                "workers": WORKERS,
                "threads": THREADS,
                "control_socket_disable": True,
                "accesslog": None,  # who looks at which case is in the audit trail, not in a file beside it
                "loglevel": "warning",
            }.items():
                self.cfg.set(name, value)

        def load(self) -> Flask:
            return create_app()

    Application().run()
