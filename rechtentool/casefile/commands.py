"""``rechtentool assess``, ``next`` and ``rules``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, NoReturn

import click
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rechtentool.casefile import reading, text
from rechtentool.core.languages import SOURCE, Translator, translator
from rechtentool.rulebook import CaseError, EngineDisagreement, Fault, Rulebook, RulebookError
from rechtentool.rulebook.ask import questions

FORMAT: Final = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help=_("Tekst (standaard) of JSON.")
)
RULES: Final = click.option(
    "--rules",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("Map met regels; standaard de regels die bij het programma horen."),
)


@click.command("assess", help=_("Beoordeel een zaak uit een bestand, of van de standaardinvoer met -."))
@click.argument("file", metavar="FILE")
@click.option("--batch", is_flag=True, help=_("Het bestand heeft één zaak per regel, als JSON."))
@click.option("--reading", type=click.Choice(["cautious", "practice", "wording"]), help=_("Lees omstreden recht zo."))
@FORMAT
@RULES
def assess(file: str, batch: bool, reading: str | None, form: str, folder: Path | None) -> None:
    """Exit code 0: assessed; 1: a line of a batch was faulty, or the engines differ; 2: the case is faulty."""
    rulebook = load(folder)
    if batch:
        click.get_current_context().exit(_batch(rulebook, file, reading))
    try:
        result = _result(rulebook, reading_of(_read(file), reading))
    except CaseError as error:
        refuse(error.faults)
    except EngineDisagreement as error:
        click.echo(disagreement(error), err=True)
        click.get_current_context().exit(1)
    if form == "json":
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    else:
        click.echo(text.result(result, rulebook, speaker()))


def _read(file: str) -> Any:
    return reading.read_file(file)


def reading_of(raw: Any, chosen: str | None) -> Any:
    """The case under the chosen reading, or under its own."""
    return {**raw, "reading": chosen} if chosen and isinstance(raw, dict) else raw


def _result(rulebook: Rulebook, raw: Any) -> dict[str, Any]:
    result = rulebook.assess(raw).to_dict()
    return text.translated_result(result, speaker())


def _batch(rulebook: Rulebook, file: str, chosen: str | None) -> int:
    """One result line a case line, in order; returns the exit code."""
    failed = False
    with click.open_file(file, encoding="utf-8") as stream:
        for number, raw in reading.lines(stream):
            try:
                if isinstance(raw, CaseError):
                    raise raw
                answer = _result(rulebook, reading_of(raw, chosen))
            except CaseError as error:
                failed = True
                answer = {"error": [told(fault) for fault in error.faults], "line": number}
            except EngineDisagreement as error:
                failed = True
                answer = {"error": [disagreement(error)], "line": number}
            click.echo(json.dumps(answer, ensure_ascii=False))
    return 1 if failed else 0


@click.command("next", help=_("Toon de vragen die nog iets kunnen veranderen, en waarom."))
@click.argument("file", metavar="FILE")
@FORMAT
@RULES
def next_questions(file: str, form: str, folder: Path | None) -> None:
    """Exit code 2 for a faulty case."""
    rulebook = load(folder)
    try:
        assessment = rulebook.assess(_read(file))
    except CaseError as error:
        refuse(error.faults)
    except EngineDisagreement as error:
        click.echo(disagreement(error), err=True)
        click.get_current_context().exit(1)
    say = speaker().gettext
    found = [
        {
            "fact": question.fact,
            "topic": question.topic,
            "question": say(text.question(rulebook, question.fact)),
            "why": say(text.why(rulebook, question.name)),
            "decides": list(question.decides),
        }
        for question in questions(assessment)
    ]
    if form == "json":
        click.echo(json.dumps({"outcome": assessment.outcome, "next": found}, ensure_ascii=False, indent=1))
        return
    if not found:
        click.echo(say(_l("Geen enkele vraag kan nog iets veranderen.")))
    for entry in found:
        click.echo(f"{entry['fact']}\n  {entry['question']}\n  {entry['why']}")


@click.group("rules", help=_("De regels controleren."))
def rules() -> None:
    pass


@rules.command("check", help=_("Controleer de regels: vorm, namen, bronnen en data."))
@RULES
def check(folder: Path | None) -> None:
    """Exit code 0: the rules can be used; 1: they cannot."""
    rulebook = load(folder, code=1)
    say = speaker().gettext
    summary = _l(
        "De regels zijn in orde: %(decisions)s beslissingen, %(rules)s regels, %(facts)s feiten, %(sources)s bronnen."
        " Kenmerk: %(id)s."
    )
    click.echo(
        say(
            summary,
            decisions=len(rulebook.decisions),
            rules=len(rulebook.rules),
            facts=len(rulebook.vocabulary),
            sources=len(rulebook.sources),
            id=rulebook.id,
        )
    )
    unverified = [name for name, source in rulebook.sources.items() if not source.verified]
    click.echo(
        say(
            _l("Van %(unverified)s van de %(sources)s bronnen is de geldende tekst nog niet gelezen."),
            unverified=len(unverified),
            sources=len(rulebook.sources),
        )
    )


def load(folder: Path | None, code: int = 2) -> Rulebook:
    """The rulebook, or the end of the program with every fault of its files."""
    try:
        return Rulebook.load(folder)
    except RulebookError as error:
        click.echo(speaker().gettext(_l("De regels kunnen niet worden gebruikt.")), err=True)
        for fault in error.faults:
            click.echo(str(fault), err=True)
        click.get_current_context().exit(code)


def speaker() -> Translator:
    """The language of the caller."""
    return click.get_current_context().find_object(Translator) or translator(SOURCE)


def told(fault: Fault) -> dict[str, str]:
    """A fault in the caller's language."""
    say = speaker().gettext
    return {"path": fault.path, "message": say(fault.message), "found": fault.found, "accepted": fault.accepted}


def refuse(faults: tuple[Fault, ...]) -> NoReturn:
    """Tell every fault and end with code 2."""
    say = speaker().gettext
    click.echo(say(_l("Deze zaak kan niet worden beoordeeld. Er is niets opgeslagen.")), err=True)
    for fault in faults:
        entry = told(fault)
        click.echo(f"- {entry['path']}: {entry['message']}", err=True)
        if entry["found"]:
            click.echo("    " + say(_l("Gevonden: %(found)s"), found=entry["found"]), err=True)
        if entry["accepted"]:
            click.echo("    " + say(_l("Mogelijk: %(accepted)s"), accepted=entry["accepted"]), err=True)
    click.get_current_context().exit(2)


def disagreement(error: EngineDisagreement) -> str:
    """What is told when the engines differ: no answer, and a number to refer to."""
    return speaker().gettext(
        _l("Geen aanbeveling: de twee rekenmachines van de regels spreken elkaar tegen. Kenmerk: %(reference)s."),
        reference=error.reference,
    )


commands: Final = [assess, next_questions, rules]
"""What this capability adds to the command line."""
