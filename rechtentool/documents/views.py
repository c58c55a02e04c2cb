"""Papers as pages for the printer."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from rechtentool.core.database import db
from rechtentool.core.keys import ErasedError
from rechtentool.core.languages import LANGUAGES, SOURCE
from rechtentool.core.permissions import allow
from rechtentool.core.recommendation import Recommendation, recommend, without_safety
from rechtentool.core.rules import get_rulebook, today
from rechtentool.core.scope import own_or_404
from rechtentool.documents import operations
from rechtentool.documents import tonight as paper
from rechtentool.intake import operations as intake
from rechtentool.intake.models import Assessment, Case
from rechtentool.rulebook import CaseError, EngineDisagreement

blueprint = Blueprint("documents", __name__, url_prefix="/documents")


@blueprint.get("/cases/<case_id>/tonight")
@allow("intake")
def tonight(case_id: str) -> ResponseReturnValue:
    """The paper for tonight, on one sheet: in Dutch and in the person's language."""
    case = own_or_404(db.session, Case, case_id)
    assessment = intake.current_assessment(db.session, case)
    try:
        sheet = intake.answers_of(db.session, assessment)
        found = _recommendation(assessment, sheet)
    except ErasedError:
        abort(404, _l("De gegevens van deze persoon zijn gewist."))
    except (CaseError, EngineDisagreement):
        return redirect(url_for("intake.recommendation", case_id=case.id))  # which says what is wrong
    safety = request.args.get("safety") == "1"
    rulebook = get_rulebook()
    made = paper.tonight(
        rulebook,
        found.full if safety else found.shared,
        sheet.facts if safety else without_safety(rulebook, sheet.facts),
        moment=datetime.now(UTC),
        safety=safety,
    )
    chosen = request.args.get("language") or case.language
    second = chosen if chosen in LANGUAGES and chosen != SOURCE else None
    languages = [SOURCE, second] if second else [SOURCE]
    operations.log_print(db.session, current_user, assessment, "tonight", languages, with_safety=safety)
    db.session.commit()
    return render_template(
        "documents/tonight.html",
        case=case,
        paper=made,
        languages_of_paper=languages,
        safety=safety,
        words=paper.WORDS,
        sources=rulebook.sources,
    )


def _recommendation(assessment: Assessment, sheet: intake.Sheet) -> Recommendation:
    """What was recorded; for a draft, what follows from its answers, decided by both engines."""
    stored = intake.result_of(db.session, assessment)
    if assessment.status == intake.RECORDED and stored is not None:
        return Recommendation.from_json(stored)
    return recommend(get_rulebook(), sheet.facts, sheet.evidence, today=today())
