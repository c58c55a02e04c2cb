"""The result of an assessment in the public vocabulary (names of the interface: add, never rename)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .dates import iso
from .evaluate import Outcome, Split, until
from .model import Rule

if TYPE_CHECKING:
    from .assessment import Assessment

GATES = {"residence": "residence_gate", "equal_treatment": "equal_treatment_gate", "need": "need_gate"}


def result(assessment: Assessment) -> dict[str, Any]:
    """Everything that is shown, printed, stored and exported."""
    stated = assessment.stated
    decided = stated.outcomes["outcome"]
    extra = decided.held[0].extra if decided.held else {}
    group = stated.value("group")
    return {
        "outcome": assessment.outcome,
        "hard_ground": extra.get("hard_ground"),
        "route": extra.get("route"),
        "group": None if group == "none" else group,
        "because": reasons(decided),
        "gates": {name: gate(assessment, decision) for name, decision in GATES.items()},
        "grounds": grounds(assessment),
        "flags": assessment.flags,
        "readings": dict(assessment.readings),
        "open_points": open_points(assessment),
        "contradictions": [list(paths) for paths in assessment.contradictions],
        "missing": missing_facts(assessment),
        "steps": steps(assessment),
        "deadlines": deadlines(assessment),
        "timeline": timeline_of(assessment),
        "trace": trace(assessment),
        "unverified": unverified(assessment),
        "reviewed": all(rule.reviewed for rule in used_rules(assessment)),
        "rulebook": assessment.rulebook.id,
        "reference_date": iso(assessment.case.today),
        "reading": assessment.case.reading,
    }


def reasons(outcome: Outcome) -> list[str]:
    """The written sentences of the rules that gave the value."""
    return list(dict.fromkeys(rule.reason for rule in outcome.held))


def _sources(rules: tuple[Rule, ...]) -> list[str]:
    return list(dict.fromkeys(source for rule in rules for source in rule.sources))


def gate(assessment: Assessment, decision: str) -> dict[str, Any]:
    """One gate, with the grounds and the rules that decided it."""
    outcome = assessment.stated.outcomes[decision]
    deciding = [
        ground
        for ground, name in assessment.rulebook.grounds.items()
        if decision != "need_gate" and outcome.value == "open" and assessment.stated.value(name) == "yes"
    ]
    return {
        "value": outcome.value,
        "grounds": deciding,
        "because": reasons(outcome),
        "rules": [rule.id for rule in outcome.held],
        "sources": _sources(outcome.held),
    }


def grounds(assessment: Assessment) -> list[dict[str, Any]]:
    """The sixteen grounds: those that hold first, then what could still hold, then the rest."""
    order = {"yes": 0, "repairable": 1, "contested": 2, "open": 3, "no": 4}
    found = [ground(assessment, name, decision) for name, decision in assessment.rulebook.grounds.items()]
    return sorted(found, key=lambda entry: (order[entry["status"]], entry["id"]))


def ground(assessment: Assessment, name: str, decision: str) -> dict[str, Any]:
    """One ground with its value, proof, end, reasons and sources."""
    outcome = assessment.stated.outcomes[decision]
    status = outcome.value
    return {
        "id": name,
        "value": status if status in ("yes", "no") else "unknown",
        "status": status,
        "evidence": assessment.evidence(decision) if status in ("yes", "no") else "none",
        "until": _until(assessment, outcome) if status == "yes" else None,
        "contested": status == "contested" or any(rule.readings for rule in outcome.held),
        "because": reasons(outcome),
        "rules": [rule.id for rule in outcome.held],
        "sources": _sources(outcome.held),
    }


def _until(assessment: Assessment, outcome: Outcome) -> str | None:
    """The first day on which the ground no longer holds: the latest end of the rules that give it."""
    ends = []
    for rule in outcome.held:
        end = _day(assessment, rule)
        if end is None:
            return None
        ends.append(end)
    return iso(max(ends)) if ends else None


def _day(assessment: Assessment, rule: Rule) -> int | None:
    if rule.until is None:
        return None
    return until(rule.until, assessment.stated.facts, assessment.rulebook.parameters, assessment.case.day)


def open_points(assessment: Assessment) -> list[dict[str, Any]]:
    """Every contested rule that holds, with what it gives under each reading."""
    return [
        {
            "rule": rule.id,
            "point": rule.open_point,
            "because": rule.reason,
            "readings": dict(rule.readings or {}),
            "sources": list(rule.sources),
        }
        for rule in used_rules(assessment)
        if rule.readings
    ]


def steps(assessment: Assessment) -> list[dict[str, Any]]:
    """What to do, in order, each step once."""
    found: dict[str, dict[str, Any]] = {}
    for rule in assessment.stated.outcomes["steps"].fired:
        found.setdefault(
            rule.then,
            {
                "id": rule.then,
                "title": rule.extra["title"],
                "kind": rule.extra["kind"],
                "because": rule.reason,
                "sources": list(rule.sources),
                "rule": rule.id,
            },
        )
    return list(found.values())


def deadlines(assessment: Assessment) -> list[dict[str, Any]]:
    """The terms that run, soonest first; a term of the municipality stays in sight when it has passed."""
    found = []
    for rule in assessment.stated.outcomes["deadlines"].fired:
        day = _day(assessment, rule)
        if day is None or (day < assessment.case.today and rule.extra.get("kind") != "municipality"):
            continue
        assert rule.until is not None
        found.append(
            {
                "id": rule.then,
                "date": iso(day),
                "from": rule.until.fact,
                "provision": rule.sources[0],
                "because": rule.reason,
                "rule": rule.id,
            }
        )
    return sorted(found, key=lambda entry: (str(entry["date"]), str(entry["id"])))


def used_rules(assessment: Assessment) -> list[Rule]:
    """Every rule that holds, in the order of the decisions."""
    found = _work_rules(assessment)
    for outcome in assessment.stated.outcomes.values():
        found.extend(outcome.fired)
    return found


def _work_rules(assessment: Assessment) -> list[Rule]:
    return list({rule.id: rule for asked in assessment.stated.stretches for rule in asked.outcome.fired}.values())


def unverified(assessment: Assessment) -> list[str]:
    """Sources that the answer rests on and of which the text in force was not read."""
    sources = assessment.rulebook.sources
    used = dict.fromkeys(source for rule in _deciding(assessment) for source in rule.sources)
    return [source for source in used if not sources[source].verified]


def _deciding(assessment: Assessment) -> list[Rule]:
    held = list(assessment.stated.outcomes["outcome"].held)
    for decision in assessment.rulebook.grounds.values():
        outcome = assessment.stated.outcomes[decision]
        if outcome.value in ("yes", "contested", "repairable"):
            held.extend(outcome.held)
    return held


def trace(assessment: Assessment) -> list[dict[str, Any]]:
    """Every decision in order, with the rules that hold, their provisions, the facts they read and their proof."""
    stated, proved = assessment.stated, assessment.main.proved
    work = _work_rules(assessment)
    entries = [_step("genuine_work", None, work, stated.facts, proved.facts)] if work else []
    for name, outcome in stated.outcomes.items():
        if outcome.fired:
            value = outcome.value or None
            entries.append(_step(name, value, list(outcome.fired), stated.facts, proved.facts))
    return entries


def _step(
    decision: str, value: str | None, rules: list[Rule], facts: dict[str, Any], proved: dict[str, Any]
) -> dict[str, Any]:
    return {
        "decision": decision,
        "value": value,
        "rules": [
            {
                "id": rule.id,
                "then": rule.then,
                "sources": list(rule.sources),
                "facts": {fact: shown(facts.get(fact)) for fact in rule.reads},
                "proof": "document"
                if all(proved.get(f) == facts.get(f) for f in rule.reads if not f.endswith(".proof"))
                else "statement",
            }
            for rule in rules
        ],
    }


def shown(value: Any) -> Any:
    """A fact as it is printed in a trace."""
    if isinstance(value, Split):
        return {"without_disputed_work": shown(value.without), "with_disputed_work": shown(value.counted)}
    if isinstance(value, tuple):
        least, most = value
        if hasattr(value, "earliest"):
            return iso(least) if least == most else f"{iso(least)}/{iso(most)}"
        return least if least == most else f"{least}/{most}"
    return "unknown" if value is None else value


def missing_facts(assessment: Assessment) -> list[dict[str, Any]]:
    from .ask import missing

    return missing(assessment)


def timeline_of(assessment: Assessment) -> list[dict[str, Any]]:
    from .timeline import timeline

    return timeline(assessment)
