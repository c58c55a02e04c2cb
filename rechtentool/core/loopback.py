"""The demonstration has passwords that everyone knows, so it serves this one computer and nothing else."""

from __future__ import annotations

import ipaddress

from flask import Flask, abort, request
from flask_babel import lazy_gettext as _l

REFUSAL = _l("Dit is een demonstratie met bekende wachtwoorden. Zij werkt alleen op de computer waarop zij draait.")


class NotLoopback(Exception):
    """The demonstration was asked to listen where others can reach it. ``host`` says where."""

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


def is_loopback(host: str | None) -> bool:
    """Whether this address or host name means this computer: 127.0.0.0/8, ::1 or localhost."""
    if host is None:
        return False
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def require_loopback(host: str) -> None:
    """Raise NotLoopback when a demonstration would listen on an address that others can reach."""
    if not is_loopback(host):
        raise NotLoopback(host)


def refuse_others(app: Flask) -> None:
    """Answer 403 to every request that does not come from this computer itself.

    The host name is looked at too, so that no website elsewhere can point a name of its own at this address; and a
    forwarded request is refused, because behind a proxy everyone seems to come from this computer.
    """

    @app.before_request
    def _refuse() -> None:
        host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
        forwarded = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP"))
        if forwarded or not is_loopback(request.remote_addr) or not is_loopback(host):
            abort(403, description=REFUSAL)
