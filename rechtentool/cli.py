"""The command line: gathers the commands, chooses the language, nothing else."""

from __future__ import annotations

import locale
import os
import sys

import click
from flask_babel import gettext as _

from rechtentool.core import command_line
from rechtentool.core.languages import LANGUAGES, SOURCE, Translator, translator


def language() -> str:
    """The caller's language: RECHTENTOOL_LANGUAGE, else that of the terminal when we speak it, else Dutch."""
    for wish in (os.environ.get("RECHTENTOOL_LANGUAGE"), locale.getlocale()[0], os.environ.get("LANG")):
        code = (wish or "")[:2].lower()
        if code in LANGUAGES and not (wish or "").startswith(("C", "en_US")):
            return code
    return SOURCE


@click.group(help=_("Rechtentool: heeft een dakloze EU-burger recht op gelijke behandeling bij de opvang?"))
@click.option("--language", "code", type=click.Choice(list(LANGUAGES)), help=_("Taal van de uitvoer."))
@click.pass_context
def program(context: click.Context, code: str | None) -> None:
    context.obj = translator(code or language())


@program.command("serve", help=_("Start de toepassing op deze computer."))
@click.option("--host", help=_("Adres; standaard alleen deze computer."))
@click.option("--port", type=int, help=_("Poort; standaard PORT uit de omgeving, of 8000."))
@click.pass_obj
def serve(speaker: Translator, host: str | None, port: int | None) -> None:
    from rechtentool.core.config import ConfigurationError
    from rechtentool.serving import CannotServe
    from rechtentool.serving import serve as run

    try:
        run(host, port, language=speaker.language.code)
    except ConfigurationError as error:
        click.echo("\n".join(speaker.gettext(fault) for fault in error.faults), err=True)
        click.get_current_context().exit(2)
    except CannotServe as error:
        click.echo(speaker.gettext(error.message), err=True)
        click.get_current_context().exit(2)


def gather() -> click.Group:
    """The program with the commands of every capability."""
    from rechtentool.accounts.commands import commands as accounts
    from rechtentool.audit.commands import commands as audit
    from rechtentool.casefile.commands import commands as casefile
    from rechtentool.core.commands import commands as core
    from rechtentool.intake.commands import commands as intake

    found = [*casefile, *audit, *accounts, *intake, *core]
    try:
        from rechtentool.bench.commands import bench
    except ModuleNotFoundError:  # measuring needs the development packages
        pass
    else:
        found.append(bench)
    for command in found:
        program.add_command(command)
    return program


def main() -> None:
    """Entry point of the ``rechtentool`` command."""
    chosen = language()
    if "--language" in sys.argv[:-1]:
        wish = sys.argv[sys.argv.index("--language") + 1]
        chosen = wish if wish in LANGUAGES else chosen
    speaker = translator(chosen)
    command_line.speak(speaker)
    group = gather()
    command_line.translate_help(group, speaker)
    group(prog_name="rechtentool")
