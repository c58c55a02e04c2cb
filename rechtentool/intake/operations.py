"""Everything that changes a case, each with its entry in the audit trail in the same transaction.

Nothing here commits: who calls commits once, and then all of it stands, or nothing does. Every operation takes the
account that acts and refuses a row of another municipality.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.accounts.models import User
from rechtentool.core import keys
from rechtentool.core.crypto import canonical
from rechtentool.intake.answers import Answer, Conflict, EditConflict, Sheet
from rechtentool.intake.entries import WrongMunicipality, log, now, require_own
from rechtentool.intake.models import Assessment, AssessmentSummary, Case, Person
from rechtentool.intake.persons import create_person, erase_person, replay_erasures

__all__ = [
    "Answer",
    "ChangedAnswer",
    "Conflict",
    "EditConflict",
    "NotOpen",
    "SaveResult",
    "Sheet",
    "WrongMunicipality",
    "answers_of",
    "close_case",
    "create_person",
    "current_assessment",
    "erase_person",
    "open_case",
    "record_assessment",
    "record_evaluation",
    "replay_erasures",
    "report_disagreement",
    "result_of",
    "resume",
    "save_answers",
    "start_next_assessment",
    "view",
]

DRAFT: Final = "draft"
RECORDED: Final = "recorded"


class NotOpen(Exception):
    """The case is closed, or the assessment recorded: its answers no longer change."""


@dataclass(frozen=True)
class ChangedAnswer:
    """One answer that a save changed."""

    fact: str
    old: Answer
    new: Answer


@dataclass(frozen=True)
class SaveResult:
    """What a save did."""

    version: int
    """The version to send along with the next save."""
    changed: tuple[ChangedAnswer, ...]
    """Empty when everything already stood there."""
    merged: bool
    """Somebody else changed other answers meanwhile; they are kept."""


def open_case(session: orm.Session, actor: User, *, language: str, person: Person | None = None) -> Case:
    """Open a case with its first assessment, for a new person unless one is given.

    ``language`` is the person's language beside Dutch.
    """
    if person is None:
        person = create_person(session, actor)
    require_own(actor, person)
    case = Case(
        id=keys.random_id(),
        municipality_id=actor.municipality_id,
        person_id=person.id,
        language=language,
        opened_by=actor.id,
        opened_at=now(),
    )
    case.person = person
    session.add(case)
    session.flush()
    log(session, "case.opened", actor, case, language=language)
    _new_assessment(session, actor, case, 1, Sheet(), copied_from=None)
    return case


def answers_of(session: orm.Session, assessment: Assessment) -> Sheet:
    """The answers as they stand. Raises ErasedError when the person was erased."""
    key = keys.use(session, assessment.case.person.key_id)
    if assessment.sealed_answers is None:
        raise keys.ErasedError(assessment.id)
    return Sheet.from_json(key.open_json(assessment.sealed_answers, *_place(assessment, "answers")))


def result_of(session: orm.Session, assessment: Assessment) -> dict[str, Any] | None:
    """The newest result, or None when nothing was evaluated yet. Raises ErasedError when the person was erased."""
    key = keys.use(session, assessment.case.person.key_id)
    if assessment.sealed_result is None:
        return None
    stored: dict[str, Any] = key.open_json(assessment.sealed_result, *_place(assessment, "result"))
    return stored


def current_assessment(session: orm.Session, case: Case) -> Assessment:
    """The newest assessment of a case."""
    return session.scalars(
        sa.select(Assessment).where(Assessment.case_id == case.id).order_by(Assessment.number.desc()).limit(1)
    ).one()


def save_answers(
    session: orm.Session,
    actor: User,
    assessment: Assessment,
    changes: Mapping[str, Any],
    evidence: Mapping[str, str] | None = None,
    *,
    expected_version: int,
) -> SaveResult:
    """Save answers that were given on a form showing version ``expected_version``.

    ``changes`` holds a value of the vocabulary per fact: "unknown" for who does not know, None to take an answer
    back. ``evidence`` holds a level per fact, also for a fact whose value stays. Changes that others made meanwhile
    to other facts stay. Raises EditConflict when one of these facts was changed meanwhile to something else (then
    nothing is saved), NotOpen for a closed case or a recorded assessment, ValueError for a version that never was,
    evidence that does not exist or a value that JSON cannot hold.
    """
    _lock_draft(session, actor, assessment)
    if not 1 <= expected_version <= assessment.version:
        raise ValueError(f"version {expected_version} of this assessment was never shown to anyone")
    sheet = answers_of(session, assessment)
    wanted = sheet.wanted(changes, evidence or {})
    conflicts = sheet.conflicts(wanted, expected_version)
    if conflicts:
        raise EditConflict(conflicts, assessment.version)
    changed = tuple(
        ChangedAnswer(fact, sheet.of(fact), answer) for fact, answer in wanted.items() if answer != sheet.of(fact)
    )
    merged = expected_version < assessment.version
    if not changed:
        return SaveResult(assessment.version, (), merged)
    assessment.version += 1
    sheet = sheet.with_answers({each.fact: each.new for each in changed}, assessment.version)
    key = keys.use(session, assessment.case.person.key_id)
    assessment.sealed_answers = key.seal_json(sheet.to_json(), *_place(assessment, "answers"))
    _update_summary(session, assessment)
    for each in changed:
        log(
            session,
            "answer.changed",
            actor,
            assessment,
            fact=each.fact,
            old=each.old.value,
            new=each.new.value,
            old_evidence=each.old.evidence,
            new_evidence=each.new.evidence,
            version=assessment.version,
        )
    return SaveResult(assessment.version, changed, merged)


def record_evaluation(
    session: orm.Session, actor: User, assessment: Assessment, result: Mapping[str, Any], *, reading: str = "cautious"
) -> None:
    """Keep the result that the rulebook gave for the answers as they stand, in place of the one before.

    ``reading`` is the reading of contested law that the case asked for. Raises NotOpen for a closed case or a
    recorded assessment.
    """
    _lock_draft(session, actor, assessment)
    _keep_result(session, actor, assessment, result, reading, "assessment.evaluated")


def record_assessment(
    session: orm.Session,
    actor: User,
    assessment: Assessment,
    result: Mapping[str, Any],
    *,
    expected_version: int,
    reading: str = "cautious",
) -> None:
    """Record the recommendation: keep its result, and close the assessment for changes.

    ``expected_version`` is the version of the answers that the result was made of and that the worker saw. Raises
    EditConflict (with no fact in particular) when answers changed meanwhile, NotOpen as above.
    """
    _lock_draft(session, actor, assessment)
    if assessment.version != expected_version:
        raise EditConflict({}, assessment.version)
    assessment.status = RECORDED
    assessment.recorded_at, assessment.recorded_by = now(), actor.id
    _keep_result(session, actor, assessment, result, reading, "assessment.recorded")


def report_disagreement(
    session: orm.Session, actor: User, assessment: Assessment, *, reference: str, rulebook: str, detail: str
) -> None:
    """Write down that the two ways of evaluating disagreed; ``reference`` is the number that the user was shown."""
    require_own(actor, assessment)
    log(
        session,
        "rulebook.disagreement",
        actor,
        assessment,
        reference=reference,
        version=assessment.version,
        rulebook=rulebook,
        detail=detail,
    )


def start_next_assessment(session: orm.Session, actor: User, case: Case) -> Assessment:
    """Start the next assessment with a copy of the answers of the last one.

    While the last one is still a draft, that is the next one. Raises NotOpen for a closed case.
    """
    _lock_case(session, actor, case)
    last = current_assessment(session, case)
    if last.status == DRAFT:
        return last
    copied = answers_of(session, last).restarted()
    return _new_assessment(session, actor, case, last.number + 1, copied, copied_from=last.number)


def resume(session: orm.Session, actor: User, case: Case) -> Assessment:
    """Go on with a case after an interruption: its newest assessment, which is now viewed."""
    assessment = current_assessment(session, case)
    view(session, actor, assessment)
    return assessment


def view(session: orm.Session, actor: User, subject: Case | Assessment, *, part: str | None = None) -> None:
    """Write down that somebody looks at a case, or at (a part of) an assessment."""
    require_own(actor, subject)
    if isinstance(subject, Case):
        log(session, "case.viewed", actor, subject)
    elif part is None:
        log(session, "assessment.viewed", actor, subject)
    else:
        log(session, "assessment.viewed", actor, subject, part=part)


def close_case(session: orm.Session, actor: User, case: Case, *, reason: str | None = None) -> None:
    """Close a case: the stay or the request has ended. Closing twice changes nothing."""
    require_own(actor, case)
    session.refresh(case, ["closed_at"], with_for_update={"of": Case})
    if case.closed_at is not None:
        return
    case.closed_at = now()
    log(session, "case.closed", actor, case, **({} if reason is None else {"reason": reason}))


def _lock_case(session: orm.Session, actor: User, case: Case) -> None:
    require_own(actor, case)
    session.refresh(case, with_for_update={"of": Case})
    if case.closed_at is not None:
        raise NotOpen(case.id)


def _lock_draft(session: orm.Session, actor: User, assessment: Assessment) -> None:
    """Lock the assessment until the transaction ends, and read it as it stands now."""
    require_own(actor, assessment)
    session.refresh(assessment, with_for_update={"of": Assessment})
    if assessment.status != DRAFT or assessment.case.closed_at is not None:
        raise NotOpen(assessment.id)


def _new_assessment(
    session: orm.Session, actor: User, case: Case, number: int, sheet: Sheet, *, copied_from: int | None
) -> Assessment:
    assessment = Assessment(
        id=keys.random_id(),
        municipality_id=case.municipality_id,
        case_id=case.id,
        number=number,
        status=DRAFT,
        version=1,
        created_at=now(),
    )
    assessment.case = case
    key = keys.use(session, case.person.key_id)
    assessment.sealed_answers = key.seal_json(sheet.to_json(), *_place(assessment, "answers"))
    session.add(assessment)
    session.flush()
    session.add(
        AssessmentSummary(
            assessment_id=assessment.id, municipality_id=case.municipality_id, status=DRAFT, updated_at=now()
        )
    )
    session.flush()
    log(session, "assessment.started", actor, assessment, copied_from=copied_from)
    return assessment


def _keep_result(
    session: orm.Session, actor: User, assessment: Assessment, result: Mapping[str, Any], reading: str, event: str
) -> None:
    whole = canonical(result)
    key = keys.use(session, assessment.case.person.key_id)
    assessment.sealed_result = key.seal(whole, *_place(assessment, "result"))
    assessment.result_version = assessment.version
    rulebook = result["rulebook"]
    assessment.rulebook = rulebook if isinstance(rulebook, str) else canonical(rulebook).decode("ascii")
    assessment.reading = reading
    assessment.reference_date = dt.date.fromisoformat(result["reference_date"])
    told = {name: result.get(name) for name in ("hard_ground", "route", "group", "flags")}
    _update_summary(
        session,
        assessment,
        urgent="urgent" in (told["flags"] or ()),
        outcome=result["outcome"],
        hard_ground=told["hard_ground"],
        route=told["route"],
        policy_group=told["group"],
    )
    log(
        session,
        event,
        actor,
        assessment,
        version=assessment.version,
        outcome=result["outcome"],
        rulebook=assessment.rulebook,
        reading=reading,
        reference_date=result["reference_date"],
        digest=hashlib.sha256(whole).hexdigest(),
        **told,
    )


def _update_summary(session: orm.Session, assessment: Assessment, **columns: Any) -> None:
    session.execute(
        sa.update(AssessmentSummary)
        .where(AssessmentSummary.assessment_id == assessment.id)
        .values(status=assessment.status, updated_at=now(), **columns),
        execution_options={"synchronize_session": False},
    )


def _place(assessment: Assessment, column: str) -> tuple[str, str, str]:
    return ("assessment", assessment.id, column)
