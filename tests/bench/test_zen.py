"""ZEN, an engine of others, fires exactly the rules that the evaluator fires: on every worked case, in every pass."""

from dataclasses import replace

import pytest

from rechtentool.bench import zen
from rechtentool.bench.cases import RawCase, half_proved
from rechtentool.rulebook import Rulebook
from rechtentool.rulebook.evaluate import Outcome, Split

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def engine(rulebook: Rulebook) -> zen.Zen:
    return zen.Zen(rulebook)


@pytest.mark.parametrize("shape", zen.SHAPES)
def test_zen_fires_the_same_rules_in_every_worked_case(
    rulebook: Rulebook, engine: zen.Zen, raws: list[RawCase], shape: str
) -> None:
    passes = [engine.check(rulebook.assess(raw, both_engines=False), shape) for raw in raws]

    assert sum(passes) >= len(raws) > 500


def test_zen_fires_the_same_rules_when_half_of_the_facts_have_no_paper(
    rulebook: Rulebook, engine: zen.Zen, raws: list[RawCase]
) -> None:
    passes = [engine.check(rulebook.assess(half_proved(raw), both_engines=False), "tables") for raw in raws]

    assert sum(passes) > 1.5 * len(raws)


def test_a_rule_that_only_one_of_them_fires_is_told(rulebook: Rulebook, engine: zen.Zen) -> None:
    assessment = rulebook.assess(worker(), both_engines=False)
    one = assessment.main.stated
    silenced = {**one.outcomes, "worker": Outcome("yes", (), ())}
    assessment.main.stated = assessment.main.proved = replace(one, outcomes=silenced)

    with pytest.raises(zen.Disagreement, match=r"only ZEN: \['worker-now'\]"):
        engine.check(assessment, "tables")


def test_a_stretch_of_work_that_they_judge_otherwise_is_told(rulebook: Rulebook, engine: zen.Zen) -> None:
    assessment = rulebook.assess(worker(), both_engines=False)
    one = assessment.main.stated
    asked = tuple(entry._replace(outcome=Outcome("no", (), ())) for entry in one.stretches)
    assessment.main.stated = assessment.main.proved = replace(one, stretches=asked)

    with pytest.raises(zen.Disagreement, match=r"only ZEN: \['genuine-by-hours'\]"):
        engine.check(assessment, "tables")


def test_no_rule_holds_on_nothing(engine: zen.Zen) -> None:
    tables = engine.evaluate(engine.graph(DAY, "tables"), {"work_stretches": []})

    assert len(tables) > 50
    assert [name for name, rows in tables.items() if rows] == []


def test_facts_are_given_as_far_as_they_are_known(rulebook: Rulebook) -> None:
    one = rulebook.assess(worker(), both_engines=False).main.stated
    facts = {
        "said": "yes",
        "unknown": None,
        "family.relation": "partner",
        "months": (3, 5),
        "disputed_months": Split((3, 5), (4, 9)),
        "disputed_and_unknown": Split(None, (4, 9)),
        "disputed_word": Split("yes", "no"),
    }

    known = zen.flat(replace(one, facts=facts, stretches=()))

    assert known == {
        "said": "yes",
        "family__relation": "partner",
        "months__least": 3,
        "months__most": 5,
        "disputed_months__least": 3,
        "disputed_months__most": 9,
        "work_stretches": [],
    }


def worker() -> RawCase:
    facts = {
        "nationalities": ["PL"],
        "work": [{"kind": "employee", "start": "2026-05-10", "end": None, "hours_per_week": 36}],
    }
    return {"reference_date": DAY, "facts": facts, "evidence": dict.fromkeys(facts, "document")}
