"""The questionnaire as a worker goes through it, without a browser: what is asked, saved, hidden and kept."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rechtentool.accounts import operations as accounts
from rechtentool.accounts.models import User
from rechtentool.audit import operations as audit
from rechtentool.core.database import db
from rechtentool.core.rules import get_rulebook
from rechtentool.intake import operations as intake
from rechtentool.intake.answers import Sheet
from rechtentool.intake.models import Assessment, Case
from rechtentool.rulebook.ask import questions
from tests.intake.html_form import Values, sent
from tests.webapp import email_of, make_app, sign_in

TODAY = date(2026, 11, 22)
ORDER = [entry["id"] for entry in get_rulebook().topics]


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(sqlite_url, tmp_path, TODAY=TODAY)
    yield app
    with app.app_context():
        db.engine.dispose()


class Worker:
    """Somebody at the desk, with one case before them."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.case = ""

    def opens(self, language: str = "pl") -> Worker:
        """A new case."""
        answer = self.client.post("/intake/cases", data=self.form("/intake", language=language))
        assert answer.status_code == 303
        self.case = answer.location
        return self

    def page(self, topic: str, query: str = "") -> str:
        """The page of a topic."""
        answer = self.client.get(self.address(topic) + query)
        assert answer.status_code == 200, answer.text
        return unescape(answer.text)

    def overview(self) -> str:
        return unescape(self.client.get(self.case).text)

    def address(self, topic: str) -> str:
        return f"{self.case}/questions/{topic}"

    def form(self, address: str, /, **values: str | list[str]) -> Values:
        """The form of a page with these values in it; ``__`` stands for ``-``."""
        form = sent(self.client.get(address).text)
        for name, value in values.items():
            form.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
        return form

    def answers(self, topic: str, query: str = "", /, **values: str | list[str]) -> TestResponse:
        """Fill in a page and send it."""
        return self.sends(topic, self.form(self.address(topic) + query, **values), query)

    def sends(self, topic: str, form: Values, query: str = "") -> TestResponse:
        return self.client.post(self.address(topic) + query, data=form)


@pytest.fixture
def worker(app: Flask) -> Worker:
    client = app.test_client()
    sign_in(client)
    return Worker(client).opens()


def case_of(worker: Worker) -> Case:
    """The case, in the session of an application context."""
    case = db.session.get(Case, worker.case.rsplit("/", 1)[1])
    assert case is not None
    return case


def stored(app: Flask, worker: Worker) -> Sheet:
    """The answers as they stand in the database."""
    with app.app_context():
        return intake.answers_of(db.session, intake.current_assessment(db.session, case_of(worker)))


def trail(app: Flask, worker: Worker) -> list[tuple[str, dict[str, object]]]:
    """Every entry of the case: what happened, with its details."""
    with app.app_context():
        return [(entry.event.name, dict(entry.details or {})) for entry in audit.trail(db.session, case_of(worker))]


def next_topic(answer: TestResponse) -> str:
    """The topic that an answer leads to; empty for the overview."""
    assert answer.status_code == 303, answer.text
    path = answer.location.partition("#")[0]
    return path.rsplit("/", 1)[1] if "/questions/" in path else ""


# The start.


def test_a_case_is_opened_with_a_pseudonym_and_a_language(app: Flask, worker: Worker) -> None:
    with app.app_context():
        case = case_of(worker)
        assert case.language == "pl"
        pseudonym = str(case.person.pseudonym)
    assert f"<h1 class=\"nl-heading nl-heading--level-1\">{pseudonym}</h1>" in worker.overview()
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


# Safety.


def test_safety_can_wait_until_nobody_listens(app: Flask, worker: Worker) -> None:
    worker.answers("tonight", safe_place_tonight="no")
    answer = worker.answers("safety", domestic_violence="yes", later="1")
    assert next_topic(answer) == "person"
    assert stored(app, worker).of("domestic_violence").value is None
    assert "Nog te vragen als niemand meeluistert" not in worker.overview()  # nothing after it was answered yet
    worker.answers("person", adult="yes")
    overview = worker.overview()
    assert "Nog te vragen als niemand meeluistert" in overview
    assert "Verder met: Veiligheid" not in overview


def test_answers_about_safety_are_shown_only_when_asked_for(app: Flask, worker: Worker) -> None:
    worker.answers("safety", domestic_violence="yes", exploitation_signals=["violence", "deception"])
    assert stored(app, worker).of("domestic_violence").value == "yes"
    for page in (worker.overview(), worker.page("safety"), worker.page("safety", "?questions=all")):
        assert "checked" not in page
        assert "Geweld of bedreiging" not in worker.overview()
    assert "Hier staat al een antwoord." in worker.page("safety")
    revealed = worker.page("safety", "?private=1")
    assert sent(revealed)["domestic_violence"] == "yes"
    assert 'lang="pl"' not in revealed.partition("<main")[2]
    views = [details.get("part") for event, details in trail(app, worker) if event == "assessment.viewed"]
    assert views.count("questions-safety") == 1
    # Sent as it was shown, everything stays; sent without, it is taken back.
    assert next_topic(worker.answers("safety", "?private=1"))
    assert stored(app, worker).of("exploitation_signals").value == ["violence", "deception"]
    worker.answers("safety", "?private=1", exploitation_signals=[])
    assert stored(app, worker).of("exploitation_signals").value is None


def bar(page: str) -> str:
    return page.partition('<aside class="rt-provisional')[2].partition("</aside>")[0]


def test_the_provisional_outcome_does_not_tell_what_was_said_about_safety(app: Flask, worker: Worker) -> None:
    worker.answers("person", adult="yes", **{"nationalities[]": "ES"}, evidence__nationalities="document")
    worker.answers("stay", arrived_on="22-10-2026", evidence__arrived_on="document")
    worker.answers("work", beside__work="none")
    worker.answers("ind", ind_decision__kind="none", evidence__ind_decision="document")
    before = bar(worker.page("home"))
    worker.answers("safety", domestic_violence="yes", evidence__domestic_violence="document")
    sheet = stored(app, worker)
    case = {"reference_date": str(TODAY), "facts": sheet.facts, "evidence": sheet.evidence}
    assert get_rulebook().assess(case, both_engines=False).outcome == "entitled"
    after = bar(worker.page("home"))
    assert "Voorlopig:" in after
    assert "Recht op gelijke behandeling" not in after
    assert before.partition("<strong>")[2].partition("<")[0] == after.partition("<strong>")[2].partition("<")[0]


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


# Two tabs.


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
