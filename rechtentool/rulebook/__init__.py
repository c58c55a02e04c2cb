"""The rulebook: load, check, evaluate, explain, ask. Pure Python; knows no web, no database."""

from .assessment import Assessment
from .faults import CaseError, EngineDisagreement, Fault, RulebookError
from .rulebook import Rulebook

__all__ = ["Assessment", "CaseError", "EngineDisagreement", "Fault", "Rulebook", "RulebookError"]
