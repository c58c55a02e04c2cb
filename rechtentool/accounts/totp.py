"""One-time codes from an app: their seeds encrypted under keys that can be replaced, each code good for one use."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask_security.totp import Totp
from passlib.totp import TOTP

if TYPE_CHECKING:
    from passlib.totp import TotpMatch


def named(keys: Iterable[str]) -> dict[str, str]:
    """The keys by a name that follows from the key itself, so that adding or removing one renames no other."""
    return {hashlib.sha256(b"rechtentool totp key\0" + key.encode()).hexdigest()[:12]: key for key in keys}


class SingleUseTotp(Totp):
    """The library's codes, with two things it leaves to the application: which key encrypts, and no second use."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        # The first key encrypts. The library would take the one whose name sorts last.
        self._totp = TOTP.using(issuer=issuer, secrets=secrets, default_tag=next(iter(secrets)))

    def get_last_counter(self, user: Any) -> int | None:
        counter: int | None = user.totp_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        user.totp_counter = tmatch.counter
