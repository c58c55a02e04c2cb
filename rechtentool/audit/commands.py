"""``rechtentool audit``: verify the trail, and hand out a dossier."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import click
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from rechtentool.core import terminal

if TYPE_CHECKING:  # a command that needs no database must not wait for SQLAlchemy
    from rechtentool.audit.verification import Fault, Tally

UNKNOWN_CASE: Final = _l("Dossier %(case)s staat niet in het logboek.")

SENTENCES: Final[dict[str, LazyString]] = {
    "changed": _l("%(chain)s, regel %(sequence)s: is gewijzigd nadat hij werd geschreven."),
    "missing": _l("%(chain)s, regel %(sequence)s: ontbreekt, of staat niet op zijn plaats."),
    "misplaced": _l("%(chain)s, regel %(sequence)s: sluit niet aan op de regel ervoor."),
    "case_missing": _l("%(chain)s, regel %(sequence)s: in dossier %(case)s ontbreekt een regel hiervoor."),
    "case_misplaced": _l("%(chain)s, regel %(sequence)s: sluit niet aan op de vorige regel van dossier %(case)s."),
    "head": _l("%(chain)s, vanaf regel %(sequence)s: het einde is afgekapt, vervangen of aangevuld."),
    "signature": _l("%(chain)s: de stand bij regel %(sequence)s is niet door deze installatie ondertekend."),
    "checkpoint": _l("%(chain)s, regel %(sequence)s: ontbreekt, of is niet de regel die eerder is vastgelegd."),
    "forged_checkpoint": _l("Controlepunten, regel %(sequence)s: niet door deze installatie ondertekend."),
}


@click.group("audit", help=_("Het logboek controleren en dossiers uitgeven."))
def audit() -> None:
    pass


@audit.command(
    "verify", help=_("Zoek elke regel van het logboek die is gewijzigd, verwijderd, verplaatst of afgekapt.")
)
@click.option(
    "--checkpoints",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Bestand met ondertekende standen; standaard dat van de installatie, als het bestaat."),
)
@click.option("--case", help=_("Controleer alleen dit dossier."))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help=_("Tekst (standaard) of JSON.")
)
def verify_command(checkpoints: Path | None, case: str | None, form: str) -> None:
    """Exit code 0: all is as it was written; 1: a fault; 2: nothing could be checked."""
    from rechtentool.audit.verification import Tally, lines_so_far, verify, verify_case, verify_checkpoints
    from rechtentool.core import database

    settings, tally = terminal.settings(), Tally()
    keys = settings.keyring().public_keys
    if checkpoints is None and settings.checkpoints.exists():
        checkpoints = settings.checkpoints
    lines = iter(()) if checkpoints is None else lines_so_far(checkpoints)
    with terminal.database_faults(), database.opened(settings) as session:
        database.reading(session)
        faults: Iterator[Fault]
        if case is None:
            faults = chain(verify(session, keys, tally), verify_checkpoints(session, keys, lines, tally))
        else:
            faults = verify_case(session, case, tally)
        found = (_tell_json if form == "json" else _tell)(faults, tally)
    if case is not None and tally.entries == 0:
        terminal.refuse(UNKNOWN_CASE, case=case)
    click.get_current_context().exit(1 if found else 0)


@audit.command("export", help=_("Geef het dossier van één zaak uit, met alles om het elders te controleren."))
@click.option("--case", required=True, help=_("Het kenmerk van het dossier: 32 tekens."))
@click.option("--output", type=click.File("w", encoding="utf-8"), default="-", help=_("Bestand; standaard het scherm."))
def export_command(case: str, output: TextIO) -> None:
    """Check the dossier elsewhere with audit/verifier.py."""
    from rechtentool.audit import dossier
    from rechtentool.core import database

    with terminal.database_faults(), database.opened(terminal.settings()) as session:
        try:
            exported = dossier.export(session, case)
        except LookupError:
            terminal.refuse(UNKNOWN_CASE, case=case)
        session.commit()
    json.dump(exported, output, ensure_ascii=False, indent=1)
    output.write("\n")


def _tell(faults: Iterable[Fault], tally: Tally) -> int:
    """Print one sentence a fault, as they are found, and what was checked; return how many."""
    found = 0
    for fault in faults:
        found += 1
        terminal.say(SENTENCES[fault.kind.value], chain=fault.chain, sequence=fault.sequence, case=fault.case)
    checked = _l("Gecontroleerd: %(entries)s regels en %(checkpoints)s controlepunten. Fouten: %(found)s.")
    terminal.say(checked, entries=tally.entries, checkpoints=tally.checkpoints, found=found)
    return found


def _tell_json(faults: Iterable[Fault], tally: Tally) -> int:
    """The same as one JSON object, written as the faults are found; return how many."""
    found = 0
    click.echo('{"faults": [', nl=False)
    for fault in faults:
        click.echo((", " if found else "") + json.dumps(fault.as_json()), nl=False)
        found += 1
    click.echo(f'], "found": {found}, {json.dumps(asdict(tally))[1:]}')
    return found


commands: Final = [audit]
"""What this capability adds to the command line."""
