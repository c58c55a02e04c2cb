"""The demonstration municipality and its accounts: one for each role, with one password that everyone may know.

They are marked as a demonstration in the database. Where the demonstration is off they cannot sign in; where it is on
the whole application answers this computer alone (see core.loopback).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from flask_babel.speaklater import LazyString
from sqlalchemy import orm

from rechtentool.accounts import operations
from rechtentool.accounts.models import Municipality
from rechtentool.core.permissions import ROLE_NAMES

SLUG: Final = "voorbeeldstad"
NAME: Final = "Voorbeeldstad"
PASSWORD: Final = "opvang-voor-iedereen"  # noqa: S105 (known to all on purpose; served on loopback only)


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demonstration: who it is and what it may do."""

    role: str
    email: str
    name: str

    @property
    def role_name(self) -> LazyString:
        """How people call the role."""
        return ROLE_NAMES[self.role]


ACCOUNTS: Final = (
    DemoAccount("intake", "intake@demo.example", "Ilse de Boer"),
    DemoAccount("reviewer", "reviewer@demo.example", "Rachid Amrani"),
    DemoAccount("manager", "manager@demo.example", "Marja Visser"),
    DemoAccount("auditor", "auditor@demo.example", "Aad Jansen"),
)


def ensure(session: orm.Session) -> Municipality:
    """The demonstration municipality with its accounts; made when there is none. The caller commits."""
    found = session.scalar(sa.select(Municipality).where(Municipality.slug == SLUG))
    if found is not None:
        return found
    municipality = operations.create_municipality(session, SLUG, NAME, demonstration=True)
    for account in ACCOUNTS:
        operations.create_user(
            session,
            municipality,
            email=account.email,
            name=account.name,
            password=PASSWORD,
            roles=[account.role],
        )
    return municipality
