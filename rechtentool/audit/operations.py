"""Write to the trail and read it back.

An entry is announced with :func:`append` wherever something happens, and written when the transaction commits: then
everything else of the transaction is in the database already, the lock on the chain is taken last and held for the
shortest time, and what happened and its entry stand or fall together.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import sqlalchemy as sa
from flask_babel.speaklater import LazyString
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql, sqlite

from rechtentool.audit.events import DETAILS as DETAILS  # who tells the trail titles its details with them
from rechtentool.audit.events import EVENTS, Event
from rechtentool.audit.models import Chain, Entry, chain_name, hash_of
from rechtentool.audit.verifier import NOTHING, head_statement, moment
from rechtentool.core import keys
from rechtentool.core.crypto import DataKey, canonical
from rechtentool.core.database import surroundings_of
from rechtentool.core.witness import append_line

SALT_BYTES: Final = 16

_PENDING: Final = "rechtentool.audit.pending"
_HEADS: Final = "rechtentool.audit.heads"

logger = logging.getLogger(__name__)


class Numbered(Protocol):
    """A row with a number: an account or a municipality."""

    @property
    def id(self) -> int: ...


class Named(Protocol):
    """A row with a random name: a case."""

    @property
    def id(self) -> str: ...


class KeyHolder(Protocol):
    """A person."""

    @property
    def key_id(self) -> str: ...


@dataclass(frozen=True)
class _Announced:
    """An entry that waits for the commit. ``key`` is none for what the key of the chain seals."""

    action: str
    actor: int | None
    municipality: int | None
    case: str | None
    key: tuple[str, DataKey] | None
    details: Mapping[str, Any]


def append(
    session: orm.Session,
    event: str,
    *,
    actor: Numbered | None,
    municipality: Numbered | int | None,
    case: Named | None = None,
    person: KeyHolder | None = None,
    **details: Any,
) -> None:
    """Announce an entry; it is written when the session commits, and forgotten when it rolls back.

    ``actor`` is the account that acts, none for the system or for who is not signed in. Without ``municipality`` the
    entry goes into the chain of the installation. ``person`` says whose key seals the details: give it for all that
    is about a person, and always with a case. ``details`` are JSON values with the names that the event declares.

    Raises ValueError for an unknown event, missing or unforeseen details, or a case without its person; TypeError for
    a value that JSON cannot hold; RuntimeError inside a savepoint; ErasedError when the person was erased.
    """
    declared = EVENTS.get(event)
    if declared is None:
        raise ValueError(f"no event {event!r} in audit.events")
    declared.check(frozenset(details))
    canonical(details)
    if case is not None and (municipality is None or (person is None and not declared.impersonal)):
        raise ValueError("an entry about a case needs the municipality and the person, whose key seals it")
    if session.in_nested_transaction():
        raise RuntimeError("a savepoint that is rolled back would leave its entries behind: append outside of it")
    if not session.in_transaction():
        session.begin()  # so that closing the session without commit is seen, see _forget
    session.info.setdefault(_PENDING, []).append(
        _Announced(
            action=event,
            actor=None if actor is None else actor.id,
            municipality=municipality if municipality is None or isinstance(municipality, int) else municipality.id,
            case=None if case is None else case.id,
            key=None if person is None else (person.key_id, keys.use(session, person.key_id)),
            details=details,
        )
    )


@sa.event.listens_for(orm.Session, "before_commit")
def _write_announced(session: orm.Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint is released, nothing is committed
    pending: list[_Announced] = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()
    chains: dict[str, list[_Announced]] = {}
    for announced in pending:
        chains.setdefault(chain_name(announced.municipality), []).append(announced)
    for name in sorted(chains):  # always in this order: two transactions cannot wait for each other
        _write(session, _lock(session, name, chains[name][0].municipality), chains[name])


@sa.event.listens_for(orm.Session, "after_commit")
def _bear_witness(session: orm.Session) -> None:
    if session.in_nested_transaction():
        return
    heads: list[dict[str, Any]] = session.info.pop(_HEADS, [])
    file = surroundings_of(session).checkpoints if heads else None
    if file is None:
        return
    try:
        append_line(file, b"".join(canonical(head) + b"\n" for head in heads))
    except OSError:
        # What happened stands in the database; refusing the answer to the user now would change nothing.
        logger.exception("The signed heads of the audit chains could not be written to %s", file)


@sa.event.listens_for(orm.Session, "after_transaction_end")
def _forget(session: orm.Session, transaction: orm.SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_PENDING, None)
        session.info.pop(_HEADS, None)


def _lock(session: orm.Session, name: str, municipality_id: int | None) -> Chain:
    """The head of this chain, locked until the transaction ends; made when there is none."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    find = sa.select(Chain).where(Chain.name == name).with_for_update().execution_options(populate_existing=True)
    chain = session.scalars(find).one_or_none()
    if chain is None:
        new = dialect.insert(Chain).values(name=name, municipality_id=municipality_id, length=0, head=NOTHING)
        session.execute(new.on_conflict_do_nothing())
        chain = session.scalars(find).one()
    return chain


def _write(session: orm.Session, chain: Chain, pending: Iterable[_Announced]) -> None:
    own_key: tuple[str, DataKey] | None = None
    cases: dict[str, tuple[int, bytes]] = {}
    rows: list[dict[str, Any]] = []
    for announced in pending:
        key = announced.key or own_key
        if key is None:
            key = own_key = _own_key(session, chain)
        if announced.case is not None and announced.case not in cases:
            cases[announced.case] = _last_of_case(session, announced.case)
        rows.append(_row(chain, announced, *key, cases))
        chain.length, chain.head = rows[-1]["sequence"], rows[-1]["hash"]
    with session.no_autoflush:  # the head follows below, once
        session.execute(sa.insert(Entry), rows)
    chain.signed_at = rows[-1]["time"]
    statement = head_statement(chain.name, chain.length, chain.head, moment(rows[-1]["time"]))
    chain.signature = surroundings_of(session).keyring.signer.sign(statement)
    session.flush()
    session.info.setdefault(_HEADS, []).append({**statement, "signature": chain.signature.hex()})


def _own_key(session: orm.Session, chain: Chain) -> tuple[str, DataKey]:
    if chain.key_id is None:
        chain.key_id = keys.create(session, chain.municipality_id).id
    return chain.key_id, keys.use(session, chain.key_id)


def _last_of_case(session: orm.Session, case_id: str) -> tuple[int, bytes]:
    newest = session.execute(
        sa.select(Entry.case_sequence, Entry.hash)
        .where(Entry.case_id == case_id)
        .order_by(Entry.case_sequence.desc())
        .limit(1)
    ).one_or_none()
    return (0, NOTHING) if newest is None else (int(newest[0] or 0), newest[1])


def _row(
    chain: Chain, announced: _Announced, key_id: str, key: DataKey, cases: dict[str, tuple[int, bytes]]
) -> dict[str, Any]:
    """One entry as a row; ``cases`` holds the newest number and hash of each case and is brought up to date."""
    sequence, case_sequence, case_previous = chain.length + 1, None, None
    if announced.case is not None:
        last, case_previous = cases[announced.case]
        case_sequence = last + 1
    plaintext = canonical({"salt": os.urandom(SALT_BYTES).hex(), "details": announced.details})
    row: dict[str, Any] = {
        "chain_id": chain.id,
        "sequence": sequence,
        "time": dt.datetime.now(dt.UTC),
        "actor": announced.actor,
        "action": announced.action,
        "case_id": announced.case,
        "case_sequence": case_sequence,
        "previous": chain.head,
        "case_previous": case_previous,
        "key_id": key_id,
        "commitment": hashlib.sha256(plaintext).digest(),
        "payload": key.seal(plaintext, *_place(chain.name, sequence)),
    }
    row["hash"] = hash_of(chain.name, row)
    if announced.case is not None and case_sequence is not None:
        cases[announced.case] = (case_sequence, row["hash"])
    return row


def _place(chain: str, sequence: int) -> tuple[str, str, str, str]:
    return ("audit_entry", chain, str(sequence), "payload")


@dataclass(frozen=True)
class Change:
    """One answer that changed. A fact that was or became unknown has the value None."""

    fact: str
    old: Any
    new: Any
    old_evidence: str | None
    new_evidence: str | None


@dataclass(frozen=True)
class TrailEntry:
    """An entry as a page tells it."""

    sequence: int
    """Number within the case, or within the chain where no case was asked for."""
    time: dt.datetime
    actor_id: int | None
    case_id: str | None
    """The case it is about; none where it is about no case."""
    event: Event
    details: Mapping[str, Any] | None
    """What the event says, by name; none when the person was erased."""
    hash: bytes

    @property
    def title(self) -> LazyString:
        """What happened, in human words."""
        return self.event.title

    @property
    def erased(self) -> bool:
        """Whether what it said was erased; that it happened stays."""
        return self.details is None

    @property
    def change(self) -> Change | None:
        """The changed answer, for the entries that tell of one."""
        if self.details is None or self.event.name != "answer.changed":
            return None
        return Change(**{name: self.details[name] for name in Change.__dataclass_fields__})

    @property
    def lines(self) -> list[tuple[LazyString, Any]]:
        """The other details, each with a title for people, in the order in which they are declared."""
        if self.details is None or self.event.name == "answer.changed":
            return []
        return [(DETAILS[name], self.details[name]) for name in DETAILS if self.details.get(name) not in (None, "", [])]


def trail(session: orm.Session, case: Named) -> list[TrailEntry]:
    """Everything that happened in a case, oldest first. Reading it is itself an entry: append ``audit.viewed``."""
    found = session.execute(
        sa.select(Entry, Chain.name).join(Chain).where(Entry.case_id == case.id).order_by(Entry.case_sequence)
    )
    return [_readable(session, chain, entry, int(entry.case_sequence or 0)) for entry, chain in found]


def recent(
    session: orm.Session, municipality: Numbered | None, *, limit: int = 50, before: int | None = None
) -> list[TrailEntry]:
    """The newest entries of a municipality's chain (none: the installation's), newest first; ``before`` pages on."""
    name = chain_name(None if municipality is None else municipality.id)
    query = sa.select(Entry).join(Chain).where(Chain.name == name).order_by(Entry.sequence.desc()).limit(limit)
    if before is not None:
        query = query.where(Entry.sequence < before)
    return [_readable(session, name, entry, entry.sequence) for entry in session.scalars(query)]


def _readable(session: orm.Session, chain: str, entry: Entry, sequence: int) -> TrailEntry:
    content = plaintext_of(session, chain, entry)
    return TrailEntry(
        sequence=sequence,
        time=entry.time,
        actor_id=entry.actor,
        case_id=entry.case_id,
        event=EVENTS[entry.action],
        details=None if content is None else json.loads(content)["details"],
        hash=entry.hash,
    )


def plaintext_of(session: orm.Session, chain: str, entry: Entry) -> bytes | None:
    """The sealed text of an entry, or None when its key was destroyed. Raises CannotOpenError for changed bytes."""
    try:
        key = keys.use(session, entry.key_id)
    except keys.ErasedError:
        return None
    return key.open(entry.payload, *_place(chain, entry.sequence))
