"""What a case may look like, and that every fault is told with its path, what was found and what is accepted."""

from typing import Any

import pytest

from rechtentool.rulebook import CaseError, Rulebook


def faults(rulebook: Rulebook, **case: Any) -> dict[str, tuple[str, str]]:
    with pytest.raises(CaseError) as error:
        rulebook.read({"reference_date": "2026-11-22", **case})
    return {fault.path: (fault.found, fault.accepted) for fault in error.value.faults}


def test_every_fault_is_told_at_once(rulebook: Rulebook) -> None:
    found = faults(
        rulebook,
        reading="strict",
        surprise=1,
        facts={
            "adultt": "yes",
            "adult": True,
            "work": [{"start": "2027-01-01", "hours": 3}],
            "nationalities": ["Poland"],
        },
        evidence={"adult": "sworn", "nothing": "document"},
    )
    assert set(found) == {
        "surprise", "reading", "facts.adultt", "facts.adult", "facts.work[0].start", "facts.work[0].hours",
        "facts.nationalities[0]", "evidence.adult", "evidence.nothing",
    }  # fmt: skip
    assert found["facts.adultt"] == ("adultt", "adult")
    assert found["facts.adult"] == ("True", "yes, no, unknown")
    assert "cautious" in found["reading"][1]


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"work": [{"start": "2026-10-10", "end": "2026-01-01"}]}, "facts.work[0].end"),
        ({"absences": [{"from": "2025-05-01", "to": "2025-04-01"}]}, "facts.absences[0].to"),
        ({"ind_decision": {"left_on": "2025-05-01", "returned_on": "2025-04-01"}}, "facts.ind_decision.returned_on"),
        ({"arrived_on": "2026-11-23"}, "facts.arrived_on"),
        ({"work": [{"hours_per_week": -1}]}, "facts.work[0].hours_per_week"),
        ({"work": [{"hours_per_week": "36/20"}]}, "facts.work[0].hours_per_week"),
        ({"work": {"start": "2026-10-10"}}, "facts.work"),
        ({"family": "spouse"}, "facts.family"),
    ],
)
def test_impossible_values_are_refused(rulebook: Rulebook, facts: dict[str, Any], path: str) -> None:
    assert set(faults(rulebook, facts=facts)) == {path}


@pytest.mark.parametrize("raw", [None, [], "facts", 7])
def test_what_is_no_case_is_refused(rulebook: Rulebook, raw: Any) -> None:
    with pytest.raises(CaseError):
        rulebook.read(raw)


def test_unknown_is_the_same_as_absent(rulebook: Rulebook) -> None:
    empty = rulebook.read({"reference_date": "2026-11-22", "facts": {}})
    unknown = dict.fromkeys(rulebook.vocabulary, "unknown")
    assert rulebook.read({"reference_date": "2026-11-22", "facts": unknown}) == empty


def test_a_month_that_has_begun_ends_today(rulebook: Rulebook) -> None:
    case = rulebook.read({"reference_date": "2026-11-22", "facts": {"arrived_on": "2026-11"}})
    assert case.values["arrived_on"].latest == case.today


def test_what_is_not_proved_disappears_from_the_proved_view(rulebook: Rulebook) -> None:
    case = rulebook.read(
        {
            "reference_date": "2026-11-22",
            "facts": {
                "adult": "yes",
                "seeking_work": "yes",
                "work": [{"kind": "employee", "evidence": "document"}, {"kind": "agency", "evidence": "statement"}],
                "absences": [{"from": "2025-01-01", "evidence": "document"}, {"from": "2026-01-01"}],
            },
            "evidence": {"adult": "official", "seeking_work": "none"},
        }
    )
    stated, proved = case.view(1), case.view(2)
    assert set(stated) == {"adult", "work", "absences"}  # what rests on nothing at all is unknown
    assert len(stated["work"]) == 2
    assert set(proved) == {"adult", "work"}  # hiding one absence would favour without proof: all of them or none
    assert [job["kind"] for job in proved["work"]] == ["employee"]


def test_a_job_without_any_proof_stays_as_one_of_which_nothing_is_known(rulebook: Rulebook) -> None:
    case = rulebook.read({"facts": {"work": [{"kind": "employee", "evidence": "none"}]}})
    assert case.view(1)["work"] == [{}]
    assert "work" not in case.view(2)
