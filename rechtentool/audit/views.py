"""The trail of the municipality, for who looks after it."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from rechtentool.audit.operations import append
from rechtentool.audit.overview import overview
from rechtentool.core.database import db, reading
from rechtentool.core.languages import current_language, translator
from rechtentool.core.permissions import allow

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("")
@allow("auditor", "manager")
def index() -> ResponseReturnValue:
    """What happened in the user's own municipality, newest first; that somebody reads it is itself an entry."""
    before = request.args.get("before", type=int)
    reading(db.session)
    found = overview(db.session, current_user.municipality, before)
    db.session.commit()
    append(db.session, "audit.viewed", actor=current_user, municipality=current_user.municipality_id, what="overview")
    db.session.commit()
    say = translator(current_language().code)
    return render_template("audit/index.html", overview=found, newest=before is None, say=say)
