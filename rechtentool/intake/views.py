"""Every page of the intake: importing a module adds its pages to the blueprint."""

from __future__ import annotations

from rechtentool.intake import case_views, question_views, result_views  # noqa: F401
from rechtentool.intake.blueprint import blueprint

__all__ = ["blueprint"]
