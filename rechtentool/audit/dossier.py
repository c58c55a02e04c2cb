"""The dossier of one case: its whole trail, readable, in a form that proves itself outside the system."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.audit.models import Chain, Entry
from rechtentool.audit.operations import Numbered, append, plaintext_of
from rechtentool.audit.verifier import DOSSIER, dossier_statement, moment
from rechtentool.core.database import surroundings_of


@dataclass(frozen=True)
class _Case:
    """A case of which only the id is known here."""

    id: str


def export(session: orm.Session, case: str, *, actor: Numbered | None = None) -> dict[str, Any]:
    """The dossier of a case as JSON, to be checked with audit/verifier.py. Raises LookupError for an unknown case.

    Handing it out is an entry as well, the first that the dossier does not hold; the caller commits it.
    """
    query = sa.select(Entry, Chain).join(Chain).where(Entry.case_id == case).order_by(Entry.case_sequence)
    entries = session.execute(query).all()
    if not entries:
        raise LookupError(case)
    last, chain = entries[-1]
    append(
        session,
        "dossier.exported",
        actor=actor,
        municipality=chain.municipality_id,
        case=_Case(case),
        entries=len(entries),
    )
    signer = surroundings_of(session).keyring.signer
    time = moment(dt.datetime.now(dt.UTC))
    statement = dossier_statement(chain.name, case, int(last.case_sequence or 0), last.hash, time)
    return {
        "format": DOSSIER,
        "statement": statement,
        "signature": base64.b64encode(signer.sign(statement)).decode("ascii"),
        "public_key": base64.b64encode(signer.public_key).decode("ascii"),
        "entries": [_as_json(session, each.name, entry) for entry, each in entries],
    }


def _as_json(session: orm.Session, chain: str, entry: Entry) -> dict[str, Any]:
    content = plaintext_of(session, chain, entry)
    return {
        "sequence": entry.sequence,
        "time": moment(entry.time),
        "actor": entry.actor,
        "action": entry.action,
        "case_sequence": entry.case_sequence,
        "previous": entry.previous.hex(),
        "case_previous": None if entry.case_previous is None else entry.case_previous.hex(),
        "key": entry.key_id,
        "commitment": entry.commitment.hex(),
        "payload": hashlib.sha256(entry.payload).hexdigest(),
        "hash": entry.hash.hex(),
        "content": None if content is None else content.decode("ascii"),
    }
