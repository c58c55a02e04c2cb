"""``rechtentool database`` and ``rechtentool keys``: for whoever keeps the installation."""

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


@click.group("keys", help=_("Sleutels maken en vervangen."))
def keys() -> None:
    pass


@keys.command("new", help=_("Bedenk een sleutel; bruikbaar voor elke instelling die een geheim of een sleutel vraagt."))
def new() -> None:
    from rechtentool.core import crypto

    click.echo(crypto.key_to_text(crypto.new_key()))


@keys.command("rewrap", help=_("Versleutel alle sleutels van personen opnieuw met de eerste hoofdsleutel."))
def rewrap() -> None:
    from rechtentool.core import database as databases
    from rechtentool.core import keys as data_keys

    with terminal.database_faults(), databases.opened(terminal.settings()) as session:
        try:
            done = data_keys.rewrap(session)
        except data_keys.UnknownMasterKeyError as error:
            terminal.refuse(_l("Hoofdsleutel %(name)s ontbreekt in RECHTENTOOL_MASTER_KEYS."), name=error.name)
    terminal.say(_l("Opnieuw versleuteld: %(done)s."), done=done)


commands: Final = [database, keys]
"""What the core adds to the command line."""
