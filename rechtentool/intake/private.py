"""What is for the worker alone: the answers about safety, and what changes because of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from rechtentool.core.recommendation import safety_paths
from rechtentool.intake import outcome_words as words
from rechtentool.intake import wording
from rechtentool.intake.presentation import Page
from rechtentool.intake.shown import FactLine, Ground, Notice, Step

FLAGS = ("domestic_violence", "trafficking")
"""The flags that tell of safety."""


class Private:
    """How the full result differs from the one that others may see."""

    def __init__(self, shared: Page, full: Page) -> None:
        self.shared = shared
        self.full = full

    @property
    def differs(self) -> bool:
        """Whether the answers about safety change the outcome or the reasons for it."""
        names = ("outcome", "hard_ground", "route", "because")
        return any(self.full.result[name] != self.shared.result[name] for name in names)

    @cached_property
    def facts(self) -> list[FactLine]:
        """The questions about safety, with their answers."""
        rulebook, sheet, found = self.full.rulebook, self.full.sheet, []
        for path in sorted(safety_paths(rulebook)):
            fact, _, part = path.partition(".")
            answer = sheet.of(fact)
            value = answer.value if not part else answer.value.get(part) if isinstance(answer.value, dict) else None
            lines = wording.value(wording.field_of(rulebook, path), value, self.full.say) if value is not None else []
            evidence = wording.EVIDENCE[answer.evidence or "statement"] if lines else None
            found.append(FactLine(path, wording.label(rulebook, path, self.full.say), tuple(lines), evidence))
        return found

    @property
    def notices(self) -> list[Notice]:
        """The flags about safety, with their reasons."""
        return [
            Notice(flag, "warning", words.FLAGS[flag], tuple(self.full.reasons_of(flag)))
            for flag in FLAGS
            if flag in self.full.result["flags"]
        ]

    @property
    def steps(self) -> list[Step]:
        """The steps that only follow when safety counts."""
        return list(self._only_full_steps())

    def _only_full_steps(self) -> Iterator[Step]:
        others_see = {step["id"] for step in self.shared.result["steps"]}
        for kind in ("now", "proof", "later"):
            yield from (step for step in self.full.steps(kind) if step.id not in others_see)

    @property
    def grounds(self) -> list[Ground]:
        """The grounds that come out differently when safety counts."""
        others_see = {ground.id: ground.status for ground in self.shared.all_grounds}
        return [ground for ground in self.full.all_grounds if others_see.get(ground.id) != ground.status]
