"""The pages about what came out: the recommendation of a case, recording it, and the trail of the case."""

from __future__ import annotations

from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from rechtentool.core.database import db
from rechtentool.core.keys import ErasedError
from rechtentool.core.languages import SOURCE, current_language, translator
from rechtentool.core.permissions import allow, may
from rechtentool.core.rules import get_rulebook
from rechtentool.core.scope import own, own_or_404
from rechtentool.intake import operations as intake
from rechtentool.intake import recommending, trail, wording
from rechtentool.intake.blueprint import blueprint
from rechtentool.intake.models import Assessment, Case
from rechtentool.intake.presentation import Page
from rechtentool.intake.private import Private
from rechtentool.rulebook import CaseError, EngineDisagreement


@blueprint.get("/cases/<case_id>/recommendation")
@allow("intake", "reviewer", "auditor")
def recommendation(case_id: str) -> ResponseReturnValue:
    """What the newest assessment of a case comes to."""
    case = own_or_404(db.session, Case, case_id)
    return _shown(intake.current_assessment(db.session, case))


@blueprint.get("/cases/<case_id>/recommendation/<int:number>")
@allow("intake", "reviewer", "auditor")
def earlier_recommendation(case_id: str, number: int) -> ResponseReturnValue:
    """What an earlier assessment of a case came to."""
    case = own_or_404(db.session, Case, case_id)
    found = db.session.scalar(own(Assessment).where(Assessment.case_id == case.id, Assessment.number == number))
    return _shown(found) if found else abort(404)


@blueprint.post("/cases/<case_id>/recommendation")
@allow("intake")
def record(case_id: str) -> ResponseReturnValue:
    """Record the recommendation that the worker saw."""
    case = own_or_404(db.session, Case, case_id)
    assessment = intake.current_assessment(db.session, case)
    try:
        recommending.record(
            db.session, current_user, assessment, expected_version=request.form.get("version", 0, type=int)
        )
        db.session.commit()
    except intake.EditConflict:
        flash(_("Niet vastgelegd: iemand wijzigde intussen een antwoord. Kijk eerst naar de uitkomst."), "warning")
    except intake.NotOpen:
        flash(_("Deze aanbeveling was al vastgelegd."), "info")
    except (CaseError, EngineDisagreement) as fault:
        return _no_recommendation(assessment, fault)
    else:
        flash(_("De aanbeveling is vastgelegd."), "success")
    return redirect(url_for("intake.recommendation", case_id=case.id), 303)


@blueprint.get("/cases/<case_id>/trail")
@allow("intake", "reviewer", "manager", "auditor")
def case_trail(case_id: str) -> ResponseReturnValue:
    """Everything that happened in a case, in words."""
    case = own_or_404(db.session, Case, case_id)
    entries = trail.read(db.session, current_user, case, private=_private())
    days = trail.told(
        entries,
        names=trail.names_of(db.session, entries),
        rulebook=get_rulebook(),
        language=current_language().code,
        private=_private(),
    )
    db.session.commit()
    return render_template(
        "intake/trail.html",
        case=case,
        crumbs=_crumbs(case, past_recommendation=True),
        days=days,
        say=translator(current_language().code),
        private=_private(),
        count=len(entries),
    )


def _shown(assessment: Assessment) -> ResponseReturnValue:
    try:
        sheet = intake.answers_of(db.session, assessment)
    except ErasedError:
        abort(404, _l("De gegevens van deze persoon zijn gewist."))
    try:
        found = recommending.recommendation_of(
            db.session, current_user, assessment, sheet, keep=may("intake.record") and assessment.case.closed_at is None
        )
    except (CaseError, EngineDisagreement) as fault:
        return _no_recommendation(assessment, fault)
    except intake.NotOpen:
        abort(409)  # somebody recorded it or closed the case at this very moment: looking again shows that
    intake.view(db.session, current_user, assessment, part="safety" if _private() else "recommendation")
    db.session.commit()
    reader = current_language().code
    page = Page(get_rulebook(), found.shared, sheet, reader)
    return render_template(
        "intake/recommendation.html",
        case=assessment.case,
        crumbs=_crumbs(assessment.case),
        assessment=assessment,
        page=page,
        private=Private(page, Page(get_rulebook(), found.full, sheet, reader)) if _private() else None,
        second=_second_language(assessment.case),
        recorded_by=trail.name_of(db.session, assessment.recorded_by),
    )


def _no_recommendation(assessment: Assessment, fault: CaseError | EngineDisagreement) -> ResponseReturnValue:
    """Say plainly that there is no answer, and why. The entry of a disagreement is written."""
    db.session.commit()
    if isinstance(fault, EngineDisagreement):
        current_app.logger.error("Reference %s: the engines disagree; no recommendation was given", fault.reference)
    say = translator(current_language().code)
    faults = [
        (wording.label(get_rulebook(), each.path.removeprefix("facts."), say), say.gettext(each.message))
        for each in getattr(fault, "faults", ())
    ]
    page = render_template(
        "intake/no_recommendation.html",
        case=assessment.case,
        crumbs=_crumbs(assessment.case),
        reference=getattr(fault, "reference", None),
        faults=faults,
    )
    return page, 500 if isinstance(fault, EngineDisagreement) else 409


def _crumbs(case: Case, *, past_recommendation: bool = False) -> list[dict[str, str]]:
    """The way to these pages, as far as this reader may go it."""
    steps: list[tuple[str, str | None, dict[str, Any]]] = [
        ("intake.start", _("Intake"), {}),
        ("intake.case", case.person.pseudonym, {"case_id": case.id}),
    ]
    if past_recommendation:
        steps.append(("intake.recommendation", _("Aanbeveling"), {"case_id": case.id}))
    return [{"text": text, "url": url_for(page, **values)} for page, text, values in steps if text and may(page)]


def _private() -> bool:
    """Whether the worker asked to see what is for the worker alone."""
    return request.args.get("private") == "1"


def _second_language(case: Case) -> str | None:
    """The language beside the reader's: the person's, or Dutch where the reader reads the person's."""
    reader = current_language().code
    second = case.language if case.language and case.language != reader else SOURCE
    return None if second == reader else second
