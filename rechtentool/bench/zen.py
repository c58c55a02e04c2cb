"""The same decisions in ZEN, an engine of decision tables in Rust: the yardstick for time, and a third opinion.

The normal form of the rules becomes a graph of decision tables in which every rule is one expression. As in
durable_rules, what is unknown is absent, and the status of a decision is given to the rules that read it: ZEN knows no
third value. So it must fire exactly the rules that the evaluator fires.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from rechtentool.rulebook import Rulebook
from rechtentool.rulebook.assessment import Assessment, Pass
from rechtentool.rulebook.evaluate import Facts, Row, Split
from rechtentool.rulebook.model import Condition, Group, Parameter, Test

SHAPES: Final = ("tables", "one_table")
"""A table for each decision, as one would write it; and all rules in one table, which is as fast as ZEN can be."""

_STRETCHES = "work_stretches"
_SIGNS: Final = {"lt": "<", "lte": "<=", "gt": ">", "gte": ">="}


class Disagreement(RuntimeError):
    """ZEN fires other rules than the evaluator."""


def installed() -> bool:
    """Is ZEN there? It is no part of what users install."""
    try:
        import zen  # noqa: F401
    except ModuleNotFoundError:
        return False
    return True


class Zen:
    """A rulebook in ZEN."""

    def __init__(self, rulebook: Rulebook) -> None:
        import zen  # here: only the development packages have it

        self._rulebook = rulebook
        self._graphs: dict[str, dict[str, Any]] = {}
        # The static loader compiles each graph once; a decision made by hand is compiled at every evaluation.
        self._new_engine = lambda: zen.ZenEngine({"loader": {"type": "static", "content": self._graphs}})
        self._engine = self._new_engine()

    def graph(self, day: str, shape: str) -> str:
        """The name under which the rules in force on a day stand in the engine."""
        name = f"{shape}-{self._rulebook.regime(day)}"
        if name not in self._graphs:
            self._graphs[name] = graph(self._rulebook, day, shape)
            self._engine = self._new_engine()
        return name

    def evaluate(self, name: str, facts: dict[str, Any]) -> dict[str, Any]:
        """What ZEN gives, table by table; its trace is made too."""
        return self._engine.evaluate(name, facts, {"trace": True})["result"]

    def check(self, assessment: Assessment, shape: str) -> int:
        """Let ZEN decide the passes of an assessment; returns how many there were.

        Raises Disagreement when it fires other rules than the evaluator.
        """
        name = self.graph(assessment.case.day, shape)
        found = passes(assessment)
        for one in found:
            answer = self.evaluate(name, flat(one))
            work = answer.pop(_STRETCHES, None) or []
            expected = {rule.id for outcome in one.outcomes.values() for rule in outcome.fired}
            _compare({row["rule"] for rows in answer.values() for row in rows}, expected)
            for rows, asked in zip(work, one.stretches, strict=True):
                _compare({row["rule"] for row in rows}, {rule.id for rule in asked.outcome.fired})
        return len(found)


def passes(assessment: Assessment) -> list[Pass]:
    """The passes that an assessment took: one when everything stated is also proved, else two."""
    stated, proved = assessment.main.stated, assessment.main.proved
    return [stated] if proved is stated else [stated, proved]


def _compare(fired: set[str], expected: set[str]) -> None:
    if fired != expected:
        raise Disagreement(f"only ZEN: {sorted(fired - expected)}; only the evaluator: {sorted(expected - fired)}")


def flat(one: Pass) -> dict[str, Any]:
    """What a pass knows, as ZEN takes it."""
    return {**_known(one.facts), _STRETCHES: [_known(asked.facts) for asked in one.stretches]}


def _known(facts: Facts) -> dict[str, Any]:
    """The known facts; numbers as their least and most, disputed ones as far as both readings of them agree."""
    known: dict[str, Any] = {}
    for fact, value in facts.items():
        ends = value
        if isinstance(value, Split):
            both = [end for end in value if isinstance(end, tuple)]
            ends = (min(end[0] for end in both), max(end[1] for end in both)) if len(both) == 2 else None
        if isinstance(ends, str):
            known[_name(fact)] = ends
        elif ends is not None:
            known[_name(fact) + "__least"], known[_name(fact) + "__most"] = ends
    return known


def graph(rulebook: Rulebook, day: str, shape: str) -> dict[str, Any]:
    """The rules in force on a day as a graph of ZEN."""
    prepared = rulebook.prepared(day, "cautious")  # the readings differ in what a rule gives, not in when it holds
    words = _Words(rulebook.parameters, day)
    nodes = [words.table(_STRETCHES, prepared.genuine.rows, each=True)]
    if shape == "one_table":
        nodes.append(words.table("decisions", [row for ready in prepared.decisions for row in ready.rows]))
    else:
        nodes += [words.table(ready.decision.id, ready.rows) for ready in prepared.decisions if ready.rows]
    edges = [edge for node in nodes for edge in (("input", node["id"]), (node["id"], "output"))]
    return {
        "nodes": [
            {"id": "input", "name": "input", "type": "inputNode", "content": {}},
            *nodes,
            {"id": "output", "name": "output", "type": "outputNode", "content": {}},
        ],
        "edges": [
            {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
            for source, target in edges
        ],
    }


class _Words:
    """Puts rules into ZEN's words."""

    def __init__(self, parameters: Mapping[str, Parameter], day: str) -> None:
        self._parameters, self._day = parameters, day

    def table(self, name: str, rows: Iterable[Row], *, each: bool = False) -> dict[str, Any]:
        """A decision table that gives every rule that holds; ``each``: asked of every stretch of work."""
        return {
            "id": name,
            "name": name,
            "type": "decisionTableNode",
            "content": {
                "hitPolicy": "collect",
                "passThrough": False,
                "inputField": _STRETCHES if each else None,
                "outputPath": name,
                "executionMode": "loop" if each else "single",
                "inputs": [{"id": "holds", "name": "holds"}],
                "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
                "rules": [
                    {"_id": row.rule.id, "holds": self.expression(row.rule.test), "rule": json.dumps(row.rule.id)}
                    for row in rows
                ],
            },
        }

    def expression(self, test: Test) -> str:
        if isinstance(test, Group):
            parts = [self.expression(item) for item in test.items]
            return parts[0] if len(parts) == 1 else "(" + (" and " if test.every else " or ").join(parts) + ")"
        return self._condition(test)

    def _condition(self, test: Condition) -> str:
        fact = _name(test.fact)
        if test.operator in _SIGNS:
            bound = self._parameters[test.value[1:]].number(self._day) if isinstance(test.value, str) else test.value
            end = fact + ("__least" if test.operator in ("gt", "gte") else "__most")
            return f"({end} != null and {end} {_SIGNS[test.operator]} {bound})"
        if test.operator == "is_not":
            return f"({fact} != null and {fact} != {json.dumps(test.value)})"
        if test.operator in ("in", "status_in"):
            return f"{fact} in {json.dumps(list(test.value))}"
        return f"{fact} == {json.dumps(test.value)}"


def _name(fact: str) -> str:
    return fact.replace(".", "__")
