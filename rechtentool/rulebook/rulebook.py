"""The rulebook: the rules, loaded once, ready to assess any number of cases from any thread."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from .case import Case, read_case
from .derive import Genuine
from .evaluate import Check, Facts, Outcome, Ready, compile_test, decide, ready
from .loading import Loaded, conditions
from .model import Condition, Reading, Rule

if TYPE_CHECKING:
    from .assessment import Assessment

PER_STRETCH = "genuine_work"
"""The one decision that is asked of every stretch of work, while the work history is counted."""


class Asked(NamedTuple):
    """One stretch of work that was judged."""

    facts: Facts
    outcome: Outcome


class Prepared(NamedTuple):
    """The decisions ready to run under one reading in one period in which no rule or number changes."""

    decisions: tuple[Ready, ...]
    genuine: Ready
    proofs: tuple[str, ...]


class Rulebook:
    """The law as data. Immutable once loaded; safe to share between threads."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.vocabulary = loaded.facts
        self.derived = loaded.derived
        self.documents = loaded.documents
        self.parameters = loaded.parameters
        self.sources = loaded.sources
        self.decisions = loaded.decisions
        self.grounds = loaded.grounds
        self.competing = tuple(loaded.competing)
        self.topics = loaded.topics
        self.id = loaded.digest.hexdigest()[:16]
        self._statuses = frozenset(name for name, d in self.decisions.items() if d.hit == "priority")
        self._leaves: dict[tuple[int, Condition], Check] = {}
        self._prepared: dict[tuple[int, Reading], Prepared] = {}
        self._lock = Lock()

    @classmethod
    def load(cls, folder: Path | str | None = None) -> Rulebook:
        """Read the rule files; without a folder, those that come with the application.

        Raises RulebookError with file and line of everything that is wrong.
        """
        if folder is None:
            from ..core.paths import RULES  # the one place that knows where data files lie

            folder = RULES
        return cls(Loaded(Path(folder)))

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """Every rule by its id."""
        return {rule.id: rule for decision in self.decisions.values() for rule in decision.rules}

    def read(self, raw: Any, today: date | None = None) -> Case:
        """Check a case; raises CaseError with every fault."""
        return read_case(raw, self.vocabulary, today)

    def assess(self, case: Any, *, today: date | None = None, both_engines: bool = True) -> Assessment:
        """Assess a case (a mapping in the public vocabulary, or one already read).

        ``both_engines`` lets durable_rules decide too and compares; an answer that is recorded or printed needs it.
        Raises CaseError for a bad case and EngineDisagreement when the engines differ.
        """
        from .assessment import assess

        return assess(self, case if isinstance(case, Case) else self.read(case, today), both_engines)

    def prepared(self, day: str, reading: Reading) -> Prepared:
        """The decisions as they stand on a day under a reading."""
        key = (self.regime(day), reading)
        found = self._prepared.get(key)
        if found is None:
            with self._lock:
                found = self._prepared[key] = self._prepare(day, reading)
        return found

    def regime(self, day: str) -> int:
        """Number of the period in which the day lies; within a period no rule and no number changes."""
        return bisect_right(self._changes, day)

    @cached_property
    def _changes(self) -> list[str]:
        days = {rule.valid_from for rule in self.rules.values()}
        days |= {rule.valid_until for rule in self.rules.values() if rule.valid_until}
        days |= {value.from_ for parameter in self.parameters.values() for value in parameter.values}
        return sorted(str(day) for day in days)

    def _prepare(self, day: str, reading: Reading) -> Prepared:
        made = {
            name: ready(decision, self._statuses, self.parameters, day, reading)
            for name, decision in self.decisions.items()
        }
        genuine = made.pop(PER_STRETCH)
        proofs = {
            condition.fact.removesuffix(".proof")
            for rule in self.rules.values()
            for condition in conditions(rule.test)
            if condition.fact.endswith(".proof")
        }
        return Prepared(tuple(made.values()), genuine, tuple(sorted(proofs)))

    def genuine(self, day: str, reading: Reading, asked: list[Asked]) -> Genuine:
        """The question put to every stretch of work; ``asked`` collects what was asked and what came out."""
        question = self.prepared(day, reading).genuine

        def ask(facts: Facts) -> str:
            outcome = decide(question, facts)
            asked.append(Asked(facts, outcome))
            return outcome.value

        return ask

    def leaf(self, condition: Condition, day: str) -> Check:
        """The compiled test of a single fact."""
        key = (self.regime(day), condition)
        found = self._leaves.get(key)
        if found is None:
            found = self._leaves[key] = compile_test(condition, self._statuses, self.parameters, day)
        return found
