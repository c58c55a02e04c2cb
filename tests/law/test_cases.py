"""Every worked case of rules/cases comes out as the law says."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from rechtentool.rulebook import Rulebook
from tests.law.cases import FOLDER, Case, all_cases, mismatches

CASES = all_cases()


@cache
def rulebook() -> Rulebook:
    return Rulebook.load()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_worked_case(case: Case) -> None:
    told = mismatches(case.expect, rulebook().assess(case.given).to_dict())
    assert not told, f"rules/cases/{case} ({case.why})\n" + "\n".join(told)


def test_every_file_has_cases_and_every_case_its_own_id() -> None:
    assert {case.file for case in CASES} == {path.name for path in FOLDER.iterdir()}
    assert [name for name, times in Counter(case.id for case in CASES).items() if times > 1] == []


def test_every_case_says_what_it_rests_on() -> None:
    origins = {"reasoned", "court", "official"}
    silent = [str(c) for c in CASES if not (c.origin in origins and c.sources and c.why and c.expect)]
    assert silent == []


def test_a_decided_case_names_the_ruling() -> None:
    rulings = ("cjeu-", "crvb-", "rvs-", "rb")
    unnamed = [case.id for case in CASES if case.origin == "court" and not case.sources[0].startswith(rulings)]
    assert unnamed == []
