"""The comparison of the two engines: it tells every rule that only one of them fires, in either pass."""

from dataclasses import replace

import pytest

from rechtentool.rulebook import EngineDisagreement, Rulebook
from rechtentool.rulebook.assessment import Assessment, Pass
from rechtentool.rulebook.durable import compare
from rechtentool.rulebook.evaluate import Outcome

WORKER = {
    "reference_date": "2026-11-22",
    "facts": {
        "nationalities": ["PL"],
        "work": [{"kind": "employee", "start": "2026-05-10", "end": None, "hours_per_week": 36}],
        "home_situation": "left",
    },
    "evidence": {"nationalities": "document", "work": "document", "home_situation": "statement"},
}


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return Rulebook.load()


@pytest.fixture
def assessment(rulebook: Rulebook) -> Assessment:
    return rulebook.assess(WORKER, both_engines=False)


def without(one: Pass, decision: str) -> Pass:
    return replace(one, outcomes={**one.outcomes, decision: Outcome(one.value(decision), (), ())})


def test_engines_that_agree_are_silent(rulebook: Rulebook, assessment: Assessment) -> None:
    assert assessment.main.proved is not assessment.main.stated
    compare(rulebook, assessment)


@pytest.mark.parametrize("seen", ["stated", "proved"])
def test_a_rule_that_the_evaluator_misses_is_told(rulebook: Rulebook, assessment: Assessment, seen: str) -> None:
    setattr(assessment.main, seen, without(getattr(assessment.main, seen), "worker"))

    with pytest.raises(EngineDisagreement, match="worker-now fires in durable_rules only"):
        compare(rulebook, assessment)


@pytest.mark.parametrize("seen", ["stated", "proved"])
def test_a_rule_that_durable_rules_misses_is_told(rulebook: Rulebook, assessment: Assessment, seen: str) -> None:
    facts = dict(getattr(assessment.main, seen).facts, working_now="no")
    setattr(assessment.main, seen, replace(getattr(assessment.main, seen), facts=facts))

    with pytest.raises(EngineDisagreement, match="worker-now fires in the evaluator only"):
        compare(rulebook, assessment)


def test_a_stretch_of_work_judged_otherwise_is_told(rulebook: Rulebook, assessment: Assessment) -> None:
    one = assessment.main.stated
    asked = tuple(entry._replace(outcome=Outcome("no", (), ())) for entry in one.stretches)
    assessment.main.stated = replace(one, stretches=asked)

    with pytest.raises(EngineDisagreement, match="genuine-by-hours fires in durable_rules only"):
        compare(rulebook, assessment)
