"""``rechtentool database``: bring the database up to date, for whoever keeps the installation."""

from __future__ import annotations

from typing import Final

import click
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rechtentool.core import terminal


@click.group("database", help=_("De database bijwerken."))
def database() -> None:
    pass


@database.command("upgrade", help=_("Breng de tabellen op de stand van deze versie; maakt ze in een lege database."))
def upgrade() -> None:
    from flask import Flask

    from rechtentool.core import database as databases

    settings = terminal.settings()
    app = Flask("rechtentool")
    databases.init(app, url=settings.database_url, surroundings=databases.surroundings_from(settings))
    with terminal.database_faults():
        databases.upgrade(app)
    terminal.say(_l("De database is bijgewerkt."))


commands: Final = [database]
"""What the core adds to the command line."""
