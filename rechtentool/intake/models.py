"""Persons, their cases and the assessments made of them.

What is personal is sealed under the person's data key (columns ``sealed_…``). What the queue and the figures need
lies beside it in :class:`AssessmentSummary`, without identity. Composite foreign keys see to it that a row can only
hang on a row of its own municipality.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Mapped, mapped_column

from rechtentool.core.database import Base
from rechtentool.core.keys import StoredKey
from rechtentool.core.municipality import Municipality


class Person(Base):
    """A person, known to workers by a pseudonym."""

    __tablename__ = "person"
    __table_args__ = (sa.UniqueConstraint("municipality_id", "id"), sa.UniqueConstraint("municipality_id", "pseudonym"))

    id: Mapped[str] = mapped_column(primary_key=True)
    municipality_id: Mapped[int] = mapped_column(sa.ForeignKey(Municipality.id))
    pseudonym: Mapped[str | None]
    """Readable and random, for example KIEVIT-4821; none once the person is erased."""
    key_id: Mapped[str] = mapped_column(sa.ForeignKey(StoredKey.id), unique=True)
    created_at: Mapped[dt.datetime]
    erased_at: Mapped[dt.datetime | None]


class HouseholdLink(Base):
    """Two persons of one household. Stored once a pair, the smaller id first."""

    __tablename__ = "household_link"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id", "person_id"], ["person.municipality_id", "person.id"]),
        sa.ForeignKeyConstraint(["municipality_id", "other_id"], ["person.municipality_id", "person.id"]),
        sa.CheckConstraint("person_id < other_id", name="order"),
        sa.Index(None, "other_id"),
    )

    person_id: Mapped[str] = mapped_column(primary_key=True)
    other_id: Mapped[str] = mapped_column(primary_key=True)
    municipality_id: Mapped[int]
    created_at: Mapped[dt.datetime]


class Case(Base):
    """A stay or a request of one person, with a start and an end. Its id is random and stands in the audit trail."""

    __tablename__ = "case_file"
    __table_args__ = (
        sa.UniqueConstraint("municipality_id", "id"),
        sa.ForeignKeyConstraint(["municipality_id", "person_id"], ["person.municipality_id", "person.id"]),
        sa.Index(None, "person_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    municipality_id: Mapped[int]
    person_id: Mapped[str]
    language: Mapped[str | None]
    """The person's language beside Dutch on screen and paper: nl, en, pl or ro; none once the person is erased."""
    opened_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = orm.relationship(lazy="joined", innerjoin=True, viewonly=True)
    assessments: Mapped[list[Assessment]] = orm.relationship(
        back_populates="case", order_by="Assessment.number", viewonly=True
    )


class Assessment(Base):
    """One assessment of a case: a draft while answers come in, then recorded and never changed again."""

    __tablename__ = "assessment"
    __table_args__ = (
        sa.UniqueConstraint("case_id", "number"),
        sa.UniqueConstraint("municipality_id", "id"),
        sa.ForeignKeyConstraint(["municipality_id", "case_id"], ["case_file.municipality_id", "case_file.id"]),
        sa.CheckConstraint("status IN ('draft', 'recorded', 'erased')", name="status"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    municipality_id: Mapped[int]
    case_id: Mapped[str]
    number: Mapped[int]
    """1, 2, 3 … within the case."""
    status: Mapped[str]
    version: Mapped[int]
    """Grows by one with every save of answers; who saves says which version was seen."""
    sealed_answers: Mapped[bytes | None]
    """Per fact: value, evidence and the version that changed it last."""
    sealed_result: Mapped[bytes | None]
    """The newest result, in the vocabulary of results."""
    result_version: Mapped[int | None]
    """The version of the answers that the result was made of."""
    rulebook: Mapped[str | None]
    """Identity of the rulebook that gave the result."""
    reading: Mapped[str | None]
    """Reading of contested law that the result follows: cautious, practice or wording."""
    reference_date: Mapped[dt.date | None]
    """The day on which the law and all terms were judged."""
    created_at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime | None]
    recorded_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    case: Mapped[Case] = orm.relationship(back_populates="assessments", lazy="joined", innerjoin=True, viewonly=True)
    summary: Mapped[AssessmentSummary] = orm.relationship(back_populates="assessment", viewonly=True)


class AssessmentSummary(Base):
    """What the queue and the figures need of an assessment, without identity. Erasure strips it."""

    __tablename__ = "assessment_summary"
    __table_args__ = (
        sa.ForeignKeyConstraint(["municipality_id", "assessment_id"], ["assessment.municipality_id", "assessment.id"]),
        sa.Index(None, "municipality_id", "status", "updated_at"),
    )

    assessment_id: Mapped[str] = mapped_column(primary_key=True)
    municipality_id: Mapped[int]
    status: Mapped[str]
    urgent: Mapped[bool | None]
    outcome: Mapped[str | None]
    hard_ground: Mapped[str | None]
    route: Mapped[str | None]
    policy_group: Mapped[str | None]
    """The ``group`` of the result (a reserved word in SQL)."""
    updated_at: Mapped[dt.datetime]

    assessment: Mapped[Assessment] = orm.relationship(back_populates="summary", viewonly=True)
