"""Rows of the user's own municipality: everything else does not exist for that user."""

from typing import Any, TypeVar

import sqlalchemy as sa
from flask import abort
from flask_login import current_user
from sqlalchemy import orm

Row = TypeVar("Row")


def own(entity: type[Row]) -> sa.Select[Row]:
    """A select of the rows of this entity that belong to the municipality of the signed-in user.

    Raises TypeError for an entity that knows no municipality: it must not be shown through here.
    """
    column: Any = getattr(entity, "municipality_id", None)
    if column is None:
        raise TypeError(f"{entity.__name__} has no municipality_id")
    return sa.select(entity).where(column == current_user.municipality_id)


def own_or_404(session: orm.Session, entity: type[Row], key: object) -> Row:
    """The row with this primary key, if it is of the user's own municipality; otherwise 404.

    The answer is the same for a row that does not exist and for a row of another municipality, so that nobody learns
    which numbers are in use elsewhere.
    """
    (column,) = sa.inspect(entity).primary_key
    row = session.scalar(own(entity).where(column == key))
    if row is None:
        abort(404)
    return row
