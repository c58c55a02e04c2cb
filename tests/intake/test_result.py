"""The pages about what came out: the recommendation, recording it, and the trail of a case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from rechtentool.accounts.models import Municipality
from rechtentool.core.database import db
from rechtentool.intake import operations as intake
from rechtentool.intake import recommending
from rechtentool.intake.models import Case
from rechtentool.rulebook import EngineDisagreement
from tests.demo_desk import Desk, Filled, close, fill, open_desk, worker
from tests.webapp import csrf_token

SAFETY_WORDS = (
    "geweld",
    "veilig thuis",
    "comensha",
    "uitbuiting",
    "mensenhandel",
    "domestic_violence",
    "papieren afgepakt",
)


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return fill(sqlite_template, tmp_path_factory.mktemp("cases"))


@pytest.fixture
def desk(filled: Filled, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(filled, tmp_path)
    yield opened
    close(opened)


def text(page: str) -> str:
    """The words of the main part of a page."""
    main = page.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


# The recommendation


def test_the_outcome_comes_first_in_plain_words_and_the_municipality_decides(desk: Desk) -> None:
    page = desk.client().get(desk.address("greenhouse")).text
    words = text(page)
    assert re.search(r"<h1[^>]*>Recht op gelijke behandeling</h1>", page)
    assert "Dit is een advies. De gemeente beslist." in words
    assert "U heeft recht op gelijke behandeling." in words
    assert "recht op een bed" not in words
    assert words.index("De gemeente beslist") < words.index("Wat nu te doen") < words.index("Waarom")
    assert "Verzonnen" in words


def test_a_refusal_names_its_hard_ground(desk: Desk) -> None:
    words = text(desk.client().get(desk.address("new-jobseeker")).text)
    assert "Nu geen recht op opvang van de gemeente De eerste drie maanden in Nederland, zonder werk" in words
    assert "Bel Juridisch Loket: 0800-8020" in words


def test_the_persons_language_stands_beside_the_readers(desk: Desk) -> None:
    client = desk.client()
    dutch = client.get(desk.address("greenhouse")).text
    assert 'lang="ro" dir="ltr"' in dutch
    romanian = client.get(desk.address("greenhouse") + "?lang=ro").text
    assert '<div class="rt-beside__second" lang="nl"' in romanian
    assert "Recht op gelijke behandeling" in text(romanian)  # in Dutch, for the worker


def test_every_ground_opens_to_its_reason_provision_and_the_persons_own_facts(desk: Desk) -> None:
    page = desk.client().get(desk.address("greenhouse")).text
    ground = next(part for part in page.split('<details class="rt-ground">')[1:] if "minder dan een jaar werk" in part)
    words = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", ground)))
    assert "U verloor kort geleden het werk buiten uw schuld" in words
    assert "Dit geldt tot 22 januari 2027." in words
    assert "retained-within-six-months nog niet door een jurist nagekeken" in words
    assert (
        "Vreemdelingenbesluit 2000, artikel 8.12, tweede lid, onderdeel c geldende tekst, gelezen zoals die is van"
        in words
    )
    assert "Einde van het werk: 22 juli 2026" in words
    assert "Papier van een instantie of register" in words


def test_dates_come_with_their_provision_and_with_what_changes_by_itself(desk: Desk) -> None:
    words = text(desk.client().get(desk.address("greenhouse")).text)
    assert "22 januari 2027 Tot deze dag houdt u zeker de status van werknemer." in words
    assert "Verandert er niets, dan wordt de uitkomst op deze dag: Eerst moet een specialist meekijken." in words
    ind = text(desk.client().get(desk.address("ind-letter")).text)
    assert "10 december 2026 Uiterlijk op deze dag moet u bezwaar maken tegen het besluit van de IND." in ind
    assert "Vreemdelingenwet 2000, artikel 69" in ind


def test_what_is_missing_says_what_it_would_bring_and_how_to_get_the_papers(desk: Desk) -> None:
    words = text(desk.client().get(desk.address("not-at-uwv")).text)
    assert "Misschien recht, nog niet aangetoond" in words
    assert "Dit kan leiden tot: Recht op gelijke behandeling" in words
    assert "Ingeschreven bij UWV Kan nog veranderen" in words
    assert "U schrijft zich in op werk.nl" in words


def test_disputed_law_shows_its_three_readings_and_the_open_point(desk: Desk) -> None:
    words = text(desk.client().get(desk.address("nine-months-ago")).text)
    assert "Waar de wet niet duidelijk is Ten minste zes maanden" in words
    assert re.search(r"Voorzichtig Dit advies .* Eerst moet een specialist meekijken", words)
    assert re.search(r"Zoals het nu vaak gaat .* Nu geen recht op opvang van de gemeente", words)
    assert re.search(r"Zoals het er staat .* Recht op gelijke behandeling", words)
    assert "Waar de wet niet duidelijk is" not in text(desk.client().get(desk.address("greenhouse")).text)


def test_the_risk_of_an_inquiry_by_the_ind_is_said_before_the_steps(desk: Desk) -> None:
    words = text(desk.client().get(desk.address("pensioner")).text)
    assert words.index("De IND kan het verblijf onderzoeken") < words.index("Wat nu te doen")


def test_the_group_never_changes_the_right_and_says_so(desk: Desk) -> None:
    words = text(desk.client().get(desk.address("greenhouse")).text)
    assert "Groep Werkt nu, of werkte minder dan zes maanden geleden" in words
    assert "Zij verandert nooit het recht." in words


def test_it_says_whether_a_lawyer_looked_and_which_rules_on_which_day(desk: Desk) -> None:
    words = text(desk.client().get(desk.address("greenhouse")).text)
    assert "De regels waarop dit rust, zijn nog niet door een jurist nagekeken." in words
    assert re.search(r"Peildatum 22 november 2026\. Regels [0-9a-f]{16}\.", words)


def test_answers_that_contradict_each_other_are_named(desk: Desk) -> None:
    desk.save("not-at-uwv", ethos_category="street", home_situation="has_place")
    words = text(desk.client().get(desk.address("not-at-uwv")).text)
    assert "Antwoorden spreken elkaar tegen" in words
    assert "Deze antwoorden kunnen niet samen waar zijn: Woonsituatie, Plek waar iemand slaapt." in words


# Safety


def test_nothing_about_safety_shows_unless_the_worker_asks(desk: Desk) -> None:
    client = desk.client()
    for page in ("recommendation", "trail"):
        shown = client.get(desk.address("fled", page)).text.lower()
        found = [word for word in SAFETY_WORDS if word in shown]
        # The trail names the questions, for everyone is asked them; it never shows an answer.
        assert found == [] if page == "recommendation" else "papieren afgepakt" not in shown
    asked = text(client.get(desk.address("fled") + "?private=1").text)
    assert "Laat dit niet zien aan wie meekijkt. Dit wordt niet afgedrukt." in asked
    assert "Bel Veilig Thuis: 0800-2000" in asked
    assert "Bel CoMensha: 033-448 11 86" in asked
    assert "Paspoort of andere papieren afgepakt" in asked
    assert "U heeft waarschijnlijk recht op gelijke behandeling" in asked


def test_the_page_is_the_same_whether_violence_was_told_or_never_asked(desk: Desk) -> None:
    client = desk.client()

    def shown() -> str:
        page = client.get(desk.address("fled")).text
        return re.sub(r'name="(csrf_token|version)" value="[^"]*"', "", page)

    told = shown()
    desk.save("fled", domestic_violence=None, exploitation_signals=None)
    assert shown() == told


def test_the_trail_hides_answers_about_safety_and_outcomes_until_asked(desk: Desk) -> None:
    client = desk.client()
    hidden = text(client.get(desk.address("fled", "trail")).text)
    assert "Antwoord gegeven: Geweld in huis of familie" in hidden
    assert "niet getoond" in hidden
    assert "Misschien recht" not in hidden
    shown = text(client.get(desk.address("fled", "trail") + "?private=1").text)
    assert "niet getoond" not in shown
    assert "Uitkomst Misschien recht, nog niet aangetoond" in shown
    assert "Paspoort of andere papieren afgepakt" in shown


# Recording


def record(client: FlaskClient, address: str) -> Any:
    page = client.get(address).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    return client.post(address, data={"csrf_token": csrf_token(page), "version": version[1]}, follow_redirects=True)


def test_recording_keeps_the_result_with_its_rules_and_leaves_an_entry(desk: Desk) -> None:
    client = desk.client()
    answer = record(client, desk.address("not-at-uwv"))
    words = text(answer.text)
    assert "De aanbeveling is vastgelegd." in words
    assert re.search(r"Vastgelegd op .* door Ilse de Boer\.", words)
    assert 'name="version"' not in answer.text
    _name, details = next(entry for entry in reversed(desk.entries("not-at-uwv")) if entry[0] == "assessment.recorded")
    assert details["outcome"] == "not_yet_demonstrable"
    assert details["rulebook"] in words


def test_what_was_recorded_is_shown_as_it_was_recorded(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    client = desk.client()
    before = text(client.get(desk.address("greenhouse")).text)

    def no_longer(*_: object, **__: object) -> None:
        raise AssertionError("a recorded result is read, not made again")

    monkeypatch.setattr(recommending, "recommend", no_longer)
    assert text(client.get(desk.address("greenhouse")).text) == before
    assert text(client.get(desk.address("greenhouse") + "/1").text) == before
    assert client.get(desk.address("greenhouse") + "/2").status_code == 404


def test_nothing_is_recorded_when_an_answer_changed_meanwhile(desk: Desk) -> None:
    client = desk.client()
    page = client.get(desk.address("not-at-uwv")).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    desk.save("not-at-uwv", uwv_registered="yes")
    form = {"csrf_token": csrf_token(page), "version": version[1]}
    answer = client.post(desk.address("not-at-uwv"), data=form, follow_redirects=True)
    assert "Niet vastgelegd: iemand wijzigde intussen een antwoord." in text(answer.text)
    assert "assessment.recorded" not in [name for name, _ in desk.entries("not-at-uwv")]
    form["version"] = str(int(version[1]) + 1)
    assert "De aanbeveling is vastgelegd." in text(
        client.post(desk.address("not-at-uwv"), data=form, follow_redirects=True).text
    )
    assert "was al vastgelegd" in text(client.post(desk.address("not-at-uwv"), data=form, follow_redirects=True).text)


# Entries


def test_every_look_is_an_entry_and_an_unchanged_result_is_not_stored_again(desk: Desk) -> None:
    client = desk.client()
    client.get(desk.address("at-the-station"))
    client.get(desk.address("at-the-station"))
    client.get(desk.address("at-the-station") + "?private=1")
    names = [name for name, _ in desk.entries("at-the-station")][-4:]
    assert names == ["assessment.evaluated", "assessment.viewed", "assessment.viewed", "assessment.viewed"]
    assert [details["part"] for _, details in desk.entries("at-the-station")[-3:]] == [
        "recommendation",
        "recommendation",
        "safety",
    ]


def test_who_only_looks_changes_nothing(desk: Desk) -> None:
    for role in ("reviewer", "auditor"):
        page = desk.client(role).get(desk.address("at-the-station"))
        assert page.status_code == 200
        assert "Vastleggen" not in text(page.text)
    assert [name for name, _ in desk.entries("at-the-station")][-2:] == ["assessment.viewed"] * 2
    assert "assessment.evaluated" not in [name for name, _ in desk.entries("at-the-station")]


def test_roles_and_municipalities(desk: Desk) -> None:
    assert desk.client("manager").get(desk.address("mother")).status_code == 403
    assert desk.client("manager").get(desk.address("mother", "trail")).status_code == 200
    assert desk.client("auditor").post(desk.address("mother")).status_code in (400, 403)
    with desk.app.app_context():
        other = Municipality(slug="ander", name="Anderdorp")
        db.session.add(other)
        db.session.flush()
        worker().municipality_id = other.id
        db.session.commit()
    stranger = desk.client()
    assert stranger.get(desk.address("mother")).status_code == 404
    assert stranger.get(desk.address("mother", "trail")).status_code == 404


def test_the_trail_tells_who_changed_what_from_what_into_what(desk: Desk) -> None:
    words = text(desk.client("auditor").get(desk.address("not-at-uwv", "trail")).text)
    assert re.search(
        r"Antwoord gewijzigd: Ingeschreven bij UWV \d\d:\d\d uur, Ilse de Boer, regel \d+"
        r" Eerst Weet ik niet Nu Nee Verteld, nog zonder papier",
        words,
    )
    assert "Antwoord gegeven: Nationaliteit" in words
    assert words.index("Antwoord gewijzigd") < words.index("Dossier geopend")  # the newest stands first
    assert desk.entries("not-at-uwv")[-1][0] == "audit.viewed"


# When there is no answer


def test_engines_that_disagree_give_no_answer_but_a_number_and_an_entry(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def disagree(*_: object, **__: object) -> None:
        raise EngineDisagreement("ab12cd34", "worker: evaluator fired x, the engine fired y")

    monkeypatch.setattr(recommending, "recommend", disagree)
    client = desk.client()
    for answer in (client.get(desk.address("at-the-station")), record_anyway(client, desk.address("at-the-station"))):
        assert answer.status_code == 500
        words = text(answer.text)
        assert "Geen aanbeveling" in words
        assert "ab12cd34" in words
        assert "Misschien recht" not in words
        assert "evaluator fired" not in words
    name, details = desk.entries("at-the-station")[-1]
    assert name == "rulebook.disagreement"
    assert (details["reference"], details["detail"]) == ("ab12cd34", "worker: evaluator fired x, the engine fired y")
    assert "ab12cd34" in caplog.text
    assert "assessment.recorded" not in [name for name, _ in desk.entries("at-the-station")]


def record_anyway(client: FlaskClient, address: str) -> Any:
    token = csrf_token(client.get("/account").text) or csrf_token(client.get("/intake").text)
    return client.post(address, data={"csrf_token": token, "version": "3"})


def test_answers_that_no_longer_fit_the_rules_are_named(desk: Desk) -> None:
    desk.save("at-the-station", adult="maybe")
    answer = desk.client().get(desk.address("at-the-station"))
    assert answer.status_code == 409
    assert "18 jaar of ouder – Deze waarde kan hier niet." in text(answer.text)


def test_a_stored_result_that_names_rules_no_longer_there_is_still_shown(desk: Desk) -> None:
    with desk.app.app_context():
        assessment = intake.current_assessment(db.session, db.session.get_one(Case, desk.cases["not-at-uwv"]))
        stored = intake.result_of(db.session, assessment)
        assert stored is not None
        old = json.loads(
            json.dumps(stored).replace('"wmo-2.3.3"', '"wmo-of-old"').replace('"uwv-not-yet"', '"rule-of-old"')
        )
        intake.record_assessment(db.session, worker(), assessment, old, expected_version=assessment.version)
        db.session.commit()
    page = desk.client().get(desk.address("not-at-uwv"))
    assert page.status_code == 200
    assert "wmo-of-old" in page.text


def test_of_an_erased_person_stays_that_something_happened(desk: Desk) -> None:
    with desk.app.app_context():
        person = db.session.get_one(Case, desk.cases["fled"]).person
        intake.erase_person(db.session, worker(), person, reason="test")
        db.session.commit()
    client = desk.client("auditor")
    assert client.get(desk.address("fled")).status_code == 404
    told = client.get(desk.address("fled", "trail") + "?private=1")
    assert told.status_code == 200
    assert "De inhoud is gewist." in text(told.text)
    assert "Gegevens van een persoon gewist" in text(told.text)
    assert "papieren afgepakt" not in told.text
