"""Signing in and one's own account, in a real browser: every page before the judges, in every language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from passlib.totp import TOTP
from playwright.sync_api import Page, Response, expect

from rechtentool.accounts import demo
from rechtentool.core.database import db
from rechtentool.core.languages import LANGUAGES
from tests.browser.judges import axe, no_sideways_scroll, validate_html
from tests.webapp import email_of, make_app


@pytest.fixture
def address(serve: Callable[[Flask], str], sqlite_url: str, tmp_path: Path) -> Iterator[str]:
    app = make_app(sqlite_url, tmp_path)
    yield serve(app)
    with app.app_context():
        db.engine.dispose()


def judge(page: Page, shown: Response | None) -> None:
    assert shown is not None
    assert validate_html(shown.text()) == []
    desk = page.viewport_size
    assert axe(page) == []
    assert no_sideways_scroll(page) == []
    assert axe(page) == []
    assert desk is not None
    page.set_viewport_size(desk)


def send(page: Page, name: str | None = None) -> Response:
    """Press the button of the page's form, or the one with this value, and wait for what comes."""
    button = page.locator(f"main button[value='{name}']" if name else "main form button").first
    with page.expect_navigation() as navigation:
        button.click()
    return navigation.value


def sign_in(page: Page, role: str, password: str = demo.PASSWORD) -> Response:
    page.locator("#email").fill(email_of(role))
    page.locator("#password").fill(password)
    return send(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_passes_the_judges(page: Page, address: str, language: str) -> None:
    judge(page, page.goto(f"{address}/sign-in?lang={language}"))
    judge(page, send(page))
    judge(page, sign_in(page, "auditor", "wrong"))
    judge(page, sign_in(page, "auditor"))
    assert page.locator("html").get_attribute("lang") == language
    judge(page, page.goto(f"{address}/account"))
    page.goto(f"{address}/account/password")
    judge(page, send(page))

    judge(page, page.goto(f"{address}/account/second-step"))
    judge(page, send(page, "authenticator"))
    key = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4})+", page.locator("main").inner_text())
    assert key is not None
    page.locator("#code").fill(TOTP(key[0]).generate().token)
    judge(page, send(page))
    assert page.url == f"{address}/account"
    judge(page, page.goto(f"{address}/account/second-step"))
    judge(page, page.goto(f"{address}/account/recovery-codes"))
    judge(page, send(page))
    code = page.locator("main code").first.inner_text()

    page.locator("form[action='/sign-out'] button").click()
    expect(page.locator("#password")).to_be_visible()
    judge(page, sign_in(page, "auditor"))
    page.locator("#code").fill("000000")
    judge(page, send(page))
    page.locator("main a").last.click()
    page.locator("#code").fill("wrong")
    judge(page, send(page))
    page.locator("#code").fill(code)
    send(page)
    assert page.url == f"{address}/"


def test_what_was_asked_for_comes_after_signing_in(page: Page, address: str) -> None:
    page.goto(f"{address}/account/password")
    expect(page).to_have_url(f"{address}/sign-in?next=/account/password")
    sign_in(page, "manager")
    expect(page).to_have_url(f"{address}/account/password")


def test_back_after_signing_out_shows_nothing(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    sign_in(page, "manager")
    page.goto(f"{address}/account")
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Inloggen")).to_be_visible()
    expect(page.get_by_text("Marja Visser")).to_have_count(0)


def test_a_wrong_password_keeps_the_address_and_says_what_to_do(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    sign_in(page, "intake", "wrong")
    summary = page.get_by_role("group", name="Dit klopt nog niet")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Het e-mailadres of het wachtwoord klopt niet.")
    expect(page.locator("#email")).to_have_value(email_of("intake"))
    expect(page.locator("#password")).to_have_value("")
