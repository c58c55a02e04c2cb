"""The open cases of a municipality, newest work first."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.accounts.models import User
from rechtentool.intake.models import Assessment, AssessmentSummary, Case, Person

AT_MOST: Final = 50


class OpenCase(NamedTuple):
    """A case that is not closed, with its newest assessment."""

    id: str
    pseudonym: str | None
    opened_at: dt.datetime
    changed_at: dt.datetime
    status: str


def open_cases(session: orm.Session, worker: User, pseudonym: str = "") -> list[OpenCase]:
    """The cases of the worker's municipality that are not closed, at most :data:`AT_MOST` of them.

    With ``pseudonym`` those of persons whose pseudonym contains it, in capitals or not.
    """
    other = orm.aliased(Assessment)
    newest = sa.select(sa.func.max(other.number)).where(other.case_id == Case.id).correlate(Case).scalar_subquery()
    found = (
        sa.select(Case.id, Person.pseudonym, Case.opened_at, AssessmentSummary.updated_at, Assessment.status)
        .join(Person, Person.id == Case.person_id)
        .join(Assessment, sa.and_(Assessment.case_id == Case.id, Assessment.number == newest))
        .join(AssessmentSummary, AssessmentSummary.assessment_id == Assessment.id)
        .where(Case.municipality_id == worker.municipality_id, Case.closed_at.is_(None), Person.erased_at.is_(None))
        .order_by(AssessmentSummary.updated_at.desc())
        .limit(AT_MOST)
    )
    wanted = "".join(pseudonym.split()).upper()
    if wanted:
        found = found.where(Person.pseudonym.contains(wanted, autoescape=True))
    return [
        OpenCase(case, pseudonym, opened, changed, status)
        for case, pseudonym, opened, changed, status in session.execute(found)
    ]
