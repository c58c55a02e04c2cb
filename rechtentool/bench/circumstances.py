"""Where and when was measured: without it a figure says nothing."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import metadata
from typing import Any

from rechtentool.core import paths


def circumstances() -> dict[str, Any]:
    """The time, the commit (with whether files differ from it), the machine and the versions that matter."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _git("rev-parse", "--short=12", "HEAD"),
        "changed_since_commit": bool(_git("status", "--porcelain", "--", "rechtentool", "rules", "templates")),
        "machine": {
            "cores": os.cpu_count(),
            "processor": platform.machine(),
            "system": platform.system(),
            "python": platform.python_version(),
            "load": [round(load, 1) for load in os.getloadavg()],
        },
        "versions": {name: _version(name) for name in ("durable_rules", "zen-engine", "flask", "sqlalchemy")},
    }


@contextmanager
def one_core() -> Iterator[None]:
    """Stay on one core where the system knows how, so that no engine gains by threads."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _git(*words: str) -> str | None:
    """What git says of the checkout; nothing where there is none, as when installed."""
    try:
        asked = subprocess.run(  # noqa: S603 (fixed words)
            ["git", "-C", str(paths.ROOT), *words],  # noqa: S607 (the user's own git)
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return asked.stdout.strip()


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
