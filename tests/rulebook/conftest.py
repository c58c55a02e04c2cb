"""One rulebook for all tests of the rules: it is immutable."""

from collections.abc import Callable
from typing import Any

import pytest

from rechtentool.rulebook import Rulebook

Facts = dict[str, Any]

KNOWN: Facts = {"adult": "yes", "home_situation": "left", "ind_decision": {"kind": "none"}, "nationalities": ["PL"]}
JOB: Facts = {"kind": "employee", "start": "2026-02-20", "end": None, "hours_per_week": 36}


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return Rulebook.load()


@pytest.fixture(scope="session")
def case() -> Callable[..., dict[str, Any]]:
    """A case with papers for everything, on 22 November 2026."""

    def make(
        evidence: str = "document", reference_date: str = "2026-11-22", reading: str = "cautious", **facts: Any
    ) -> dict[str, Any]:
        facts = {**KNOWN, **facts}
        return {
            "reference_date": reference_date,
            "reading": reading,
            "facts": facts,
            "evidence": dict.fromkeys(facts, evidence),
        }

    return make
