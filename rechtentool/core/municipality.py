"""The municipality: the owner of every other row, and so known to every part."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Mapped, mapped_column

from rechtentool.core.database import Base


class Municipality(Base):
    """A municipality that works with the tool. It belongs to itself."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    """Short name in addresses and commands: small letters, digits and hyphens. Never changes."""
    name: Mapped[str]
    """Name as people know it, shown on screen and paper."""
    demonstration: Mapped[bool] = mapped_column(default=False)
    """Invented cases and known passwords: served on loopback only."""
    created_at: Mapped[dt.datetime] = mapped_column(default=lambda: dt.datetime.now(dt.UTC))
