"""The invented cases of the demonstration: lifelike, varied, marked, and valid on any day."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from rechtentool.accounts.models import Municipality, Role
from rechtentool.core.recommendation import recommend
from rechtentool.core.rules import get_rulebook
from rechtentool.intake import demo
from rechtentool.intake import operations as intake
from rechtentool.intake.models import Case
from tests.intake.conftest import People

WRITTEN = date(2026, 11, 22)


@pytest.mark.parametrize("day", [WRITTEN, date(2027, 3, 31), date(2028, 2, 29)])
def test_ten_cases_move_along_with_the_day_and_stay_valid(day: date) -> None:
    cases = demo.cases_as_of(day)
    assert len(cases) == len({case["id"] for case in cases}) == 10
    for case in cases:
        facts = {fact: value for save in case["saves"] for fact, value in save["facts"].items()}
        get_rulebook().read({"reference_date": day.isoformat(), "facts": facts})


def test_the_cases_show_every_kind_of_outcome_that_a_desk_meets() -> None:
    found = {}
    for case in demo.cases_as_of(WRITTEN):
        facts = {fact: value for save in case["saves"] for fact, value in save["facts"].items()}
        evidence = {fact: level for save in case["saves"] for fact, level in save.get("evidence", {}).items()}
        found[case["id"]] = recommend(get_rulebook(), facts, evidence, today=WRITTEN).full
    assert {case: result["outcome"] for case, result in found.items()} == {
        "order-picker": "entitled",
        "greenhouse": "entitled",
        "not-at-uwv": "not_yet_demonstrable",
        "nine-months-ago": "needs_specialist",
        "fled": "not_yet_demonstrable",
        "new-jobseeker": "not_entitled",
        "mother": "entitled",
        "pensioner": "entitled",
        "ind-letter": "needs_specialist",
        "at-the-station": "not_yet_demonstrable",
    }
    assert "ind_risk" in found["pensioner"]["flags"]
    assert "decision_deadline" in found["ind-letter"]["flags"]


def test_the_cases_are_saved_as_a_worker_saves_them(db_session: orm.Session, people: People) -> None:
    people.worker.municipality.demonstration = True
    made = demo.create_demo_cases(db_session, people.worker.municipality, people.worker)
    db_session.commit()
    status = {name: intake.current_assessment(db_session, case).status for name, case in made.items()}
    assert status["greenhouse"] == "recorded"
    assert status["not-at-uwv"] == status["at-the-station"] == "draft"
    changed = intake.answers_of(db_session, intake.current_assessment(db_session, made["not-at-uwv"]))
    assert changed.of("uwv_registered").value == "no"
    assert intake.result_of(db_session, intake.current_assessment(db_session, made["at-the-station"])) is None


def test_an_invented_person_never_stands_among_real_ones(db_session: orm.Session, people: People) -> None:
    real: Municipality = people.worker.municipality
    with pytest.raises(ValueError, match="no demonstration"):
        demo.create_demo_cases(db_session, real, people.worker)


def test_the_cases_are_made_once(db_session: orm.Session, people: People) -> None:
    municipality = people.worker.municipality
    municipality.demonstration = True
    people.worker.roles = [Role(name="intake")]
    db_session.flush()
    for _ in range(2):
        demo.ensure(db_session, municipality)
        db_session.commit()
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Case)) == 10
    assert {case.opened_by for case in db_session.scalars(sa.select(Case))} == {people.worker.id}
