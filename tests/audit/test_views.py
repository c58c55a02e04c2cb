"""The trail of a municipality on a page: who may see it, whose entries stand there, and how one pages on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from rechtentool.accounts import demo
from rechtentool.accounts import operations as accounts
from rechtentool.accounts.models import Municipality, User
from rechtentool.audit import operations as audit
from rechtentool.audit.overview import AT_MOST
from rechtentool.core.database import db
from rechtentool.core.permissions import ROLES
from rechtentool.intake import operations as intake
from rechtentool.intake.models import Case
from tests.webapp import email_of, make_app, sign_in

MAY = ("auditor", "manager")


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(database_url, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """The auditor, signed in."""
    client = app.test_client()
    sign_in(client, "auditor")
    return client


def own_municipality() -> Municipality:
    found = accounts.find_municipality(db.session, demo.SLUG)
    assert found is not None
    return found


def account(role: str) -> User:
    found = accounts.find_user(db.session, email_of(role))
    assert found is not None
    return found


def numbers(page: str) -> list[int]:
    """The numbers of the entries on a page, as they stand there."""
    return [int(number) for number in re.findall(r", regel (\d+)</p>", page)]


def older(page: str) -> str | None:
    """Where the link to what came earlier leads."""
    found = re.search(r'href="([^"]*before=[^"]*)"[^>]*>Oudere regels<', page)
    return unescape(found[1]) if found else None


@pytest.mark.parametrize("role", ROLES)
def test_auditors_and_managers_alone_may_see_it(app: Flask, role: str) -> None:
    client = app.test_client()
    sign_in(client, role)
    answer = client.get("/audit")
    assert answer.status_code == (200 if role in MAY else 403)
    assert ("Ingelogd" in answer.text) == (role in MAY)


def test_an_entry_tells_who_and_what_and_leads_to_the_trail_of_its_case(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        case = intake.open_case(db.session, account("intake"), language="pl")
        db.session.commit()
        case_id, pseudonym = case.id, str(case.person.pseudonym)
    page = unescape(client.get("/audit").text)
    entry = next(each for each in page.split("<li") if "Dossier geopend" in each)
    assert re.search(r"\d\d:\d\d uur, Ilse de Boer, regel \d+", entry)
    assert f'href="/intake/cases/{case_id}/trail">Logboek van {pseudonym}</a>' in entry
    assert client.get(f"/intake/cases/{case_id}/trail").status_code == 200
    made = next(each for each in page.split("<li") if "Gemeente aangemaakt" in each)
    assert "het systeem" in made
    assert "/trail" not in made


def test_what_an_entry_says_is_not_shown(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        municipality = own_municipality()
        audit.append(
            db.session,
            "policy.changed",
            actor=None,
            municipality=municipality,
            setting="KLEUR",
            old="GROEN",
            new="GEEL",
        )
        db.session.commit()
    page = client.get("/audit").text
    assert "Beleid gewijzigd" in page
    assert [said for said in ("KLEUR", "GROEN", "GEEL") if said in page] == []


def test_the_case_of_an_erased_person_has_no_name(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        case = intake.open_case(db.session, account("intake"), language="pl")
        db.session.commit()
        pseudonym = str(case.person.pseudonym)
        intake.erase_person(db.session, account("manager"), case.person, reason="term")
        db.session.commit()
    page = client.get("/audit").text
    assert pseudonym not in page
    assert "Logboek van een gewiste persoon" in page


def test_entries_of_another_municipality_are_never_shown(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        there = accounts.create_municipality(db.session, "anderdorp", "Anderdorp")
        stranger = accounts.create_user(
            db.session, there, email="an@example.org", name="An van Elders", password=demo.PASSWORD, roles=["intake"]
        )
        db.session.commit()
        case = intake.open_case(db.session, stranger, language="pl")
        for _ in range(AT_MOST):
            audit.append(db.session, "sign_out", actor=stranger, municipality=there)
        db.session.commit()
        case_id, pseudonym = case.id, str(case.person.pseudonym)
        length = len(audit.recent(db.session, own_municipality()))
    for address in ("/audit", f"/audit?before={AT_MOST}"):
        page = client.get(address).text
        assert numbers(page)[-1] == 1
        assert [found for found in ("An van Elders", "Dossier geopend", case_id, pseudonym) if found in page] == []
    assert length < AT_MOST


def test_the_name_of_a_case_elsewhere_stays_there(app: Flask, client: FlaskClient) -> None:
    """Should an entry here ever name a case of another municipality, it leads nowhere."""
    with app.app_context():
        there = accounts.create_municipality(db.session, "anderdorp", "Anderdorp")
        stranger = accounts.create_user(
            db.session, there, email="an@example.org", name="An van Elders", password=demo.PASSWORD, roles=["intake"]
        )
        db.session.commit()
        case = intake.open_case(db.session, stranger, language="pl")
        db.session.commit()
        audit.append(
            db.session, "case.viewed", actor=None, municipality=own_municipality(), case=case, person=case.person
        )
        db.session.commit()
        pseudonym = str(db.session.scalars(sa.select(Case)).one().person.pseudonym)
    page = client.get("/audit").text
    assert "Dossier bekeken" in page
    assert pseudonym not in page
    assert "/trail" not in page


def test_looking_is_an_entry(app: Flask, client: FlaskClient) -> None:
    first = client.get("/audit").text
    with app.app_context():
        (newest,) = audit.recent(db.session, own_municipality(), limit=1)
        assert (newest.event.name, newest.actor_id) == ("audit.viewed", account("auditor").id)
        assert (newest.case_id, newest.details) == (None, {"what": "overview"})
        assert newest.sequence == numbers(first)[0] + 1
    assert client.get("/audit").text.count("Logboek bekeken") == 1


def test_the_pages_together_hold_every_entry_once(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for _ in range(2 * AT_MOST):
            audit.append(db.session, "sign_out", actor=None, municipality=own_municipality())
        db.session.commit()
        length = audit.recent(db.session, own_municipality(), limit=1)[0].sequence
    seen: list[int] = []
    address: str | None = "/audit"
    while address:
        page = client.get(address).text
        assert ("Nieuwste regels" in page) == (address != "/audit")
        assert 0 < len(numbers(page)) <= AT_MOST
        seen += numbers(page)
        address = older(page)
    assert seen == list(range(length, 0, -1))


@pytest.mark.parametrize(
    ("before", "shown"), [("nonsense", True), (str(10**30), True), ("2", True), ("1", False), (str(-(10**30)), False)]
)
def test_any_number_is_answered(client: FlaskClient, before: str, shown: bool) -> None:
    answer = client.get("/audit", query_string={"before": before})
    assert answer.status_code == 200
    assert bool(numbers(answer.text)) == shown
