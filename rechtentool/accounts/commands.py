"""``rechtentool accounts``: municipalities and the accounts of who works there, for whoever keeps the installation."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rechtentool.core import terminal
from rechtentool.core.permissions import ROLE_NAMES, ROLES

# Flask-Security takes half a second to import: only where it is used, so that no other command waits for it.
if TYPE_CHECKING:
    from sqlalchemy import orm

    from rechtentool.accounts.models import User

REFUSALS: Final = {
    "email_taken": _l("%(email)s heeft al een account."),
    "not_an_address": _l("%(email)s is geen e-mailadres."),
}
NO_SLUG: Final = _l("%(slug)s is geen korte naam: gebruik kleine letters, cijfers en streepjes.")
SLUG_TAKEN: Final = _l("Er is al een gemeente met de korte naam %(slug)s.")
NO_SUCH_MUNICIPALITY: Final = _l("Er is geen gemeente met de korte naam %(slug)s.")
NO_SUCH_ACCOUNT: Final = _l("Er is geen account met e-mailadres %(email)s.")
NEW_PASSWORD: Final = _l("Wachtwoord, hier één keer te zien: %(password)s")


@click.group("accounts", help=_("Gemeenten en accounts beheren."))
def accounts() -> None:
    pass


@accounts.command("add-municipality", help=_("Voeg een gemeente toe; SLUG is een korte naam, zoals den-haag."))
@click.argument("slug")
@click.argument("name")
def add_municipality(slug: str, name: str) -> None:
    from rechtentool.accounts import operations

    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        terminal.refuse(NO_SLUG, slug=slug)
    with _session() as session:
        if operations.find_municipality(session, slug) is not None:
            terminal.refuse(SLUG_TAKEN, slug=slug)
        operations.create_municipality(session, slug, name)
        session.commit()


@accounts.command("add", help=_("Voeg een account toe. Het wachtwoord wordt bedacht en één keer getoond."))
@click.argument("municipality")
@click.argument("email")
@click.argument("name")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, required=True, help=_("Mag vaker."))
def add(municipality: str, email: str, name: str, roles: tuple[str, ...]) -> None:
    from rechtentool.accounts import operations

    password = _new_password()
    with _session() as session:
        found = operations.find_municipality(session, municipality)
        if found is None:
            terminal.refuse(NO_SUCH_MUNICIPALITY, slug=municipality)
        try:
            operations.create_user(session, found, email=email, name=name, password=password, roles=roles)
        except operations.UnusableAccount as refused:
            terminal.refuse(REFUSALS[refused.reason], email=email)
        session.commit()
    terminal.say(NEW_PASSWORD, password=password)


@accounts.command("list", help=_("Toon de accounts van een gemeente."))
@click.argument("municipality")
def list_accounts(municipality: str) -> None:
    from rechtentool.accounts import operations

    say = terminal.speaker().gettext
    with _session() as session:
        found = operations.find_municipality(session, municipality)
        if found is None:
            terminal.refuse(NO_SUCH_MUNICIPALITY, slug=municipality)
        for user in operations.users_of(session, found):
            roles = ", ".join(say(ROLE_NAMES[role.name]) for role in user.roles)
            state = say(_l("aan")) if user.active else say(_l("uit"))
            click.echo(f"{user.email}\t{user.name}\t{roles}\t{state}")


@accounts.command("new-password", help=_("Bedenk een nieuw wachtwoord voor wie het vergat; heft ook een blokkade op."))
@click.argument("email")
@click.option("--without-second-step", is_flag=True, help=_("Zet ook inloggen met een code uit: de telefoon is weg."))
def new_password(email: str, without_second_step: bool) -> None:
    from rechtentool.accounts import operations

    password = _new_password()
    with _session() as session:
        user = _account(session, email)
        operations.replace_password(session, user, password, keep_second_step=not without_second_step)
        session.commit()
    terminal.say(NEW_PASSWORD, password=password)


@accounts.command("switch-off", help=_("Zet een account uit. Wie ermee is ingelogd, is meteen uitgelogd."))
@click.argument("email")
def switch_off(email: str) -> None:
    _switch(email, active=False)


@accounts.command("switch-on", help=_("Zet een account weer aan."))
@click.argument("email")
def switch_on(email: str) -> None:
    _switch(email, active=True)


def _switch(email: str, *, active: bool) -> None:
    from rechtentool.accounts import operations

    with _session() as session:
        operations.set_active(session, _account(session, email), active)
        session.commit()


def _account(session: orm.Session, email: str) -> User:
    from rechtentool.accounts import operations

    user = operations.find_user(session, email)
    if user is None:
        terminal.refuse(NO_SUCH_ACCOUNT, email=email)
    return user


def _new_password() -> str:
    return secrets.token_urlsafe(12)


@contextmanager
def _session() -> Iterator[orm.Session]:
    """A session in an application that has accounts and nothing else: passwords are hashed as at signing in."""
    from flask import Flask

    from rechtentool.accounts import security
    from rechtentool.core import database

    settings = terminal.settings()
    app = Flask("rechtentool")
    app.config.update(SECRET_KEY=settings.secret_key, DEMO=settings.demo)
    database.init(app, url=settings.database_url, surroundings=database.surroundings_from(settings))
    security.init_app(app, settings)
    with app.app_context(), terminal.database_faults():
        try:
            yield database.db.session
        finally:
            database.db.session.close()
            database.db.engine.dispose()


commands: Final = [accounts]
"""What this capability adds to the command line."""
