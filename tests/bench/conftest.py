"""One rulebook and one list of cases for all tests here: reading them takes longer than any test."""

import pytest

from rechtentool.bench.cases import RawCase, worked_cases
from rechtentool.rulebook import Rulebook


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return Rulebook.load()


@pytest.fixture(scope="session")
def raws() -> list[RawCase]:
    return worked_cases()
