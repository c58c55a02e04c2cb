"""The cases that are measured are those that the law is tested with."""

from rechtentool.bench.cases import RawCase, half_proved
from tests.law.cases import all_cases


def test_every_worked_case_is_measured_as_it_is_tested(raws: list[RawCase]) -> None:
    assert raws == [case.given for case in all_cases()]


def test_half_proved_changes_only_how_well_every_second_fact_is_proved() -> None:
    facts = {"nationalities": ["PL"], "adult": "yes", "work": []}
    case = {"reference_date": "2026-11-22", "facts": facts, "evidence": dict.fromkeys(facts, "document")}

    assert half_proved(case) == {
        **case,
        "evidence": {"nationalities": "document", "adult": "statement", "work": "document"},
    }
