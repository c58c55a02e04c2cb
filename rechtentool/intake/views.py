"""Every page of the intake: importing a module adds its pages to the blueprint."""

from __future__ import annotations

from rechtentool.intake.blueprint import blueprint

__all__ = ["blueprint"]
