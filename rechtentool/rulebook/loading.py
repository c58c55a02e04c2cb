"""Reads the rule files into the normal form and refuses what is not right, with file and line.

What is accepted stands here and in docs/rules.md; every fault is told, not only the first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from .faults import Fault, RulebookError
from .model import (
    OPERATORS,
    READINGS,
    STATUSES,
    Condition,
    Day,
    Decision,
    Derived,
    Field,
    Group,
    Parameter,
    ParameterValue,
    Rule,
    Source,
    Test,
)
from .yamlfile import LINE, read

_FIELD_TYPES = ("answer", "choice", "list", "number", "date", "object", "items")
_RULE_KEYS = frozenset(
    {LINE, "id", "then", "all", "any", "reason", "sources", "valid_from", "valid_until", "reviewed", "reads"}
    | {"readings", "open_point", "until", "date", "title", "kind", "route", "hard_ground"}
)
_DECISION_KEYS = frozenset(
    {LINE, "decision", "title", "hit", "default", "sources", "valid_from", "points_to", "rules", "ground"}
    | {"competes", "per", "reviewed"}
)
_COMPARISONS = ("lt", "lte", "gt", "gte")


class Loaded:
    """Everything the rule files say, in the normal form."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []
        self.digest = hashlib.sha256()
        self.topics: list[dict[str, Any]] = []
        self.facts: dict[str, Field] = {}
        self.derived: dict[str, Derived] = {}
        self.documents: dict[str, dict[str, Any]] = {}
        self.parameters: dict[str, Parameter] = {}
        self.sources: dict[str, Source] = {}
        self.decisions: dict[str, Decision] = {}
        self.grounds: dict[str, str] = {}
        """Ground of the vocabulary -> decision that gives it."""
        self.competing: list[str] = []
        """Decisions that compete for the strongest ground (`competes: true`)."""
        self._read_all()
        if self.faults:
            raise RulebookError(self.faults)

    def fault(self, where: str, message: str, found: Any = "", accepted: str = "") -> None:
        self.faults.append(Fault(where, message, str(found)[:100], accepted))

    # -- files ---------------------------------------------------------------------------------------------------

    def _file(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        if not path.is_file():
            self.fault(f"{name}:1", "the file is missing", accepted="see docs/rules.md")
            return {}
        text = path.read_text(encoding="utf-8")
        self.digest.update(name.encode() + b"\0" + text.encode() + b"\0")
        content = _read(text, name)
        if not isinstance(content, dict):
            self.fault(f"{name}:1", "not a mapping", type(content).__name__, "a mapping")
            return {}
        return content

    def _read_all(self) -> None:
        self._vocabulary(self._file("facts.yaml"))
        self.documents = {k: v for k, v in self._file("documents.yaml").items() if k != LINE}
        self._parameters(self._file("parameters.yaml"))
        self._sources(self._file("sources.yaml"))
        files = sorted(path.relative_to(self.folder).as_posix() for path in self.folder.glob("decisions/*.yaml"))
        raw = [(name, self._file(name)) for name in files]
        self.competing = [str(doc["decision"]) for _, doc in raw if doc.get("competes")]
        self._statuses = {str(doc.get("decision")) for _, doc in raw if doc.get("hit", "priority") == "priority"}
        self._first = {str(doc.get("decision")) for _, doc in raw if doc.get("hit") == "first"}
        for name, doc in raw:
            self._decision(name, doc)
        self._order()
        self._check_uses()

    # -- vocabulary ----------------------------------------------------------------------------------------------

    def _vocabulary(self, doc: Mapping[str, Any]) -> None:
        self.topics = list(doc.get("topics", ()))
        for name, entry in _entries(doc.get("facts")):
            self.facts[name] = self._field("facts.yaml", name, entry)
        known = {topic.get("id") for topic in self.topics}
        for name, field in self.facts.items():
            if field.texts.get("topic") not in known:
                self.fault(_at("facts.yaml", field.texts), f"{name}: no such topic", field.texts.get("topic"))
        for name, entry in _entries(doc.get("derived")):
            sources = tuple(entry.get("from", ()))
            for source in sources:
                if source.split(".")[0] not in self.facts:
                    self.fault(_at("facts.yaml", entry), f"{name}: derived from an unknown fact", source)
            self.derived[name] = Derived(
                name,
                entry.get("type", "answer"),
                entry.get("unit", ""),
                sources,
                tuple(entry.get("options", ())),
                entry.get("about", ""),
            )

    def _field(self, file: str, name: str, entry: Mapping[str, Any]) -> Field:
        kind = entry.get("type")
        if kind not in _FIELD_TYPES:
            self.fault(_at(file, entry), f"{name}: no such type", kind, ", ".join(_FIELD_TYPES))
        for key in ("label", "question"):
            if not entry.get(key):
                self.fault(_at(file, entry), f"{name}: {key} is missing")
        fields = {inner: self._field(file, f"{name}.{inner}", part) for inner, part in _entries(entry.get("fields"))}
        options = dict(_entries(entry.get("options")))
        return Field(name.rsplit(".", 1)[-1], str(kind), options, fields, dict(entry))

    def _parameters(self, doc: Mapping[str, Any]) -> None:
        for name, entry in _entries(doc.get("parameters")):
            values = []
            for value in entry.get("values", ()):
                if "from" not in value or "value" not in value:
                    self.fault(_at("parameters.yaml", value), f"{name}: from and value are needed")
                    continue
                values.append(
                    ParameterValue(
                        value["from"],
                        value.get("until"),
                        value["value"],
                        tuple(value.get("sources", ())),
                        value.get("verified", True) is not False,
                    )
                )
            if not values or [v.from_ for v in values] != sorted(v.from_ for v in values):
                self.fault(_at("parameters.yaml", entry), f"{name}: values with rising dates are needed")
                continue
            self.parameters[name] = Parameter(name, entry["unit"], entry["kind"], entry["text"], tuple(values))

    def _sources(self, doc: Mapping[str, Any]) -> None:
        for name, entry in _entries(doc.get("sources")):
            self.sources[name] = Source(
                name,
                str(entry.get("name", "")),
                str(entry.get("address", "")),
                entry.get("text_of"),
                entry.get("verified") is True,
                str(entry.get("quote", "")),
                str(entry.get("gist", "")),
            )
            if not entry.get("name") or "verified" not in entry:
                self.fault(_at("sources.yaml", entry), f"{name}: name and verified are needed")

    # -- decisions -----------------------------------------------------------------------------------------------

    def _decision(self, file: str, doc: dict[str, Any]) -> None:
        name = doc.get("decision")
        if not isinstance(name, str):
            self.fault(f"{file}:1", "the name of the decision is missing", accepted="decision: name")
            return
        self._unknown_keys(file, doc, _DECISION_KEYS)
        if f"decisions/{name}.yaml" != file:
            self.fault(f"{file}:1", "the file must bear the name of the decision", name)
        hit = doc.get("hit", "priority")
        if hit not in ("priority", "first", "collect"):
            self.fault(f"{file}:1", "no such way to combine rules", hit, "priority, first, collect")
            return
        rules = tuple(
            rule for entry in doc.get("rules", ()) if (rule := self._rule(file, doc, name, hit, entry)) is not None
        )
        points = self._test(file, doc["points_to"]) if "points_to" in doc else None
        inputs = {fact for rule in rules for fact in rule.test.facts()} | set(points.facts() if points else ())
        default = str(doc.get("default", "open" if hit == "priority" else "none"))
        self.decisions[name] = Decision(
            name, str(doc.get("title", "")), hit, rules, default, points, doc.get("per"), tuple(sorted(inputs)), file
        )
        if not doc.get("title"):
            self.fault(f"{file}:1", "the title is missing", accepted="title: a question in Dutch")
        if doc.get("ground"):
            self.grounds[str(doc["ground"])] = name

    def _rule(self, file: str, doc: dict[str, Any], decision: str, hit: str, entry: dict[str, Any]) -> Rule | None:
        where = _at(file, entry)
        self._unknown_keys(file, entry, _RULE_KEYS)
        missing = [key for key in ("id", "then", "reason", "reads") if key not in entry]
        if missing:
            self.fault(where, "keys are missing", accepted=", ".join(missing))
            return None
        then = str(entry["then"])
        readings = entry.get("readings")
        if hit == "priority" and then not in STATUSES:
            self.fault(where, "a rule cannot give this", then, ", ".join(STATUSES[:-1]))
        needs_readings = hit == "priority" and then == "contested"
        if (readings is not None and then != "contested") or (needs_readings and not readings):
            self.fault(where, "contested rules, and only they, say what they give under each reading")
        if readings is not None:
            readings = {key: str(value) for key, value in readings.items() if key != LINE}
            if set(readings) != set(READINGS):
                self.fault(where, "every reading is needed", ", ".join(readings), ", ".join(READINGS))
                return None
            if not entry.get("open_point"):
                self.fault(where, "a contested rule names the open point", accepted="open_point: …")
        test = self._conditions(file, entry)
        until = entry.get("until", entry.get("date"))
        day = _day(str(until)) if until is not None else None
        reads = set(test.facts()) | ({day.fact} if day else set())
        if set(entry["reads"]) != reads:
            stated, read = ", ".join(entry["reads"]), ", ".join(sorted(reads))
            self.fault(where, "reads differs from what the rule reads", stated, read)
        valid_from = str(entry.get("valid_from", doc.get("valid_from", "")))
        sources = tuple(entry.get("sources", doc.get("sources", ())))
        if not valid_from or not sources:
            self.fault(where, "valid_from and sources are needed")
        extra: dict[str, Any] = {key: entry[key] for key in ("title", "kind", "route", "hard_ground") if key in entry}
        return Rule(
            str(entry["id"]),
            decision,
            then,
            test,
            str(entry["reason"]),
            sources,
            valid_from,
            entry.get("valid_until"),
            tuple(entry.get("reviewed", doc.get("reviewed", ()))),
            tuple(entry["reads"]),
            readings,
            str(entry.get("open_point", "")),
            day,
            extra,
            where,
        )

    def _conditions(self, file: str, entry: dict[str, Any]) -> Group:
        groups = [Group(key == "all", tuple(self._items(file, entry[key]))) for key in ("all", "any") if key in entry]
        if not groups:
            self.fault(_at(file, entry), "conditions are missing", accepted="all: […] or any: […]")
            return Group(True, ())
        return groups[0] if len(groups) == 1 else Group(True, tuple(groups))

    def _items(self, file: str, items: Iterable[Any]) -> Iterable[Test]:
        for item in items:
            if isinstance(item, dict) and "grounds" in item:
                yield from self._each_ground(file, item)
            else:
                yield self._test(file, item)

    def _each_ground(self, file: str, item: dict[str, Any]) -> Iterable[Test]:
        """One condition for every decision that competes (`competes: true`): on its value or on its proof."""
        suffix = {"value": "", "proof": ".proof"}[item["grounds"]]
        rest = {key: value for key, value in item.items() if key != "grounds"}
        for name in self.competing:
            yield self._test(file, {**rest, "fact": name + suffix})

    def _test(self, file: str, item: Any) -> Test:
        if not isinstance(item, dict):
            self.fault(f"{file}:1", "not a condition", item, "{fact: name, is: value}")
            return Group(True, ())
        if "all" in item or "any" in item:
            return self._conditions(file, item)
        operators = [key for key in item if key in OPERATORS]
        if len(operators) != 1 or set(item) - {LINE, "fact", operators[0]}:
            self.fault(_at(file, item), "a condition tests one fact in one way", _shown(item), ", ".join(OPERATORS))
            return Group(True, ())
        operator = operators[0]
        value = item[operator]
        if isinstance(value, list):
            value = tuple(map(str, value))
        elif not isinstance(value, int):
            value = str(value)
        return Condition(str(item.get("fact")), operator, value)

    def _unknown_keys(self, file: str, entry: Mapping[str, Any], known: frozenset[str]) -> None:
        for key in entry:
            if key not in known:
                self.fault(_at(file, entry), "no such key", key, ", ".join(sorted(known - {LINE})))

    # -- what hangs together -------------------------------------------------------------------------------------

    def _order(self) -> None:
        """Put the decisions in an order in which each comes after what it reads."""
        graph = {
            name: [read for fact in decision.inputs if (read := fact.removesuffix(".proof")) in self.decisions]
            for name, decision in self.decisions.items()
        }
        try:
            order = list(TopologicalSorter(graph).static_order())
        except CycleError as error:
            self.fault("decisions:1", "decisions read each other in a circle", " > ".join(error.args[1]))
            return
        self.decisions = {name: self.decisions[name] for name in order}

    def _check_uses(self) -> None:
        seen: dict[str, str] = {}
        for decision in self.decisions.values():
            for rule in decision.rules:
                if rule.id in seen:
                    self.fault(rule.where, "this id stands twice", rule.id, f"an id not used at {seen[rule.id]}")
                seen[rule.id] = rule.where
                for source in rule.sources:
                    if source not in self.sources:
                        self.fault(rule.where, "no such source", source, "an id of sources.yaml")
                if rule.until and rule.until.parameter and rule.until.parameter not in self.parameters:
                    self.fault(rule.where, "no such parameter", rule.until.parameter)
                for condition in conditions(rule.test):
                    self._check_condition(rule.where, condition)
            for condition in conditions(decision.points_to) if decision.points_to else ():
                self._check_condition(decision.where, condition)
        for name, field in self.facts.items():
            for document in field.texts.get("documents", ()):
                if document not in self.documents:
                    self.fault(_at("facts.yaml", field.texts), f"{name}: no such document", document)

    def _check_condition(self, where: str, condition: Condition) -> None:
        values = self.values_of(condition.fact)
        if values is None:
            self.fault(where, "no such fact", condition.fact, "a fact, a derived fact or a decision")
            return
        numeric = condition.operator in _COMPARISONS
        if numeric != (values == "number"):
            self.fault(where, "this fact cannot be tested in this way", f"{condition.fact} {condition.operator}")
            return
        if numeric:
            if isinstance(condition.value, str) and condition.value.removeprefix("$") not in self.parameters:
                self.fault(where, "no such parameter", condition.value)
            return
        wanted = condition.value if isinstance(condition.value, tuple) else (condition.value,)
        if condition.fact in self._statuses and condition.operator in ("is", "is_not", "in"):
            values = ("yes", "no")
        for value in wanted:
            if value not in values:
                self.fault(where, f"{condition.fact} cannot be this", value, ", ".join(values))

    def values_of(self, fact: str) -> tuple[str, ...] | str | None:
        """The values a fact can have, "number" where it is one, None where there is no such fact."""
        if fact.endswith(".proof"):
            return ("proved", "stated") if self.values_of(fact.removesuffix(".proof")) else None
        if fact in self.decisions:
            decision = self.decisions[fact]
            if decision.hit == "priority":
                return STATUSES
            return tuple({value for rule in decision.rules for value in _values(rule)} | {decision.default})
        if fact in self.derived:
            derived = self.derived[fact]
            return derived.options or (("yes", "no") if derived.type == "answer" else derived.type)
        name, _, inner = fact.partition(".")
        field = self.facts.get(name)
        if field is not None and inner:
            field = field.fields.get(inner)
        if field is None:
            return None
        if field.type == "answer":
            return "yes", "no"
        return tuple(v for v in field.options if v != "unknown") if field.options else field.type


@cache
def _read(text: str, name: str) -> Any:
    """Reading YAML takes most of the time of loading; the same text is read once. What comes out is not changed."""
    return read(text, name)


def conditions(test: Test) -> Iterable[Condition]:
    """Every condition inside a test."""
    if isinstance(test, Condition):
        yield test
    else:
        for item in test.items:
            yield from conditions(item)


def _values(rule: Rule) -> set[str]:
    return {rule.value(reading) for reading in READINGS}


def _day(text: str) -> Day:
    fact, _, parameter = (part.strip() for part in text.partition("+"))
    return Day(fact, parameter.removeprefix("$") or None)


def _entries(value: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((key, inner) for key, inner in value.items() if key != LINE)


def _at(file: str, entry: Mapping[str, Any]) -> str:
    return f"{file}:{entry.get(LINE, 1)}"


def _shown(item: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in item.items() if key != LINE) + "}"
