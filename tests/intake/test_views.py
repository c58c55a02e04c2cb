"""The questionnaire as a worker goes through it, without a browser: what is asked, saved and said."""

from __future__ import annotations

import random
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from rechtentool.accounts import operations as accounts
from rechtentool.accounts.models import User
from rechtentool.core.database import db
from rechtentool.core.rules import get_rulebook
from rechtentool.intake import operations as intake
from rechtentool.intake.answers import Sheet
from rechtentool.intake.models import Case
from rechtentool.rulebook.ask import questions
from tests.intake.html_form import sent
from tests.intake.worker import TODAY, Worker, case_of, next_topic, stored, trail
from tests.webapp import email_of, make_app, sign_in

ORDER = [entry["id"] for entry in get_rulebook().topics]


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


# The start.


def test_a_case_is_opened_with_a_pseudonym_and_a_language(app: Flask, worker: Worker) -> None:
    with app.app_context():
        case = case_of(worker)
        assert case.language == "pl"
        pseudonym = str(case.person.pseudonym)
    assert f'<h1 class="nl-heading nl-heading--level-1">{pseudonym}</h1>' in worker.overview()
    assert pseudonym in worker.client.get("/intake").text


def test_no_language_opens_nothing(app: Flask, worker: Worker) -> None:
    answer = worker.client.post("/intake/cases", data=worker.form("/intake"))
    assert answer.status_code == 422
    assert "Fout: Intake" in answer.text
    with app.app_context():
        assert len(db.session.query(Case).all()) == 1


def test_a_case_is_found_by_a_part_of_its_pseudonym(app: Flask, worker: Worker) -> None:
    with app.app_context():
        pseudonym = str(case_of(worker).person.pseudonym)
    first = worker.case
    worker.opens()
    found = worker.client.get("/intake", query_string={"pseudonym": f" {pseudonym.lower()} "}).text
    assert first in found
    assert worker.case not in found
    nothing = worker.client.get("/intake", query_string={"pseudonym": "%"}).text
    assert first not in nothing
    assert "Geen lopende intake met deze schuilnaam" in nothing


def test_closed_cases_and_those_of_others_are_not_listed(app: Flask, worker: Worker) -> None:
    closed = worker.case
    with app.app_context():
        noor = accounts.find_user(db.session, email_of("intake"))
        assert noor is not None
        intake.close_case(db.session, noor, case_of(worker))
        other = accounts.create_municipality(db.session, "anderdorp", "Anderdorp")
        stranger = accounts.create_user(
            db.session, other, email="s@example.org", name="S", password="lang-genoeg-woord", roles=["intake"]
        )
        theirs = f"/intake/cases/{intake.open_case(db.session, stranger, language='ro').id}"
        db.session.commit()
    listed = worker.client.get("/intake").text
    assert closed not in listed
    assert theirs not in listed
    for address in (theirs, f"{theirs}/questions/work"):
        assert worker.client.get(address).status_code == 404
    assert worker.client.post(f"{theirs}/questions/work", data=worker.form("/intake")).status_code == 404
    # One's own closed case can be read, not changed.
    assert "Deze zaak is gesloten" in worker.overview()
    assert worker.client.get(worker.address("tonight")).status_code == 302
    assert worker.client.post(worker.address("tonight"), data=worker.form("/intake")).status_code == 409


def test_what_does_not_exist_is_not_found(worker: Worker) -> None:
    assert worker.client.get("/intake/cases/none").status_code == 404
    assert worker.client.get(worker.address("nothing")).status_code == 404
    assert worker.client.post(worker.address("nothing"), data=worker.form("/intake")).status_code == 404


# Answering.


def test_every_page_is_saved_and_leads_to_the_next(app: Flask, worker: Worker) -> None:
    assert next_topic(worker.answers("tonight", safe_place_tonight="no", pregnant="unknown")) == "safety"
    sheet = stored(app, worker)
    assert sheet.of("safe_place_tonight").value == "no"
    assert sheet.of("pregnant").value == "unknown"
    assert sheet.of("seriously_ill").value is None
    changed = [details for event, details in trail(app, worker) if event == "answer.changed"]
    assert [(change["fact"], change["old"], change["new"]) for change in changed] == [
        ("safe_place_tonight", None, "no"),
        ("pregnant", None, "unknown"),
    ]


def test_answers_and_their_proof_can_be_changed_later(app: Flask, worker: Worker) -> None:
    worker.answers("stay", arrived_on="3-2026")
    page = worker.page("stay")
    assert 'value="3-2026"' in page
    worker.answers("stay", arrived_on="5-3-2026", evidence__arrived_on="document")
    assert (stored(app, worker).of("arrived_on").value, stored(app, worker).of("arrived_on").evidence) == (
        "2026-03-05",
        "document",
    )
    worker.answers("stay", evidence__arrived_on="official")
    assert stored(app, worker).of("arrived_on").evidence == "official"
    worker.answers("stay", arrived_on="")
    assert stored(app, worker).of("arrived_on").value is None


def test_an_interrupted_intake_goes_on_where_it_was(worker: Worker) -> None:
    worker.answers("tonight", safe_place_tonight="no", pregnant="no", seriously_ill="no", minor_children_present="no")
    assert "Verder met: Veiligheid" in worker.overview()


def test_one_can_go_to_the_overview_after_saving(app: Flask, worker: Worker) -> None:
    assert next_topic(worker.answers("tonight", pregnant="no", to="overview")) == ""
    assert stored(app, worker).of("pregnant").value == "no"


def test_a_period_is_added_without_losing_what_was_typed(app: Flask, worker: Worker) -> None:
    answer = worker.answers("work", work__0__start="geen datum", work__0__kind="agency", add="work")
    assert answer.status_code == 200
    form = sent(answer.text)
    assert (form["work-0-start"], form["work-0-kind"]) == ("geen datum", "agency")
    assert form["work-1-start"] == ""
    assert stored(app, worker).of("work").value is None
    form["work-0-start"] = "2025"
    form["work-1-start"] = "2026"
    assert next_topic(worker.sends("work", form))
    assert stored(app, worker).of("work").value == [{"kind": "agency", "start": "2025"}, {"start": "2026"}]


def test_an_answer_that_makes_new_questions_keeps_the_topic_open(worker: Worker) -> None:
    answer = worker.answers("ind", ind_decision__kind="residence_ended")
    assert next_topic(answer) == "ind"
    assert answer.location.endswith("#question-ind_decision-objection_status")
    assert "rt-fresh" in worker.page("ind")
    # Asked and left open, it does not come back at once.
    assert next_topic(worker.answers("ind")) != "ind"


# What is asked.


def open_topics(sheet: Sheet) -> set[str]:
    """The topics with a question that can still change something and was not answered, straight from the rulebook."""
    case = {"reference_date": str(TODAY), "facts": sheet.facts, "evidence": sheet.evidence}
    asked = questions(get_rulebook().assess(case, both_engines=False))
    return {question.topic for question in asked if sheet.of(question.name).value is None}


@pytest.mark.parametrize("seed", range(3))
def test_only_topics_that_can_change_something_are_offered(app: Flask, worker: Worker, seed: int) -> None:
    """A walk with random answers visits only topics that are open, forward, and ends at the overview."""
    choose = random.Random(seed)
    topic = "tonight"
    visited: list[str] = []
    for _step in range(3 * len(ORDER)):
        visited.append(topic)
        form = sent(worker.page(topic))
        for name in form["asked"].split():
            word = get_rulebook().vocabulary.get(name)
            if word is not None and word.type in ("answer", "choice"):
                options = ["yes", "no"] if word.type == "answer" else list(word.options)
                form[name] = choose.choice([*options, "unknown"])
            elif word is not None and word.type == "date":
                form[name] = f"{choose.randint(1, 10)}-{choose.randint(2015, 2026)}"
        if topic == "person":
            form.setlist("nationalities[]", [choose.choice(["PL", "DE", "NO", "GB", "BR"])])
        if topic == "work":
            form["beside-work"] = "none"
        topic = next_topic(worker.sends(topic, form))
        if not topic:
            break
        asked = open_topics(stored(app, worker))
        assert topic in asked or topic in ("wishes", visited[-1]), (topic, asked)
    else:
        pytest.fail(f"no end: {visited}")
    places = [ORDER.index(each) for each in visited]
    assert places == sorted(places)
    assert stored(app, worker).facts


def test_who_knows_nothing_is_asked_everything_once(worker: Worker) -> None:
    topic, visited = "tonight", []
    while topic:
        visited.append(topic)
        form = sent(worker.page(topic))
        for name in form["asked"].split():
            if name.endswith("-evidence"):
                continue
            if name in form:
                form[f"{name}-beside"] = "unknown"
            form[name] = "" if name in form else "unknown"
        topic = next_topic(worker.sends(topic, form))
    assert len(visited) == len(set(visited))


def test_a_topic_that_changes_nothing_is_shown_as_such_and_can_be_opened(worker: Worker) -> None:
    worker.answers("person", adult="no")
    overview = worker.overview()
    assert "Nu niet nodig" in overview
    assert "Een antwoord kan de aanbeveling nu niet veranderen." in overview
    page = worker.page("training")
    assert "Over dit onderwerp hoeft u nu niets te vragen" in page
    assert 'name="student"' not in page
    assert 'name="student"' in worker.page("training", "?questions=all")


def test_what_is_optional_comes_last_and_says_so(worker: Worker) -> None:
    assert "Deze vragen zijn niet verplicht." in worker.page("wishes")
    worker.answers("person", adult="no")
    while (topic := next_topic(worker.answers("report", reported_on__beside="unknown"))) != "wishes":
        pytest.fail(f"{topic} came instead")
    assert next_topic(worker.answers("wishes", wish="stay")) == ""


def test_answers_that_contradict_each_other_are_said(worker: Worker) -> None:
    worker.answers("tonight", safe_place_tonight="no")
    worker.answers("home", "?questions=all", home_situation="has_place")
    overview = worker.overview()
    assert "Antwoorden spreken elkaar tegen" in overview


# Two languages.


def test_questions_options_and_help_stand_in_both_languages(worker: Worker) -> None:
    page = worker.page("tonight")
    assert page.count('<span class="rt-second" lang="pl"') > 12
    assert "Polska" in worker.page("person")


def test_who_reads_polish_sees_dutch_beside_it(worker: Worker) -> None:
    page = worker.page("tonight", "?lang=pl").partition("<main")[2]
    assert '<span class="rt-second" lang="nl"' in page
    assert 'lang="pl"' not in page


def test_one_language_is_enough_for_who_speaks_dutch(worker: Worker) -> None:
    assert "rt-second" not in worker.opens("nl").page("tonight")


# What is wrong.


def test_a_wrong_page_saves_nothing_and_keeps_everything(app: Flask, worker: Worker) -> None:
    answer = worker.answers("stay", arrived_on="gisteren", resident_since="2024")
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "<title>Fout: Tijd in Nederland" in page
    assert 'href="#arrived_on"' in page
    assert 'id="arrived_on-error"' in page
    form = sent(answer.text)
    assert (form["arrived_on"], form["resident_since"]) == ("gisteren", "2024")
    assert stored(app, worker).facts == {}


def test_a_fault_of_the_rules_stands_beside_its_field(worker: Worker) -> None:
    answer = worker.answers("work", work__0__start="5-2026", work__0__end="4-2026")
    assert answer.status_code == 422
    assert 'href="#work-0-end"' in answer.text
    assert "Het einde ligt voor het begin." in unescape(answer.text)


def test_a_page_without_its_token_is_refused(app: Flask, worker: Worker) -> None:
    form = worker.form(worker.address("tonight"), pregnant="yes")
    del form["csrf_token"]
    assert worker.sends("tonight", form).status_code == 400
    assert stored(app, worker).facts == {}


# A rulebook that no longer knows an answer.


def test_an_answer_that_the_rules_cannot_read_stops_nothing(app: Flask, worker: Worker) -> None:
    with app.app_context():
        assessment = intake.current_assessment(db.session, case_of(worker))
        actor = db.session.query(User).filter_by(email=email_of("intake")).one()
        intake.save_answers(
            db.session, actor, assessment, {"wish": "fly", "pregnant": "yes"}, expected_version=assessment.version
        )
        db.session.commit()
    overview = worker.overview()
    assert "Een antwoord past niet meer bij de regels" in overview
    assert worker.answers("wishes", wish="stay").status_code == 303
    assert stored(app, worker).facts == {"wish": "stay", "pregnant": "yes"}
