"""The judges of a page: each returns what it finds, in words for whoever has to mend it; an empty list is good.

They judge what is in the browser now, so open what has to be judged first. A test says ``assert not axe(page)``.
"""

import atexit
import json
import subprocess
from functools import cache
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

from tools.frontend import ROOT, command

PHONE_WIDTH: Final = 320
"""CSS pixels: a small phone, and a desk at 400 per cent (WCAG 2.2, 1.4.10)."""

_AXE_OPTIONS: Final = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


@cache
def _axe_source() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """Barriers for people with a disability that axe-core finds, best practices and target sizes included."""
    page.evaluate(_axe_source())
    found = page.evaluate("options => axe.run(document, options)", _AXE_OPTIONS)
    return [
        f"{violation['id']}: {violation['help']} – {' '.join(map(str, node['target']))}: {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


@cache
def _validator() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [*command("node"), str(ROOT / "tests" / "browser" / "validator.mjs")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    atexit.register(process.communicate)  # it ends when there is nothing more to read
    return process


def validate_html(html: str) -> list[str]:
    """Faults against the HTML standard in a whole page as the server sent it, inline styles and scripts included."""
    process = _validator()
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(html) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        raise RuntimeError(f"html-validate ended with code {process.wait()}; `make frontend` installs it")
    faults: list[str] = json.loads(answer)
    return faults


def no_sideways_scroll(page: Page) -> list[str]:
    """Elements that stick out of a screen of 320 px, so that the page scrolls sideways. Leaves the page that small."""
    height = (page.viewport_size or {"height": 640})["height"]
    page.set_viewport_size({"width": PHONE_WIDTH, "height": height})
    return page.evaluate(
        """width => {
            if (document.documentElement.scrollWidth <= width) return [];
            const scrolls = (element) => element !== document.documentElement && element !== document.body
                && ["auto", "scroll", "hidden"].includes(getComputedStyle(element).overflowX);
            const inside = (element) => {
                for (let up = element.parentElement; up; up = up.parentElement) if (scrolls(up)) return true;
                return false;
            };
            const wide = [...document.querySelectorAll("body *")]
                .filter((element) => element.getBoundingClientRect().right > width + 0.5 && !inside(element))
                .map((element) => `${Math.round(element.getBoundingClientRect().right)} px: `
                    + element.outerHTML.slice(0, 150));
            return wide.length ? wide : [`the page is ${document.documentElement.scrollWidth} px wide`];
        }""",
        PHONE_WIDTH,
    )


def every_fault(page: Page, address: str) -> list[str]:
    """Opens ``address`` and lets every judge look, see :func:`judge`.

    An answer that is no page of ours with status 200 is a fault too.
    """
    response = page.goto(address)
    if response is None or response.status != 200:
        return [f"{address} answers {response.status if response else 'nothing'}"]
    return judge(page, response.text())


def judge(page: Page, html: str) -> list[str]:
    """Lets every judge look at the page as it is, of which the server sent ``html``, and at the same on a phone."""
    desk = page.viewport_size
    faults = [*validate_html(html), *axe(page), *no_sideways_scroll(page), *axe(page)]
    if desk:
        page.set_viewport_size(desk)
    return faults


class Watch:
    """Writes down what goes wrong in the pages of a browser context while a test uses them."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        """Errors in the console (a broken content security policy is one), failed scripts, files that are not there."""

    def over(self, context: BrowserContext) -> None:
        """Begins to watch ``context``."""
        context.on("console", self._message)
        context.on("response", self._response)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def _message(self, message: ConsoleMessage) -> None:
        # What could not be loaded is seen below; a page that answers 404 on purpose is no fault.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.complaints.append(f"{response.status}: {response.url}")
