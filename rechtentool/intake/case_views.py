"""Opening a case, finding it again, and its overview."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from rechtentool.core.database import db, reading
from rechtentool.core.languages import current_language, translator
from rechtentool.core.permissions import allow
from rechtentool.core.scope import own_or_404
from rechtentool.intake import operations as intake
from rechtentool.intake.blueprint import blueprint
from rechtentool.intake.case_list import AT_MOST, open_cases
from rechtentool.intake.desk import Desk
from rechtentool.intake.forms import OpenCase, Search
from rechtentool.intake.models import Case


@blueprint.get("")
@allow("intake")
def start() -> ResponseReturnValue:
    """The open cases, and a new one."""
    return _start(OpenCase())


@blueprint.post("/cases")
@allow("intake")
def open_case() -> ResponseReturnValue:
    """Open a case for a new person and begin to ask."""
    form = OpenCase()
    if not form.validate_on_submit():
        return _start(form), 422
    case = intake.open_case(db.session, current_user, language=form.language.data)
    db.session.commit()
    return redirect(url_for("intake.case", case_id=case.id), 303)


@blueprint.get("/cases/<case_id>")
@allow("intake")
def case(case_id: str) -> ResponseReturnValue:
    """How a case stands, and where to go on."""
    desk = Desk.of(case_id)
    desk.view("overview")
    return render_template("intake/case.html", desk=desk)


@blueprint.post("/cases/<case_id>/assessments")
@allow("intake")
def next_assessment(case_id: str) -> ResponseReturnValue:
    """Go on with a copy of the answers after a recommendation was recorded."""
    intake.start_next_assessment(db.session, current_user, own_or_404(db.session, Case, case_id))
    db.session.commit()
    return redirect(url_for("intake.case", case_id=case_id), 303)


def _start(form: OpenCase) -> str:
    search = Search(request.args)
    reading(db.session)
    cases = open_cases(db.session, current_user, search.pseudonym.data or "")
    db.session.commit()
    say = translator(current_language().code)
    return render_template("intake/start.html", form=form, search=search, cases=cases, at_most=AT_MOST, say=say)
