"""What is written to the trail, when, and what is refused."""

import json
import threading
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.accounts.models import Municipality
from rechtentool.audit import operations as audit
from rechtentool.audit import verifier
from rechtentool.audit.events import DETAILS, EVENTS
from rechtentool.audit.models import Chain, Entry
from rechtentool.audit.verification import Tally, verify
from rechtentool.core import keys
from rechtentool.core.crypto import (
    Keyring,
    MasterKeys,
    Signer,
    UnknownMasterKeyError,
    canonical,
    new_key,
    signature_holds,
)
from rechtentool.core.database import Surroundings, surroundings_of
from tests.audit.conftest import Trails


def faults(session: orm.Session) -> list[Any]:
    return list(verify(session, surroundings_of(session).keyring.public_keys, Tally()))


def test_entries_are_numbered_in_chain_and_case(trails: Trails) -> None:
    numbers = trails.session.execute(
        sa.select(Chain.name, Entry.sequence, Entry.case_sequence).join(Chain).order_by(Chain.id, Entry.sequence)
    ).all()
    own, other = f"municipality:{trails.own.id}", f"municipality:{trails.other.id}"
    assert sorted(map(tuple, numbers), key=str) == sorted(
        [
            *[(own, sequence, number) for sequence, number in [(1, None), (2, 1), (3, 2), (4, 1), (5, 3), (6, None)]],
            (other, 1, None),
            (other, 2, None),
            ("installation", 1, None),
        ],
        key=str,
    )
    assert faults(trails.session) == []


def test_many_in_one_transaction(trails: Trails) -> None:
    for new in ("yes", "no", "unknown"):
        trails.answer(trails.case, new, commit=False)
    trails.session.commit()
    told = audit.trail(trails.session, trails.case)
    assert [entry.sequence for entry in told] == [1, 2, 3, 4, 5, 6]
    assert [entry.change.new for entry in told if entry.change] == ["yes", "no", "yes", "yes", "no", "unknown"]
    assert faults(trails.session) == []


def test_rolled_back_entries_are_gone(trails: Trails) -> None:
    for end in (trails.session.rollback, trails.session.close):
        audit.append(trails.session, "sign_in", actor=None, municipality=trails.own.id)
        end()
        trails.session.commit()
        assert trails.session.scalar(sa.select(sa.func.count()).select_from(Entry)) == 9
        trails.session.commit()


def test_a_savepoint_is_refused(trails: Trails) -> None:
    with trails.session.begin_nested(), pytest.raises(RuntimeError, match="savepoint"):
        audit.append(trails.session, "sign_in", actor=None, municipality=trails.own)


def test_a_released_savepoint_commits_nothing_yet(trails: Trails) -> None:
    witness = surroundings_of(trails.session).checkpoints
    assert witness is not None
    before = witness.read_text()
    trails.answer(trails.case, "no", commit=False)
    with trails.session.begin_nested():
        pass
    trails.session.rollback()
    assert witness.read_text() == before
    assert len(audit.trail(trails.session, trails.case)) == 3


@pytest.mark.parametrize(
    ("event", "details", "message"),
    [
        ("sign_in.guessed", {}, "no event 'sign_in.guessed'"),
        ("sign_in.failed", {}, "missing details: reason; details not foreseen: none"),
        ("sign_out", {"fact": "adult"}, "missing details: none; details not foreseen: fact"),
    ],
)
def test_an_entry_says_what_its_event_promises(
    trails: Trails, event: str, details: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        audit.append(trails.session, event, actor=None, municipality=trails.own, **details)


def test_details_are_json(trails: Trails) -> None:
    with pytest.raises(TypeError):
        audit.append(trails.session, "sign_in.failed", actor=None, municipality=None, reason=object())


def test_a_case_needs_the_key_of_its_person(trails: Trails) -> None:
    with pytest.raises(ValueError, match="whose key seals it"):
        audit.append(trails.session, "case.viewed", actor=None, municipality=trails.own, case=trails.case)


def test_every_detail_has_a_title() -> None:
    used = {name for event in EVENTS.values() for name in event.required | event.optional}
    assert used == set(DETAILS)


def test_recent_entries(trails: Trails) -> None:
    newest = audit.recent(trails.session, trails.own, limit=2)
    assert [(entry.sequence, entry.event.name) for entry in newest] == [(6, "sign_out"), (5, "answer.changed")]
    assert [entry.sequence for entry in audit.recent(trails.session, trails.own, before=5)] == [4, 3, 2, 1]
    failed = audit.recent(trails.session, None)
    assert failed[0].lines == [(DETAILS["reason"], "password")]
    assert str(failed[0].title) == "Inloggen mislukt"


def test_an_erased_key_leaves_the_chain_whole(trails: Trails) -> None:
    keys.destroy(trails.session, trails.person.key_id)
    trails.session.commit()
    told = audit.trail(trails.session, trails.case)
    assert [(entry.erased, entry.change, entry.lines) for entry in told] == [(True, None, [])] * 3
    assert faults(trails.session) == []


def test_master_keys_rotate(
    trails: Trails, sessions: orm.sessionmaker[orm.Session], raw_keys: tuple[bytes, bytes]
) -> None:
    stored = trails.session.scalar(sa.select(sa.func.count()).select_from(keys.StoredKey))
    trails.session.commit()
    old, new, signer = raw_keys[0], new_key(), Signer(raw_keys[1])
    with sessions(info={"surroundings": Surroundings(Keyring(MasterKeys([new, old]), signer))}) as session:
        assert keys.rewrap(session, batch=2) == stored
        assert keys.rewrap(session) == 0
    with sessions(info={"surroundings": Surroundings(Keyring(MasterKeys([new]), signer))}) as session:
        assert [entry.erased for entry in audit.trail(session, trails.case)] == [False] * 3
    outdated = Surroundings(Keyring(MasterKeys([old]), signer))
    with sessions(info={"surroundings": outdated}) as session, pytest.raises(UnknownMasterKeyError):
        audit.trail(session, trails.case)


def test_checkpoints_are_signed_heads(trails: Trails) -> None:
    surroundings = surroundings_of(trails.session)
    assert surroundings.checkpoints is not None
    lines = [json.loads(line) for line in surroundings.checkpoints.read_text().splitlines()]
    assert {(line["chain"], line["length"]) for line in lines} == {
        *((f"municipality:{trails.own.id}", length) for length in (2, 3, 4, 5, 6)),
        (f"municipality:{trails.other.id}", 1),
        (f"municipality:{trails.other.id}", 2),
        ("installation", 1),
    }, "one line for each chain in each transaction"
    for line in lines:
        signature = bytes.fromhex(line.pop("signature"))
        assert signature_holds(surroundings.keyring.public_keys, line, signature)
    assert surroundings.checkpoints.stat().st_mode & 0o077 == 0


def test_checkpoints_that_cannot_be_written_are_told(
    trails: Trails, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(audit, "append_line", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    trails.answer(trails.case, "no")
    assert "could not be written" in caplog.text
    assert len(audit.trail(trails.session, trails.case)) == 4


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 1 WHERE sequence = 2",
        "DELETE FROM audit_entry WHERE sequence = 6",
    ],
)
def test_the_database_refuses_to_change_an_entry(trails: Trails, statement: str) -> None:
    with pytest.raises(sa.exc.DatabaseError, match="never changed or removed"):
        trails.session.execute(sa.text(statement))


def test_a_number_is_given_once(trails: Trails) -> None:
    row = trails.session.execute(sa.select(Entry.__table__).limit(1)).mappings().one()
    with pytest.raises(sa.exc.IntegrityError):
        trails.session.execute(sa.insert(Entry), [dict(row)])


def test_many_writers_make_one_chain(trails: Trails, sessions: orm.sessionmaker[orm.Session], size: Any) -> None:
    """Writers in threads of their own, on two chains in either order, all get their number."""
    writers, each = 4, size(10, 1000)
    problems: list[BaseException] = []

    def write(first: Municipality, second: Municipality) -> None:
        try:
            with sessions() as session:
                for _ in range(each):
                    audit.append(session, "sign_in", actor=None, municipality=first)
                    audit.append(session, "sign_in", actor=None, municipality=second)
                    session.commit()
        except BaseException as problem:  # a failing thread must fail the test
            problems.append(problem)

    pairs = [(trails.own, trails.other), (trails.other, trails.own)] * (writers // 2)
    threads = [threading.Thread(target=write, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    trails.session.expire_all()
    lengths = {chain.municipality_id: chain.length for chain in trails.session.scalars(sa.select(Chain))}
    assert lengths == {trails.own.id: 6 + writers * each, trails.other.id: 2 + writers * each, None: 1}
    assert faults(trails.session) == []


def test_the_first_entries_of_a_chain_at_the_same_moment(
    sessions: orm.sessionmaker[orm.Session], db_session: orm.Session
) -> None:
    barrier, problems = threading.Barrier(4), []

    def write() -> None:
        try:
            with sessions() as session:
                barrier.wait()
                audit.append(session, "application.started", actor=None, municipality=None, version="1")
                session.commit()
        except BaseException as problem:
            problems.append(problem)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(audit.recent(db_session, None)) == 4
    assert faults(db_session) == []


def test_one_definition_of_bytes() -> None:
    """The verifier stands alone, so it carries its own copy of the canonical form: the same."""
    value = {"b": [1, None, "é€\u2028"], "a": {"z": True, "y": 0.5}}
    assert (
        canonical(value)
        == verifier.canonical(value)
        == b'{"a":{"y":0.5,"z":true},"b":[1,null,"\\u00e9\\u20ac\\u2028"]}'
    )
