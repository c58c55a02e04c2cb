"""``rechtentool bench``."""

from __future__ import annotations

import json

import click
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rechtentool.bench import report, zen
from rechtentool.core import terminal


@click.command("bench", help=_("Meet hoelang een beoordeling duurt, naast een andere rekenmachine."))
@click.option("--rounds", type=click.IntRange(1), default=7, help=_("Hoe vaak elke zaak wordt gemeten."))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help=_("Tekst (standaard) of JSON.")
)
def bench(rounds: int, form: str) -> None:
    """Exit code 1 when ZEN fires other rules than the evaluator."""
    try:
        measured = report.make(rounds)
    except zen.Disagreement as error:
        message = terminal.speaker().gettext(_l("ZEN past andere regels toe: %(difference)s"), difference=error)
        click.echo(message, err=True)
        click.get_current_context().exit(1)
    if form == "json":
        click.echo(json.dumps(measured, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(report.table(measured, terminal.speaker().gettext)))
