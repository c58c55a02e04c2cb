"""The newest entries of a municipality, to find one's way: who, when and what. What an entry says stays closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import sqlalchemy as sa
from flask_babel.speaklater import LazyString
from sqlalchemy import orm

from rechtentool.audit.operations import TrailEntry, recent
from rechtentool.core.languages import TIMEZONE
from rechtentool.core.municipality import Municipality

AT_MOST: Final = 50
"""Entries on one page."""

_LARGEST: Final = 2**63 - 1
"""The largest number that a database can compare with."""

# Accounts and cases by the names of their tables: their models belong to capabilities that write to the trail, and so
# import this one.
_ACCOUNT: Final = sa.table("account", sa.column("id"), sa.column("name"))
_CASE: Final = sa.table("case_file", sa.column("id"), sa.column("municipality_id"), sa.column("person_id"))
_PERSON: Final = sa.table("person", sa.column("id"), sa.column("pseudonym"))


@dataclass(frozen=True)
class AboutCase:
    """The case that an entry is about."""

    id: str
    pseudonym: str | None
    """None when the person was erased."""


@dataclass(frozen=True)
class Line:
    """One entry without what it says."""

    number: int
    """Within the chain."""
    time: dt.datetime
    """In Dutch time."""
    who: str | None
    """Name of the account; none for the system."""
    title: LazyString
    quiet: bool
    """Somebody looked; nothing changed."""
    case: AboutCase | None


@dataclass(frozen=True)
class Day:
    """What happened on one day, in Dutch time."""

    day: dt.date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Overview:
    """A page of entries, newest first."""

    days: tuple[Day, ...]
    older: int | None
    """Give this as ``before`` to see what came earlier; none where the chain begins."""


def overview(session: orm.Session, municipality: Municipality, before: int | None = None) -> Overview:
    """The newest entries of this municipality, or the newest before the one with this number."""
    if before is not None:
        before = max(0, min(before, _LARGEST))
    entries = recent(session, municipality, limit=AT_MOST, before=before)
    names = _names(session, entries)
    cases = _cases(session, municipality, entries)
    lines = [_line(entry, names, cases) for entry in entries]
    days = tuple(Day(day, tuple(found)) for day, found in groupby(lines, key=lambda line: line.time.date()))
    return Overview(days, entries[-1].sequence if entries and entries[-1].sequence > 1 else None)


def _line(entry: TrailEntry, names: Mapping[int, str], cases: Mapping[str, AboutCase]) -> Line:
    return Line(
        number=entry.sequence,
        time=entry.time.astimezone(TIMEZONE),
        who=None if entry.actor_id is None else names.get(entry.actor_id, str(entry.actor_id)),
        title=entry.title,
        quiet=entry.event.name.endswith(".viewed"),
        case=None if entry.case_id is None else cases.get(entry.case_id),
    )


def _names(session: orm.Session, entries: Iterable[TrailEntry]) -> dict[int, str]:
    ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
    found = session.execute(sa.select(_ACCOUNT.c.id, _ACCOUNT.c.name).where(_ACCOUNT.c.id.in_(ids)))
    return {row.id: row.name for row in found}


def _cases(session: orm.Session, municipality: Municipality, entries: Iterable[TrailEntry]) -> dict[str, AboutCase]:
    ids = {entry.case_id for entry in entries if entry.case_id is not None}
    found = session.execute(
        sa.select(_CASE.c.id, _PERSON.c.pseudonym)
        .join_from(_CASE, _PERSON, _CASE.c.person_id == _PERSON.c.id)
        .where(_CASE.c.municipality_id == municipality.id, _CASE.c.id.in_(ids))
    )
    return {case: AboutCase(case, pseudonym) for case, pseudonym in found}
