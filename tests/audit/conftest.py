"""Two municipalities whose trails hold a few entries, some of them about two cases."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.accounts.models import Municipality
from rechtentool.audit.operations import append
from rechtentool.core import keys


@dataclass
class Case:
    id: str


@dataclass
class Person:
    key_id: str


@dataclass
class Trails:
    """What the tests write about, and how they write."""

    session: orm.Session
    own: Municipality
    other: Municipality
    person: Person
    case: Case
    second_case: Case

    def answer(self, case: Case, new: str, *, commit: bool = True) -> None:
        """One more entry about a case."""
        append(
            self.session,
            "answer.changed",
            actor=None,
            municipality=self.own,
            case=case,
            person=self.person,
            fact="adult",
            old=None,
            new=new,
            old_evidence=None,
            new_evidence=None,
            number=1,
            version=2,
        )
        if commit:
            self.session.commit()

    def tamper(self, *statements: str) -> None:
        """Change the database behind the application's back, past the triggers that refuse it."""
        on_sqlite = self.session.get_bind().dialect.name == "sqlite"
        if on_sqlite:
            off = ["DROP TRIGGER IF EXISTS audit_entry_no_update", "DROP TRIGGER IF EXISTS audit_entry_no_delete"]
        else:
            off = ["ALTER TABLE audit_entry DISABLE TRIGGER ALL"]
        for statement in (*off, *statements):
            self.session.execute(sa.text(statement.replace("\\x", "X'" if on_sqlite else "'\\x")))
        self.session.commit()
        self.session.expire_all()


@pytest.fixture
def trails(db_session: orm.Session) -> Trails:
    """Chain of the own municipality: 1 to 6, of which 2, 3 and 5 in one case and 4 in another. The other's: 1 and 2."""
    own, other = Municipality(slug="eigen", name="Eigenstad"), Municipality(slug="ander", name="Anderdorp")
    db_session.add_all([own, other])
    db_session.flush()
    person = Person(keys.create(db_session, own.id).id)
    db_session.commit()
    trails = Trails(db_session, own, other, person, Case("c" * 32), Case("d" * 32))
    append(db_session, "sign_in", actor=None, municipality=own)
    trails.answer(trails.case, "yes")
    trails.answer(trails.case, "no")
    trails.answer(trails.second_case, "yes")
    trails.answer(trails.case, "yes")
    append(db_session, "sign_out", actor=None, municipality=own)
    append(db_session, "sign_in", actor=None, municipality=other)
    append(db_session, "sign_in.failed", actor=None, municipality=None, reason="password")
    db_session.commit()
    append(db_session, "sign_out", actor=None, municipality=other)
    db_session.commit()
    return trails
