"""The recommendation of an assessment: made from its answers while it is a draft, read back once it is recorded."""

from __future__ import annotations

from sqlalchemy import orm

from rechtentool.accounts.models import User
from rechtentool.core.recommendation import Recommendation, recommend
from rechtentool.core.rules import get_rulebook, today
from rechtentool.intake import operations as intake
from rechtentool.intake.answers import Sheet
from rechtentool.intake.models import Assessment
from rechtentool.rulebook import EngineDisagreement


def recommendation_of(
    session: orm.Session, actor: User, assessment: Assessment, sheet: Sheet, *, keep: bool
) -> Recommendation:
    """What follows from the answers, decided by both engines; for a recorded assessment, what was recorded.

    With ``keep`` the result of a draft is stored, with its entry, when it is another than the one stored before.
    Raises CaseError and EngineDisagreement: then there is no recommendation. A disagreement is announced as an entry,
    which the caller commits.
    """
    stored = intake.result_of(session, assessment)
    if assessment.status == intake.RECORDED and stored is not None:
        return Recommendation.from_json(stored)
    found = _judge(session, actor, assessment, sheet)
    result = found.to_json()
    if keep and (result != stored or assessment.result_version != assessment.version):
        intake.record_evaluation(session, actor, assessment, result)
    return found


def record(session: orm.Session, actor: User, assessment: Assessment, *, expected_version: int) -> None:
    """Record the recommendation for the answers that the worker saw.

    Raises EditConflict when answers changed meanwhile, NotOpen when it was recorded already, and as above.
    """
    found = _judge(session, actor, assessment, intake.answers_of(session, assessment))
    intake.record_assessment(session, actor, assessment, found.to_json(), expected_version=expected_version)


def _judge(session: orm.Session, actor: User, assessment: Assessment, sheet: Sheet) -> Recommendation:
    rulebook = get_rulebook()
    try:
        return recommend(rulebook, sheet.facts, sheet.evidence, today=today())
    except EngineDisagreement as disagreement:
        intake.report_disagreement(
            session,
            actor,
            assessment,
            reference=disagreement.reference,
            rulebook=rulebook.id,
            detail=disagreement.details,
        )
        raise
