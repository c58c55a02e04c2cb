"""Answers about safety: asked in private, put off, hidden where others may look, and never readable from the rest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from rechtentool.core.database import db
from rechtentool.core.rules import get_rulebook
from tests.intake.html_form import sent
from tests.intake.worker import TODAY, Worker, next_topic, stored, trail
from tests.webapp import make_app, sign_in


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
