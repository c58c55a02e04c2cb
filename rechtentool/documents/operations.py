"""That a paper was made is an entry in the trail."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import orm

from rechtentool.accounts.models import User
from rechtentool.audit import operations as audit
from rechtentool.intake.models import Assessment


def log_print(
    session: orm.Session,
    actor: User,
    assessment: Assessment,
    paper: str,
    languages: Sequence[str],
    *,
    with_safety: bool,
) -> None:
    """Announce that a paper about an assessment was shown for printing, in which languages, and whether the worker
    chose to put answers about safety on it. The caller commits.
    """
    case = assessment.case
    audit.append(
        session,
        "paper.printed",
        actor=actor,
        municipality=case.municipality_id,
        case=case,
        person=case.person,
        paper=f"{paper}-safety" if with_safety else paper,
        languages=list(languages),
        number=assessment.number,
    )
