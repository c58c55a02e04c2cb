"""The answers of an assessment: what is known, how well, and who changed what meanwhile. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from rechtentool.rulebook.case import LEVELS

UNKNOWN: Final = "unknown"


@dataclass(frozen=True)
class Answer:
    """What stands for one fact.

    ``value`` is a JSON value of the vocabulary; "unknown" when that was the answer; None when the fact was never
    answered, or the answer was taken back. Both count as unknown. ``evidence`` None counts as a statement.
    """

    value: Any = None
    evidence: str | None = None

    @property
    def known(self) -> bool:
        """Whether the fact has a value."""
        return self.value is not None and self.value != UNKNOWN


NOT_ANSWERED: Final = Answer()


@dataclass(frozen=True)
class Conflict:
    """A fact that two people changed at the same time."""

    mine: Answer
    theirs: Answer


class EditConflict(Exception):
    """Somebody else changed the same facts since this form was opened; nothing was saved.

    ``conflicts`` holds both values of each such fact; ``version`` is the version to send along when saving again.
    """

    def __init__(self, conflicts: Mapping[str, Conflict], version: int) -> None:
        super().__init__(f"changed meanwhile: {', '.join(sorted(conflicts))}")
        self.conflicts = conflicts
        self.version = version


@dataclass(frozen=True)
class Sheet:
    """All answers of an assessment, each with the version of the assessment that changed it last."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    versions: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Sheet:
        """Read what :meth:`to_json` wrote."""
        return cls(
            answers={fact: Answer(each.get("value"), each.get("evidence")) for fact, each in stored.items()},
            versions={fact: each["version"] for fact, each in stored.items()},
        )

    def to_json(self) -> dict[str, Any]:
        """The sheet as it is stored: per fact value, evidence and version."""
        return {
            fact: {"value": answer.value, "evidence": answer.evidence, "version": self.versions[fact]}
            for fact, answer in self.answers.items()
        }

    @property
    def facts(self) -> dict[str, Any]:
        """The known facts, as a case holds them."""
        return {fact: answer.value for fact, answer in self.answers.items() if answer.known}

    @property
    def evidence(self) -> dict[str, str]:
        """The evidence of the known facts that have another than a statement, as a case holds it."""
        return {
            fact: answer.evidence
            for fact, answer in self.answers.items()
            if answer.known and answer.evidence is not None
        }

    @property
    def answered_unknown(self) -> frozenset[str]:
        """The facts that were asked and answered with "I do not know": no need to ask them again at once."""
        return frozenset(fact for fact, answer in self.answers.items() if answer.value == UNKNOWN)

    def of(self, fact: str) -> Answer:
        """What stands for this fact."""
        return self.answers.get(fact, NOT_ANSWERED)

    def wanted(self, changes: Mapping[str, Any], evidence: Mapping[str, str]) -> dict[str, Answer]:
        """The answers that these changes ask for.

        A value that comes without evidence counts as a statement, also where the old value was proved: the proof was
        of the old value. Evidence alone changes how well the present value is proved. Raises ValueError for a level
        of evidence that does not exist.
        """
        for fact, level in evidence.items():
            if level not in LEVELS:
                raise ValueError(f"evidence of {fact}: {level!r} is none of {', '.join(LEVELS)}")
        wanted = {}
        for fact in [*changes, *(fact for fact in evidence if fact not in changes)]:
            answer = Answer(changes[fact] if fact in changes else self.of(fact).value, evidence.get(fact))
            same_value = answer.value == self.of(fact).value
            if same_value and fact not in evidence:
                answer = self.of(fact)
            wanted[fact] = answer if answer.known else Answer(answer.value)
        return wanted

    def conflicts(self, wanted: Mapping[str, Answer], seen: int) -> dict[str, Conflict]:
        """The facts that changed after version ``seen`` to something else than is wanted now."""
        return {
            fact: Conflict(mine=answer, theirs=self.of(fact))
            for fact, answer in wanted.items()
            if self.versions.get(fact, 0) > seen and answer != self.of(fact)
        }

    def with_answers(self, changed: Mapping[str, Answer], version: int) -> Sheet:
        """The sheet after these changes, which make this version."""
        return Sheet({**self.answers, **changed}, {**self.versions, **dict.fromkeys(changed, version)})

    def restarted(self) -> Sheet:
        """The same answers as the first version of a new assessment; what was taken back is left out."""
        kept = {fact: answer for fact, answer in self.answers.items() if answer.value is not None}
        return Sheet(kept, dict.fromkeys(kept, 1))
