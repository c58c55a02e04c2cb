"""Forms made from the vocabulary: what they ask, what they leave alone, and what they say when something is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from rechtentool.core import interface
from rechtentool.intake.answers import Sheet
from rechtentool.intake.evaluation import Path
from rechtentool.intake.forms import check, facts_of, form_class
from tests.intake.html_form import sent
from tests.intake.pages import RULEBOOK, html, make_page_app, page_of, read, sheet_of, typed

FACTS = list(RULEBOOK.vocabulary)


@pytest.fixture(scope="module")
def app() -> Flask:
    return make_page_app()


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


@pytest.mark.parametrize("topic", [entry["id"] for entry in RULEBOOK.topics])
def test_every_fact_of_a_topic_is_asked_when_asked_for(in_app: None, topic: str) -> None:
    page = page_of(topic, Sheet(), everything=True)
    page.fill(1)
    asked = set(page.form.asked.data.split())
    for name, word in facts_of(RULEBOOK, topic).items():
        inner = {f"{name}-{part}" for part in word.fields} if word.type == "object" else {name}
        assert inner <= asked
    shown = html(page)
    for word in facts_of(RULEBOOK, topic).values():
        assert word.texts["question"] in shown
        for option in word.options.values():
            assert option in shown
        for document in word.texts.get("documents", ()):
            assert RULEBOOK.documents[document]["name"] in shown


def test_every_fact_stands_in_exactly_one_topic() -> None:
    found = [fact for entry in RULEBOOK.topics for fact in facts_of(RULEBOOK, entry["id"])]
    assert sorted(found) == sorted(FACTS)


def test_a_form_is_made_once() -> None:
    assert form_class(RULEBOOK, "work") is form_class(RULEBOOK, "work")


# What was not asked, or not filled in.


def test_an_empty_page_answers_nothing(in_app: None) -> None:
    _page, wanted, right = typed("tonight")
    assert right
    assert set(wanted.values.values()) == {None}
    assert wanted.evidence == {}


def test_only_questions_on_the_page_are_answered(in_app: None) -> None:
    page = page_of("uwv", sheet_of(uwv_registered="yes"))
    page.fill(1)
    form = sent(html(page))
    form["asked"] = "uwv_registered"
    _page, wanted = read("uwv", form, sheet_of(uwv_registered="yes", uwv_registered_on="2026-01-02"))
    assert wanted.values == {"uwv_registered": "yes"}


def test_a_part_that_was_not_on_the_page_keeps_its_answer(in_app: None) -> None:
    stored = sheet_of(ind_decision={"kind": "residence_ended", "final": "no"})
    form = MultiDict({"asked": "ind_decision-kind", "ind_decision-kind": "public_order"})
    _page, wanted = read("ind", form, stored)
    assert wanted.values == {"ind_decision": {"kind": "public_order", "final": "no"}}


def test_a_set_in_another_order_is_no_change(in_app: None) -> None:
    stored = sheet_of(need_indicators=["language", "debts"])
    _page, wanted, _right = typed("care", stored, need_indicators=["debts", "language"])
    assert wanted.values["need_indicators"] == ["language", "debts"]


def test_an_answer_is_taken_back_with_an_empty_box(in_app: None) -> None:
    _page, wanted, right = typed("stay", sheet_of(arrived_on="2026-03"), arrived_on="")
    assert right
    assert wanted.values["arrived_on"] is None


# Safety.


def test_answers_about_safety_do_not_stand_on_the_page(in_app: None) -> None:
    stored = sheet_of(domestic_violence=("yes", "document"), exploitation_signals=["violence"])
    page = page_of("safety", stored)
    page.fill(1)
    form = sent(html(page))
    assert "domestic_violence" not in form
    assert "exploitation_signals" not in form
    assert form["evidence-domestic_violence"] == "statement"
    assert all(question.kept for question in page.questions)


def test_nothing_chosen_keeps_an_answer_about_safety(in_app: None) -> None:
    stored = sheet_of(domestic_violence="yes", exploitation_signals=["violence"])
    page = page_of("safety", stored)
    page.fill(1)
    _page, wanted = read("safety", sent(html(page)), stored, reveal=False)
    assert wanted.values == {}


def test_another_choice_replaces_an_answer_about_safety(in_app: None) -> None:
    stored = sheet_of(domestic_violence="yes")
    form = MultiDict({"asked": "domestic_violence", "domestic_violence": "no"})
    assert read("safety", form, stored, reveal=False)[1].values == {"domestic_violence": "no"}


def test_later_takes_an_answer_about_safety_back(in_app: None) -> None:
    form = MultiDict({"asked": "domestic_violence exploitation_signals", "domestic_violence": "later"})
    form.add("exploitation_signals", "later")
    wanted = read("safety", form, sheet_of(domestic_violence="yes"), reveal=False)[1]
    assert wanted.values == {"domestic_violence": None, "exploitation_signals": None}


def test_a_part_about_safety_is_kept_inside_its_fact(in_app: None) -> None:
    stored = sheet_of(family={"relation": "spouse", "ended": "divorce", "hardship": "yes"})
    page = page_of("family", stored)
    page.fill(1)
    shown = html(page)
    form = sent(shown)
    assert "family-hardship" not in form
    form["family-ended"] = "no"
    _page, wanted = read("family", form, stored, reveal=False)
    assert wanted.values["family"] == {"relation": "spouse", "ended": "no", "hardship": "yes"}


def test_an_option_about_safety_is_kept_beside_the_others(in_app: None) -> None:
    stored = sheet_of(need_indicators=["debts", "exploitation"])
    page = page_of("care", stored)
    page.fill(1)
    form = sent(html(page))
    assert form.getlist("need_indicators") == ["debts"]
    form.setlist("need_indicators", ["language"])
    assert read("care", form, stored, reveal=False)[1].values["need_indicators"] == ["language", "exploitation"]
    form.setlist("need_indicators", [])
    assert read("care", form, stored, reveal=False)[1].values["need_indicators"] == ["exploitation"]
    form.setlist("need_indicators", ["none"])
    assert read("care", form, stored, reveal=False)[1].values["need_indicators"] == ["none"]


# Periods.


def test_empty_periods_do_not_count(in_app: None) -> None:
    page = page_of("work", Sheet())
    page.fill(1)
    page.add("work")
    page.add("work")
    form = sent(html(page))
    form["work-1-hours_per_week"] = "36"
    _page, wanted = read("work", form)
    assert wanted.values["work"] == [{"hours_per_week": 36}]


def test_a_period_can_be_added_and_taken_away_with_all_that_was_typed(in_app: None) -> None:
    page = page_of("work", Sheet())
    page.fill(1)
    for text in ("3-2026", "4-2026", "niet goed"):
        form = sent(html(page))
        form[f"work-{len(page.form['work'].entries) - 1}-start"] = text
        page = page_of("work", Sheet())
        page.read(form)
        page.add("work")
    assert [entry.form["start"].text for entry in page.form["work"].entries] == ["3-2026", "4-2026", "niet goed", ""]
    again = page_of("work", Sheet())
    again.read(sent(html(page)))
    again.remove("work-1")
    assert [entry.form["start"].text for entry in again.form["work"].entries] == ["3-2026", "niet goed", ""]
    form = sent(html(again))
    assert (form["work-0-start"], form["work-1-start"], form["work-2-start"]) == ("3-2026", "niet goed", "")
    assert set(form["asked"].split()) >= {"work", "work-0-start", "work-1-start", "work-2-kind"}


def test_the_last_period_leaves_an_empty_one(in_app: None) -> None:
    page = page_of("stay", sheet_of(absences=[{"reason": "work"}]))
    page.fill(1)
    page.remove("absences-0")
    assert [entry.form["reason"].data for entry in page.form["absences"].entries] == [None]


@pytest.mark.parametrize("name", ["", "nothing", "work-9", "work-x", "uwv_registered", "evidence-work", "-"])
def test_what_cannot_be_added_or_taken_away_changes_nothing(in_app: None, name: str) -> None:
    page = page_of("work", sheet_of(work=[{"kind": "agency"}]))
    page.fill(1)
    page.add(name)
    page.remove(name)
    assert len(page.form["work"].entries) == 1


def test_never_worked_and_a_job_contradict_each_other(in_app: None) -> None:
    page, _wanted, right = typed("work", beside__work="none", work__0__kind="agency")
    assert not right
    assert page.form["beside-work"].errors


def test_one_more_country(in_app: None) -> None:
    page = page_of("person", sheet_of(nationalities=["PL"]))
    page.fill(1)
    page.add("nationalities")
    form = sent(html(page))
    assert form.getlist("nationalities[]") == ["PL", ""]
    form.setlist("nationalities[]", ["PL", "DE", "PL"])
    assert read("person", form)[1].values["nationalities"] == ["PL", "DE"]


# What is wrong stands beside its field, and what was typed stays.


@pytest.mark.parametrize(
    ("topic", "field", "text"),
    [
        ("stay", "arrived_on", "gisteren"),
        ("stay", "arrived_on", "30-2-2026"),
        ("stay", "arrived_on", "1-1-2027"),
        ("home", "nights_in_shelter", "veel"),
        ("home", "nights_in_shelter", "400"),
        ("home", "nights_in_shelter", "5-2"),
    ],
)
def test_a_wrong_text_is_said_and_kept(in_app: None, topic: str, field: str, text: str) -> None:
    page, _wanted, right = typed(topic, **{field: text})
    assert not right
    assert page.form[field].errors
    assert page.form[field].text == text
    assert f'value="{text}"' in html(page)
    assert [error.id for error in interface.form_errors(page.form)] == [field]


def test_a_text_and_a_box_contradict_each_other(in_app: None) -> None:
    page, _wanted, right = typed("stay", arrived_on="3-2026", arrived_on__beside="unknown")
    assert not right
    assert "Weet ik niet" in str(page.form["arrived_on"].errors[0])


def test_two_boxes_contradict_each_other(in_app: None) -> None:
    _page, _wanted, right = typed("work", work__0__end__beside=["lasting", "unknown"])
    assert not right


@pytest.mark.parametrize("alone", ["none", "unknown"])
def test_none_of_these_stands_alone(in_app: None, alone: str) -> None:
    page, _wanted, right = typed("care", need_indicators=["debts", alone])
    assert not right
    assert page.form["need_indicators"].errors


@pytest.mark.parametrize(
    ("topic", "values"),
    [
        ("tonight", {"pregnant": "maybe"}),
        ("care", {"need_indicators": ["luck"]}),
        ("person", {"nationalities[]": ["EU"]}),
        ("stay", {"arrived_on-beside": "lasting"}),
        ("tonight", {"evidence-pregnant": "rumour"}),
    ],
)
def test_what_no_page_offers_is_refused(in_app: None, topic: str, values: dict[str, str | list[str]]) -> None:
    assert not typed(topic, **values)[2]


def test_what_the_rules_refuse_is_said_beside_its_field(in_app: None) -> None:
    """The second period is the third on the page: an empty one stands before it."""
    page = page_of("work", Sheet())
    page.fill(1)
    page.add("work")
    page.add("work")
    form = sent(html(page))
    form["work-0-kind"], form["work-2-start"], form["work-2-end"] = "agency", "5-2026", "4-2026"
    page, wanted = read("work", form)
    assert not check(RULEBOOK, "work", page.form, wanted)
    assert [error.id for error in interface.form_errors(page.form)] == ["work-2-end"]
    assert page.form["work"].entries[2].form["end"].errors == ["Het einde ligt voor het begin."]


def test_a_fault_in_a_part_of_an_object_is_said_there(in_app: None) -> None:
    page, _wanted, right = typed("ind", ind_decision__date="1-2-2027", ind_decision__kind="public_order")
    assert not right
    assert [error.id for error in interface.form_errors(page.form)] == ["ind_decision-date"]


# Which questions.


def test_a_question_is_on_the_page_while_it_can_change_something(in_app: None) -> None:
    page = page_of("uwv", sheet_of(nationalities=["PL"], adult="yes", work=[]))
    page.fill(1)
    assert page.questions == []


def test_an_answered_question_stays_on_the_page(in_app: None) -> None:
    page = page_of("uwv", sheet_of(nationalities=["PL"], adult="yes", work=[], uwv_registered="no"))
    page.fill(1)
    assert [question.word.name for question in page.questions] == ["uwv_registered"]


def test_a_question_that_an_answer_made_necessary_is_marked(in_app: None) -> None:
    page = page_of("ind", sheet_of(ind_decision={"kind": "residence_ended"}))
    page.fill(1)
    fresh = {part.word.name: part.fresh for part in page.questions[0].parts}
    assert fresh.pop("kind") is False
    assert fresh
    assert set(fresh.values()) == {True}


@pytest.mark.parametrize(
    ("text", "path", "name"),
    [
        ("work[0].end", Path("work", 0, "end"), "work-0-end"),
        ("family.ended", Path("family", None, "ended"), "family-ended"),
        ("pregnant", Path("pregnant", None, None), "pregnant"),
    ],
)
def test_paths_of_the_rulebook_are_names_of_fields(text: str, path: Path, name: str) -> None:
    assert Path.read(text) == path
    assert path.field_name == name


CASES: list[tuple[str, Callable[[Sheet], bool]]] = [
    ("work", lambda sheet: Path.read("work").answered(sheet)),
    ("work[1].end", lambda sheet: not Path.read("work[1].end").answered(sheet)),
    ("work[0].end", lambda sheet: Path.read("work[0].end").answered(sheet)),
    ("work[5].end", lambda sheet: not Path.read("work[5].end").answered(sheet)),
    ("family.relation", lambda sheet: Path.read("family.relation").answered(sheet)),
    ("family.ended", lambda sheet: not Path.read("family.ended").answered(sheet)),
    ("ind_decision.kind", lambda sheet: Path.read("ind_decision.kind").answered(sheet)),
    ("pregnant", lambda sheet: not Path.read("pregnant").answered(sheet)),
]


@pytest.mark.parametrize(("path", "holds"), CASES)
def test_what_counts_as_answered(path: str, holds: Callable[[Sheet], bool]) -> None:
    sheet = sheet_of(work=[{"end": None}, {"start": "2026"}], family={"relation": "spouse"}, ind_decision="unknown")
    assert holds(sheet), path
