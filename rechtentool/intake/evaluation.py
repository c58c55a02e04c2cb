"""What the rules say of the answers so far, for the pages of the questionnaire. Nothing here is recorded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Any, Final

from rechtentool.core.crypto import canonical
from rechtentool.core.recommendation import without_safety
from rechtentool.intake.answers import UNKNOWN, Sheet
from rechtentool.rulebook import CaseError, Rulebook
from rechtentool.rulebook.ask import questions

_PATH: Final = re.compile(r"(?P<fact>\w+)(?:\[(?P<index>\d+)\])?(?:\.(?P<part>\w+))?")

RECENT: Final = 128
"""How many evaluations are kept to be shown again."""


@dataclass(frozen=True)
class Path:
    """What a question asks: a fact, a part of it, or a part of one of its items."""

    fact: str
    index: int | None
    part: str | None

    @classmethod
    def read(cls, text: str) -> Path:
        """From the way the rulebook writes it: ``work[0].end``. Raises ValueError for anything else."""
        found = _PATH.fullmatch(text)
        if found is None:
            raise ValueError(f"not a path of the vocabulary: {text!r}")
        index = found["index"]
        return cls(found["fact"], None if index is None else int(index), found["part"])

    @property
    def field_name(self) -> str:
        """The name of the field that asks it."""
        return "-".join(str(part) for part in (self.fact, self.index, self.part) if part is not None)

    def touches(self, other: Path) -> bool:
        """Whether the two are the same, or one of them is the whole fact that the other is a part of."""
        whole = self.part is None or other.part is None
        return self.fact == other.fact and (whole or self == other)

    def stored(self, sheet: Sheet) -> bool:
        """Whether an answer to it is stored."""
        value = sheet.of(self.fact).value
        if self.part is None:
            return value is not None
        if isinstance(value, list):
            value = value[self.index] if self.index is not None and self.index < len(value) else None
        return isinstance(value, Mapping) and self.part in value

    def answered(self, sheet: Sheet) -> bool:
        """Whether it needs no asking: it was answered, or the whole of it with "I do not know"."""
        return sheet.of(self.fact).value == UNKNOWN or self.stored(sheet)


@dataclass(frozen=True)
class Standing:
    """What follows from the answers so far."""

    outcome: str
    """The outcome for now, without what was told about safety: it is shown where others can see it."""
    asks: tuple[Path, ...]
    """What can still change something, in the order of the vocabulary."""
    contradictions: tuple[tuple[str, ...], ...]
    """Sets of facts that cannot all be true, without those about safety."""
    unreadable: tuple[str, ...]
    """Stored facts that the rules no longer can read."""


_recent: dict[bytes, Standing] = {}
_lock = Lock()


def raw_case(sheet: Sheet, day: date) -> dict[str, Any]:
    """The answers as a case of the public vocabulary, judged on a day."""
    return {"reference_date": day.isoformat(), "facts": sheet.facts, "evidence": sheet.evidence}


def standing(rulebook: Rulebook, sheet: Sheet, day: date) -> Standing:
    """What follows from the answers so far, on this day.

    A page that follows a save asks the same again, so the last ones are kept: not the answers, but a digest of them.
    """
    case = raw_case(sheet, day)
    digest = sha256(canonical([rulebook.id, case])).digest()
    with _lock:
        known = _recent.get(digest)
    if known is None:
        known = _standing(rulebook, case)
        with _lock:
            _recent[digest] = known
            if len(_recent) > RECENT:
                _recent.pop(next(iter(_recent)))
    return known


def _standing(rulebook: Rulebook, case: dict[str, Any]) -> Standing:
    case, unreadable = _readable(rulebook, case)
    assessment = rulebook.assess(case, both_engines=False)
    open_facts = without_safety(rulebook, case["facts"])
    shared = assessment
    if open_facts != case["facts"]:
        evidence = {fact: level for fact, level in case["evidence"].items() if fact in open_facts}
        shared = rulebook.assess({**case, "facts": open_facts, "evidence": evidence}, both_engines=False)
    return Standing(
        outcome=shared.outcome,
        asks=tuple(Path.read(question.fact) for question in questions(assessment)),
        contradictions=tuple(shared.contradictions),
        unreadable=unreadable,
    )


def _readable(rulebook: Rulebook, case: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The case without the facts that the rules cannot read, which an older version of them once accepted."""
    try:
        rulebook.read(case)
    except CaseError as error:
        faulty = {
            Path.read(fault.path.partition(".")[2].partition("[")[0].partition(".")[0]).fact for fault in error.faults
        }
        kept = {part: {k: v for k, v in case[part].items() if k not in faulty} for part in ("facts", "evidence")}
        return {**case, **kept}, tuple(sorted(faulty))
    return case, ()
