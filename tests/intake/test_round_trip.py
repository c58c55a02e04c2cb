"""Every answer that the vocabulary knows comes back from its page as it was stored."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from rechtentool.intake.answer_fields import country_codes
from rechtentool.intake.answers import Answer, Sheet
from rechtentool.rulebook.model import Field as Word
from tests.intake.html_form import sent
from tests.intake.pages import RULEBOOK, TODAY, html, make_page_app, page_of, read, sheet_of

FACTS = list(RULEBOOK.vocabulary)
LEVELS = ["official", "document", "statement", "none"]


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_page_app()


# Values of the vocabulary.

days = st.dates(date(1990, 1, 1), TODAY)
dates = st.one_of(
    days.map(str),
    days.map(lambda day: str(day)[:7]),
    st.integers(1990, TODAY.year).map(str),
    st.tuples(days, st.integers(0, 400)).map(lambda pair: f"{pair[0]}/{min(pair[0] + timedelta(pair[1]), TODAY)}"),
    st.just("2025-03/2025-05"),
)


def numbers(word: Word) -> st.SearchStrategy[Any]:
    low, high = int(word.texts["min"]), int(word.texts["max"])
    whole = st.integers(low, high)
    cents = st.integers(low * 100, high * 100).filter(lambda cents: cents % 100).map(lambda cents: cents / 100)
    ranges = st.tuples(whole, whole).filter(lambda ends: ends[0] < ends[1]).map(lambda ends: f"{ends[0]}/{ends[1]}")
    return st.one_of(whole, cents, ranges)


def sets_of(word: Word) -> st.SearchStrategy[Any]:
    if word.countries:
        return st.lists(st.sampled_from([*sorted(country_codes()), "XX"]), min_size=1, max_size=3, unique=True)
    others = [option for option in word.options if option != "none"]
    several = st.sets(st.sampled_from(others), min_size=1).map(lambda found: [o for o in others if o in found])
    return st.one_of(several, st.just(["none"])) if "none" in word.options else several


def parts_of(word: Word) -> st.SearchStrategy[dict[str, Any]]:
    parts = {name: values(inner) for name, inner in word.fields.items() if name != "evidence"}
    return st.fixed_dictionaries({}, optional=parts).filter(bool)


def values(word: Word) -> st.SearchStrategy[Any]:
    """Everything that can stand for this question, "unknown" included."""
    known: st.SearchStrategy[Any]
    match word.type:
        case "answer":
            known = st.sampled_from(["yes", "no"])
        case "choice":
            known = st.sampled_from(list(word.options))
        case "list":
            known = sets_of(word)
        case "number":
            known = numbers(word)
        case "date":
            known = st.one_of(dates, st.none()) if word.lasting else dates
        case "object":
            return parts_of(word)
        case _:
            known = st.lists(parts_of(word), max_size=3)
    return st.one_of(known, st.just("unknown"))


@st.composite
def answers(draw: st.DrawFn, fact: str) -> Answer:
    """An answer with its proof; a period that is proved in another way than the rest says so."""
    word = RULEBOOK.vocabulary[fact]
    value, level = draw(values(word)), draw(st.sampled_from(LEVELS))
    if word.type == "items" and isinstance(value, list):
        others = [other for other in LEVELS if other != level]
        value = [{**item, **draw(st.sampled_from([{}, {"evidence": draw(st.sampled_from(others))}]))} for item in value]
    return Answer(value, None if value == "unknown" else level)


# What is stored comes back.


@pytest.mark.parametrize("fact", FACTS)
@settings(max_examples=max(8, settings().max_examples // len(FACTS)))
@given(data=st.data())
def test_what_is_stored_comes_back_from_the_page_as_it_was(app: Flask, fact: str, data: st.DataObject) -> None:
    answer = data.draw(answers(fact))
    sheet = Sheet({fact: answer}, {fact: 1})
    topic = RULEBOOK.vocabulary[fact].texts["topic"]
    with app.test_request_context():
        page = page_of(topic, sheet, reveal=True)
        page.fill(1)
        page, wanted = read(topic, sent(html(page)), sheet)
        assert not page.form.errors
    assert wanted.values[fact] == answer.value
    assert wanted.evidence.get(fact) == answer.evidence
    # Nothing else was answered by that.
    assert {name for name, value in wanted.values.items() if value is not None} == {fact}


@pytest.mark.parametrize("end", [None, "unknown", "2026-03", "2026-03-01/2026-03-20"])
def test_the_end_of_a_job_comes_back(app: Flask, end: str | None) -> None:
    sheet = sheet_of(work=([{"kind": "agency", "end": end}], "document"))
    with app.test_request_context():
        page = page_of("work", sheet)
        page.fill(1)
        _page, wanted = read("work", sent(html(page)), sheet)
    assert wanted.values["work"] == [{"kind": "agency", "end": end}]
