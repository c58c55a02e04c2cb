"""Who uses the tool: municipalities, their accounts and the roles an account can have."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask_security.models import sqla as security
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from rechtentool.core.database import Base, UtcDateTime
from rechtentool.core.municipality import Municipality

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Municipality", "Role", "SignInAttempts", "User", "WebAuthn"]

security.FsModels.set_db_info(base_model=Base, user_table_name="account")


class Role(Base, security.FsRoleMixin):
    """What an account may do: intake, reviewer, manager, auditor. The same for all, so it has no municipality."""

    __tablename__ = "role"


class User(Base, security.FsUserMixin):
    """An account of a person who works for or with one municipality."""

    __tablename__ = "account"

    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey("municipality.id"), index=True)
    name: Mapped[str]
    """Name as colleagues know it, shown in the audit trail."""
    language: Mapped[str] = mapped_column(default="nl")
    """Language of this person's screens: nl, en, pl or ro."""

    totp_counter: Mapped[int | None]
    """Time step (of 30 seconds) of the last accepted one-time code: a code works once."""

    # Joined: every request needs it, and loads its account in one short reading transaction.
    municipality: Mapped[Municipality] = orm.relationship(lazy="joined")

    if TYPE_CHECKING:
        id: Mapped[int]
        roles: Sequence[Role]


class WebAuthn(Base, security.FsWebAuthnMixin):
    """A security key or passkey of an account. It belongs to a municipality through its account."""

    __tablename__ = "webauthn"


class SignInAttempts(Base):
    """Failed sign-ins in a row with one e-mail address, also one that has no account, so that the lock-out tells
    nobody which addresses have one. Without municipality, because an unknown address belongs to none.
    """

    __tablename__ = "sign_in_attempts"

    identity: Mapped[str] = mapped_column(primary_key=True)
    """Keyed hash of the address; see accounts.operations."""
    failures: Mapped[int] = mapped_column(default=0)
    last_failure_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
    locked_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
