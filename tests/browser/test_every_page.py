"""Every page that an address alone leads to, as each role sees it, in every language, before the judges."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from rechtentool.accounts import demo
from rechtentool.core.database import db
from rechtentool.core.languages import LANGUAGES
from tests.browser.judges import every_fault
from tests.webapp import email_of, make_app

VISITORS = (None, *(account.role for account in demo.ACCOUNTS))
"""Nobody in particular first, then each role of the demonstration."""


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(sqlite_url, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


def pages(app: Flask) -> list[str]:
    """The addresses of all pages that need nothing but their address, but for those of signing in.

    test_accounts.py goes through those in their order; asked for out of order, some of them sign out.
    """
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
        and not rule.arguments
        and not rule.endpoint.startswith("security.")
        and rule.rule not in ("/healthz", "/readyz")
    ]


def answers(page: Page, address: str, paths: list[str]) -> dict[str, int]:
    """The status this visitor gets for each of ``paths``; a page (200) is HTML, what else there is is left out."""
    found = {path: page.request.get(f"{address}{path}", max_redirects=0) for path in paths}
    return {
        path: response.status
        for path, response in found.items()
        if response.status != 200 or response.headers["content-type"].startswith("text/html")
    }


def sign_in(page: Page, address: str, role: str) -> None:
    """Signs in through the page, with the demonstration account of ``role``."""
    page.goto(f"{address}/sign-in")
    page.locator("#email").fill(email_of(role))
    page.locator("#password").fill(demo.PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"^(?!.*/sign-in)"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_passes_the_judges(
    app: Flask, serve: Callable[[Flask], str], new_context: Callable[..., BrowserContext], language: str
) -> None:
    address = serve(app)
    unseen = pages(app)
    faults: dict[str, list[str]] = {}
    for visitor in VISITORS:
        page = new_context().new_page()
        if visitor:
            sign_in(page, address, visitor)
        for path, status in answers(page, address, unseen).items():
            if status >= 500:
                faults[f"{path} as {visitor}"] = [f"answers {status}"]
            elif status == 200:
                found = every_fault(page, f"{address}{path}?lang={language}")
                if found:
                    faults[f"{path} as {visitor}"] = found
            # Who is signed in is led on only to another page, which is judged itself.
            if status == 200 or (visitor and status == 302):
                unseen = [other for other in unseen if other != path]
    assert faults == {}
    assert unseen == [], "nobody sees these pages"
