"""Answers in words, as a person would read them."""

from typing import Any

import pytest

from rechtentool.core.languages import translator
from rechtentool.core.paths import RULES
from rechtentool.core.rules import get_rulebook
from rechtentool.intake import wording
from rechtentool.intake.presentation import contacts
from rechtentool.rulebook.yamlfile import read


def said(fact: str, value: Any, language: str = "nl") -> list[str]:
    return wording.value(wording.field_of(get_rulebook(), fact), value, translator(language))


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [
        ("adult", "yes", ["Ja"]),
        ("adult", "unknown", ["Weet ik niet"]),
        ("adult", None, ["nog niet bekend"]),
        ("nationalities", ["PL", "NO"], ["Polen", "Noorwegen"]),
        ("nationalities", ["XX"], ["Staatloos"]),
        ("arrived_on", "2026-03-05", ["5 maart 2026"]),
        ("arrived_on", "2026-03", ["maart 2026"]),
        ("arrived_on", "2026", ["2026"]),
        ("arrived_on", "2026-03-01/2026-03-20", ["tussen 1 maart 2026 en 20 maart 2026"]),
        ("nights_in_shelter", 12, ["12"]),
        ("nights_in_shelter", "20/36", ["20 tot 36"]),
        ("work", [], ["Nooit in Nederland gewerkt"]),
        ("work[0].monthly_income", 2250, ["€\xa02.250,00"]),
        ("work[0].end", None, ["Loopt nog"]),
        ("family", {"relation": "spouse"}, ["Band met het familielid: Getrouwd met dit familielid"]),
    ],
)
def test_a_value_is_said_as_a_person_reads_it(fact: str, value: Any, words: list[str]) -> None:
    assert said(fact, value) == words


def test_every_period_of_work_is_a_line_with_the_names_of_its_parts() -> None:
    jobs = [{"kind": "agency", "start": "2026-01-05", "end": None}, {"kind": "self_employed"}]
    assert said("work", jobs) == [
        "Soort werk: Via een uitzendbureau · Begin van het werk: 5 januari 2026 · Einde van het werk: Loopt nog",
        "Soort werk: Als zelfstandige of met een eigen bedrijf",
    ]


def test_days_and_countries_follow_the_language() -> None:
    assert said("arrived_on", "2026-03-05", "pl") == ["5 marca 2026"]
    assert said("nationalities", ["PL"], "ro") == ["Polonia"]


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("adult", "18 jaar of ouder"),
        ("ind_decision.date", "Besluit van de IND: Datum van het besluit"),
        ("work[1].end", "Periode met werk 2: Einde van het werk"),
        ("no_longer_there", "no_longer_there"),
    ],
)
def test_a_fact_and_its_parts_have_names(path: str, label: str) -> None:
    assert wording.label(get_rulebook(), path, translator("nl")) == label


def test_whom_to_call_belongs_to_steps_and_sources_that_exist() -> None:
    rulebook = get_rulebook()
    steps = {rule.then for rule in rulebook.decisions["steps"].rules}
    assert set(contacts()) <= steps
    listed = read((RULES / "contacts.yaml").read_text(encoding="utf-8"), "contacts.yaml", lines=False)
    assert {source for entry in listed.values() for source in entry["sources"]} <= set(rulebook.sources)
