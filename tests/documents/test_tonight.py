"""Tonight's paper: only what the steps ask for, only what the person said, in two languages, and an entry for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rechtentool.core.recommendation import recommend
from rechtentool.core.rules import get_rulebook
from rechtentool.documents import views
from rechtentool.documents.tonight import Paper, tonight
from rechtentool.rulebook import EngineDisagreement
from tests.demo_desk import DAY, Desk, Filled, close, fill, open_desk

NIGHT = datetime(2026, 11, 22, 20, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    return fill(sqlite_template, tmp_path_factory.mktemp("cases"))


@pytest.fixture
def desk(filled: Filled, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(filled, tmp_path)
    yield opened
    close(opened)


def paper(facts: dict[str, Any], *, safety: bool = False) -> Paper:
    result = recommend(get_rulebook(), facts, {}, today=DAY)
    return tonight(get_rulebook(), result.full if safety else result.shared, facts, moment=NIGHT, safety=safety)


def said(made: Paper, code: str = "nl") -> str:
    return " ".join(sentence.in_language(code) for part in made.parts for sentence in part.sentences)


def test_a_night_outside_brings_report_request_with_the_time_and_proof() -> None:
    made = paper({"nationalities": ["PL"], "safe_place_tonight": "no", "home_situation": "left"})
    assert [part.provision for part in made.parts] == ["wmo-2.3.2-1", "wmo-2.3.3"]
    assert "Ik heb vannacht geen veilige plek om te slapen." in said(made)
    assert "Ik doe dit verzoek op 22 november 2026 om 21:14 uur." in said(made)  # Dutch time
    assert "ten hoogste 6 weken" in said(made)
    assert made.explained[0].name == "Verzekeringsbericht van UWV"


def test_a_part_is_only_there_when_the_steps_ask_for_it() -> None:
    safe = {
        "nationalities": ["PL"],
        "safe_place_tonight": "yes",
        "home_situation": "being_evicted",
        "minor_children_present": "no",
        "pregnant": "no",
        "seriously_ill": "no",
    }
    assert [part.provision for part in paper(safe).parts] == ["wmo-2.3.2-1"]
    assert paper(safe).made is not None  # without a request the paper itself says when it was made
    reported = {**safe, "reported_on": "2026-11-20"}
    assert paper(reported).parts == ()
    assert paper({"nationalities": ["UA"], "ukraine_temporary_protection": "yes", "adult": "yes"}).empty


def test_it_claims_nothing_that_nobody_said() -> None:
    unasked = said(paper({"nationalities": ["PL"], "home_situation": "left"}))
    assert "Ik vraag de gemeente om meteen te beslissen" in unasked
    assert "geen veilige plek" not in unasked
    assert "kinderen" not in unasked
    family = said(paper({"nationalities": ["PL"], "safe_place_tonight": "no", "minor_children_present": "yes"}))
    assert "Bij mij zijn kinderen jonger dan 18 jaar." in family


def test_violence_and_exploitation_stand_on_it_only_by_choice() -> None:
    facts = {
        "nationalities": ["ES"],
        "safe_place_tonight": "no",
        "domestic_violence": "yes",
        "exploitation_signals": ["confinement"],
    }
    assert "geweld" not in said(paper(facts))
    assert "uitbuiting" not in said(paper(facts))
    assert "Ik vlucht voor geweld in huis of familie." in said(paper(facts, safety=True))
    assert "Er zijn signalen van uitbuiting of mensenhandel." in said(paper(facts, safety=True))


def test_proof_follows_what_was_said_and_fits_the_sheet() -> None:
    made = paper(
        {
            "nationalities": ["RO"],
            "safe_place_tonight": "no",
            "uwv_registered": "no",
            "work": [{"kind": "employee", "start": "2026-05-04", "end": "2026-09-11", "hours_per_week": 40}],
        }
    )
    names = [proof.name for proof in made.explained + made.named]
    assert names[:3] == [
        "Bevestiging van inschrijving bij UWV",
        "Verzekeringsbericht van UWV",
        "Paspoort",
    ]
    assert len(made.explained) == 3
    assert len(made.named) == 4
    assert len(names) == len(set(names))
    assert "Brief van de school" not in names


def test_the_page_speaks_dutch_and_the_persons_language(desk: Desk) -> None:
    page = desk.client().get(f"/documents/cases/{desk.cases['not-at-uwv']}/tonight").text
    sheet = page.split('<article class="rt-sheet')[1]
    assert "Aan het college van burgemeester en wethouders van" in sheet
    assert "Verzonnen" in sheet
    assert re.search(r'<p lang="ro"[^>]*>', sheet)
    assert "22 noiembrie 2026" in sheet
    alone = desk.client().get(f"/documents/cases/{desk.cases['not-at-uwv']}/tonight?language=nl").text
    assert 'lang="ro"' not in alone.split('<article class="rt-sheet')[1]


def test_every_paper_is_an_entry_that_says_what_stood_on_it(desk: Desk) -> None:
    client = desk.client()
    address = f"/documents/cases/{desk.cases['fled']}/tonight"
    shown = client.get(address).text
    assert "geweld" not in shown.split('<article class="rt-sheet')[1]
    assert desk.entries("fled")[-1] == ("paper.printed", {"paper": "tonight", "languages": ["nl", "en"], "number": 1})
    chosen = client.get(f"{address}?safety=1&language=pl").text
    assert "Ik vlucht voor geweld in huis of familie." in chosen
    assert "Op dit papier staan antwoorden over veiligheid" in chosen
    details = desk.entries("fled")[-1][1]
    assert details == {"paper": "tonight-safety", "languages": ["nl", "pl"], "number": 1}
    trail = client.get(desk.address("fled", "trail")).text
    assert "Papier voor vannacht" in trail
    assert "met de antwoorden over veiligheid" not in trail


def test_without_an_answer_there_is_no_paper(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def disagree(*_: object, **__: object) -> None:
        raise EngineDisagreement("ab12cd34", "x")

    monkeypatch.setattr(views, "recommend", disagree)
    answer = desk.client().get(f"/documents/cases/{desk.cases['at-the-station']}/tonight")
    assert answer.status_code == 302
    assert answer.location == desk.address("at-the-station")
    assert "paper.printed" not in [name for name, _ in desk.entries("at-the-station")]


def test_only_intake_workers_print(desk: Desk) -> None:
    for role in ("reviewer", "manager", "auditor"):
        assert desk.client(role).get(f"/documents/cases/{desk.cases['fled']}/tonight").status_code == 403
    assert desk.client().get("/documents/cases/nothing/tonight").status_code == 404


def test_a_request_that_only_violence_brings_is_not_on_the_paper_by_itself(desk: Desk) -> None:
    decision = {
        "kind": "residence_ended",
        "date": "2025-06-01",
        "final": "yes",
        "left_on": "2026-10-25",
        "returned_on": "2026-11-08",
        "residence_elsewhere": "no",
    }
    nothing = dict.fromkeys(
        ("student", "sufficient_means", "child_in_education_nl", "permanent_residence_document"), "no"
    )
    desk.save("fled", ind_decision=decision, arrived_on="2026-11-08", family={"relation": "none"}, **nothing)
    client = desk.client()
    address = f"/documents/cases/{desk.cases['fled']}/tonight"
    assert "Verzoek om een tijdelijke plek" not in client.get(address).text
    assert "Verzoek om een tijdelijke plek" in client.get(f"{address}?safety=1").text
