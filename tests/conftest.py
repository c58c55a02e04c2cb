"""Shared by all tests: how large they run, and where the browser is."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("short", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ON_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run with the full numbers (hours)")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "short")


@pytest.fixture(scope="session")
def size(pytestconfig: pytest.Config) -> Callable[[int, int], int]:
    """Pick a number of repetitions: ``size(200, 100_000)`` is 200, and 100,000 under ``make test-long``."""
    long = pytestconfig.getoption("--long")
    return lambda short, full: full if long else short


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The machine's Chromium: ``CHROMIUM_PATH``, or the usual names and places.

    Raises:
        FileNotFoundError: none is there; a browser test then fails, it is never skipped.
    """
    named = os.environ.get("CHROMIUM_PATH")
    candidates = [named] if named else [*map(shutil.which, CHROMIUM_NAMES), *CHROMIUM_ON_MACOS]
    for candidate in candidates:
        if candidate and Path(candidate).is_file():
            return Path(candidate)
    raise FileNotFoundError("No Chromium found: run `make system-packages`, or set CHROMIUM_PATH.")
