"""The page skeleton and every macro, in every language, before the judges; and what a keyboard and paper make of it."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from rechtentool.core.languages import LANGUAGES
from tests.browser.judges import every_fault, judge
from tests.browser.style_page import create_style_app


@pytest.fixture
def address(serve: Callable[[Flask], str]) -> str:
    return serve(create_style_app())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_macro_passes_the_judges(page: Page, address: str, language: str) -> None:
    assert every_fault(page, f"{address}/?lang={language}") == []
    assert page.locator("html").get_attribute("lang") == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_macro_passes_the_judges_with_errors(page: Page, address: str, language: str) -> None:
    page.goto(f"{address}/?lang={language}")
    with page.expect_navigation() as navigation:
        page.locator("main form .nl-button--primary").click()
    assert judge(page, navigation.value.text()) == []


@pytest.mark.parametrize("code", [400, 403, 404, 409, 429, 500, 503])
def test_the_error_page_passes_the_judges(page: Page, address: str, code: int) -> None:
    response = page.goto(f"{address}/error/{code}")
    assert response is not None
    assert response.status == code
    assert judge(page, response.text()) == []


def test_an_error_stands_beside_its_field_and_the_summary_leads_to_it(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#name").fill("Iemand")
    page.locator("main form .nl-button--primary").click()

    summary = page.get_by_role("group", name="Dit klopt nog niet")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Fout: Stijlpagina – Rechtentool")
    expect(page.locator("#name")).to_have_value("Iemand")
    expect(page.locator("#name")).not_to_have_attribute("aria-invalid", "true")

    hours = page.locator("#hours")
    expect(hours).to_have_attribute("aria-invalid", "true")
    expect(hours).to_have_accessible_description(
        "uur Vul een heel getal in, bijvoorbeeld 12. Vul een getal in van 1 tot en met 168."
    )
    summary.get_by_role("link", name="Hoeveel uur per week? – Vul een heel getal in").click()
    expect(hours).to_be_focused()

    summary.get_by_role("link", name="Kunt u vannacht ergens veilig slapen?").click()
    expect(page.get_by_role("radio", name="Ja")).to_be_focused()


def test_the_second_language_stands_under_the_first(page: Page, address: str) -> None:
    page.goto(address)
    second = page.locator("fieldset#safe legend [lang=pl]")
    expect(second).to_be_visible()
    page.goto(f"{address}/?lang=pl")
    expect(page.locator("fieldset#safe legend")).to_be_visible()
    expect(second).to_have_count(0)  # the page itself is in Polish now


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_focus_is_seen_everywhere(page: Page, address: str) -> None:
    page.goto(address)
    stops = page.locator("a:visible, button:visible, input:visible, select:visible, textarea:visible, summary:visible")
    unseen = []
    for stop in stops.all():
        stop.focus()
        page.keyboard.press("Shift")  # from now on the browser takes it for a keyboard's focus
        seen = stop.evaluate(
            """element => [element, element.closest("label")].filter(Boolean).some(part => {
                const style = getComputedStyle(part);
                return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
            })"""
        )
        if not seen:
            unseen.append(stop.evaluate("element => element.outerHTML.slice(0, 120)"))
    assert unseen == []


def test_paper_carries_no_navigation(page: Page, address: str) -> None:
    page.goto(address)
    only_on_a_screen = [
        *(page.locator(f"nav[aria-label={name}]") for name in ("Taal", "Kruimelpad", "Voortgang", "Menu")),
        page.locator("button", has_text="Opslaan en verder"),
    ]
    for part in only_on_a_screen:
        expect(part).to_be_visible()
    page.emulate_media(media="print")
    for part in only_on_a_screen:
        expect(part).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
