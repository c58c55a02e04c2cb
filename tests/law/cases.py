"""The worked cases of rules/cases: how they are read, and how a result is held against what they expect.

A case names only what the law determines; what it does not name is not checked. `flags` and `steps` mean "at least",
`not_outcome`, `not_flags` and `not_readings` what may not come out.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parents[2] / "rules" / "cases"


@dataclass(frozen=True)
class Case:
    """One worked case: where it stands, what goes in, what must come out, and what it rests on."""

    file: str
    id: str
    given: dict[str, Any]
    expect: dict[str, Any]
    origin: str
    sources: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        return f"{self.file}: {self.id}"


def plain(value: Any) -> Any:
    """The value as JSON knows it: days as text, the way a case file on the command line or the API gives them."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    return value


def read_cases(path: Path) -> list[Case]:
    """The cases of one file, each with the defaults of the file filled in."""
    document = plain(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
    defaults = document["defaults"]
    cases = []
    for entry in document["cases"]:
        facts = {**defaults["facts"], **entry["facts"]}
        given = {
            "reference_date": entry.get("reference_date", defaults["reference_date"]),
            "reading": entry.get("reading", "cautious"),
            "facts": facts,
            "evidence": {**dict.fromkeys(facts, defaults["evidence"]), **entry.get("evidence", {})},
        }
        sources = tuple(entry.get("sources", ()))
        about = entry.get("origin", ""), sources, entry.get("why", "")
        cases.append(Case(path.name, entry["id"], given, entry["expect"], *about))
    return cases


def all_cases() -> list[Case]:
    """Every case of rules/cases, file by file."""
    return [case for path in sorted(FOLDER.glob("*.yaml")) for case in read_cases(path)]


def mismatches(expect: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    """What the result (the object of `assess --format json`) has otherwise than expected: one sentence each.

    Raises:
        ValueError: the expectation asks something this function does not know, so that a slip of the pen never passes.
    """
    return [line for key, wanted in expect.items() for line in _check(key, wanted, plain(result))]


def _check(key: str, wanted: Any, result: Mapping[str, Any]) -> Iterator[str]:
    match key:
        case "outcome" | "hard_ground" | "route" | "group":
            yield from _differs(key, wanted, result.get(key))
        case "gates":
            for gate, value in wanted.items():
                yield from _differs(f"gate {gate}", value, result["gates"][gate]["value"])
        case "readings":
            for reading, outcome in wanted.items():
                yield from _differs(f"reading {reading}", outcome, result["readings"].get(reading))
        case "not_outcome":
            yield from _forbidden("outcome", wanted, [result.get("outcome")])
        case "not_readings":
            for reading, outcomes in wanted.items():
                yield from _forbidden(f"reading {reading}", outcomes, [result["readings"].get(reading)])
        case "flags" | "steps":
            yield from _at_least(key, wanted, _ids(result[key]))
        case "fires":
            yield from _at_least(key, wanted, [rule["id"] for step in result["trace"] for rule in step["rules"]])
        case "not_flags":
            yield from _forbidden("flags", wanted, _ids(result["flags"]))
        case "ground" | "grounds":
            for ground in [wanted] if key == "ground" else wanted:
                yield from _item("ground", ground, result["grounds"])
        case "deadline" | "deadlines":
            for deadline in [wanted] if key == "deadline" else wanted:
                yield from _item("deadline", deadline, result["deadlines"])
        case _:
            raise ValueError(f"unknown expectation {key!r}")


def _ids(members: Iterable[Any]) -> list[str]:
    return [member["id"] if isinstance(member, Mapping) else member for member in members]


def _differs(what: str, wanted: Any, found: Any) -> Iterator[str]:
    if wanted != found:
        yield f"{what}: expected {wanted}, found {found}"


def _forbidden(what: str, unwanted: Iterable[str], found: Iterable[Any]) -> Iterator[str]:
    for value in set(unwanted).intersection(found):
        yield f"{what}: {value} may not come out"


def _at_least(what: str, wanted: Iterable[str], found: list[str]) -> Iterator[str]:
    for value in wanted:
        if value not in found:
            yield f"{what}: expected {value} among them, found {found}"


def _item(what: str, wanted: Mapping[str, Any], found: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Some item with this id has every field as wanted; the sentences are about the first with that id."""
    same = [item for item in found if item["id"] == wanted["id"]]
    if not same:
        yield f"{what} {wanted['id']}: not there"
    elif not any(all(item.get(name) == value for name, value in wanted.items()) for item in same):
        for name, value in wanted.items():
            yield from _differs(f"{what} {wanted['id']}, {name}", value, same[0].get(name))
