"""The address that chooses a language and goes back to the page where one was.

A page also changes language by itself with ``?lang=``; this address is for pages that came from a form and cannot be
fetched again, and for links from elsewhere.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request, session
from flask.typing import ResponseReturnValue

from rechtentool.core.languages import LANGUAGES
from rechtentool.core.permissions import open_view

blueprint = Blueprint("language", __name__)


@blueprint.route("/language/<code>", methods=["GET", "POST"])
@open_view
def choose(code: str) -> ResponseReturnValue:
    """Remember the language for this session and return to ``next``, if that is a page of ours."""
    if code not in LANGUAGES:
        abort(404)
    session["language"] = code
    return redirect(local_path(request.values.get("next", "")))


def local_path(address: str) -> str:
    """The address if it is a path on this site, otherwise ``/``.

    Browsers read ``//elsewhere`` and ``/\\elsewhere`` as another site, and drop tabs and line ends before they read.
    """
    plain = address.isprintable() and not address.startswith(("//", "/\\"))
    parts = urlsplit(address) if plain else None
    if parts is None or parts.scheme or parts.netloc or not parts.path.startswith("/"):
        return "/"
    return address
