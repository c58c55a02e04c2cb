"""The judges can see: each finds the fault it is there for, and nothing in a page that has none."""

from collections.abc import Callable
from contextlib import closing

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from tests.browser.judges import PHONE_WIDTH, Watch, axe, no_sideways_scroll, validate_html

GOOD = """<!DOCTYPE html>
<html lang="nl"><head><meta charset="utf-8"><title>Goed</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Goed</h1>{}</main></body></html>"""


def show(page: Page, fragment: str) -> None:
    page.set_content(GOOD.format(fragment))


def test_a_good_page_passes_every_judge(page: Page) -> None:
    show(page, "<p>Tekst</p>")
    assert axe(page) == []
    assert no_sideways_scroll(page) == []
    assert validate_html(GOOD.format("<p>Tekst</p>")) == []


@pytest.mark.parametrize(
    ("fragment", "rule"),
    [
        ('<input type="text">', "label"),
        ('<img src="data:,">', "image-alt"),
        ('<p style="color: #aaa">Te licht</p>', "color-contrast"),
        ("<h3>Een kop te diep</h3>", "heading-order"),
        ('<p><a href="#a">a</a><a href="#b">b</a></p>', "target-size"),
    ],
)
def test_axe_finds_a_barrier(page: Page, fragment: str, rule: str) -> None:
    show(page, fragment)
    found = axe(page)
    assert any(complaint.startswith(f"{rule}:") for complaint in found), found


@pytest.mark.parametrize(
    ("fragment", "rule"),
    [
        ('<p id="a"></p><p id="a"></p>', "no-dup-id"),
        ("<p><div>Een blok in een alinea</div></p>", "close-order"),
        ('<p style="color: red">Stijl</p>', "no-inline-style"),
        ("<ul><p>Geen punt</p></ul>", "element-permitted-content"),
        ('<button class="a">Zonder soort</button>', "no-implicit-button-type"),
    ],
)
def test_the_validator_finds_a_fault(fragment: str, rule: str) -> None:
    found = validate_html(GOOD.format(fragment))
    assert any(f"({rule})" in complaint for complaint in found), found


def test_sideways_scrolling_is_found_and_named(page: Page) -> None:
    show(page, '<div id="broad" style="width: 400px">Breed</div>')
    found = no_sideways_scroll(page)
    assert any('id="broad"' in complaint for complaint in found), found
    assert page.evaluate("innerWidth") == PHONE_WIDTH


def test_what_scrolls_in_its_own_box_is_no_sideways_scrolling(page: Page) -> None:
    show(page, '<div style="overflow-x: auto" tabindex="0"><div style="width: 400px">Breed</div></div>')
    assert no_sideways_scroll(page) == []


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<script>1</script>", "console: Executing inline script violates"),
        ('<p style="color: red">Rood</p>', "console: Applying inline style violates"),
        ('<img alt="" src="/nergens.png">', "404: "),
        ('<script src="/fault.js"></script>', "script: nothing is not defined"),
    ],
)
def test_what_goes_wrong_in_a_page_is_written_down(
    body: str, complaint: str, browser: Browser, serve: Callable[[Flask], str]
) -> None:
    app = Flask("bad")
    policy = {"Content-Security-Policy": "default-src 'self'"}
    app.add_url_rule("/", "page", lambda: (GOOD.format(body), policy))
    app.add_url_rule("/fault.js", "script", lambda: ("nothing()", {"Content-Type": "text/javascript"}))
    app.add_url_rule("/favicon.ico", "icon", lambda: ("", 204))
    watch = Watch()
    with closing(browser.new_context()) as context:
        watch.over(context)
        context.new_page().goto(serve(app))
        context.pages[0].wait_for_load_state("networkidle")
    assert len(watch.complaints) == 1
    assert watch.complaints[0].startswith(complaint)
