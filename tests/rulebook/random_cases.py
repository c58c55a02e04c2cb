"""Random cases in the public vocabulary, made from the vocabulary itself: any subset of facts, any value, any proof."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from random import Random
from typing import Any

from rechtentool.rulebook import Rulebook
from rechtentool.rulebook.case import LEVELS
from rechtentool.rulebook.model import Field

TODAY = date(2026, 11, 22)
_KNOWN: dict[str, Any] = {
    "adult": "yes", "nationalities": ["PL"], "home_situation": "left", "ind_decision": {"kind": "none"}, "work": [],
    "arrived_on": "2026-10-10", "resident_since": "2026-10-10", "absences": [], "seeking_work": "yes",
    "domestic_violence": "no", "family": {"relation": "none"}, "student": "no", "sufficient_means": "no",
    "child_in_education_nl": "no", "permanent_residence_document": "no", "incapacity": "none", "training": "none",
    "stopped_for_childbirth": "no", "retired": "no",
}  # fmt: skip
_FINAL = {"kind": "residence_ended", "date": "2025-06-01", "final": "yes", "residence_elsewhere": "no"}
_BAN = {"kind": "undesirable_alien", "date": "2025-06-01", "objection_status": "none", "residence_elsewhere": "no"}
_EARLIER = {"arrived_on": "2026-06-01", "resident_since": "2026-06-01"}
_OWN_PLACE = {"home_situation": "has_place", "safe_place_tonight": "yes"}
_WORKED = [{"kind": "employee", "start": "2025-09-20", "end": "2026-02-22", "hours_per_week": 10,
            "monthly_income": 400, "end_reason": "contract_expired"}]  # fmt: skip
_HARD: list[dict[str, Any]] = [
    {"reference_date": TODAY.isoformat(), "facts": {**_KNOWN, **changed}}
    for changed in (
        {}, _EARLIER, {"ind_decision": _FINAL}, {"ind_decision": _BAN}, _OWN_PLACE,
        {**_EARLIER, "habitual_residence_nl": "no"}, {**_EARLIER, "work": _WORKED},
        {**_EARLIER, "nationalities": ["CH"]},
        {"nationalities": ["BR"], "residence_permit": "none", "dutch_child": "no", "ukraine_temporary_protection": "no",
         "ind_decision": _FINAL},
    )
]  # fmt: skip
_COUNTRIES = ["PL", "RO", "NL", "NO", "CH", "GB", "BR", "UA", "XX", "ES"]


class RandomCases:
    """An endless supply of valid cases; the same seed gives the same cases."""

    def __init__(self, rulebook: Rulebook, seed: int) -> None:
        self.vocabulary = rulebook.vocabulary
        self.random = Random(seed)

    def case(self) -> dict[str, Any]:
        share = self.random.choice([0.2, 0.5, 0.8, 1.0])
        facts: dict[str, Any] = {
            name: self.value(field) for name, field in self.vocabulary.items() if self.random.random() < share
        }
        if self.random.random() < 0.7:
            facts |= {"adult": "yes", "nationalities": [self.random.choice(["PL", "RO", "ES", "CH", "GB", "BR"])]}
        if self.random.random() < 0.6:
            facts["ind_decision"] = {"kind": "none"}
        if self.random.random() < 0.4:
            facts["home_situation"] = "left"
        if self.random.random() < 0.3:
            facts["work"] = []
        if self.random.random() < 0.3:
            day = self.day(90)
            facts |= {"arrived_on": day, "resident_since": day, "absences": []}
        evidence = {name: self.random.choice(LEVELS) for name in facts if self.random.random() < 0.5}
        return {
            "reference_date": TODAY.isoformat(),
            "reading": self.random.choice(["cautious", "practice", "wording"]),
            "facts": facts,
            "evidence": evidence,
        }

    def near_a_hard_no(self) -> dict[str, Any]:
        """A case that is, or nearly is, one of the five hard grounds, with a few facts changed at random."""
        case = deepcopy(self.random.choice(_HARD))
        for name in self.random.sample(list(self.vocabulary), self.random.randint(0, 4)):
            case["facts"][name] = self.value(self.vocabulary[name])
        case["reading"] = self.random.choice(["cautious", "practice", "wording"])
        case["evidence"] = {name: self.random.choice(LEVELS[1:]) for name in case["facts"]}
        return case

    def value(self, field: Field) -> Any:
        pick = self.random
        match field.type:
            case "answer":
                return pick.choice(["yes", "no", "no", "unknown"])
            case "choice":
                return pick.choice(list(field.options))
            case "list" if field.countries:
                return pick.sample(_COUNTRIES, pick.choice([1, 1, 1, 2]))
            case "list":
                return pick.sample(list(field.options), pick.randint(0, 3))
            case "number":
                return self.number(field)
            case "date":
                return self.day()
            case "object":
                return {name: self.value(part) for name, part in field.fields.items() if pick.random() < 0.8}
            case _:
                return [self.item(field) for _ in range(pick.randint(0, 3))]

    def number(self, field: Field) -> Any:
        most = {"hours": 48, "euro": 2500, "months": 80, "nights": 80}.get(field.unit, 10)
        low = self.random.randint(0, most)
        return self.random.choice([low, low, f"{low}/{low + 5}", "unknown"])

    def day(self, back: int = 2600) -> str:
        if self.random.random() < 0.05:
            return "unknown"
        day = (TODAY - timedelta(days=self.random.randint(0, back))).isoformat()
        return self.random.choice([day, day, day, day[:7], day[:4]])

    def item(self, field: Field) -> dict[str, Any]:
        start, end = sorted((TODAY - timedelta(days=self.random.randint(0, 2600))).isoformat() for _ in range(2))
        item = {name: self.value(part) for name, part in field.fields.items() if self.random.random() < 0.85}
        item.pop("planned_end", None)
        for first, last in (("start", "end"), ("from", "to")):
            if first in field.fields:
                item[first], item[last] = start, end
                if last == "end" and self.random.random() < 0.4:
                    item[last] = None
        for name in list(item):
            if self.random.random() < 0.08:
                item[name] = "unknown"
        return item
