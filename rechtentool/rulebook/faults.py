"""What is wrong with a case or a rule file, in words that say what to do.

A fault's text is a gettext source string in Dutch with named placeholders; the presenting side translates it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


def N_(message: str) -> str:  # noqa: N802 (the name that the extraction of texts looks for)
    """Marks a Dutch sentence that the presenting side translates."""
    return message


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: ``path`` says where, ``found`` what stands there, ``accepted`` what may stand there."""

    path: str
    message: str
    found: str = ""
    accepted: str = ""

    def __str__(self) -> str:
        parts = [f"{self.path}: {self.message}"]
        if self.found:
            parts.append(f"found {self.found}")
        if self.accepted:
            parts.append(f"accepted: {self.accepted}")
        return "; ".join(parts)


class CaseError(ValueError):
    """A case that does not fit the vocabulary; ``faults`` holds every fault, not only the first."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class RulebookError(ValueError):
    """Rule files that cannot be used; every fault's path is ``file:line``."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class EngineDisagreement(RuntimeError):
    """The two engines fired different rules: no answer may be given (design: an error, never an answer)."""

    def __init__(self, reference: str, details: str) -> None:
        self.reference = reference
        self.details = details
        super().__init__(f"{reference}: {details}")
