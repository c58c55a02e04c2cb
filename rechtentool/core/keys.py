"""The data keys in the database: each wrapped by a master key, and destroyed to erase what it sealed.

They stand in a table of their own, apart from the data, so that they can be backed up apart: a backup of the data
alone opens nothing, and a key destroyed after the backup can be destroyed again after a restore.
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from rechtentool.core.crypto import DataKey, UnknownMasterKeyError, new_key
from rechtentool.core.database import Base, surroundings_of
from rechtentool.core.municipality import Municipality

__all__ = ["ErasedError", "StoredKey", "UnknownMasterKeyError", "create", "destroy", "random_id", "rewrap", "use"]

_IN_USE: Final = "rechtentool.keys"


class ErasedError(Exception):
    """What is asked for was erased: its key was destroyed."""


class StoredKey(Base):
    """A data key as it is kept. Without municipality only for the audit chain of the installation."""

    __tablename__ = "data_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Random, 32 hexadecimal digits."""
    municipality_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Municipality.id), index=True)
    wrapped: Mapped[bytes | None]
    """The key under a master key; none once it is destroyed."""
    created_at: Mapped[dt.datetime]
    destroyed_at: Mapped[dt.datetime | None]


def random_id() -> str:
    """A random name for a row, 32 hexadecimal digits: tells nothing, and nobody can guess the next."""
    return uuid.uuid4().hex


def create(session: orm.Session, municipality_id: int | None) -> StoredKey:
    """Make a data key for a person of this municipality, or for its audit chain."""
    key_id = random_id()
    stored = StoredKey(
        id=key_id,
        municipality_id=municipality_id,
        wrapped=surroundings_of(session).keyring.master.wrap(new_key(), *_place(key_id)),
        created_at=dt.datetime.now(dt.UTC),
    )
    session.add(stored)
    session.flush()
    return stored


def use(session: orm.Session, key_id: str) -> DataKey:
    """The data key, ready to seal and open. Raises ErasedError, UnknownMasterKeyError or CannotOpenError."""
    in_use: dict[str, DataKey] = session.info.setdefault(_IN_USE, {})
    if key_id not in in_use:
        wrapped = session.scalars(sa.select(StoredKey.wrapped).where(StoredKey.id == key_id)).one()
        if wrapped is None:
            raise ErasedError(key_id)
        in_use[key_id] = DataKey(surroundings_of(session).keyring.master.unwrap(wrapped, *_place(key_id)))
    return in_use[key_id]


@sa.event.listens_for(orm.Session, "after_transaction_end")
def _put_away(session: orm.Session, transaction: orm.SessionTransaction) -> None:
    """Keys are unwrapped once a transaction, and looked up anew in the next: they may be destroyed meanwhile."""
    if transaction.parent is None:
        session.info.pop(_IN_USE, None)


def destroy(session: orm.Session, key_id: str) -> None:
    """Destroy a data key: nothing that it sealed can be read again. Destroying twice changes nothing."""
    stored = session.get_one(StoredKey, key_id)
    if stored.wrapped is not None:
        stored.wrapped = None
        stored.destroyed_at = dt.datetime.now(dt.UTC)
        session.flush()
    session.info.get(_IN_USE, {}).pop(key_id, None)


def rewrap(session: orm.Session, *, batch: int = 500) -> int:
    """Wrap again, under the first master key, every data key that an older one wrapped; return how many.

    Commits after each batch. Afterwards the older master keys can leave the ring. Raises UnknownMasterKeyError when
    one of them has left already.
    """
    master = surroundings_of(session).keyring.master
    done, last = 0, ""
    while True:
        found = session.scalars(
            sa.select(StoredKey)
            .where(StoredKey.id > last, StoredKey.wrapped.is_not(None))
            .order_by(StoredKey.id)
            .limit(batch)
            .with_for_update()
        ).all()
        if not found:
            session.commit()
            return done
        for stored in found:
            if stored.wrapped is not None and not master.is_current(stored.wrapped):
                place = _place(stored.id)
                stored.wrapped = master.wrap(master.unwrap(stored.wrapped, *place), *place)
                done += 1
        last = found[-1].id
        session.commit()


def _place(key_id: str) -> tuple[str, str, str]:
    return ("data_key", key_id, "wrapped")
