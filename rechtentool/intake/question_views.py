"""The questions of a case, a topic a page: every page is saved before the next one is shown."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from rechtentool.core.database import db
from rechtentool.core.permissions import allow
from rechtentool.intake import conflict
from rechtentool.intake import operations as intake
from rechtentool.intake.answers import EditConflict
from rechtentool.intake.blueprint import blueprint
from rechtentool.intake.desk import Desk
from rechtentool.intake.forms import Changes, asked_names, changes, check
from rechtentool.intake.questionnaire import Questionnaire


@blueprint.route("/cases/<case_id>/questions/<topic_id>", methods=["GET", "POST"])
@allow("intake")
def questions(case_id: str, topic_id: str) -> ResponseReturnValue:
    """The questions of a topic that matter, with the answers given before; sent, they are saved."""
    desk = Desk.of(case_id)
    return _answer(desk, topic_id) if request.method == "POST" else _ask(desk, topic_id)


def _ask(desk: Desk, topic_id: str) -> ResponseReturnValue:
    if not desk.is_open:
        return redirect(url_for("intake.case", case_id=desk.case.id))
    if _reveal():
        desk.view("questions-safety")
    elif desk.shows_answers(topic_id):
        desk.view(topic_id)
    db.session.commit()
    page = desk.questionnaire(topic_id, reveal=_reveal(), everything=request.args.get("questions") == "all")
    page.fill(desk.assessment.version)
    return _show(desk, page)


def _answer(desk: Desk, topic_id: str) -> ResponseReturnValue:
    desk.facts(topic_id)
    page = desk.questionnaire(topic_id, reveal=_reveal())
    page.read(request.form)
    if "later" in request.form:
        return _go_on(desk, topic_id)
    if "add" in request.form or "remove" in request.form:
        page.add(request.form.get("add", ""))
        page.remove(request.form.get("remove", ""))
        return _show(desk, page)
    page.form.validate()
    wanted = changes(desk.rulebook, topic_id, page.form, desk.sheet, reveal=_reveal())
    if not check(desk.rulebook, topic_id, page.form, wanted):
        return _show(desk, page), 422
    return _save(desk, page, wanted)


def _save(desk: Desk, page: Questionnaire, wanted: Changes) -> ResponseReturnValue:
    """Save, and go on; or say why that cannot be, with everything that was filled in."""
    assessment = desk.assessment
    choice = conflict.chosen(request.form, page.expected_version)
    left = choice.applied(wanted)
    try:
        if "restart" in request.form:
            assessment = intake.start_next_assessment(db.session, current_user, desk.case)
        saved = intake.save_answers(
            db.session, current_user, assessment, left.values, left.evidence, expected_version=choice.version
        )
    except (EditConflict, intake.NotOpen) as refusal:
        db.session.rollback()
        return _refused(desk, page.topic_id, refusal, choice), 409
    sheet = intake.answers_of(db.session, assessment)
    db.session.commit()
    if saved.merged:
        flash(_("Iemand anders heeft intussen andere antwoorden opgeslagen. Ook die zijn bewaard."), "info")
    return _go_on(Desk(assessment, sheet), page.topic_id, asked_names(page.form))


def _refused(desk: Desk, topic_id: str, refusal: EditConflict | intake.NotOpen, choice: conflict.Choice) -> str:
    sent = [(name, value) for name, value in request.form.items(multi=True) if not conflict.is_own(name)]
    if isinstance(refusal, intake.NotOpen):
        return render_template("intake/not_open.html", desk=desk, topic_id=topic_id, sent=sent)
    desk.view("questions-safety" if any(map(desk.is_private, refusal.conflicts)) else topic_id)
    form, both = conflict.form_of(desk.rulebook, refusal, choice)
    return render_template(
        "intake/conflict.html", desk=desk, topic_id=topic_id, sent=sent, form=form, both=both, version=refusal.version
    )


def _go_on(desk: Desk, topic_id: str, asked: frozenset[str] | None = None) -> ResponseReturnValue:
    """To the questions that these answers made necessary, else to the next topic, else to the overview."""
    db.session.commit()
    overview = url_for("intake.case", case_id=desk.case.id)
    if request.form.get("to") == "overview":
        return redirect(overview, 303)
    topic = desk.topic(topic_id)
    new = [path.field_name for path in topic.asks if path.field_name in topic.open] if asked is not None else []
    new = [name for name in new if name not in (asked or ())]
    to = topic if new else desk.after(topic)
    if to is None:
        return redirect(overview, 303)
    anchor = f"question-{new[0]}" if new else None
    return redirect(url_for("intake.questions", case_id=desk.case.id, topic_id=to.id, _anchor=anchor), 303)


def _show(desk: Desk, page: Questionnaire) -> str:
    db.session.commit()
    return render_template("intake/questions.html", desk=desk, page=page, form=page.form, topic=page.topic)


def _reveal() -> bool:
    """Whether the worker asked to see the answers about safety."""
    return request.args.get("private") == "1"
