"""A municipality with two workers, and another municipality."""

from dataclasses import dataclass

import pytest
from sqlalchemy import orm

from rechtentool.accounts.models import Municipality, User


@dataclass
class People:
    """Accounts, loaded in the session of the test."""

    worker: User
    colleague: User
    stranger: User


@pytest.fixture
def people(db_session: orm.Session) -> People:
    own, other = Municipality(slug="eigen", name="Eigenstad"), Municipality(slug="ander", name="Anderdorp")
    db_session.add_all([own, other])
    db_session.flush()
    accounts = [
        User(municipality_id=where.id, name=name, email=f"{name}@example.org", active=True, fs_uniquifier=name)
        for name, where in [("noor", own), ("sem", own), ("ander", other)]
    ]
    db_session.add_all(accounts)
    db_session.commit()
    return People(*accounts)
