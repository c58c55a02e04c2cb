"""The tables of the audit trail. What they mean and how they are checked: docs/audit-trail.md."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from rechtentool.audit.verifier import entry_hash, moment
from rechtentool.core.database import Base
from rechtentool.core.keys import StoredKey
from rechtentool.core.municipality import Municipality

INSTALLATION: Final = "installation"
"""Name of the chain for what belongs to no municipality."""


def chain_name(municipality_id: int | None) -> str:
    """The name of a municipality's chain, as it stands in every hash and every checkpoint."""
    return INSTALLATION if municipality_id is None else f"municipality:{municipality_id}"


class Chain(Base):
    """The head of a chain: its length and newest hash, signed. Who adds an entry locks this row."""

    __tablename__ = "audit_chain"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    municipality_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Municipality.id), unique=True)
    """None for the chain of the installation alone."""
    key_id: Mapped[str | None] = mapped_column(sa.ForeignKey(StoredKey.id))
    """Seals the entries that are about no person; made with the first entry."""
    length: Mapped[int] = mapped_column(sa.BigInteger)
    head: Mapped[bytes]
    """Hash of the newest entry; 32 zero bytes while there is none."""
    signed_at: Mapped[dt.datetime | None]
    signature: Mapped[bytes | None]
    """Ed25519 over chain, length, head and moment (see audit.verifier.head_statement)."""


class Entry(Base):
    """One thing that happened. Never changed, never removed: triggers in the database refuse both.

    It belongs to a municipality through its chain. ``case_id`` is the random id of a case and no foreign key: the
    trail outlives what it tells about.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "case_sequence"),
        sa.CheckConstraint("sequence > 0", name="sequence"),
        sa.CheckConstraint("(case_id IS NULL) = (case_sequence IS NULL)", name="case"),
    )

    chain_id: Mapped[int] = mapped_column(sa.ForeignKey("audit_chain.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    """1, 2, 3 … without a gap."""
    time: Mapped[dt.datetime]
    actor: Mapped[int | None]
    """Id of the account; none for the system and for who is not signed in."""
    action: Mapped[str]
    """Name of the event, see audit.events."""
    case_id: Mapped[str | None]
    case_sequence: Mapped[int | None]
    """1, 2, 3 … within the case."""
    previous: Mapped[bytes]
    """Hash of the previous entry of the chain."""
    case_previous: Mapped[bytes | None]
    """Hash of the previous entry of the case."""
    key_id: Mapped[str] = mapped_column(sa.ForeignKey(StoredKey.id))
    """The data key that sealed the payload."""
    commitment: Mapped[bytes]
    """SHA-256 of the plaintext, which holds a random salt: shows later that a text is the one that was sealed."""
    payload: Mapped[bytes]
    hash: Mapped[bytes]
    """SHA-256 over all of the above (see audit.verifier.entry_hash)."""


def hash_of(chain: str, row: Mapping[Any, Any]) -> bytes:
    """The hash that an entry of this chain must have, from its columns (all but ``chain_id`` and ``hash``)."""
    return entry_hash(
        chain=chain,
        sequence=row["sequence"],
        time=moment(row["time"]),
        actor=row["actor"],
        action=row["action"],
        case=row["case_id"],
        case_sequence=row["case_sequence"],
        previous=row["previous"],
        case_previous=row["case_previous"],
        key=row["key_id"],
        commitment=row["commitment"],
        payload=hashlib.sha256(row["payload"]).digest(),
    )
