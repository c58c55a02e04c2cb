"""The judges of a page: each returns what it finds, in words for whoever has to mend it; an empty list is good.

They judge what is in the browser now, so open what has to be judged first. A test says ``assert not axe(page)``.
"""

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


def validate_html(html: str) -> list[str]:
    """Faults against the HTML standard in a whole page as the server sent it, inline styles and scripts included."""
    validator = [str(ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"), "--stdin"]
    config = f"--config={ROOT / 'tests' / 'browser' / '.htmlvalidate.json'}"
    finished = subprocess.run(
        [*command("node"), *validator, "--formatter=json", config],
        cwd=ROOT,
        input=html,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if not finished.stdout.startswith("["):
        raise RuntimeError(f"html-validate did not run: {finished.stderr or finished.stdout}")
    return [
        f"line {message['line']}: {message['message']} ({message['ruleId']})"
        for result in json.loads(finished.stdout)
        for message in result["messages"]
    ]


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
