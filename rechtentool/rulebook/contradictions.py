"""Facts that contradict each other: all of them count as unknown, and the flag is raised (model F.1)."""

from __future__ import annotations

from collections.abc import Iterator

from .case import Case, View
from .dates import Span


def contradictions(case: Case) -> list[tuple[str, ...]]:
    """Every set of paths that cannot all be true, of what was stated."""
    view = case.view(1)
    return [*_home(view), *_decision(view), *_work_before_residence(view), *_none_and_more(view)]


def settled(case: Case, found: list[tuple[str, ...]]) -> Case:
    """The case with everything that is contradicted made unknown."""
    return case.without(path for paths in found for path in paths) if found else case


def _home(view: View) -> Iterator[tuple[str, ...]]:
    if view.get("home_situation") != "has_place":
        return
    if view.get("ethos_category") == "street":
        yield "home_situation", "ethos_category"
    if "long_on_street" in view.get("need_indicators", ()):
        yield "home_situation", "need_indicators"
    if view.get("safe_place_tonight") == "no" and view.get("domestic_violence") != "yes":
        yield "home_situation", "safe_place_tonight"


def _decision(view: View) -> Iterator[tuple[str, ...]]:
    decision = view.get("ind_decision", {})
    if decision.get("final") == "yes" and decision.get("objection_status") in ("upheld", "pending"):
        yield "ind_decision.final", "ind_decision.objection_status"


def _work_before_residence(view: View) -> Iterator[tuple[str, ...]]:
    since: Span | None = view.get("resident_since")
    if since is None or view.get("absences") != []:
        return
    for index, job in enumerate(view.get("work") or ()):
        start: Span | None = job.get("start")
        if start is not None and start.latest < since.earliest:
            yield "absences", "resident_since", f"work[{index}].start"


def _none_and_more(view: View) -> Iterator[tuple[str, ...]]:
    for name in ("exploitation_signals", "need_indicators"):
        values = view.get(name, frozenset())
        if "none" in values and len(values) > 1:
            yield (name,)
