"""One case on two screens, or recorded meanwhile: both answers are seen, one is chosen, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from rechtentool.accounts.models import User
from rechtentool.core.database import db
from rechtentool.core.rules import get_rulebook
from rechtentool.intake import operations as intake
from rechtentool.intake.models import Assessment
from tests.intake.html_form import sent
from tests.intake.worker import TODAY, Worker, case_of, stored
from tests.webapp import email_of, make_app, sign_in


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(sqlite_url, tmp_path, TODAY=TODAY)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def worker(app: Flask) -> Worker:
    client = app.test_client()
    sign_in(client)
    return Worker(client).opens()


def test_two_tabs_with_other_questions_are_both_saved(app: Flask, worker: Worker) -> None:
    first = worker.form(worker.address("tonight"), pregnant="yes")
    second = worker.form(worker.address("stay"), arrived_on="2026")
    assert worker.sends("tonight", first).status_code == 303
    assert worker.sends("stay", second).status_code == 303
    assert stored(app, worker).facts == {"pregnant": "yes", "arrived_on": "2026"}
    assert "Ook die zijn bewaard" in worker.overview()


def conflict(worker: Worker) -> TestResponse:
    """Two tabs answer the same question; the second says more."""
    first = worker.form(worker.address("stay"), arrived_on="3-2026", evidence__arrived_on="document")
    second = worker.form(worker.address("stay"), arrived_on="5-2026", resident_since="2020")
    assert worker.sends("stay", first).status_code == 303
    return worker.sends("stay", second)


def test_the_later_tab_sees_both_answers_and_nothing_is_lost(app: Flask, worker: Worker) -> None:
    answer = conflict(worker)
    assert answer.status_code == 409
    page = unescape(answer.text)
    assert "Mijn antwoord: mei 2026" in page
    assert "Het andere antwoord: maart 2026; Ander papier of bericht" in page
    assert stored(app, worker).facts == {"arrived_on": "2026-03"}
    assert "resident_since" not in page.partition('name="conflicts" value="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("pick", "kept", "level"), [("mine", "2026-05", "statement"), ("theirs", "2026-03", "document")]
)
def test_the_worker_chooses_which_answer_stays(app: Flask, worker: Worker, pick: str, kept: str, level: str) -> None:
    form = sent(conflict(worker).text)
    form["choice-arrived_on"] = pick
    assert worker.sends("stay", form).status_code == 303
    sheet = stored(app, worker)
    assert sheet.facts == {"arrived_on": kept, "resident_since": "2020"}
    assert sheet.evidence["arrived_on"] == level


def test_without_a_choice_the_question_is_put_again(app: Flask, worker: Worker) -> None:
    again = worker.sends("stay", sent(conflict(worker).text))
    assert again.status_code == 409
    assert "Kies welk antwoord blijft staan." in again.text
    form = sent(again.text)
    form["choice-arrived_on"] = "mine"
    assert worker.sends("stay", form).status_code == 303
    assert stored(app, worker).of("resident_since").value == "2020"


def test_a_third_tab_is_a_conflict_again(app: Flask, worker: Worker) -> None:
    third = worker.form(worker.address("stay"), arrived_on="7-2026")
    form = sent(conflict(worker).text)
    third["version"] = form["seen"]
    assert worker.sends("stay", third).status_code == 303
    form["choice-arrived_on"] = "mine"
    answer = worker.sends("stay", form)
    assert answer.status_code == 409
    assert "juli 2026" in answer.text


def test_a_conflict_about_safety_hides_both_answers(worker: Worker) -> None:
    first = worker.form(worker.address("safety"), domestic_violence="yes")
    second = worker.form(worker.address("safety"), domestic_violence="no")
    worker.sends("safety", first)
    answer = worker.sends("safety", second)
    assert answer.status_code == 409
    options = answer.text.partition("<fieldset")[2].partition("</fieldset>")[0]
    assert "Mijn antwoord" in options
    assert "Ja" not in options
    assert "Mijn antwoord: Nee" in answer.text.partition("<details")[2].partition("</details>")[0]


# After the recommendation was recorded.


def record(app: Flask, worker: Worker) -> None:
    with app.app_context():
        assessment: Assessment = intake.current_assessment(db.session, case_of(worker))
        actor = db.session.query(User).filter_by(email=email_of("intake")).one()
        sheet = intake.answers_of(db.session, assessment)
        result = get_rulebook().assess({"reference_date": str(TODAY), "facts": sheet.facts}).to_dict()
        intake.record_assessment(db.session, actor, assessment, result, expected_version=assessment.version)
        db.session.commit()


def test_recorded_answers_stand_and_a_new_assessment_goes_on(app: Flask, worker: Worker) -> None:
    worker.answers("tonight", pregnant="yes")
    record(app, worker)
    assert worker.client.get(worker.address("tonight")).status_code == 302
    assert "Vastgelegd" in worker.client.get("/intake").text
    form = sent(worker.client.get(worker.case).text)
    assert worker.client.post(f"{worker.case}/assessments", data=form).status_code == 303
    assert worker.answers("tonight", pregnant="no").status_code == 303
    assert stored(app, worker).of("pregnant").value == "no"
    with app.app_context():
        assert [each.number for each in case_of(worker).assessments] == [1, 2]


def test_answers_given_while_it_was_recorded_are_not_lost(app: Flask, worker: Worker) -> None:
    form = worker.form(worker.address("tonight"), pregnant="yes", seriously_ill="no")
    record(app, worker)
    answer = worker.sends("tonight", form)
    assert answer.status_code == 409
    again = sent(answer.text)
    again["restart"] = "1"
    assert worker.sends("tonight", again).status_code == 303
    assert stored(app, worker).facts == {"pregnant": "yes", "seriously_ill": "no"}
