"""What every operation of this capability needs: whose row it is, and the entry in the trail."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import orm

from rechtentool.accounts.models import User
from rechtentool.audit import operations as audit
from rechtentool.intake.models import Assessment, Case, Person


class WrongMunicipality(Exception):
    """The row belongs to another municipality than the account. A view answers as if it did not exist."""


def require_own(actor: User, row: Person | Case | Assessment) -> None:
    """Raise WrongMunicipality unless the row belongs to the municipality of the account."""
    if row.municipality_id != actor.municipality_id:
        raise WrongMunicipality(row.id)


def log(session: orm.Session, event: str, actor: User, subject: Case | Assessment, **details: Any) -> None:
    """Announce an entry about a case or an assessment, sealed under the person's key."""
    case = subject if isinstance(subject, Case) else subject.case
    if isinstance(subject, Assessment):
        details["number"] = subject.number
    audit.append(
        session, event, actor=actor, municipality=case.municipality_id, case=case, person=case.person, **details
    )


def now() -> dt.datetime:
    """This moment, in UTC."""
    return dt.datetime.now(dt.UTC)
