"""Which questions still matter, and what is missing: both follow from the rules (design, principle 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .assessment import PROVED, Evaluation, run
from .case import LEVELS, Case
from .model import Condition, Decision, Rule, Test
from .reach import Reach

if TYPE_CHECKING:
    from .assessment import Assessment

_OUTPUTS = ("scope", "outcome", "residence_gate", "equal_treatment_gate", "need_gate")
_JOB_FIELDS = ("kind", "start", "end", "hours_per_week", "monthly_income", "end_reason")


@dataclass(frozen=True)
class Question:
    """A question whose answer can still change something: the fact or the field of it, and what hangs on it."""

    fact: str
    topic: str
    decides: tuple[str, ...]

    @property
    def name(self) -> str:
        """The fact of the vocabulary."""
        return self.fact.partition(".")[0].partition("[")[0]


def questions(assessment: Assessment) -> list[Question]:
    """The open questions, in the order of the vocabulary: those that can change the outcome, a gate, the route, a hard
    ground, a safety flag or a term. What serves figures, wishes and consents is not among them."""
    reach = Reach(assessment)
    decides: dict[str, list[str]] = {}
    for name in _OUTPUTS:
        if reach.unsettled(name):
            _collect(reach, assessment.rulebook.decisions[name], None, name, decides)
    for name in ("flags", "deadlines"):
        decision = assessment.rulebook.decisions[name]
        for rule in reach.live(decision):
            if rule.extra.get("kind") in ("safety", "municipality", None) and (name == "deadlines" or rule.extra):
                _collect(reach, decision, [rule], rule.then, decides)
    order = {fact: index for index, fact in enumerate(assessment.rulebook.vocabulary)}
    found = [
        Question(path, str(assessment.rulebook.vocabulary[_name(path)].texts.get("topic", "")), tuple(names))
        for path, names in decides.items()
    ]
    return sorted(found, key=lambda question: (order[question.name], question.fact))


def _name(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _collect(
    reach: Reach, decision: Decision, rules: list[Rule] | None, goal: str, decides: dict[str, list[str]]
) -> None:
    for fact in reach.facts_behind(decision, set(), rules):
        for path in open_paths(reach.assessment, fact):
            goals = decides.setdefault(path, [])
            if goal not in goals:
                goals.append(goal)


def open_paths(assessment: Assessment, fact: str) -> Iterable[str]:
    """What to ask to settle a fact: the unknown or inexact values of the case that it is made of."""
    derived = assessment.rulebook.derived.get(fact)
    sources = derived.sources if derived else (fact,)
    # an unknown household counts as single (model B.3): nobody is asked for it
    not_there = [source for source in sources if not assessment.knows(source) and source != "household"]
    for source in not_there or sources:
        yield from _open_in(assessment, source)


def _open_in(assessment: Assessment, source: str) -> Iterable[str]:
    values = assessment.case.values
    name, _, inner = source.partition(".")
    value = values.get(name)
    if value is None:
        if name != "household":
            yield source
    elif isinstance(value, list):
        fields = _JOB_FIELDS if name == "work" else ("from", "to", "reason")
        for index, item in enumerate(value):
            for key in fields:
                if key not in item and not (key == "end_reason" and item.get("end") == "lasting"):
                    yield f"{name}[{index}].{key}"
    elif inner:
        if inner not in value or _inexact(value[inner]):
            yield source
    elif _inexact(value):
        yield name


def _inexact(value: Any) -> bool:
    return isinstance(value, tuple) and value[0] != value[1]


def missing(assessment: Assessment) -> list[dict[str, Any]]:
    """What can still change the outcome: facts to learn or to prove, accepted documents, and what it would bring."""
    reach = Reach(assessment)
    found: dict[tuple[tuple[str, ...], str], dict[str, Any]] = {}
    rank: dict[str, int] = {"yes": 0, "repairable": 1, "contested": 2, "open": 3, "no": 4}

    def add(facts: Iterable[str], outcome: str) -> None:
        names = tuple(dict.fromkeys(facts))
        if names and outcome != assessment.outcome:
            documents = [d for n in names for d in _documents(assessment, n)]
            entry = {"facts": list(names), "documents": list(dict.fromkeys(documents)), "outcome": outcome}
            found.setdefault((names, outcome), entry)

    names = [*assessment.rulebook.competing, "treated_as_dutch"]
    for name in sorted(names, key=lambda name: rank[assessment.stated.value(name)]):
        decision = assessment.rulebook.decisions[name]
        if assessment.stated.value(name) == "yes":
            if assessment.evidence(name) == "statement":
                add(_unproved(assessment, name), _if_yes(assessment, name))
        elif "yes" in reach.values[name] or assessment.stated.value(name) == "repairable":
            add(_to_learn(reach, decision), _if_yes(assessment, name))
    if reach.unsettled("outcome"):
        for question in questions(assessment):
            if "outcome" in question.decides or "scope" in question.decides:
                for outcome in _single_answers(assessment, question.fact):
                    add([question.fact], outcome)
    return list(found.values())


def _documents(assessment: Assessment, path: str) -> list[str]:
    return list(assessment.rulebook.vocabulary[_name(path)].texts.get("documents", ()))


def _to_learn(reach: Reach, decision: Decision) -> list[str]:
    """The fewest facts that would make a decision come out as yes: to learn, or to set right such as a registration."""
    options = []
    for rule in reach.rules(decision):
        if rule.value(reach.reading) == "yes" and rule.test.every:
            parts = [_to_meet(reach, item) for item in rule.test.items]
            facts = None if None in parts else [path for part in parts for path in part or ()]
            if facts:
                options.append(list(dict.fromkeys(facts)))
    return min(options, key=len, default=[])


def _to_meet(reach: Reach, test: Test) -> list[str] | None:
    """What to learn or to set right so that a test holds; None when that cannot be."""
    if isinstance(test, Condition) and reach.status(test.fact) == "repairable":
        held = reach.assessment.stated.outcomes[test.fact].held
        if held:
            return [fact for rule in held for fact in rule.reads if fact in reach.rulebook.vocabulary]
    needed = reach.needed(test)
    return None if needed is None else [path for fact in needed for path in open_paths(reach.assessment, fact)]


def _unproved(assessment: Assessment, decision: str) -> list[str]:
    """The facts behind a conclusion that rest on a statement only."""
    names: list[str] = []

    def visit(name: str) -> None:
        outcome = assessment.stated.outcomes.get(name)
        if outcome is None:
            derived = assessment.rulebook.derived.get(name)
            for source in derived.sources if derived else (name,):
                fact = _name(source)
                if fact in assessment.case.values and assessment.case.levels.get(fact, 1) < PROVED:
                    names.append(fact)
            return
        for rule in outcome.held:
            for fact in rule.reads:
                if fact != name:
                    visit(fact)

    visit(decision)
    return list(dict.fromkeys(names))


def _if_yes(assessment: Assessment, decision: str) -> str:
    """The outcome if this decision came out as yes, on paper."""
    forced = run(
        assessment.rulebook, assessment.case, assessment.case.reading, 1, assessment.main.proved, {decision: "yes"}
    )
    return forced.value("outcome")


def _single_answers(assessment: Assessment, path: str) -> Iterable[str]:
    """The outcomes that the possible answers to one simple question would bring."""
    name, _, inner = path.partition(".")
    field = assessment.rulebook.vocabulary.get(name)
    if field is not None and inner:
        field = field.fields.get(inner)
    if field is None or field.type not in ("answer", "choice"):
        return
    options = ("yes", "no") if field.type == "answer" else tuple(v for v in field.options if v != "unknown")
    for option in options:
        values = dict(assessment.case.values)
        values[name] = {**values.get(name, {}), inner: option} if inner else option
        levels = {**assessment.case.levels, name: LEVELS.index("document")}
        case = Case(assessment.case.today, assessment.case.reading, values, levels)
        yield Evaluation(assessment.rulebook, case, case.reading).outcome
