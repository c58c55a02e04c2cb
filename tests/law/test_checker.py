"""The judge of the worked cases is judged first: a wrong expectation must be told, a right one must pass."""

from __future__ import annotations

from typing import Any

import pytest

from tests.law.cases import mismatches

RESULT: dict[str, Any] = {
    "outcome": "entitled",
    "hard_ground": None,
    "route": None,
    "group": "worked_under_six_months_ago",
    "gates": {"residence": {"value": "open"}, "equal_treatment": {"value": "open"}, "need": {"value": "undetermined"}},
    "grounds": [
        {"id": "worker", "value": "no", "status": "no", "evidence": "document", "until": None},
        {
            "id": "retained_under_one_year",
            "value": "yes",
            "status": "yes",
            "evidence": "document",
            "until": "2027-01-22",
        },
    ],
    "flags": ["urgent", "evidence_missing"],
    "readings": {"cautious": "entitled", "practice": "needs_specialist", "wording": "entitled"},
    "steps": [{"id": "report_to_municipality", "reason": "…"}, {"id": "collect_proof", "reason": "…"}],
    "deadlines": [{"id": "retained_until", "date": "2027-01-22"}],
}
RIGHT: list[dict[str, Any]] = [
    {"outcome": "entitled", "hard_ground": None, "route": None, "group": "worked_under_six_months_ago"},
    {"not_outcome": ["not_entitled", "out_of_scope"], "not_readings": {"practice": ["not_entitled"]}},
    {"gates": {"residence": "open", "need": "undetermined"}},
    {"flags": ["urgent"], "not_flags": ["contested"], "steps": ["collect_proof"]},
    {"ground": {"id": "retained_under_one_year", "value": "yes", "until": "2027-01-22"}},
    {"grounds": [{"id": "worker", "status": "no", "until": None}]},
    {"readings": {"practice": "needs_specialist"}},
    {"deadline": {"id": "retained_until", "date": "2027-01-22"}},
]
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"outcome": "not_entitled"}, "outcome: expected not_entitled, found entitled"),
    ({"hard_ground": "jobseeker_only"}, "hard_ground: expected jobseeker_only, found None"),
    ({"group": None}, "group: expected None, found worked_under_six_months_ago"),
    ({"not_outcome": ["entitled"]}, "outcome: entitled may not come out"),
    ({"not_readings": {"practice": ["needs_specialist"]}}, "reading practice: needs_specialist may not come out"),
    ({"gates": {"residence": "closed"}}, "gate residence: expected closed, found open"),
    ({"flags": ["wlz"]}, "flags: expected wlz among them"),
    ({"not_flags": ["urgent"]}, "flags: urgent may not come out"),
    ({"steps": ["object_ind"]}, "steps: expected object_ind among them"),
    ({"ground": {"id": "worker", "value": "yes"}}, "ground worker, value: expected yes, found no"),
    ({"ground": {"id": "retained_under_one_year", "until": None}}, "until: expected None, found 2027-01-22"),
    ({"grounds": [{"id": "student", "value": "no"}]}, "ground student: not there"),
    ({"readings": {"wording": "needs_specialist"}}, "reading wording: expected needs_specialist, found entitled"),
    ({"deadline": {"id": "retained_until", "date": "2027-01-23"}}, "date: expected 2027-01-23, found 2027-01-22"),
    ({"deadlines": [{"id": "ind_objection"}]}, "deadline ind_objection: not there"),
]


@pytest.mark.parametrize("expect", RIGHT, ids=str)
def test_a_right_expectation_passes(expect: dict[str, Any]) -> None:
    assert mismatches(expect, RESULT) == []


@pytest.mark.parametrize(("expect", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_a_wrong_expectation_is_told(expect: dict[str, Any], sentence: str) -> None:
    [told] = mismatches(expect, RESULT)
    assert sentence in told


def test_every_difference_is_told() -> None:
    assert len(mismatches({"outcome": "not_entitled", "group": None, "flags": ["wlz", "urgent"]}, RESULT)) == 3


def test_a_slip_of_the_pen_does_not_pass() -> None:
    with pytest.raises(ValueError, match="outcom"):
        mismatches({"outcom": "entitled"}, RESULT)
