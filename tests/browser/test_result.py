"""What came out of a case, in a real browser: before the judges, above the fold, on one sheet of paper."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rechtentool.accounts import demo
from rechtentool.core.languages import LANGUAGES, Translator, translator
from rechtentool.documents import tonight
from tests.browser.judges import axe, every_fault, no_sideways_scroll
from tests.demo_desk import Desk, Filled, close, fill, open_desk
from tests.webapp import email_of

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "recommendation.png"
"""What README.md shows. Taken anew with: TAKE_PICTURE=1 .venv/bin/pytest tests/browser/test_result.py -k picture"""

A4 = {"format": "A4", "prefer_css_page_size": True}
LONGER = "ut labore et dolore magna aliqua enim ad minim veniam quis nostrud exercitation "


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return fill(sqlite_template, tmp_path_factory.mktemp("cases"))


@pytest.fixture
def desk(filled: Filled, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(filled, tmp_path)
    yield opened
    close(opened)


@pytest.fixture
def address(desk: Desk, serve: Callable[..., str]) -> str:
    return serve(desk.app)


def sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator("#email").fill(email_of("intake"))
    page.locator("#password").fill(demo.PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"^(?!.*/sign-in)"))


def sheets(page: Page) -> int:
    """How many sheets of A4 the page takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(**A4)))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_about_a_result_passes_the_judges(page: Page, address: str, desk: Desk, language: str) -> None:
    sign_in(page, address)
    pages = [
        desk.address("greenhouse"),
        desk.address("nine-months-ago"),
        desk.address("not-at-uwv"),
        f"{desk.address('fled')}?private=1&",
        f"{desk.address('fled', 'trail')}?private=1&",
        f"/documents/cases/{desk.cases['not-at-uwv']}/tonight",
        f"/documents/cases/{desk.cases['fled']}/tonight?safety=1&",
    ]
    faults = {path: every_fault(page, f"{address}{path}{'' if '?' in path else '?'}lang={language}") for path in pages}
    assert {path: found for path, found in faults.items() if found} == {}


def test_what_is_folded_passes_the_judges_too(page: Page, address: str, desk: Desk) -> None:
    sign_in(page, address)
    page.goto(f"{address}{desk.address('not-at-uwv')}")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert axe(page) == []
    assert no_sideways_scroll(page) == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (320, 568)])
def test_the_outcome_is_seen_without_scrolling(
    new_context: Callable[..., BrowserContext], address: str, desk: Desk, width: int, height: int
) -> None:
    page = new_context(viewport={"width": width, "height": height}).new_page()
    sign_in(page, address)
    for case in desk.cases:
        page.goto(f"{address}{desk.address(case)}")
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport(ratio=1)


def test_a_worker_records_and_prints(page: Page, address: str, desk: Desk) -> None:
    sign_in(page, address)
    page.goto(f"{address}{desk.address('not-at-uwv')}")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_text("De aanbeveling is vastgelegd.")).to_be_visible()
    expect(page.get_by_role("button", name="Vastleggen")).to_have_count(0)
    page.get_by_role("link", name="Papier voor vannacht").click()
    expect(page.get_by_role("button", name="Afdrukken")).to_be_visible()
    page.get_by_role("link", name="Aanbeveling voor").click()
    page.get_by_role("link", name="Logboek van dit dossier").click()
    expect(page.get_by_role("heading", name="Aanbeveling vastgelegd")).to_be_visible()
    expect(page.get_by_role("heading", name="Papier afgedrukt")).to_be_visible()


def test_what_is_for_the_worker_alone_is_never_printed(page: Page, address: str, desk: Desk) -> None:
    sign_in(page, address)
    page.goto(f"{address}{desk.address('fled')}")
    expect(page.get_by_text("Veilig Thuis")).to_have_count(0)
    page.get_by_role("link", name="Toon, niemand kijkt mee").click()
    expect(page.get_by_role("link", name="Bel Veilig Thuis: 0800-2000")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Bel Veilig Thuis: 0800-2000")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_without_scripts_no_button_promises_to_print(
    new_context: Callable[..., BrowserContext], address: str, desk: Desk
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    sign_in(page, address)
    page.goto(f"{address}/documents/cases/{desk.cases['not-at-uwv']}/tonight")
    expect(page.get_by_role("button", name="Papier aanpassen")).to_be_visible()
    expect(page.get_by_role("button", name="Afdrukken")).to_have_count(0)


@pytest.mark.parametrize("language", ["pl", "ro"])
def test_every_paper_is_one_sheet(page: Page, address: str, desk: Desk, language: str) -> None:
    sign_in(page, address)
    found = {}
    for case, number in desk.cases.items():
        page.goto(f"{address}/documents/cases/{number}/tonight?language={language}&safety=1")
        found[case] = sheets(page)
    assert found == dict.fromkeys(desk.cases, 1)


def test_the_fullest_paper_is_one_sheet_in_a_language_a_quarter_longer_than_dutch(
    page: Page, address: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    say = Translator.gettext

    def longer(self: Translator, message: str, /, **values: object) -> str:
        dutch = say(translator("nl"), message, **values)
        return dutch if self.language.code == "nl" else dutch + " " + (LONGER * 9)[: len(dutch) // 4]

    monkeypatch.setattr(Translator, "gettext", longer)
    desk.save("not-at-uwv", minor_children_present="yes", domestic_violence="yes", exploitation_signals=["violence"])
    sign_in(page, address)
    paper = f"{address}/documents/cases/{desk.cases['not-at-uwv']}/tonight?safety=1"
    page.goto(paper)
    assert sheets(page) == 1
    monkeypatch.setattr(tonight, "EXPLAINED", 12)
    page.goto(paper)
    assert sheets(page) == 2  # the measure sees a second sheet when there is one


def test_the_picture_in_the_readme_can_be_taken_and_is_small(
    new_context: Callable[..., BrowserContext], address: str, desk: Desk, tmp_path: Path
) -> None:
    page = new_context(viewport={"width": 1280, "height": 1120}).new_page()
    sign_in(page, address)
    page.goto(f"{address}{desk.address('order-picker')}")
    file = PICTURE if os.environ.get("TAKE_PICTURE") else tmp_path / "recommendation.png"
    page.screenshot(path=file, animations="disabled")
    assert 20_000 < file.stat().st_size < 300_000
