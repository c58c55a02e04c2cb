"""What an assessment says beside its outcome: proof, contradictions, questions, what is missing, what changes when."""

from collections.abc import Callable
from typing import Any

import pytest

from rechtentool.rulebook import EngineDisagreement, Rulebook, durable
from rechtentool.rulebook.ask import questions

Make = Callable[..., dict[str, Any]]
JOB = {"kind": "employee", "start": "2026-02-20", "end": None, "hours_per_week": 36}
ENDED = {**JOB, "end": "2026-07-22", "end_reason": "contract_expired"}
UWV = {"uwv_registered": "yes", "uwv_registered_on": "2026-07-25"}


def ground(result: dict[str, Any], name: str) -> dict[str, Any]:
    return next(entry for entry in result["grounds"] if entry["id"] == name)


def test_a_ground_is_as_well_proved_as_its_weakest_fact(rulebook: Rulebook, case: Make) -> None:
    given = case(work=[JOB], evidence="official")
    assert ground(rulebook.assess(given).to_dict(), "worker")["evidence"] == "official"
    given["evidence"]["nationalities"] = "document"
    assert ground(rulebook.assess(given).to_dict(), "worker")["evidence"] == "document"
    given["evidence"]["work"] = "statement"
    result = rulebook.assess(given).to_dict()
    assert ground(result, "worker")["evidence"] == "statement"
    assert result["outcome"] == "not_yet_demonstrable"
    assert {"facts": ["work"], "outcome": "entitled"}.items() <= result["missing"][0].items()


def test_more_told_than_proved_never_takes_a_proved_right_away(rulebook: Rulebook, case: Make) -> None:
    proved = rulebook.assess(case(work=[ENDED], **UWV)).outcome
    earlier = {
        **JOB,
        "start": "2025-01-01",
        "end": "2026-02-19",
        "end_reason": "contract_expired",
        "evidence": "statement",
    }
    assert proved == rulebook.assess(case(work=[earlier, ENDED], **UWV)).outcome == "entitled"


def test_the_weekly_hours_of_jobs_at_the_same_time_add_up(rulebook: Rulebook, case: Make) -> None:
    half = {**JOB, "hours_per_week": 8, "monthly_income": 300}
    assert rulebook.assess(case(work=[half])).outcome == "needs_specialist"
    assert rulebook.assess(case(work=[half, {**half, "start": "2026-05-01"}])).outcome == "entitled"
    assert (
        rulebook.assess(case(work=[{**half, "end": "2026-04-30"}, {**half, "start": "2026-05-01"}])).outcome
        != "entitled"
    )


def test_the_benefit_norm_of_the_household_is_the_measure_of_pay(rulebook: Rulebook, case: Make) -> None:
    job = {**JOB, "hours_per_week": 10, "monthly_income": 800}
    assert rulebook.assess(case(work=[job])).outcome == "entitled"
    assert rulebook.assess(case(work=[job], household="couple")).outcome == "needs_specialist"


@pytest.mark.parametrize(
    ("facts", "paths"),
    [
        ({"home_situation": "has_place", "ethos_category": "street"}, [["home_situation", "ethos_category"]]),
        (
            {"ind_decision": {"kind": "residence_ended", "final": "yes", "objection_status": "upheld"}},
            [["ind_decision.final", "ind_decision.objection_status"]],
        ),
        (
            {"work": [JOB], "resident_since": "2026-06-01", "absences": []},
            [["absences", "resident_since", "work[0].start"]],
        ),
        ({"need_indicators": ["none", "debts"]}, [["need_indicators"]]),
    ],
)
def test_what_contradicts_counts_as_unknown_and_raises_the_flag(
    rulebook: Rulebook, case: Make, facts: dict[str, Any], paths: list[list[str]]
) -> None:
    result = rulebook.assess(case(**facts)).to_dict()
    assert result["contradictions"] == paths
    assert "contradiction" in result["flags"]
    assert result["outcome"] != "not_entitled"


def test_until_is_the_first_day_on_which_the_ground_no_longer_holds(rulebook: Rulebook, case: Make) -> None:
    facts = {"work": [ENDED], **UWV}
    until = ground(rulebook.assess(case(**facts)).to_dict(), "retained_under_one_year")["until"]
    assert until == "2027-01-22"
    before = rulebook.assess(case(reference_date="2027-01-21", **facts)).to_dict()
    assert ground(before, "retained_under_one_year")["status"] == "yes"
    assert (
        ground(rulebook.assess(case(reference_date=until, **facts)).to_dict(), "retained_under_one_year")["status"]
        == "contested"
    )


def test_the_timeline_tells_when_the_outcome_changes(rulebook: Rulebook, case: Make) -> None:
    days = rulebook.assess(case(work=[ENDED], **UWV)).to_dict()["timeline"]
    assert [(entry["date"], entry["outcome"]) for entry in days][:2] == [
        ("2026-11-22", "entitled"), ("2027-01-22", "needs_specialist"),
    ]  # fmt: skip
    planned = rulebook.assess(case(work=[{**JOB, "planned_end": "2026-12-31"}], uwv_registered="no")).to_dict()[
        "timeline"
    ]
    assert planned[1]["date"] == "2027-01-01"
    assert planned[1]["outcome"] == "not_yet_demonstrable"


def test_only_what_can_still_matter_is_asked(rulebook: Rulebook, case: Make) -> None:
    nothing = {question.name for question in questions(rulebook.assess({"facts": {}}))}
    assert {"adult", "nationalities", "work", "domestic_violence", "ind_decision"} <= nothing
    assert not {"wish", "consents", "ethos_category", "registration"} & nothing
    worker = {question.name for question in questions(rulebook.assess(case(work=[JOB])))}
    assert not {"family", "student", "sufficient_means", "child_in_education_nl", "uwv_registered"} & worker
    assert "domestic_violence" in worker  # safety is asked whatever the outcome
    told = questions(rulebook.assess(case(work=[{**JOB, "hours_per_week": "unknown"}])))
    assert {"work[0].hours_per_week", "work[0].monthly_income"} & {question.fact for question in told}


def test_an_answered_question_is_not_asked_again(rulebook: Rulebook, case: Make) -> None:
    given = case(work=[], domestic_violence="no", sufficient_means="no")
    assert not {"work", "domestic_violence", "sufficient_means"} & {q.fact for q in questions(rulebook.assess(given))}


def test_engines_that_differ_give_no_answer(rulebook: Rulebook, case: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable.Ruleset, "fired", lambda *_arguments: frozenset({"worker-now"}))
    with pytest.raises(EngineDisagreement, match="worker-now fires in durable_rules only") as error:
        rulebook.assess(case())
    assert len(error.value.reference) == 12


def test_expired_law_is_expired(rulebook: Rulebook, case: Make) -> None:
    """The leave term was four weeks until it became a month; numbers hold from their day on."""
    assert rulebook.parameters["benefit_norm_single"].on("2026-06-30") == 1401.50
    assert rulebook.parameters["benefit_norm_single"].on("2026-07-01") == 1419.46
    assert rulebook.parameters["benefit_norm_single"].on("2025-06-30") == 1345.45
    assert not rulebook.rules["childbirth-within-leave"].in_force("2014-06-18")
