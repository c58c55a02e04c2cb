"""Every way of tampering with the trail is found, and told with its chain and number; on both databases."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.audit import operations as audit
from rechtentool.audit.models import Chain, Entry, hash_of
from rechtentool.audit.verification import FaultKind, Tally, lines_so_far, verify, verify_case, verify_checkpoints
from rechtentool.audit.verifier import head_statement, moment
from rechtentool.core.crypto import Signer, new_key
from rechtentool.core.database import surroundings_of
from tests.audit.conftest import Trails

Found = list[tuple[FaultKind, str, int]]


@pytest.fixture
def own(trails: Trails) -> str:
    return f"municipality:{trails.own.id}"


def found(session: orm.Session, *, checkpoints: bool = False) -> Found:
    surroundings = surroundings_of(session)
    keys = surroundings.keyring.public_keys
    faults = list(verify(session, keys, Tally()))
    if checkpoints:
        assert surroundings.checkpoints is not None
        faults += verify_checkpoints(session, keys, lines_so_far(surroundings.checkpoints), Tally())
    return [(fault.kind, fault.chain, fault.sequence) for fault in faults]


def of_own(trails: Trails) -> str:
    return f"chain_id = (SELECT id FROM audit_chain WHERE municipality_id = {trails.own.id})"


def test_nothing_is_wrong(trails: Trails) -> None:
    tally = Tally()
    surroundings = surroundings_of(trails.session)
    assert list(verify(trails.session, surroundings.keyring.public_keys, tally)) == []
    assert (tally.chains, tally.entries) == (3, 9)
    assert found(trails.session, checkpoints=True) == []


@pytest.mark.parametrize(
    "change",
    [
        "time = '2026-01-01 00:00:00.000000'",
        "actor = 7",
        "action = 'case.viewed'",
        "key_id = (SELECT key_id FROM audit_chain WHERE municipality_id IS NULL)",
        "commitment = \\x0000000000000000000000000000000000000000000000000000000000000000'",
        "payload = \\x00'",
    ],
)
def test_a_changed_entry(trails: Trails, own: str, change: str) -> None:
    trails.tamper(f"UPDATE audit_entry SET {change} WHERE {of_own(trails)} AND sequence = 3")
    assert found(trails.session) == [(FaultKind.CHANGED, own, 3)]
    faults = list(verify_case(trails.session, trails.case.id, Tally()))
    assert [(fault.kind, fault.sequence) for fault in faults] == [(FaultKind.CHANGED, 3)]


def test_one_changed_byte_of_a_payload(trails: Trails, own: str) -> None:
    row = trails.session.execute(
        sa.select(Entry.chain_id, Entry.payload).join(Chain).where(Chain.name == own, Entry.sequence == 4)
    ).one()
    payload = bytearray(row.payload)
    payload[20] ^= 1
    trails.tamper()
    trails.session.execute(
        sa.update(Entry).where(Entry.chain_id == row.chain_id, Entry.sequence == 4).values(payload=bytes(payload))
    )
    trails.session.commit()
    assert found(trails.session) == [(FaultKind.CHANGED, own, 4)]


def test_a_changed_entry_with_its_hash_made_anew(trails: Trails, own: str) -> None:
    """Who can compute hashes is caught by the entries that come after, in the chain and in the case."""
    trails.tamper(f"UPDATE audit_entry SET actor = 7 WHERE {of_own(trails)} AND sequence = 3")
    rehash(trails, own, 3)
    assert found(trails.session) == [(FaultKind.MISPLACED, own, 4), (FaultKind.CASE_MISPLACED, own, 5)]


def test_a_removed_entry(trails: Trails, own: str) -> None:
    trails.tamper(f"DELETE FROM audit_entry WHERE {of_own(trails)} AND sequence = 3")
    assert found(trails.session) == [(FaultKind.MISSING, own, 3), (FaultKind.CASE_MISSING, own, 5)]
    faults = list(verify_case(trails.session, trails.case.id, Tally()))
    assert [(fault.kind, fault.sequence) for fault in faults] == [(FaultKind.CASE_MISSING, 5)]


def test_a_removed_first_entry(trails: Trails, own: str) -> None:
    trails.tamper(f"DELETE FROM audit_entry WHERE {of_own(trails)} AND sequence = 1")
    assert found(trails.session) == [(FaultKind.MISSING, own, 1)]


def test_two_entries_that_changed_places(trails: Trails, own: str) -> None:
    trails.tamper(
        *(
            f"UPDATE audit_entry SET sequence = {new} WHERE {of_own(trails)} AND sequence = {old}"
            for old, new in [(2, 99), (3, 2), (99, 3)]
        )
    )
    assert found(trails.session) == [
        (FaultKind.CHANGED, own, 2),
        (FaultKind.MISPLACED, own, 2),
        (FaultKind.CHANGED, own, 3),
        (FaultKind.MISPLACED, own, 3),
        (FaultKind.MISPLACED, own, 4),
    ]


def test_entries_swapped_between_chains(trails: Trails, own: str) -> None:
    other = f"(SELECT id FROM audit_chain WHERE municipality_id = {trails.other.id})"
    mine = f"(SELECT id FROM audit_chain WHERE municipality_id = {trails.own.id})"
    installation = "(SELECT id FROM audit_chain WHERE municipality_id IS NULL)"
    trails.tamper(
        f"UPDATE audit_entry SET chain_id = {installation}, sequence = 99 WHERE chain_id = {mine} AND sequence = 1",
        f"UPDATE audit_entry SET chain_id = {mine} WHERE chain_id = {other} AND sequence = 1",
        f"UPDATE audit_entry SET chain_id = {other}, sequence = 1 WHERE sequence = 99",
    )
    faults = found(trails.session)
    assert {(kind, chain, sequence) for kind, chain, sequence in faults if kind is FaultKind.CHANGED} == {
        (FaultKind.CHANGED, own, 1),
        (FaultKind.CHANGED, f"municipality:{trails.other.id}", 1),
    }


def test_a_cut_tail(trails: Trails, own: str) -> None:
    trails.tamper(f"DELETE FROM audit_entry WHERE {of_own(trails)} AND sequence > 4")
    assert found(trails.session) == [(FaultKind.HEAD, own, 5)]


def test_a_cut_tail_with_its_head_put_back(trails: Trails, own: str) -> None:
    """Entry 7 is cut off and the signed head of before is put back: only the checkpoints still know."""
    before = trails.session.scalars(sa.select(Chain).where(Chain.name == own)).one()
    kept = {name: getattr(before, name) for name in ("length", "head", "signed_at", "signature")}
    trails.answer(trails.case, "no")
    trails.tamper(f"DELETE FROM audit_entry WHERE {of_own(trails)} AND sequence = 7")
    trails.session.execute(sa.update(Chain).where(Chain.name == own).values(**kept))
    trails.session.commit()
    trails.session.expire_all()
    assert found(trails.session) == []
    assert found(trails.session, checkpoints=True) == [(FaultKind.CHECKPOINT, own, 7)]


def test_a_tail_written_anew_by_the_application_itself(trails: Trails, own: str) -> None:
    """After a cut the application goes on in good faith: two signed checkpoints then disagree on one number."""
    before = trails.session.scalars(sa.select(Chain).where(Chain.name == own)).one()
    kept = {name: getattr(before, name) for name in ("length", "head", "signed_at", "signature")}
    trails.answer(trails.case, "no")
    trails.tamper(f"DELETE FROM audit_entry WHERE {of_own(trails)} AND sequence = 7")
    trails.session.execute(sa.update(Chain).where(Chain.name == own).values(**kept))
    trails.session.commit()
    trails.session.expire_all()
    trails.answer(trails.case, "yes")
    assert found(trails.session) == []
    assert found(trails.session, checkpoints=True) == [(FaultKind.CHECKPOINT, own, 7)]


@pytest.mark.parametrize("signed", [False, True])
def test_a_forged_tail_with_all_hashes_made_anew(trails: Trails, own: str, signed: bool) -> None:
    """From entry 3 on everything is written anew, consistently; even the signing key was stolen."""
    trails.tamper(f"UPDATE audit_entry SET actor = 7 WHERE {of_own(trails)} AND sequence = 3")
    for sequence in range(3, 7):
        rehash(trails, own, sequence, relink=True)
    chain = trails.session.scalars(sa.select(Chain).where(Chain.name == own)).one()
    last = trails.session.scalars(sa.select(Entry).join(Chain).where(Chain.name == own, Entry.sequence == 6)).one()
    chain.head = last.hash
    if signed:
        signer = surroundings_of(trails.session).keyring.signer
        chain.signature = signer.sign(head_statement(own, 6, last.hash, moment(last.time)))
        chain.signed_at = last.time
    trails.session.commit()
    assert found(trails.session) == ([] if signed else [(FaultKind.SIGNATURE, own, 6)])
    with_checkpoints = found(trails.session, checkpoints=True)
    assert [fault for fault in with_checkpoints if fault[0] is FaultKind.CHECKPOINT] == [
        (FaultKind.CHECKPOINT, own, sequence) for sequence in (3, 4, 5, 6)
    ]


def test_an_added_entry(trails: Trails, own: str) -> None:
    trails.tamper(
        "INSERT INTO audit_entry SELECT chain_id, 7, time, actor, action, NULL, NULL, previous, NULL, key_id, "
        f"commitment, payload, hash FROM audit_entry WHERE {of_own(trails)} AND sequence = 6"
    )
    assert found(trails.session) == [
        (FaultKind.CHANGED, own, 7),
        (FaultKind.MISPLACED, own, 7),
        (FaultKind.HEAD, own, 7),
    ]


def test_a_whole_chain_removed(trails: Trails, own: str) -> None:
    trails.tamper(f"DELETE FROM audit_entry WHERE {of_own(trails)}", f"DELETE FROM audit_chain WHERE name = '{own}'")
    assert found(trails.session) == []
    assert found(trails.session, checkpoints=True) == [(FaultKind.CHECKPOINT, own, n) for n in (2, 3, 4, 5, 6)]


def test_a_head_without_signature(trails: Trails, own: str) -> None:
    trails.tamper(f"UPDATE audit_chain SET signature = NULL WHERE name = '{own}'")
    assert found(trails.session) == [(FaultKind.SIGNATURE, own, 6)]


@pytest.mark.parametrize("forge", [lambda line: "no json\n", lambda line: line.replace('"length":2', '"length":1')])
def test_a_forged_checkpoint(trails: Trails, forge: Callable[[str], str]) -> None:
    surroundings = surroundings_of(trails.session)
    assert surroundings.checkpoints is not None
    first, *others = surroundings.checkpoints.read_text().splitlines(keepends=True)
    assert forge(first) != first
    surroundings.checkpoints.write_text("".join([forge(first), *others]))
    assert found(trails.session, checkpoints=True) == [(FaultKind.FORGED_CHECKPOINT, "", 1)]


def test_another_installation_does_not_pass(trails: Trails) -> None:
    stranger = Signer(new_key()).public_key
    kinds = {fault.kind for fault in verify(trails.session, [stranger], Tally())}
    assert kinds == {FaultKind.SIGNATURE}
    own_key = surroundings_of(trails.session).keyring.signer.public_key
    assert list(verify(trails.session, [stranger, own_key], Tally())) == [], "a former signing key still holds"


def test_lines_written_meanwhile_do_not_count(trails: Trails, tmp_path: Path) -> None:
    file = tmp_path / "checkpoints.jsonl"
    lines = lines_so_far(file)
    with file.open("a") as writing:
        writing.write("later\n")
    assert "later\n" not in list(lines)


def test_memory_stays_small(trails: Trails, size: Callable[[int, int], int]) -> None:
    for _ in range(size(30, 10_000)):
        for _ in range(100):
            audit.append(
                trails.session, "sign_in.failed", actor=None, municipality=None, reason="x" * 1000, identity="y"
            )
        trails.session.commit()
        trails.session.expunge_all()
    tracemalloc.start()
    tally = Tally()
    assert list(verify(trails.session, surroundings_of(trails.session).keyring.public_keys, tally)) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert tally.entries >= 3000
    assert peak < 5_000_000, "bytes; the payloads alone are more than 3 MB in all"


def rehash(trails: Trails, chain: str, sequence: int, *, relink: bool = False) -> None:
    """Write the hash that an entry now ought to have; ``relink``: and let it follow what is now before it."""
    query = sa.select(*sa.inspect(Entry).columns).join(Chain).where(Chain.name == chain)
    row: dict[str, Any] = dict(trails.session.execute(query.where(Entry.sequence == sequence)).mappings().one())
    if relink:
        rows = trails.session.execute(query.where(Entry.sequence < sequence)).mappings().all()
        row["previous"] = max(rows, key=lambda each: each["sequence"])["hash"]
        of_case = [each for each in rows if each["case_id"] == row["case_id"] is not None]
        if of_case:
            row["case_previous"] = max(of_case, key=lambda each: each["sequence"])["hash"]
    row["hash"] = hash_of(chain, row)
    trails.session.execute(
        sa.update(Entry)
        .where(Entry.chain_id == row["chain_id"], Entry.sequence == sequence)
        .values({name: row[name] for name in ("previous", "case_previous", "hash")})
    )
    trails.session.commit()
