"""The first page after signing in, and the page of one's own account. Signing in itself is Flask-Security's."""

from __future__ import annotations

from typing import Final, NamedTuple

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_login import current_user

from rechtentool.core.permissions import ROLE_NAMES, ROLES, allow, may

blueprint = Blueprint("accounts", __name__)


class Room(NamedTuple):
    """A part of the tool, as the menu names it. Shown to who may go there."""

    endpoint: str
    name: LazyString
    purpose: LazyString


ROOMS: Final = (
    Room("intake.start", _l("Intake"), _l("Beoordeel samen met iemand of er recht is op gelijke behandeling.")),
    Room("audit.index", _l("Logboek"), _l("Zie wie wat deed en wanneer.")),
)


@blueprint.get("/")
@allow(*ROLES)
def home() -> ResponseReturnValue:
    """An intake worker starts at the intake; everyone else sees what there is to do."""
    if may("intake.start") and any(role.name == "intake" for role in current_user.roles):
        return redirect(url_for("intake.start"))
    return render_template("accounts/home.html")


@blueprint.get("/account")
@allow(*ROLES)
def account() -> ResponseReturnValue:
    """One's own account: what it may do, and how to change the way of signing in."""
    return render_template("accounts/account.html", role_names=ROLE_NAMES)


@blueprint.app_context_processor
def _rooms() -> dict[str, object]:
    return {"rooms": [room for room in ROOMS if may(room.endpoint)]}
