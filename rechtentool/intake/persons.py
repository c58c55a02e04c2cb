"""Persons: known by a pseudonym, each with a key of its own, erased by destroying that key."""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.accounts.models import User
from rechtentool.audit import operations as audit
from rechtentool.core import keys
from rechtentool.core.crypto import canonical
from rechtentool.core.database import surroundings_of
from rechtentool.core.witness import append_line
from rechtentool.intake.entries import now, require_own
from rechtentool.intake.models import Assessment, AssessmentSummary, Case, HouseholdLink, Person
from rechtentool.intake.pseudonyms import new_pseudonym

ERASED = "erased"


def create_person(session: orm.Session, actor: User) -> Person:
    """Add a person to the actor's municipality, with a new pseudonym and a new key."""
    person = Person(
        id=keys.random_id(),
        municipality_id=actor.municipality_id,
        pseudonym=_free_pseudonym(session, actor.municipality_id),
        key_id=keys.create(session, actor.municipality_id).id,
        created_at=now(),
    )
    session.add(person)
    session.flush()
    audit.append(
        session,
        "person.created",
        actor=actor,
        municipality=actor.municipality_id,
        person=person,
        pseudonym=person.pseudonym,
    )
    return person


def erase_person(session: orm.Session, actor: User | None, person: Person, *, reason: str) -> None:
    """Erase all that is known of a person: destroy the key, remove the sealed data, strip what lies beside it.

    What stays: that there was somebody, when something happened in which case and by whom; the chains still verify.
    ``reason`` stays readable and must say nothing about the person. ``actor`` is none for the system alone. The
    erasure is also written to the file of erasures, so that a backup put back cannot bring the person back.
    Erasing twice changes nothing.
    """
    if actor is not None:
        require_own(actor, person)
    session.refresh(person, with_for_update=True)
    if person.erased_at is not None:
        return
    cases = session.scalars(sa.select(Case).where(Case.person_id == person.id).order_by(Case.opened_at)).all()
    _strip(session, person, cases)
    keys.destroy(session, person.key_id)
    of_cases: Sequence[Case | None] = cases or [None]
    for case in of_cases:
        audit.append(
            session,
            "person.erased",
            actor=actor,
            municipality=person.municipality_id,
            case=case,
            reason=reason,
            cases=len(cases),
        )
    session.flush()
    file = surroundings_of(session).erasures
    if file is not None:
        # Before the commit: a crash in between leaves an erasure to be repeated, never one that was forgotten.
        append_line(file, canonical({"person": person.id, "reason": reason, "time": now().isoformat()}) + b"\n")


def replay_erasures(session: orm.Session) -> int:
    """After a restore: erase again whom the file of erasures names and the backup brought back; return how many.

    Commits each by itself. Raises OSError or ValueError when the file cannot be read.
    """
    file = surroundings_of(session).erasures
    if file is None or not file.exists():
        return 0
    done = 0
    with file.open(encoding="ascii") as lines:
        for line in lines:
            erasure = json.loads(line)
            person = session.get(Person, erasure["person"])
            if person is not None and person.erased_at is None:
                erase_person(session, None, person, reason=erasure["reason"])
                done += 1
            session.commit()
    return done


def _strip(session: orm.Session, person: Person, cases: Sequence[Case]) -> None:
    """Remove the sealed data and what lies beside it. Without the key it is noise; it goes nevertheless."""
    for case in cases:
        case.language = None
        case.closed_at = case.closed_at or now()
    person.pseudonym, person.erased_at = None, now()
    session.flush()
    of_person = sa.select(Assessment.id).join(Case).where(Case.person_id == person.id)
    session.execute(
        sa.update(AssessmentSummary)
        .where(AssessmentSummary.assessment_id.in_(of_person))
        .values(status=ERASED, urgent=None, outcome=None, hard_ground=None, route=None, policy_group=None)
    )
    session.execute(
        sa.update(Assessment)
        .where(Assessment.id.in_(of_person))
        .values(
            status=ERASED, sealed_answers=None, sealed_result=None, rulebook=None, reading=None, reference_date=None
        )
    )
    session.execute(
        sa.delete(HouseholdLink).where((HouseholdLink.person_id == person.id) | (HouseholdLink.other_id == person.id))
    )


def _free_pseudonym(session: orm.Session, municipality_id: int) -> str:
    while True:
        pseudonym = new_pseudonym()
        taken = sa.select(Person.id).where(Person.municipality_id == municipality_id, Person.pseudonym == pseudonym)
        if session.scalar(taken) is None:
            return pseudonym
