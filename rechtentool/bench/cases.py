"""The cases that are measured: the worked cases of ``rules/cases``, as they would come in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rechtentool.core import paths
from rechtentool.rulebook.yamlfile import read

RawCase = dict[str, Any]
"""A case in the public vocabulary."""


def worked_cases(folder: Path = paths.RULES / "cases") -> list[RawCase]:
    """Every worked case, with the defaults of its file filled in."""
    return [case for path in sorted(folder.glob("*.yaml")) for case in _of_file(path)]


def _of_file(path: Path) -> Iterator[RawCase]:
    document = read(path.read_text(encoding="utf-8"), path.name, lines=False)
    defaults = document["defaults"]
    for entry in document["cases"]:
        facts = {**defaults["facts"], **entry["facts"]}
        yield {
            "reference_date": entry.get("reference_date", defaults["reference_date"]),
            "reading": entry.get("reading", "cautious"),
            "facts": facts,
            "evidence": {**dict.fromkeys(facts, defaults["evidence"]), **entry.get("evidence", {})},
        }


def half_proved(case: RawCase) -> RawCase:
    """The same case at an intake: of every second fact there is no paper yet, so that it takes two passes.

    The worked cases take nearly every fact as seen on paper; then one pass says it all.
    """
    told = dict.fromkeys(list(case["facts"])[1::2], "statement")
    return {**case, "evidence": {**case["evidence"], **told}}
