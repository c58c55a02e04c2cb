"""When something changes if nothing else does: the days on which the outcome, a ground or a term turns.

The case is looked at again on every day on which a number of months or days in the rules is reached.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .assessment import Evaluation
from .case import Case
from .dates import add_months, iso
from .evaluate import Split
from .loading import conditions

if TYPE_CHECKING:
    from .assessment import Assessment

SINCE = {
    "months_since_last_work": "last_work_end",
    "days_since_last_work": "last_work_end",
    "months_since_paid_work": "last_paid_work_end",
    "months_since_entry": "arrived_on",
    "months_since_residence": "resident_since",
    "months_here": "resident_since",
    "months_since_uwv_registration": "uwv_registered_on",
    "ind_decision_days": "ind_decision.date",
}
"""Facts that grow with time, and the day they count from."""


def timeline(assessment: Assessment) -> list[dict[str, Any]]:
    """From today on: each day on which the outcome, the hard ground or a ground changes, with what changes."""
    before = _state(assessment, assessment.case)
    found: list[dict[str, Any]] = [{"date": iso(assessment.case.today), "outcome": before["outcome"], "changes": []}]
    for day in sorted(set(_days(assessment))):
        case = _later(assessment.case, day)
        after = _state(assessment, case)
        changes = [
            {"ground": ground, "from": before[ground], "to": after[ground]}
            for ground in assessment.rulebook.grounds
            if before[ground] != after[ground]
        ]
        if changes or after["outcome"] != before["outcome"]:
            found.append({"date": iso(day), "outcome": after["outcome"], "changes": changes})
        before = after
    return found


def _state(assessment: Assessment, case: Case) -> dict[str, str]:
    evaluation = Evaluation(assessment.rulebook, case, case.reading)
    state = {ground: evaluation.stated.value(name) for ground, name in assessment.rulebook.grounds.items()}
    return {"outcome": evaluation.outcome, **state}


def _days(assessment: Assessment) -> Iterable[int]:
    facts, today = assessment.stated.facts, assessment.case.today
    for rule in assessment.rulebook.rules.values():
        if not rule.in_force(assessment.case.day):
            continue
        for condition in conditions(rule.test):
            start = facts.get(SINCE.get(condition.fact, ""))
            if not isinstance(condition.value, str) or not condition.value.startswith("$") or start is None:
                continue
            parameter = assessment.rulebook.parameters[condition.value[1:]]
            number = parameter.number(assessment.case.day) + (condition.operator in ("lte", "gt"))
            for span in start if isinstance(start, Split) else (start,):
                for edge in set(span or ()):
                    day = add_months(edge, number) if parameter.unit == "months" else edge + number
                    if today < day:
                        yield day
    planned = facts.get("planned_end")
    if planned is not None and planned[0] > today:
        yield int(planned[0])


def _later(case: Case, day: int) -> Case:
    """The case on a later day: contracts with a planned end have run out, everything else stays as it is."""
    values = dict(case.values)
    if values.get("work"):
        values["work"] = [_run_out(item, day) for item in values["work"]]
    return replace(case, today=day, values=values)


def _run_out(item: dict[str, Any], day: int) -> dict[str, Any]:
    end = item.get("planned_end")
    if item.get("end") != "lasting" or end is None or end.earliest >= day:
        return item
    return {**item, "end": end.clipped(day), "end_reason": item.get("end_reason", "contract_expired")}
