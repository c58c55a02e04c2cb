"""How long someone is here: entry, residence, absences, and the days of a decision of the IND."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..dates import ENDLESS, Span, add_months
from ..evaluate import Facts, Split
from .context import Context, stated


def stay_facts(context: Context, facts: Facts) -> None:
    entry, since = facts.get("arrived_on"), facts.get("resident_since")
    facts["months_since_entry"] = context.months_since(entry)
    facts["days_since_entry"] = context.days(entry, Span(context.today, context.today))
    facts["months_since_residence"] = context.months_since(since)
    facts["months_here"] = _months_here(facts["months_since_entry"], facts["months_since_residence"])
    facts["residence_months_at_stop"] = _at_stop(context, since, facts["last_work_end"])

    absences: Sequence[dict[str, Any]] | None = context.view.get("absences")
    over = [_over(context, absence) for absence in absences or ()]
    facts["absence_over_loss"] = None if absences is None else _any(over)
    facts["absence_over_loss_stated"] = stated("yes" in over)
    facts["earlier_residence_excluded"] = _earlier_excluded(context, absences, since)
    facts["nights_over_scale_stated"] = stated(_nights_over_scale(context, facts))
    reported = facts.get("reported_on")
    facts["reported_stated"] = stated(reported is not None)
    inquiry = context.number("inquiry")
    facts["inquiry_end"] = Span(reported[0] + inquiry, reported[1] + inquiry) if reported else None
    _decision_facts(context, facts)


def _months_here(entry: tuple[int, int] | None, since: tuple[int, int] | None) -> tuple[int, int] | None:
    if entry is None and since is None:
        return None
    least = max(value[0] for value in (entry, since) if value is not None)
    return least, ENDLESS if since is None else max(since[1], least)


def _at_stop(context: Context, since: Span | None, last_end: Any) -> Any:
    if isinstance(last_end, Split):
        return Split(context.months(since, last_end.without), context.months(since, last_end.counted))
    return context.months(since, last_end)


def _over(context: Context, absence: dict[str, Any]) -> str | None:
    """Was this absence long enough to lose permanent residence (Vb 8.18)? Detention here is no absence."""
    start, end = absence.get("from"), absence.get("to")
    if absence.get("reason") == "detention":
        return "no"
    if start is None:
        return None
    loss = context.number("permanent_loss")
    last = context.today if end is None else end.latest
    if last <= add_months(start.earliest, loss):
        return "no"
    return "yes" if end is not None and end.earliest > add_months(start.latest, loss) else None


def _any(answers: Sequence[str | None]) -> str | None:
    return "yes" if "yes" in answers else None if None in answers else "no"


def _earlier_excluded(context: Context, absences: Sequence[dict[str, Any]] | None, since: Span | None) -> str | None:
    """`yes` when no earlier residence can count: never away, or away too long right before (model F.6, P9).

    Right before: no other absence lies between that one and the present residence.
    """
    if absences is None:
        return None
    if not absences:
        return "yes"
    if since is None or any("from" not in absence for absence in absences):
        return None
    before = [absence for absence in absences if absence["from"].earliest < since.latest]
    if not before:
        return "no"
    last = max(before, key=lambda absence: absence["from"].latest)
    return "yes" if _over(context, last) == "yes" else "no"


def _nights_over_scale(context: Context, facts: Facts) -> bool:
    """Nights in shelter at or over the scale of the IND for the year of residence (model B.9); only ever a warning."""
    nights, months = facts.get("nights_in_shelter"), facts["months_since_residence"]
    if nights is None:
        return False
    year = 1 if months is None else max(months[0], 0) // 12 + 1
    scale = context.parameters.get(f"nights_year_{year}") or context.parameters[_last_of_scale(context)]
    return bool(nights[1] >= scale.number(context.day))


def _last_of_scale(context: Context) -> str:
    return max(name for name in context.parameters if name.startswith("nights_year_"))


def _decision_facts(context: Context, facts: Facts) -> None:
    taken, filed = facts.get("ind_decision.date"), facts.get("ind_decision.objection_filed_on")
    facts["ind_decision_days"] = context.days(taken, Span(context.today, context.today))
    facts["objection_days"] = context.days(taken, filed)
    facts["objection_upheld_stated"] = stated(facts.get("ind_decision.objection_status") == "upheld")
    facts["objection_filed_stated"] = stated(
        filed is not None or facts.get("ind_decision.objection_status") in ("pending", "upheld", "rejected")
    )
    facts["work_since_decision"] = _work_since(context, taken)


def _work_since(context: Context, taken: Span | None) -> str | None:
    """Has there been paid work after the decision? Work of any kind may be a new ground (model F.5, row 2a)."""
    jobs = context.view.get("work")
    if jobs is None:
        return None
    if not jobs:
        return "no"
    if taken is None:
        return None
    ends = [_end(job, context.today) for job in jobs]
    if any(end.earliest > taken.latest for end in ends):
        return "yes"
    return "no" if all(end.latest <= taken.earliest for end in ends) else None


def _end(job: dict[str, Any], today: int) -> Span:
    end = job.get("end")
    if end is None:
        start = job.get("start")
        return Span(start.earliest if start else 1, today)
    return Span(today, today) if end == "lasting" else end
