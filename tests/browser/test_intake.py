"""Worked cases filled in through a real browser, and every page of questions before the judges."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from rechtentool.accounts import demo
from rechtentool.core.database import db
from rechtentool.core.languages import LANGUAGES
from rechtentool.core.rules import get_rulebook
from rechtentool.rulebook.model import Field as Word
from tests.browser.judges import judge
from tests.webapp import email_of, make_app

TODAY = date(2026, 11, 22)
TOPICS = [entry["id"] for entry in get_rulebook().topics]


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(sqlite_url, tmp_path, TODAY=TODAY)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def address(app: Flask, serve: Callable[[Flask], str]) -> str:
    return serve(app)


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator("#email").fill(email_of("intake"))
    page.locator("#password").fill(demo.PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(f"{address}/intake")


def open_case(page: Page, address: str, language: str = "Polski") -> str:
    """Opens a case through the page; gives its address."""
    sign_in(page, address)
    page.get_by_role("radio", name=language).check()
    page.get_by_role("button", name="Intake beginnen").click()
    page.wait_for_url(f"{address}/intake/cases/*")
    return page.url


# Worked cases.


@dataclass(frozen=True)
class Worked:
    """A person of whom these facts are known, all seen on paper, and what must come out."""

    id: str
    facts: Mapping[str, Any]
    outcome: str
    says: tuple[str, ...] = ()
    """What the page of the recommendation says too."""
    never_asked: tuple[str, ...] = field(default=())
    """Topics that cannot matter any more when the questions get there."""


KNOWN_OF_ALL = {"adult": "yes", "home_situation": "left"}

WORKED = [
    Worked(
        "new worker on the street",
        {
            "nationalities": ["PL"],
            "arrived_on": "1-11-2026",
            "safe_place_tonight": "no",
            "need_indicators": ["addiction", "no_network"],
            "ind_decision": {"kind": "none"},
            "work": [
                {"kind": "agency", "start": "3-11-2026", "end": None, "hours_per_week": "32", "contract": "agency"},
            ],
        },
        "Recht op gelijke behandeling",
        ("Spoed",),
        never_asked=("means", "training", "job_search"),
    ),
    Worked(
        "five months of work, then the contract ended",
        {
            "nationalities": ["BG"],
            "arrived_on": "10-2-2026",
            "uwv_registered": "yes",
            "uwv_registered_on": "25-7-2026",
            "need_indicators": ["debts"],
            "ind_decision": {"kind": "none"},
            "work": [
                {
                    "kind": "employee",
                    "start": "20-2-2026",
                    "end": "22-7-2026",
                    "hours_per_week": "36",
                    "contract": "fixed_term",
                    "end_reason": "contract_expired",
                }
            ],
        },
        "Recht op gelijke behandeling",
        ("22 januari 2027",),
    ),
    Worked(
        "ill and not registered",
        {
            "nationalities": ["HU"],
            "arrived_on": "10-1-2026",
            "uwv_registered": "no",
            "incapacity": "temporary",
            "need_indicators": ["physical_illness"],
            "ind_decision": {"kind": "none"},
            "work": [
                {
                    "kind": "agency",
                    "start": "1-2-2026",
                    "end": "1-9-2026",
                    "hours_per_week": "36",
                    "contract": "agency",
                    "end_reason": "illness",
                }
            ],
        },
        "Recht op gelijke behandeling",
    ),
    Worked(
        "a fresh decision of the IND",
        {
            "nationalities": ["PL"],
            "arrived_on": "10-1-2024",
            "work": [],
            "ind_decision": {"kind": "residence_ended", "date": "12-11-2026", "objection_status": "none"},
        },
        "Eerst moet een specialist meekijken",
        ("10 december 2026",),
    ),
    Worked(
        "mother of a schoolchild",
        {
            "nationalities": ["PL"],
            "arrived_on": "1-3-2022",
            "minor_children_present": "yes",
            "child_in_education_nl": "yes",
            "parent_worked_in_nl": "yes",
            "primary_carer": "yes",
            "uwv_registered": "no",
            "ind_decision": {"kind": "none"},
            "work": [
                {
                    "kind": "employee",
                    "start": "1-5-2022",
                    "end": "30-9-2023",
                    "hours_per_week": "24",
                    "contract": "fixed_term",
                    "end_reason": "contract_expired",
                }
            ],
        },
        "Recht op gelijke behandeling",
    ),
]


def fill(page: Page, name: str, word: Word, value: Any) -> None:
    """Answers one question the way its field asks for."""
    if word.type == "object":
        for part, inner in value.items():
            if page.locator(f"[name='{name}-{part}']").count():
                fill(page, f"{name}-{part}", word.fields[part], inner)
    elif word.type == "items":
        fill_periods(page, name, word, value)
    elif word.countries:
        page.locator(f"#{name}").select_option(value[0])
    elif word.type == "list":
        for each in value:
            page.locator(f"input[name='{name}'][value='{each}']").check()
    elif word.type in ("date", "number"):
        if value is None:
            page.locator(f"input[name='{name}-beside'][value='lasting']").check()
        else:
            page.locator(f"#{name}").fill(value)
    else:
        page.locator(f"input[name='{name}'][value='{value}']").check()


def fill_periods(page: Page, name: str, word: Word, periods: list[Mapping[str, Any]]) -> None:
    if not periods:
        page.locator(f"input[name='beside-{name}'][value='none']").check()
    for index, period in enumerate(periods):
        for part, inner in period.items():
            fill(page, f"{name}-{index}-{part}", word.fields[part], inner)
        page.locator(f"#{name}-{index}-evidence").select_option("document")


def go_through(page: Page, facts: Mapping[str, Any]) -> list[str]:
    """Answers what is asked and known, page after page, until nothing is asked any more; gives the topics seen."""
    vocabulary = get_rulebook().vocabulary
    visited: list[str] = []
    page.get_by_role("link", name="Verder met").click()
    while "/questions/" in page.url:
        topic = page.url.rsplit("/", 1)[1].partition("#")[0]
        visited.append(topic)
        assert len(visited) < 40, visited
        asked = page.locator("input[name=asked]").input_value().split()
        for fact in [fact for fact in facts if vocabulary[fact].texts["topic"] == topic]:
            if any(name == fact or name.startswith(f"{fact}-") for name in asked):
                fill(page, fact, vocabulary[fact], facts[fact])
                page.locator(f"#evidence-{fact}").select_option("document")
        with page.expect_navigation():
            page.locator("main form .utrecht-button-group button").first.click()
    return visited


@pytest.mark.parametrize("worked", WORKED, ids=[worked.id for worked in WORKED])
def test_a_worked_case_comes_out_as_it_must(page: Page, address: str, worked: Worked) -> None:
    open_case(page, address)
    visited = go_through(page, {**KNOWN_OF_ALL, **worked.facts})
    for topic in worked.never_asked:
        assert topic not in visited
    page.get_by_role("link", name="Naar de aanbeveling").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(worked.outcome)
    for words in worked.says:
        expect(page.get_by_text(words).first).to_be_visible()


# What a worker does besides.


def test_a_job_is_added_and_taken_away_again(page: Page, address: str) -> None:
    case = open_case(page, address)
    page.goto(f"{case}/questions/work")
    page.locator("#work-0-start").fill("2-2026")
    page.get_by_role("button", name="Nog een periode toevoegen").click()
    expect(page.locator("#work-0-start")).to_have_value("2-2026")
    page.locator("#work-1-start").fill("6-2026")
    page.get_by_role("button", name="Periode 1 weghalen").click()
    expect(page.locator("#work-0-start")).to_have_value("6-2026")
    expect(page.locator("#work-1-start")).to_have_count(0)


def test_the_enter_key_saves_and_takes_nothing_away(page: Page, address: str) -> None:
    case = open_case(page, address)
    page.goto(f"{case}/questions/work")
    page.locator("#work-0-start").fill("2-2026")
    page.locator("#work-0-start").press("Enter")
    page.wait_for_url(f"{case}/questions/*")
    page.goto(f"{case}/questions/work")
    expect(page.locator("#work-0-start")).to_have_value("2-2026")


def test_an_error_leads_to_its_field_and_keeps_what_was_typed(page: Page, address: str) -> None:
    case = open_case(page, address)
    page.goto(f"{case}/questions/work")
    page.locator("#work-0-start").fill("5-2026")
    page.locator("#work-0-end").fill("4-2026")
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name="Opslaan en verder").click()
    assert judge(page, navigation.value.text()) == []
    summary = page.get_by_role("group", name="Dit klopt nog niet")
    expect(summary).to_be_focused()
    summary.get_by_role("link").click()
    expect(page.locator("#work-0-end")).to_be_focused()
    expect(page.locator("#work-0-end")).to_have_value("4-2026")
    expect(page.locator("#work-0-end")).to_have_accessible_description(re.compile("Het einde ligt voor het begin"))


def test_two_tabs_on_one_case(new_context: Callable[..., BrowserContext], address: str) -> None:
    context = new_context()
    first = context.new_page()
    case = open_case(first, address)
    second = context.new_page()
    for page, day in ((first, "3-2026"), (second, "5-2026")):
        page.goto(f"{case}/questions/stay")
        page.locator("#arrived_on").fill(day)
    first.get_by_role("button", name="Opslaan en verder").click()
    first.wait_for_url(f"{case}/questions/children")
    with second.expect_navigation() as navigation:
        second.get_by_role("button", name="Opslaan en verder").click()
    assert navigation.value.status == 409
    assert judge(second, navigation.value.text()) == []
    second.get_by_role("radio", name="Mijn antwoord: mei 2026").check()
    second.get_by_role("button", name="Opslaan en verder").click()
    second.goto(f"{case}/questions/stay")
    expect(second.locator("#arrived_on")).to_have_value("5-2026")


def test_answers_about_safety_stay_off_the_screen(page: Page, address: str) -> None:
    case = open_case(page, address)
    page.goto(f"{case}/questions/safety")
    page.locator("#domestic_violence").get_by_role("radio", name="Ja").check()
    page.get_by_role("button", name="Opslaan en verder").click()
    page.wait_for_url(f"{case}/questions/person")
    page.get_by_role("link", name="Veiligheid", exact=True).click()
    expect(page.get_by_text("Hier staat al een antwoord.")).to_be_visible()
    expect(page.locator("#domestic_violence input:checked")).to_have_count(0)
    page.get_by_role("link", name="Laten zien als niemand meekijkt").click()
    expect(page.locator("#domestic_violence input[value=yes]")).to_be_checked()
    expect(page.locator("main [lang=pl]")).to_have_count(0)
    page.get_by_role("link", name="Antwoorden over veiligheid verbergen").click()
    expect(page.locator("#domestic_violence input:checked")).to_have_count(0)


# Every page.


def test_an_intake_half_way_passes_the_judges(page: Page, address: str) -> None:
    """With answers, a reminder, a contradiction, two periods and hidden answers."""
    case = open_case(page, address)
    for topic, boxes in (
        ("tonight", ["safe_place_tonight=no"]),
        ("safety", ["domestic_violence=yes"]),
        ("home", ["home_situation=has_place"]),
        ("ind", ["ind_decision-kind=residence_ended"]),
        ("work", ["work-0-kind=agency"]),
    ):
        page.goto(f"{case}/questions/{topic}?questions=all")
        for name, _, value in (box.partition("=") for box in boxes):
            page.locator(f"input[name='{name}'][value='{value}']").check()
        with page.expect_navigation():
            page.get_by_role("button", name="Opslaan en verder").click()
    for path in ("", *(f"/questions/{topic}" for topic in ("safety", "safety?private=1", "ind", "work", "home"))):
        response = page.goto(f"{case}{path}")
        assert response is not None
        page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
        assert judge(page, response.text()) == [], path
    page.goto(case)
    expect(page.get_by_text("Antwoorden spreken elkaar tegen")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_questions_passes_the_judges(page: Page, address: str, language: str) -> None:
    case = open_case(page, address, "Română" if language == "pl" else "Polski")
    faults: dict[str, list[str]] = {}
    for path in ("", *(f"/questions/{topic}?questions=all" for topic in TOPICS)):
        response = page.goto(f"{case}{path}{'&' if '?' in path else '?'}lang={language}")
        assert response is not None
        page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true; })")
        found = judge(page, response.text())
        if found:
            faults[path] = found
    assert faults == {}
    assert page.locator("html").get_attribute("lang") == language
