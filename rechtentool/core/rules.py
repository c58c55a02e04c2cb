"""The rules as the application uses them: one rulebook for the whole process, and the day on which they are applied."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from flask import current_app, has_app_context

from rechtentool.core.languages import TIMEZONE
from rechtentool.rulebook import Rulebook


@cache
def get_rulebook() -> Rulebook:
    """The rulebook that comes with the application, read once. Raises RulebookError when it cannot be used."""
    return Rulebook.load()


def today() -> date:
    """The day in the Netherlands on which law and terms are judged.

    ``TODAY`` in the configuration of Flask (a date) goes before the clock, so that a test stands still in time.
    """
    fixed: date | None = current_app.config.get("TODAY") if has_app_context() else None
    return fixed or datetime.now(TIMEZONE).date()
