"""What was measured, as one object and as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from rechtentool.bench import assessments, steps, zen
from rechtentool.bench.assessments import Measured, measure_cases, measure_results, measure_unseen
from rechtentool.bench.cases import half_proved, worked_cases
from rechtentool.bench.circumstances import circumstances, one_core
from rechtentool.bench.steps import MeasuredSteps, measure_steps
from rechtentool.rulebook import Rulebook

Say = Callable[..., str]

WORDS: Final[Mapping[str, LazyString]] = {
    "read": _l("een zaak lezen en controleren"),
    "derive": _l("van data en lijsten naar losse feiten"),
    "evaluator": _l("beoordeling met spoor, feiten inbegrepen"),
    "both_engines": _l("aanbeveling: durable_rules beslist mee"),
    "zen_tables": _l("ZEN met spoor, een tabel per beslissing"),
    "zen_one_table": _l("ZEN met spoor, alles in een tabel"),
    "result": _l("het hele resultaat"),
    "save": _l("antwoorden controleren, opslaan en beoordelen"),
    "page": _l("de volgende pagina tonen"),
    "step": _l("samen: een stap"),
    "step_anew": _l("een stap, door twee processen bediend"),
    "bare_step": _l("kale Flask-pagina die een rij opslaat"),
}
SETS: Final[Mapping[str, LazyString]] = {
    "as_written": _l("De uitgewerkte zaken: %(cases)s, waarvan %(two_passes)s ook apart op wat bewezen is"),
    "half_proved": _l(
        "Dezelfde, de helft zonder papier: %(cases)s, waarvan %(two_passes)s ook apart op wat bewezen is"
    ),
    "unseen": _l("Zaken die voor het eerst langskomen: %(cases)s"),
    "results": _l("Alles wat een pagina toont, ook wat ontbreekt en het verloop in de tijd: %(cases)s zaken"),
}


def make(rounds: int) -> dict[str, Any]:
    """Measure everything. Raises Disagreement when ZEN fires other rules than the evaluator."""
    rulebook = Rulebook.load()
    raws = worked_cases()
    with one_core():
        found = {
            "as_written": _told(measure_cases(rulebook, raws, rounds)),
            "half_proved": _told(measure_cases(rulebook, [half_proved(raw) for raw in raws], rounds)),
            "unseen": _told(measure_unseen(rulebook, raws, rounds)),
            "results": _told(measure_results(rulebook, raws, rounds)),
        }
    return {
        **circumstances(),
        "rulebook": {"id": rulebook.id, "decisions": len(rulebook.decisions), "rules": len(rulebook.rules)},
        "rounds": rounds,
        "unit": "ms",
        "zen_installed": zen.installed(),
        "targets": {"both_engines": assessments.TARGET, "step": steps.TARGET},
        "assessments": found,
        "steps": _told(measure_steps(rounds)),
    }


def _told(measured: Measured | MeasuredSteps) -> dict[str, Any]:
    return {**asdict(measured), "ratios": measured.ratios}


def table(report: Mapping[str, Any], say: Say) -> Iterator[str]:
    """The report in words, line by line."""
    machine, rulebook = report["machine"], report["rulebook"]
    yield say(
        _l("%(date)s, commit %(commit)s, %(cores)s kernen, Python %(python)s, drukte %(load)s."),
        date=report["date"],
        commit=(report["commit"] or "-") + ("+" if report["changed_since_commit"] else ""),
        cores=machine["cores"],
        python=machine["python"],
        load=machine["load"][0],
    )
    yield say(
        _l("Regels %(id)s: %(decisions)s beslissingen, %(rules)s regels. Elke zaak %(rounds)s keer, op een kern."),
        **rulebook,
        rounds=report["rounds"],
    )
    if report["zen_installed"]:
        yield say(_l("ZEN past in elke zaak precies dezelfde regels toe."))
        yield say(_l("De losse feiten kan ZEN niet uitrekenen: in elke verhouding telt die tijd aan beide kanten mee."))
    else:
        yield say(_l("ZEN is niet geïnstalleerd, dus er is geen vergelijking: zie make bench."))
    for name, measured in report["assessments"].items():
        yield ""
        yield say(SETS[name], cases=measured["cases"], two_passes=measured["two_passes"])
        yield from _figures(measured, say)
    yield ""
    yield say(_l("Een stap in de vragenlijst, op de server: %(stages)s plekken"), stages=report["steps"]["stages"])
    yield from _figures(report["steps"], say)
    yield ""
    yield from _targets(report, say)


def _figures(measured: Mapping[str, Any], say: Say) -> Iterator[str]:
    heads = (say(_l("mediaan")), say(_l("p90")), say(_l("processor")))
    yield f"  {'ms':48}" + "".join(f"{head:>12}" for head in heads)
    for name, figures in measured["figures"].items():
        columns = (figures["median"], figures["p90"], figures["processor"])
        yield f"  {say(WORDS[name]):48}" + "".join(f"{value:12.3f}" for value in columns)
    for pair, ratio in measured["ratios"].items():
        ours, theirs = (say(WORDS[name]) for name in pair.split("/"))
        yield "  " + say(_l("%(ratio)s keer “%(theirs)s”: “%(ours)s”"), ratio=ratio, theirs=theirs, ours=ours)


def _targets(report: Mapping[str, Any], say: Say) -> Iterator[str]:
    """What was aimed at, and what came out."""
    aimed, slowest = report["targets"], report["assessments"]["half_proved"]["figures"]["both_engines"]
    usual = report["assessments"]["as_written"]["figures"]["both_engines"]
    goal = _l(
        "Doel: een aanbeveling in hoogstens %(target)s ms (mediaan). Gemeten: %(usual)s ms;"
        " ook apart op wat bewezen is: %(two)s ms."
    )
    yield say(goal, target=aimed["both_engines"], usual=f"{usual['median']:.2f}", two=f"{slowest['median']:.2f}")
    goal = _l("Doel: een stap in hoogstens %(target)s ms (mediaan). Gemeten: %(found)s ms.")
    yield say(goal, target=aimed["step"], found=f"{report['steps']['figures']['step']['median']:.1f}")
