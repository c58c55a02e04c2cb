"""What commands share: settings, the caller's language, and refusing in plain words with exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from rechtentool.core import config
from rechtentool.core.languages import SOURCE, Translator, translator


def speaker() -> Translator:
    """The language of the caller, as the program has chosen it; Dutch when a command runs by itself."""
    return click.get_current_context().find_object(Translator) or translator(SOURCE)


def say(message: LazyString, **values: object) -> None:
    """Print a sentence in the caller's language."""
    click.echo(speaker().gettext(message, **values))


def refuse(message: LazyString, **values: object) -> NoReturn:
    """Print why not, and stop with exit code 2."""
    click.echo(speaker().gettext(message, **values), err=True)
    click.get_current_context().exit(2)


def settings() -> config.Settings:
    """The settings of this installation; faults are told one a line, with exit code 2."""
    try:
        return config.load()
    except config.ConfigurationError as error:
        click.echo("\n".join(speaker().gettext(fault) for fault in error.faults), err=True)
        click.get_current_context().exit(2)


@contextmanager
def database_faults() -> Iterator[None]:
    """Tell a fault of the database as one sentence, with exit code 2."""
    from sqlalchemy.exc import SQLAlchemyError  # here: not every command has a database

    try:
        yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error)
        refuse(_l("De database kan niet worden gebruikt (%(reason)s)."), reason=reason)
