"""A real browser for the tests in this folder, and a server for it to look at.

``serve(app)`` gives the address of an application, ``page`` a fresh page. A page that logs an error, asks for a file
that is not there or breaks the content security policy fails its test when it ends.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.browser.judges import Watch

DESK = {"width": 1280, "height": 900}

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[Browser]:
    """The machine's Chromium, started once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts: each is a visitor of its own. Takes the arguments of playwright's ``new_context``."""
    watch = Watch()
    with ExitStack() as stack:

        def make(**options: object) -> BrowserContext:
            context = browser.new_context(**{"viewport": DESK, "locale": "nl-NL", **options})  # type: ignore[arg-type]
            stack.callback(context.close)
            watch.over(context)
            return context

        yield make
    assert not watch.complaints, "\n".join(watch.complaints)


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A fresh page of a visitor who wants Dutch, at a desk."""
    return new_context().new_page()


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serves applications on free ports of loopback until the test ends; gives their addresses."""
    with ExitStack() as stack:

        def start(app: Flask) -> str:
            server = make_server("127.0.0.1", 0, app, threaded=True)
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            stack.callback(server.server_close)
            stack.callback(thread.join)
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}"

        yield start
