"""``rechtentool persons``: erase a person, and repeat erasures after a restore."""

from __future__ import annotations

from typing import Final

import click
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rechtentool.core import terminal


@click.group("persons", help=_("Gegevens van personen wissen."))
def persons() -> None:
    pass


@persons.command(
    "erase", help=_("Wis voorgoed alles wat van een persoon bekend is. Dit kan niet ongedaan worden gemaakt.")
)
@click.argument("municipality")
@click.argument("pseudonym")
@click.option("--reason", required=True, help=_("Reden, zonder iets over de persoon; blijft leesbaar in het logboek."))
@click.confirmation_option(prompt=_("Alles van deze persoon voorgoed wissen?"))
def erase(municipality: str, pseudonym: str, reason: str) -> None:
    import sqlalchemy as sa

    from rechtentool.accounts.models import Municipality
    from rechtentool.core import database
    from rechtentool.intake import operations
    from rechtentool.intake.models import Person

    with terminal.database_faults(), database.opened(terminal.settings()) as session:
        wanted = sa.select(Person).join(Municipality, Municipality.id == Person.municipality_id)
        person = session.scalar(wanted.where(Municipality.slug == municipality, Person.pseudonym == pseudonym))
        if person is None:
            terminal.refuse(
                _l("Gemeente %(municipality)s kent geen persoon %(pseudonym)s."),
                municipality=municipality,
                pseudonym=pseudonym,
            )
        operations.erase_person(session, None, person, reason=reason)
        session.commit()
    terminal.say(_l("Persoon %(pseudonym)s is gewist."), pseudonym=pseudonym)


@persons.command("replay-erasures", help=_("Wis na het terugzetten van een back-up opnieuw wie eerder werd gewist."))
def replay_erasures() -> None:
    from rechtentool.core import database
    from rechtentool.intake import operations

    settings = terminal.settings()
    with terminal.database_faults(), database.opened(settings) as session:
        try:
            done = operations.replay_erasures(session)
        except (OSError, ValueError) as error:
            terminal.refuse(_l("%(file)s kan niet worden gelezen (%(reason)s)."), file=settings.erasures, reason=error)
    terminal.say(_l("Opnieuw gewist: %(done)s."), done=done)


commands: Final = [persons]
"""What this capability adds to the command line."""
