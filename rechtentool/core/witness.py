"""Files outside the database that bear witness to what stood in it: append-only, one JSON object a line."""

from __future__ import annotations

import os
from pathlib import Path


def append_line(file: Path, lines: bytes) -> None:
    """Append whole lines in one write, so that lines of several processes never mix. Raises OSError."""
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, lines)
    finally:
        os.close(descriptor)
