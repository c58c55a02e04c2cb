"""Who the person is: nationality, sponsor, needs and safety."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..evaluate import Facts
from .context import Context, stated


def person_facts(context: Context, facts: Facts) -> None:
    view = context.view
    nationality = _nationality_class(context, view.get("nationalities"))
    facts["nationality_class"] = nationality
    facts["nationality_known_stated"] = stated(nationality is not None)
    family = view.get("family") or {}
    facts["sponsor_class"] = _sponsor_class(context, family.get("sponsor_nationalities"))

    facts["no_safe_place_stated"] = stated(facts.get("safe_place_tonight") != "yes")
    facts["schoolchild_link_stated"] = stated(
        facts.get("child_in_education_nl") == "yes" and facts.get("parent_worked_in_nl") != "no"
    )
    facts["permanent_document_stated"] = stated(facts.get("permanent_residence_document") == "yes")

    codes = view.get("nationalities") or frozenset()
    facts["ecsma_national_stated"] = stated(bool(codes & context.codes("ecsma_states")))
    facts["adult_stated"] = stated(facts.get("adult") != "no")
    facts["refused_work_stated"] = stated(facts.get("refused_suitable_work") == "yes")
    facts["uwv_registered_stated"] = stated(facts.get("uwv_registered") == "yes")
    facts["registration_brp_stated"] = stated(facts.get("registration") == "brp")
    facts["ind_known_stated"] = stated("ind_decision.kind" in facts)
    _needs(view, facts)


def _needs(view: Mapping[str, Any], facts: Facts) -> None:
    signals: frozenset[str] | None = view.get("exploitation_signals")
    needs: frozenset[str] | None = view.get("need_indicators")
    facts["exploitation_signal"] = _any_signal(signals)
    facts["need_count"] = None if needs is None else (len(needs - {"none"}),) * 2
    named = needs or frozenset()
    facts["exploitation_need_stated"] = stated("exploitation" in named)
    facts["debts_stated"] = stated("debts" in named)
    facts["care_need_stated"] = stated(bool(named & {"mental_health", "addiction", "intellectual_disability"}))
    facts["wages_withheld_stated"] = stated("wages_withheld" in (signals or ()))


def _any_signal(signals: frozenset[str] | None) -> str | None:
    if signals is None:
        return None
    return "yes" if signals - {"none"} else "no"


def _nationality_class(context: Context, codes: frozenset[str] | None) -> str | None:
    """The nationality that gives the strongest position: Dutch, Union, EEA, Swiss, British, other (model A1-A11)."""
    if not codes:
        return None
    for name, parameter in (
        ("dutch", "dutch_state"),
        ("union", "eu_member_states"),
        ("eea", "eea_states"),
        ("swiss", "swiss_state"),
        ("british", "british_state"),
    ):
        if codes & context.codes(parameter):
            return name
    return "third"


def _sponsor_class(context: Context, codes: frozenset[str] | None) -> str | None:
    """As for the person; a Dutch sponsor with another nationality of the Union is a class of its own (model B.7)."""
    name = _nationality_class(context, codes)
    if name == "dutch":
        movers = context.codes("eu_member_states") | context.codes("eea_states") | context.codes("swiss_state")
        return "dutch_and_union" if codes and codes & movers else "dutch"
    return "union" if name in ("eea", "swiss") else name
