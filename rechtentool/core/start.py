"""The first page of the public half."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from rechtentool.core.permissions import open_view

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
@open_view
def start() -> ResponseReturnValue:
    """What this is, for who has no account."""
    return render_template("start.html")
