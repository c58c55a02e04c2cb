"""What the operations of the intake change, and what they leave in the trail; on both databases."""

import signal
import subprocess
import sys
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.audit import operations as audit
from rechtentool.audit.models import Entry
from rechtentool.core import keys
from rechtentool.core.crypto import CannotOpenError
from rechtentool.intake import operations as intake
from rechtentool.intake.models import Assessment, AssessmentSummary, Case, Person
from tests.intake.conftest import People

RESULT: dict[str, Any] = {
    "outcome": "not_yet_demonstrable",
    "hard_ground": None,
    "route": None,
    "group": "worked_under_six_months_ago",
    "flags": ["urgent"],
    "rulebook": "2026-11-22",
    "reference_date": "2026-11-22",
    "grounds": [{"id": "worker", "value": "unknown"}],
}


@pytest.fixture
def case(db_session: orm.Session, people: People) -> Case:
    case = intake.open_case(db_session, people.worker, language="pl")
    db_session.commit()
    return case


@pytest.fixture
def draft(db_session: orm.Session, case: Case) -> Assessment:
    return intake.current_assessment(db_session, case)


def told(session: orm.Session, case: Case) -> list[str]:
    return [entry.event.name for entry in audit.trail(session, case)]


def test_opening_a_case(db_session: orm.Session, people: People, case: Case, draft: Assessment) -> None:
    assert (draft.number, draft.status, draft.version) == (1, "draft", 1)
    assert intake.answers_of(db_session, draft).facts == {}
    assert intake.result_of(db_session, draft) is None
    assert told(db_session, case) == ["case.opened", "assessment.started"]
    created = audit.recent(db_session, people.worker.municipality)[-1]
    assert created.event.name == "person.created"
    assert created.details == {"pseudonym": case.person.pseudonym}
    summary = db_session.get_one(AssessmentSummary, draft.id)
    assert (summary.status, summary.outcome, summary.urgent) == ("draft", None, None)


def test_saving_answers(db_session: orm.Session, people: People, case: Case, draft: Assessment) -> None:
    first = intake.save_answers(
        db_session,
        people.worker,
        draft,
        {"nationalities": ["PL"], "pregnant": "unknown"},
        {"nationalities": "document"},
        expected_version=1,
    )
    db_session.commit()
    second = intake.save_answers(
        db_session, people.colleague, draft, {"nationalities": ["PL", "NL"]}, expected_version=first.version
    )
    db_session.commit()
    sheet = intake.answers_of(db_session, draft)
    assert (first.version, second.version, draft.version) == (2, 3, 3)
    assert sheet.facts == {"nationalities": ["PL", "NL"]}
    assert sheet.evidence == {}, "the proof was of the old value"
    assert sheet.answered_unknown == {"pregnant"}
    changes = [entry.change for entry in audit.trail(db_session, case) if entry.change]
    assert changes == [
        audit.Change("nationalities", None, ["PL"], None, "document"),
        audit.Change("pregnant", None, "unknown", None, None),
        audit.Change("nationalities", ["PL"], ["PL", "NL"], "document", None),
    ]
    assert [entry.actor_id for entry in audit.trail(db_session, case)][-1] == people.colleague.id


def test_unknown_removes_a_fact(db_session: orm.Session, people: People, draft: Assessment) -> None:
    save = intake.save_answers
    save(db_session, people.worker, draft, {"pregnant": "yes", "adult": "yes"}, expected_version=1)
    save(db_session, people.worker, draft, {"pregnant": "unknown", "adult": None}, expected_version=2)
    sheet = intake.answers_of(db_session, draft)
    assert sheet.facts == {}
    assert sheet.answered_unknown == {"pregnant"}


def test_the_same_again_changes_nothing(db_session: orm.Session, people: People, draft: Assessment, case: Case) -> None:
    intake.save_answers(db_session, people.worker, draft, {"adult": "yes"}, {"adult": "official"}, expected_version=1)
    again = intake.save_answers(db_session, people.worker, draft, {"adult": "yes"}, expected_version=2)
    db_session.commit()
    assert (again.changed, again.version) == ((), 2)
    assert intake.answers_of(db_session, draft).evidence == {"adult": "official"}
    assert told(db_session, case).count("answer.changed") == 1


def test_evidence_alone_is_a_change(db_session: orm.Session, people: People, draft: Assessment) -> None:
    intake.save_answers(db_session, people.worker, draft, {"adult": "yes"}, expected_version=1)
    saved = intake.save_answers(db_session, people.worker, draft, {}, {"adult": "document"}, expected_version=2)
    assert [(each.old.evidence, each.new.evidence) for each in saved.changed] == [(None, "document")]


def test_unknown_evidence_is_refused(db_session: orm.Session, people: People, draft: Assessment) -> None:
    with pytest.raises(ValueError, match="'hearsay' is none of"):
        intake.save_answers(
            db_session, people.worker, draft, {"adult": "yes"}, {"adult": "hearsay"}, expected_version=1
        )


@pytest.mark.parametrize("version", [0, 2])
def test_a_version_that_never_was(db_session: orm.Session, people: People, draft: Assessment, version: int) -> None:
    with pytest.raises(ValueError, match="never shown"):
        intake.save_answers(db_session, people.worker, draft, {"adult": "yes"}, expected_version=version)


def test_two_tabs_on_the_same_fact(db_session: orm.Session, people: People, case: Case, draft: Assessment) -> None:
    intake.save_answers(db_session, people.worker, draft, {"adult": "yes", "pregnant": "no"}, expected_version=1)
    db_session.commit()
    with pytest.raises(intake.EditConflict) as raised:
        intake.save_answers(
            db_session,
            people.colleague,
            draft,
            {"adult": "no", "pregnant": "no", "student": "yes"},
            {"adult": "document"},
            expected_version=1,
        )
    db_session.commit()
    assert raised.value.conflicts == {
        "adult": intake.Conflict(mine=intake.Answer("no", "document"), theirs=intake.Answer("yes"))
    }, "the same value twice is no conflict"
    assert raised.value.version == 2
    assert intake.answers_of(db_session, draft).facts == {"adult": "yes", "pregnant": "no"}, "nothing was saved"
    resolved = intake.save_answers(db_session, people.colleague, draft, {"adult": "no"}, expected_version=2)
    assert resolved.version == 3


def test_two_tabs_on_a_fact_that_was_taken_back(db_session: orm.Session, people: People, draft: Assessment) -> None:
    intake.save_answers(db_session, people.worker, draft, {"adult": "yes"}, expected_version=1)
    intake.save_answers(db_session, people.worker, draft, {"adult": None}, expected_version=2)
    with pytest.raises(intake.EditConflict) as raised:
        intake.save_answers(db_session, people.colleague, draft, {"adult": "no"}, expected_version=2)
    assert raised.value.conflicts["adult"].theirs == intake.Answer()


def test_two_tabs_on_other_facts_merge(db_session: orm.Session, people: People, draft: Assessment) -> None:
    intake.save_answers(db_session, people.worker, draft, {"adult": "yes"}, expected_version=1)
    saved = intake.save_answers(db_session, people.colleague, draft, {"pregnant": "no"}, expected_version=1)
    assert (saved.merged, saved.version) == (True, 3)
    assert intake.answers_of(db_session, draft).facts == {"adult": "yes", "pregnant": "no"}


def test_two_at_the_same_moment(
    sessions: orm.sessionmaker[orm.Session], db_session: orm.Session, people: People, case: Case, draft: Assessment
) -> None:
    """Both start from version 1 in transactions of their own: one saves, the other sees the conflict."""
    barrier, outcomes, draft_id = threading.Barrier(2), [], draft.id

    def save(value: str) -> None:
        with sessions() as session:
            barrier.wait()
            mine = session.get_one(Assessment, draft_id)
            try:
                intake.save_answers(session, people.worker, mine, {"adult": value}, expected_version=1)
                session.commit()
                outcomes.append("saved")
            except intake.EditConflict:
                outcomes.append("conflict")

    db_session.commit()
    threads = [threading.Thread(target=save, args=(value,)) for value in ("yes", "no")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "saved"]
    assert told(db_session, case).count("answer.changed") == 1


def test_evaluating_and_recording(db_session: orm.Session, people: People, case: Case, draft: Assessment) -> None:
    intake.record_evaluation(db_session, people.worker, draft, RESULT)
    db_session.commit()
    summary = db_session.get_one(AssessmentSummary, draft.id, populate_existing=True)
    assert (summary.outcome, summary.urgent, summary.policy_group) == (
        "not_yet_demonstrable",
        True,
        "worked_under_six_months_ago",
    )
    assert intake.result_of(db_session, draft) == RESULT
    intake.record_assessment(
        db_session, people.worker, draft, {**RESULT, "outcome": "entitled"}, expected_version=1, reading="wording"
    )
    db_session.commit()
    assert (draft.status, draft.reading, draft.recorded_by) == ("recorded", "wording", people.worker.id)
    recorded = audit.trail(db_session, case)[-1]
    assert recorded.event.name == "assessment.recorded"
    assert recorded.details is not None
    assert recorded.details["outcome"] == "entitled"
    for change in (
        lambda: intake.save_answers(db_session, people.worker, draft, {"adult": "no"}, expected_version=1),
        lambda: intake.record_evaluation(db_session, people.worker, draft, RESULT),
    ):
        with pytest.raises(intake.NotOpen):
            change()


def test_recording_what_was_not_seen(db_session: orm.Session, people: People, draft: Assessment) -> None:
    intake.save_answers(db_session, people.colleague, draft, {"adult": "yes"}, expected_version=1)
    with pytest.raises(intake.EditConflict):
        intake.record_assessment(db_session, people.worker, draft, RESULT, expected_version=1)
    assert draft.status == "draft"


def test_next_assessment(db_session: orm.Session, people: People, case: Case, draft: Assessment) -> None:
    intake.save_answers(db_session, people.worker, draft, {"adult": "yes", "pregnant": "yes"}, expected_version=1)
    intake.save_answers(db_session, people.worker, draft, {"pregnant": None}, expected_version=2)
    assert intake.start_next_assessment(db_session, people.worker, case) is draft, "a draft is the next one already"
    intake.record_assessment(db_session, people.worker, draft, RESULT, expected_version=3)
    following = intake.start_next_assessment(db_session, people.worker, case)
    db_session.commit()
    assert (following.number, following.version, following.status) == (2, 1, "draft")
    assert intake.answers_of(db_session, following).facts == {"adult": "yes"}
    assert intake.resume(db_session, people.worker, case).id == following.id
    db_session.commit()
    assert told(db_session, case)[-2:] == ["assessment.started", "assessment.viewed"]


def test_closing(db_session: orm.Session, people: People, case: Case, draft: Assessment) -> None:
    intake.close_case(db_session, people.worker, case, reason="vertrokken")
    intake.close_case(db_session, people.worker, case)
    db_session.commit()
    assert told(db_session, case).count("case.closed") == 1
    with pytest.raises(intake.NotOpen):
        intake.save_answers(db_session, people.worker, draft, {"adult": "yes"}, expected_version=1)
    with pytest.raises(intake.NotOpen):
        intake.start_next_assessment(db_session, people.worker, case)


def test_viewing(db_session: orm.Session, people: People, case: Case, draft: Assessment) -> None:
    intake.view(db_session, people.colleague, case)
    intake.view(db_session, people.colleague, draft, part="result")
    db_session.commit()
    assert told(db_session, case)[-2:] == ["case.viewed", "assessment.viewed"]


def test_disagreement(db_session: orm.Session, people: People, case: Case, draft: Assessment) -> None:
    intake.report_disagreement(
        db_session, people.worker, draft, reference="A1B2", rulebook="2026-11-22", detail="worker: yes / no"
    )
    db_session.commit()
    assert told(db_session, case)[-1] == "rulebook.disagreement"


def test_another_municipality_does_nothing(
    db_session: orm.Session, people: People, case: Case, draft: Assessment
) -> None:
    for attempt in (
        lambda: intake.save_answers(db_session, people.stranger, draft, {"adult": "yes"}, expected_version=1),
        lambda: intake.record_evaluation(db_session, people.stranger, draft, RESULT),
        lambda: intake.record_assessment(db_session, people.stranger, draft, RESULT, expected_version=1),
        lambda: intake.view(db_session, people.stranger, case),
        lambda: intake.close_case(db_session, people.stranger, case),
        lambda: intake.start_next_assessment(db_session, people.stranger, case),
        lambda: intake.erase_person(db_session, people.stranger, case.person, reason="x"),
        lambda: intake.open_case(db_session, people.stranger, language="pl", person=case.person),
        lambda: intake.report_disagreement(db_session, people.stranger, draft, reference="x", rulebook="x", detail="x"),
    ):
        with pytest.raises(intake.WrongMunicipality):
            attempt()


def test_a_row_cannot_hang_on_another_municipality(db_session: orm.Session, people: People, case: Case) -> None:
    db_session.add(
        Case(
            id="x",
            municipality_id=people.stranger.municipality_id,
            person_id=case.person_id,
            opened_by=people.stranger.id,
            opened_at=case.opened_at,
        )
    )
    with pytest.raises(sa.exc.IntegrityError):
        db_session.flush()


def test_sealed_data_is_bound_to_its_row(
    db_session: orm.Session, people: People, case: Case, draft: Assessment
) -> None:
    """Answers copied to another assessment of the same person do not open there."""
    intake.save_answers(db_session, people.worker, draft, {"adult": "yes"}, expected_version=1)
    intake.record_assessment(db_session, people.worker, draft, RESULT, expected_version=2)
    following = intake.start_next_assessment(db_session, people.worker, case)
    following.sealed_answers = draft.sealed_answers
    with pytest.raises(CannotOpenError):
        intake.answers_of(db_session, following)


def test_nothing_personal_in_the_clear(db_session: orm.Session, people: People, case: Case, draft: Assessment) -> None:
    intake.save_answers(db_session, people.worker, draft, {"wish": "HERKENBAAR"}, expected_version=1)
    intake.record_evaluation(db_session, people.worker, draft, {**RESULT, "grounds": ["HERKENBAAR"]})
    db_session.commit()
    for table in sa.inspect(db_session.connection()).get_table_names():
        for row in db_session.execute(sa.text(f'SELECT * FROM "{table}"')):
            assert not any(b"HERKENBAAR" in (v if isinstance(v, bytes) else str(v).encode()) for v in row), table


def test_erasing_a_person(db_session: orm.Session, people: People, case: Case, draft: Assessment) -> None:
    intake.save_answers(db_session, people.worker, draft, {"adult": "yes"}, expected_version=1)
    intake.record_evaluation(db_session, people.worker, draft, RESULT)
    db_session.commit()
    intake.erase_person(db_session, people.worker, case.person, reason="verzoek")
    intake.erase_person(db_session, people.worker, case.person, reason="nog eens")
    db_session.commit()
    db_session.expire_all()

    with pytest.raises(keys.ErasedError):
        intake.answers_of(db_session, draft)
    with pytest.raises(keys.ErasedError):
        intake.result_of(db_session, draft)
    with pytest.raises((keys.ErasedError, intake.NotOpen)):
        intake.save_answers(db_session, people.worker, draft, {"adult": "no"}, expected_version=2)
    assert (draft.status, draft.sealed_answers, draft.sealed_result, draft.reading) == ("erased", None, None, None)
    assert (case.language, case.person.pseudonym) == (None, None)
    summary = db_session.get_one(AssessmentSummary, draft.id)
    assert (summary.status, summary.outcome, summary.urgent, summary.policy_group) == ("erased", None, None, None)
    trail = audit.trail(db_session, case)
    assert [entry.event.name for entry in trail][-1] == "person.erased"
    assert told(db_session, case).count("person.erased") == 1
    assert [entry.erased for entry in trail] == [True] * (len(trail) - 1) + [False]
    assert trail[-1].details == {"reason": "verzoek", "cases": 1}


def test_a_restore_replays_erasures(db_session: orm.Session, people: People, case: Case) -> None:
    person = case.person
    stored = db_session.get_one(keys.StoredKey, person.key_id)
    wrapped, pseudonym = stored.wrapped, person.pseudonym
    intake.erase_person(db_session, people.worker, person, reason="verzoek")
    db_session.commit()
    stored.wrapped, stored.destroyed_at = wrapped, None  # as a backup from before would bring it back
    person.erased_at, person.pseudonym = None, pseudonym
    db_session.commit()
    assert intake.replay_erasures(db_session) == 1
    assert intake.replay_erasures(db_session) == 0
    db_session.expire_all()
    assert db_session.get_one(keys.StoredKey, person.key_id).wrapped is None
    assert db_session.get_one(Person, person.id).pseudonym is None


def test_pseudonyms_differ_within_a_municipality(
    db_session: orm.Session, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(["KIEVIT-4821", "KIEVIT-4821", "GRUTTO-1000"])
    monkeypatch.setattr("rechtentool.intake.persons.new_pseudonym", lambda: next(names))
    first, second = (intake.create_person(db_session, people.worker) for _ in range(2))
    assert (first.pseudonym, second.pseudonym) == ("KIEVIT-4821", "GRUTTO-1000")


def save_and_commit(session: orm.Session, people: People, draft: Assessment) -> None:
    intake.save_answers(session, people.worker, draft, {"adult": "yes"}, expected_version=1)
    session.commit()


@pytest.mark.parametrize("failing", ["rechtentool.audit.operations._write", "rechtentool.intake.operations.log"])
def test_a_fault_between_the_writes_leaves_neither(
    db_session: orm.Session,
    people: People,
    draft: Assessment,
    monkeypatch: pytest.MonkeyPatch,
    failing: str,
) -> None:
    """Before the entry is written, the answer is in the database already: it must go as well."""
    before = db_session.scalar(sa.select(sa.func.count()).select_from(Entry))

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(failing, fail)
        with pytest.raises(ZeroDivisionError):
            save_and_commit(db_session, people, draft)
    db_session.rollback()
    db_session.expire_all()
    assert intake.answers_of(db_session, draft).facts == {}
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Entry)) == before
    intake.save_answers(db_session, people.worker, draft, {"adult": "no"}, expected_version=1)
    db_session.commit()
    assert intake.answers_of(db_session, draft).facts == {"adult": "no"}


KILLED = """
import os, signal, sys
import sqlalchemy as sa
import rechtentool.accounts.models as accounts
from rechtentool.core import crypto, database
from rechtentool.audit import operations as audit
from rechtentool.intake import models, operations as intake

url, master, signing, assessment_id, moment = sys.argv[1:]
keyring = crypto.Keyring(crypto.MasterKeys([bytes.fromhex(master)]), crypto.Signer(bytes.fromhex(signing)))
with database.session_factory(database.open_engine(url), database.Surroundings(keyring))() as session:
    die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    if moment == "before":
        audit._write = die
    else:
        sa.event.listen(session, "before_commit", die)  # comes after the listener that writes the entries
    assessment = session.get_one(models.Assessment, assessment_id)
    worker = session.scalars(sa.select(accounts.User).where(accounts.User.email == "noor@example.org")).one()
    intake.save_answers(session, worker, assessment, {"adult": "yes"}, expected_version=1)
    session.commit()
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_killed_while_saving_leaves_neither(
    db_session: orm.Session,
    people: People,
    case: Case,
    draft: Assessment,
    database_url: str,
    raw_keys: tuple[bytes, bytes],
    moment: str,
) -> None:
    """Killed when the answer is written but not its entry, or both but the transaction not committed."""
    arguments = [database_url, *(key.hex() for key in raw_keys), draft.id, moment]
    db_session.commit()
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], capture_output=True, text=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    db_session.expire_all()
    assert draft.version == 1
    assert intake.answers_of(db_session, draft).facts == {}
    assert "answer.changed" not in told(db_session, case)
