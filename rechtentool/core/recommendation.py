"""A recommendation: all that follows from a case, and what of it may be seen by who sits or reads along.

Answers about safety (violence at home, exploitation) must not show on a screen that others can see, nor must anything
that follows from them (design, principle 5). Leaving lines out of a result is not enough, for a changed outcome tells
just as much. So the case is judged a second time as if these answers were not given yet, and that result is the one
that is shown: whoever reads along cannot tell "yes" from a question that was left for later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from rechtentool.rulebook import Rulebook

SHARED: Final = "shared"
"""The name under which a stored result carries the one that others may see, where the two differ."""

SAFETY_OPTIONS: Final[Mapping[str, frozenset[str]]] = {"need_indicators": frozenset({"exploitation"})}
"""Options that tell of safety in a list of facts that does not, on the whole."""

_NOTHING_TO_HIDE: Final = ("no", ["none"])


@dataclass(frozen=True)
class Recommendation:
    """What follows from a case, in the vocabulary of results."""

    full: Mapping[str, Any]
    """With every answer: this is what is recorded and what the municipality decides on."""
    shared: Mapping[str, Any]
    """Without the answers about safety: this is what may be on a screen or on paper. Often the same."""

    def to_json(self) -> dict[str, Any]:
        """The full result, carrying the shared one where that differs."""
        return {**self.full} if self.shared == self.full else {**self.full, SHARED: dict(self.shared)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Recommendation:
        """Read what :meth:`to_json` wrote; a result that carries no other may be shared as it is."""
        full = {name: value for name, value in stored.items() if name != SHARED}
        return cls(full, stored.get(SHARED, full))


def recommend(
    rulebook: Rulebook,
    facts: Mapping[str, Any],
    evidence: Mapping[str, str],
    *,
    today: date,
    reading: str = "cautious",
) -> Recommendation:
    """Judge a case with both engines, once with every answer and, where it matters, once without those about safety.

    Raises CaseError for answers that do not fit the vocabulary, EngineDisagreement when the engines differ: then there
    is no recommendation.
    """
    case = {"reference_date": today.isoformat(), "reading": reading, "facts": dict(facts), "evidence": dict(evidence)}
    full = rulebook.assess(case).to_dict()
    open_facts = without_safety(rulebook, facts)
    if open_facts == dict(facts):
        return Recommendation(full, full)
    case |= {"facts": open_facts, "evidence": {fact: evidence[fact] for fact in evidence if fact in open_facts}}
    return Recommendation(full, rulebook.assess(case).to_dict())


@cache
def safety_paths(rulebook: Rulebook) -> frozenset[str]:
    """The facts, and the parts of facts, that tell of safety. Nobody else sees the question or any answer to it."""
    found = set()
    for name, field in rulebook.vocabulary.items():
        if field.texts.get("safety"):
            found.add(name)
        found |= {f"{name}.{part}" for part, inner in field.fields.items() if inner.texts.get("safety")}
    return frozenset(found)


def without_safety(rulebook: Rulebook, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without the answers that could put somebody in danger.

    "No" stays: it endangers nobody, and without it some would be told less than is so.
    """
    kept: dict[str, Any] = {}
    for fact, value in facts.items():
        left = _harmless(rulebook, fact, value, keep=_NOTHING_TO_HIDE)
        if left is not None:
            kept[fact] = left
    return kept


def shown_value(rulebook: Rulebook, fact: str, value: Any) -> Any:
    """An answer as others may see it: without what tells of safety. None where nothing is left to show."""
    return _harmless(rulebook, fact, value, keep=())


def _harmless(rulebook: Rulebook, fact: str, value: Any, *, keep: Collection[Any]) -> Any:
    hidden = safety_paths(rulebook)
    if fact in hidden:
        return value if value in keep else None
    if isinstance(value, Mapping):
        return {part: inner for part, inner in value.items() if f"{fact}.{part}" not in hidden or inner in keep}
    options = SAFETY_OPTIONS.get(fact)
    if options is None or not isinstance(value, list) or options.isdisjoint(value):
        return value
    return [option for option in value if option not in options] or None
