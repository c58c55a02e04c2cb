"""Reads case files: JSON, or YAML 1.2 in which yes, no and NO are words."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from rechtentool.rulebook.faults import CaseError, Fault, RulebookError
from rechtentool.rulebook.yamlfile import read

UNREADABLE = _l("Dit bestand kan niet worden gelezen.")
NOT_YAML = _l("Dit is geen JSON en geen YAML.")
NOT_JSON = _l("Dit is geen JSON.")


def read_file(name: str) -> Any:
    """The content of a case file, or of standard input for ``-``.

    Raises CaseError when there is no such file or it is neither JSON nor YAML.
    """
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError([Fault(name, str(UNREADABLE), str(getattr(error, "strerror", None) or error))]) from error
    return parse(text, name)


def parse(text: str, name: str) -> Any:
    """One case out of a text."""
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except json.JSONDecodeError:
            pass  # a YAML mapping may begin with a brace too
    try:
        return read(text, name, lines=False)
    except RulebookError as error:
        raise CaseError([Fault(fault.path, str(NOT_YAML), fault.message) for fault in error.faults]) from error


def lines(stream: Iterable[str]) -> Iterator[tuple[int, Any]]:
    """The cases of a file with one JSON object a line, with the number of the line; a faulty line gives its error."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except json.JSONDecodeError as error:
            yield number, CaseError([Fault(f"{error.colno}", str(NOT_JSON), line.strip()[:60], "{…}")])
