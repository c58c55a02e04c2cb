"""What others may see of a recommendation: never an answer about safety, and nothing that follows from one."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rechtentool.core.recommendation import Recommendation, recommend, safety_paths, shown_value, without_safety
from rechtentool.core.rules import get_rulebook
from rechtentool.intake.demo import cases_as_of
from rechtentool.rulebook import CaseError

DAY = date(2026, 11, 22)
FLED: dict[str, Any] = {
    "nationalities": ["ES"],
    "adult": "yes",
    "arrived_on": "2026-10-22",
    "work": [],
    "safe_place_tonight": "no",
    "home_situation": "left",
    "ind_decision": {"kind": "none"},
    "domestic_violence": "yes",
}
PROVED = dict.fromkeys(FLED, "document")

CASES = {
    case["id"]: {fact: value for save in case["saves"] for fact, value in save["facts"].items()}
    for case in cases_as_of(DAY)
}
SIGNALS = ["wages_withheld", "papers_withheld", "debt_bondage", "confinement", "violence", "deception"]


def judge(facts: dict[str, Any]) -> Recommendation:
    return recommend(get_rulebook(), facts, PROVED, today=DAY)


def test_the_rules_say_what_tells_of_safety() -> None:
    assert safety_paths(get_rulebook()) == {"domestic_violence", "exploitation_signals", "family.hardship"}


@pytest.mark.parametrize(
    ("facts", "left"),
    [
        ({"domestic_violence": "yes"}, {}),
        ({"domestic_violence": "no"}, {"domestic_violence": "no"}),
        ({"exploitation_signals": ["violence"]}, {}),
        ({"exploitation_signals": ["none"]}, {"exploitation_signals": ["none"]}),
        ({"exploitation_signals": ["none", "violence"]}, {}),
        ({"need_indicators": ["debts", "exploitation"]}, {"need_indicators": ["debts"]}),
        ({"need_indicators": ["exploitation"]}, {}),
        ({"family": {"relation": "spouse", "hardship": "yes"}}, {"family": {"relation": "spouse"}}),
        ({"family": {"relation": "spouse", "hardship": "no"}}, {"family": {"relation": "spouse", "hardship": "no"}}),
        ({"safe_place_tonight": "no"}, {"safe_place_tonight": "no"}),
    ],
)
def test_only_what_endangers_is_left_out(facts: dict[str, Any], left: dict[str, Any]) -> None:
    assert without_safety(get_rulebook(), facts) == left


@pytest.mark.parametrize(
    ("fact", "value", "shown"),
    [
        ("domestic_violence", "no", None),
        ("exploitation_signals", ["none"], None),
        ("family", {"relation": "spouse", "hardship": "no"}, {"relation": "spouse"}),
        ("need_indicators", ["exploitation", "debts"], ["debts"]),
        ("work", [], []),
    ],
)
def test_no_answer_about_safety_is_shown_not_even_no(fact: str, value: Any, shown: Any) -> None:
    assert shown_value(get_rulebook(), fact, value) == shown


def test_violence_changes_the_full_result_and_leaves_no_trace_in_the_shared_one() -> None:
    found = judge(FLED)
    assert found.full["outcome"] == "entitled"
    assert "domestic_violence" in found.full["flags"]
    never_asked = {fact: value for fact, value in FLED.items() if fact != "domestic_violence"}
    assert found.shared == judge(never_asked).full
    assert found.shared["outcome"] != "entitled"


@given(st.sampled_from(sorted(CASES)), st.lists(st.sampled_from(SIGNALS), min_size=1, unique=True), st.booleans())
def test_whoever_reads_along_cannot_tell_yes_from_not_asked(case: str, signals: list[str], violence: bool) -> None:
    asked_later = {
        fact: value for fact, value in CASES[case].items() if fact not in ("domestic_violence", "exploitation_signals")
    }
    told = {**asked_later, "exploitation_signals": signals, **({"domestic_violence": "yes"} if violence else {})}
    assert judge(told).shared == judge(asked_later).full


def test_without_such_answers_both_are_the_same_and_stored_once() -> None:
    found = judge({**FLED, "domestic_violence": "no"})
    assert found.shared == found.full == found.to_json()


def test_a_stored_recommendation_is_read_back() -> None:
    found = judge(FLED)
    assert found.to_json()["outcome"] == "entitled"
    assert Recommendation.from_json(found.to_json()) == found
    same = judge({**FLED, "domestic_violence": "no"})
    assert Recommendation.from_json(same.to_json()) == same


def test_answers_that_fit_no_vocabulary_give_no_recommendation() -> None:
    with pytest.raises(CaseError):
        judge({"adult": "maybe"})
