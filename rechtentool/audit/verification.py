"""Check the chains: is every entry as it was written, and is none missing, moved or added?

Everything streams: memory does not grow with the trail. What each check sees:

* an entry was changed: its hash differs;
* an entry was removed, added or moved: a number is missing or out of order, or it does not follow the one before;
* the tail was cut off or written anew: the head of the chain, signed, says otherwise; and where the head itself was
  put back, the checkpoints outside the database say otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.audit.models import Chain, Entry, hash_of
from rechtentool.audit.verifier import NOTHING, head_statement, moment
from rechtentool.core.crypto import signature_holds

BATCH: Final = 1000
"""Rows, or lines of the checkpoints, that are held in memory at once."""

_COLUMNS: Final = [column for column in sa.inspect(Entry).columns if column.key != "chain_id"]


class FaultKind(Enum):
    """What is wrong."""

    CHANGED = "changed"
    """An entry is not as it was written."""
    MISSING = "missing"
    """Numbers are missing: entries were removed."""
    MISPLACED = "misplaced"
    """An entry does not follow the one before it: it was moved, put in, or the one before it was replaced."""
    CASE_MISSING = "case_missing"
    """Numbers within a case are missing."""
    CASE_MISPLACED = "case_misplaced"
    """An entry does not follow the one before it in its case."""
    HEAD = "head"
    """The chain ends otherwise than its head says: entries at the end were cut off, replaced or added."""
    SIGNATURE = "signature"
    """The head of the chain was not signed by this installation."""
    CHECKPOINT = "checkpoint"
    """A signed checkpoint knows an entry that is not there, or is there otherwise."""
    FORGED_CHECKPOINT = "forged_checkpoint"
    """A line of the checkpoints was not signed by this installation, or cannot be read."""


@dataclass(frozen=True)
class Fault:
    """One fault, with the place where it was seen."""

    kind: FaultKind
    chain: str
    sequence: int
    """Number of the entry in the chain; for a forged checkpoint the number of the line."""
    case: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fault for other programs."""
        return {"kind": self.kind.value, "chain": self.chain, "sequence": self.sequence, "case": self.case}


@dataclass
class Tally:
    """How much was checked."""

    chains: int = 0
    entries: int = 0
    checkpoints: int = 0


def verify(session: orm.Session, public_keys: Collection[bytes], tally: Tally) -> Iterator[Fault]:
    """Every fault in the chains, in their order. ``tally`` counts along."""
    for chain in session.scalars(sa.select(Chain).order_by(Chain.id)).all():
        tally.chains += 1
        yield from _verify_chain(session, chain, public_keys, tally)
        yield from _verify_cases(session, chain)
    yield from _verify_orphans(session)


def verify_case(session: orm.Session, case: str, tally: Tally) -> Iterator[Fault]:
    """Every fault in the entries of one case: changed ones, and links within the case."""
    query = sa.select(*_COLUMNS, Chain.name.label("chain")).join(Chain).where(Entry.case_id == case)
    last, head = 0, NOTHING
    for row in _stream(session, query.order_by(Entry.case_sequence)):
        tally.entries += 1
        if hash_of(row["chain"], row) != row["hash"]:
            yield Fault(FaultKind.CHANGED, row["chain"], row["sequence"], case)
        yield from _case_link(row["chain"], row, last, head)
        last, head = row["case_sequence"], row["hash"]


def lines_so_far(file: Path) -> Iterator[str]:
    """The lines that a file of checkpoints holds at this moment, to be read later.

    Call it before the transaction that verifies begins: what is appended meanwhile is newer than what that
    transaction sees. Raises OSError when the file cannot be read.
    """
    size = file.stat().st_size
    return _read_lines(file, size)


def _read_lines(file: Path, size: int) -> Iterator[str]:
    with file.open("rb") as lines:
        while lines.tell() < size:
            yield lines.readline().decode("utf-8", "replace")


def verify_checkpoints(
    session: orm.Session, public_keys: Collection[bytes], lines: Iterable[str], tally: Tally
) -> Iterator[Fault]:
    """Every fault that signed checkpoints show: what they know must still be there."""
    numbered = enumerate(lines, start=1)
    while batch := list(islice(numbered, BATCH)):
        known: dict[str, set[tuple[int, str]]] = {}
        for number, line in batch:
            tally.checkpoints += 1
            head = _read_checkpoint(line, public_keys)
            if head is None:
                yield Fault(FaultKind.FORGED_CHECKPOINT, "", number)
            else:
                known.setdefault(head["chain"], set()).add((head["length"], head["hash"]))
        yield from _compare(session, known)


def _verify_chain(session: orm.Session, chain: Chain, public_keys: Collection[bytes], tally: Tally) -> Iterator[Fault]:
    last, head = 0, NOTHING
    query = sa.select(*_COLUMNS).where(Entry.chain_id == chain.id).order_by(Entry.sequence)
    for row in _stream(session, query):
        tally.entries += 1
        sequence = row["sequence"]
        if hash_of(chain.name, row) != row["hash"]:
            yield Fault(FaultKind.CHANGED, chain.name, sequence, row["case_id"])
        if sequence != last + 1:
            yield Fault(FaultKind.MISSING, chain.name, last + 1)
        elif row["previous"] != head:
            yield Fault(FaultKind.MISPLACED, chain.name, sequence, row["case_id"])
        last, head = sequence, row["hash"]
    if (last, head) != (chain.length, chain.head):
        yield Fault(FaultKind.HEAD, chain.name, min(last, chain.length) + 1)
    if not _head_is_signed(chain, public_keys):
        yield Fault(FaultKind.SIGNATURE, chain.name, chain.length)


def _verify_cases(session: orm.Session, chain: Chain) -> Iterator[Fault]:
    """The links within each case, in a second pass over the index: so no list of cases is held in memory."""
    columns = (Entry.sequence, Entry.case_id, Entry.case_sequence, Entry.case_previous, Entry.hash)
    query = sa.select(*columns).where(Entry.chain_id == chain.id, Entry.case_id.is_not(None))
    case, last, head = None, 0, NOTHING
    for row in _stream(session, query.order_by(Entry.case_id, Entry.case_sequence)):
        if row["case_id"] != case:
            case, last, head = row["case_id"], 0, NOTHING
        yield from _case_link(chain.name, row, last, head)
        last, head = row["case_sequence"], row["hash"]


def _case_link(chain: str, row: sa.RowMapping, last: int, head: bytes) -> Iterator[Fault]:
    if row["case_sequence"] != last + 1:
        yield Fault(FaultKind.CASE_MISSING, chain, row["sequence"], row["case_id"])
    elif row["case_previous"] != head:
        yield Fault(FaultKind.CASE_MISPLACED, chain, row["sequence"], row["case_id"])


def _verify_orphans(session: orm.Session) -> Iterator[Fault]:
    """Entries whose chain is gone (SQLite lets that happen to who switches the foreign keys off)."""
    known = sa.select(Chain.id)
    query = sa.select(Entry.chain_id, sa.func.min(Entry.sequence).label("sequence")).where(Entry.chain_id.not_in(known))
    for row in _stream(session, query.group_by(Entry.chain_id)):
        yield Fault(FaultKind.HEAD, f"#{row['chain_id']}", row["sequence"])


def _head_is_signed(chain: Chain, public_keys: Collection[bytes]) -> bool:
    if chain.length == 0:
        return chain.head == NOTHING
    if chain.signed_at is None or chain.signature is None:
        return False
    statement = head_statement(chain.name, chain.length, chain.head, moment(chain.signed_at))
    return signature_holds(public_keys, statement, chain.signature)


def _read_checkpoint(line: str, public_keys: Collection[bytes]) -> dict[str, Any] | None:
    """A line of the checkpoints, or None when it is none of ours."""
    try:
        head = json.loads(line)
        statement = head_statement(head["chain"], head["length"], bytes.fromhex(head["hash"]), head["time"])
        signed = signature_holds(public_keys, statement, bytes.fromhex(head["signature"]))
    except (ValueError, KeyError, TypeError):
        return None
    return statement if signed else None


def _compare(session: orm.Session, known: Mapping[str, set[tuple[int, str]]]) -> Iterator[Fault]:
    for chain, heads in sorted(known.items()):
        sequences = sorted({sequence for sequence, _ in heads})
        query = sa.select(Entry.sequence, Entry.hash).join(Chain)
        rows = _stream(session, query.where(Chain.name == chain, Entry.sequence.in_(sequences)))
        found = {(row["sequence"], row["hash"].hex()) for row in rows}
        for sequence in sorted({sequence for sequence, _ in heads - found}):
            yield Fault(FaultKind.CHECKPOINT, chain, sequence)


def _stream(session: orm.Session, query: sa.Select[*tuple[Any, ...]]) -> Iterator[sa.RowMapping]:
    yield from session.execute(query, execution_options={"yield_per": BATCH}).mappings()
