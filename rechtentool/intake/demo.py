"""The invented cases of the demonstration municipality, saved as a worker would save them.

They belong to a municipality that is marked as a demonstration; pages say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.accounts.models import Municipality, User
from rechtentool.core.rules import today
from rechtentool.intake import operations as intake
from rechtentool.intake import recommending
from rechtentool.intake.models import Case
from rechtentool.rulebook.yamlfile import read

FILE: Final = Path(__file__).with_name("demo_cases.yaml")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH: Final = re.compile(r"\d{4}-\d{2}")


def ensure(session: orm.Session, municipality: Municipality) -> None:
    """Create the invented cases where the municipality has no case at all. The caller commits."""
    if session.scalar(sa.select(Case.id).where(Case.municipality_id == municipality.id).limit(1)) is None:
        accounts = session.scalars(sa.select(User).where(User.municipality_id == municipality.id).order_by(User.id))
        worker = next(account for account in accounts if any(role.name == "intake" for role in account.roles))
        create_demo_cases(session, municipality, worker)


def create_demo_cases(session: orm.Session, municipality: Municipality, actor: User) -> dict[str, Case]:
    """Create the invented cases as this worker; returns them by their name in ``demo_cases.yaml``.

    Raises ValueError for a municipality that is not a demonstration: an invented person must never stand among real
    ones.
    """
    if not municipality.demonstration:
        raise ValueError(f"{municipality.slug} is no demonstration")
    return {entry["id"]: _create(session, actor, entry) for entry in cases_as_of(today())}


def cases_as_of(day: date) -> list[dict[str, Any]]:
    """The invented cases as if they had been written on this day."""
    content = read(FILE.read_text(encoding="utf-8"), FILE.name, lines=False)
    passed = day - date.fromisoformat(content["written"])
    moved: list[dict[str, Any]] = _moved(content["cases"], passed)
    return moved


def _create(session: orm.Session, actor: User, entry: Mapping[str, Any]) -> Case:
    case = intake.open_case(session, actor, language=entry["language"])
    assessment = intake.current_assessment(session, case)
    for save in entry["saves"]:
        intake.save_answers(
            session,
            actor,
            assessment,
            save["facts"],
            save.get("evidence"),
            expected_version=assessment.version,
        )
    if entry["ends"] == "recorded":
        recommending.record(session, actor, assessment, expected_version=assessment.version)
    elif entry["ends"] == "evaluated":
        sheet = intake.answers_of(session, assessment)
        recommending.recommendation_of(session, actor, assessment, sheet, keep=True)
    return case


def _moved(value: Any, passed: timedelta) -> Any:
    """The value with every day and every month in it moved along."""
    if isinstance(value, Mapping):
        return {key: _moved(inner, passed) for key, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, passed) for inner in value]
    if isinstance(value, str) and _DAY.fullmatch(value):
        return (date.fromisoformat(value) + passed).isoformat()
    if isinstance(value, str) and _MONTH.fullmatch(value):
        return (date.fromisoformat(f"{value}-01") + passed).isoformat()[: len(value)]
    return value
