"""Which topics are open follows from the rules: nothing that could change the outcome is left out."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from random import Random
from typing import Any

import pytest

from rechtentool.core.rules import get_rulebook
from rechtentool.intake.answers import Answer, Sheet
from rechtentool.intake.evaluation import Path, standing
from rechtentool.intake.topics import State, Topic, after, before, topics
from rechtentool.rulebook import CaseError
from rechtentool.rulebook.model import Field as Word

TODAY = date(2026, 11, 22)
RULEBOOK = get_rulebook()
ORDER = [entry["id"] for entry in RULEBOOK.topics]


def sheet_of(facts: dict[str, Any]) -> Sheet:
    return Sheet({fact: Answer(value) for fact, value in facts.items()}, dict.fromkeys(facts, 1))


def topics_of(facts: dict[str, Any]) -> dict[str, Topic]:
    sheet = sheet_of(facts)
    return {topic.id: topic for topic in topics(RULEBOOK, sheet, standing(RULEBOOK, sheet, TODAY))}


def outcome(facts: dict[str, Any]) -> str:
    known = {fact: value for fact, value in facts.items() if value != "unknown"}
    case = {"reference_date": str(TODAY), "facts": known}
    return RULEBOOK.assess(case, both_engines=False).outcome


# A person who answers everything that is asked, one question after another.


def random_value(word: Word, random: Random, unknown: float) -> Any:
    if random.random() < unknown:
        return "unknown"
    match word.type:
        case "answer":
            return random.choice(["yes", "no"])
        case "choice":
            return random.choice(list(word.options))
        case "list":
            return [random.choice(["PL", "RO", "NO", "GB", "BR"] if word.countries else list(word.options))]
        case "date":
            return f"{random.randint(2019, 2025)}-{random.randint(1, 12):02}"
        case "number":
            return random.randint(0, 40)
    if random.random() < 0.4:
        return []
    return [
        {
            name: None if part.lasting and random.random() < 0.3 else random_value(part, random, unknown)
            for name, part in word.fields.items()
            if name != "evidence"
        }
    ]


def answer(facts: dict[str, Any], path: Path, random: Random, unknown: float) -> None:
    word = RULEBOOK.vocabulary[path.fact]
    if path.part is None:
        facts[path.fact] = random_value(word, random, unknown)
    elif path.index is None:
        facts.setdefault(path.fact, {})[path.part] = random_value(word.fields[path.part], random, unknown)
    else:
        facts[path.fact][path.index][path.part] = random_value(word.fields[path.part], random, unknown)


def asked_of(facts: dict[str, Any]) -> Path | None:
    sheet = sheet_of(facts)
    return next((path for path in standing(RULEBOOK, sheet, TODAY).asks if not path.answered(sheet)), None)


def single_answers(word: Word) -> Iterator[Any]:
    if word.type == "answer":
        yield from ("yes", "no")
    elif word.type == "choice":
        yield from (option for option in word.options if option != "unknown")
    elif word.type == "date":
        yield from ("2026-10-01", "2020-01-01")


@pytest.mark.parametrize("seed", range(12))
def test_when_nothing_is_asked_any_more_no_answer_changes_the_outcome(seed: int) -> None:
    random = Random(seed)
    unknown = random.choice([0, 0.15, 0.5])
    facts: dict[str, Any] = {}
    while (path := asked_of(facts)) is not None:
        before_it = deepcopy(facts)
        answer(facts, path, random, unknown)
        try:
            RULEBOOK.read({"reference_date": str(TODAY), "facts": facts})
        except CaseError:  # an end before its start
            facts = before_it
            answer(facts, path, random, unknown=1)
    reached = outcome(facts)
    assert len(facts) < len(RULEBOOK.vocabulary)
    for name, word in RULEBOOK.vocabulary.items():
        if name not in facts:
            for value in single_answers(word):
                assert outcome({**facts, name: value}) == reached, (name, value, facts)


def test_a_condition_that_holds_keeps_no_other_waiting() -> None:
    """Whoever lost work is asked for the registration with UWV, also while refused work is not known."""
    job = {
        "kind": "employee",
        "start": "2026-02-20",
        "end": "2026-07-22",
        "hours_per_week": 36,
        "contract": "fixed_term",
    }
    facts: dict[str, Any] = {
        "adult": "yes",
        "nationalities": ["BG"],
        "work": [{**job, "end_reason": "contract_expired"}],
    }
    facts |= {"ind_decision": {"kind": "none"}}
    sheet = Sheet({fact: Answer(value, "document") for fact, value in facts.items()}, dict.fromkeys(facts, 1))
    asked = {path.fact for path in standing(RULEBOOK, sheet, TODAY).asks}
    assert {"uwv_registered", "refused_suitable_work"} <= asked


# States and order.


def test_a_new_case_has_open_topics_in_the_order_of_the_vocabulary() -> None:
    found = list(topics_of({}).values())
    assert [topic.id for topic in found] == ORDER
    assert after(found) is found[0]
    assert {topic.state for topic in found} == {State.OPEN, State.UNNEEDED, State.OPTIONAL}
    assert [topic.id for topic in found if topic.state == State.OPTIONAL] == ["wishes"]


def test_an_answer_of_not_knowing_closes_a_topic() -> None:
    known = topics_of({"reported_on": "unknown"})["report"]
    assert (known.state, known.open, known.answered) == (State.ANSWERED, frozenset(), frozenset({"reported_on"}))


def test_safety_waits_only_once_the_worker_went_on() -> None:
    assert topics_of({"pregnant": "no"})["safety"].state == State.OPEN
    assert topics_of({"adult": "yes"})["safety"].state == State.LATER
    assert topics_of({"adult": "yes", "domestic_violence": "no"})["safety"].state == State.LATER
    done = {"adult": "yes", "domestic_violence": "no", "exploitation_signals": ["none"]}
    assert topics_of(done)["safety"].state == State.ANSWERED


def test_one_goes_forward_over_open_topics_and_back_over_all_that_show_something() -> None:
    found = list(topics_of({"adult": "yes", "domestic_violence": "no"}).values())
    by_id = {topic.id: topic for topic in found}
    first, second = after(found, "person"), before(found, "person")
    assert first is not None
    assert by_id[first.id].state == State.OPEN
    assert second is by_id["safety"]
    last = after(found, "report")
    assert last is by_id["wishes"]
    assert after(found, "wishes") is None
    assert before(found, "tonight") is None


def test_nothing_optional_is_offered_to_go_on_with() -> None:
    facts = {"adult": "no", "pregnant": "no", "seriously_ill": "no", "safe_place_tonight": "yes", "dutch_child": "no"}
    facts |= {"minor_children_present": "no", "domestic_violence": "no", "reported_on": "unknown"}
    asked = {**facts, "exploitation_signals": ["none"]}
    random = Random(1)
    while (path := asked_of(asked)) is not None:
        answer(asked, path, random, 1)
    found = list(topics_of(asked).values())
    assert after(found) is None
    assert after(found, "report") is not None
