"""Answers of several people put together, whatever they change and in whatever order."""

from hypothesis import given
from hypothesis import strategies as st

from rechtentool.intake.answers import UNKNOWN, Answer, Sheet

FACTS = st.sampled_from(["adult", "pregnant", "wish", "work"])
VALUES = st.sampled_from([None, UNKNOWN, "yes", "no", [], [{"kind": "employee", "end": None}]])
LEVELS = st.sampled_from(["none", "statement", "document", "official"])
CHANGES = st.dictionaries(FACTS, VALUES)
EVIDENCE = st.dictionaries(FACTS, LEVELS)
SHEETS = st.dictionaries(FACTS, st.tuples(VALUES, LEVELS, st.integers(1, 5))).map(
    lambda drawn: Sheet(
        {fact: Answer(value, level if Answer(value).known else None) for fact, (value, level, _) in drawn.items()},
        {fact: version for fact, (_, _, version) in drawn.items()},
    )
)


@given(SHEETS)
def test_what_is_stored_is_read_back(sheet: Sheet) -> None:
    assert Sheet.from_json(sheet.to_json()) == sheet


@given(SHEETS, CHANGES, EVIDENCE)
def test_what_was_seen_last_never_conflicts(sheet: Sheet, changes: dict[str, object], evidence: dict[str, str]) -> None:
    assert sheet.conflicts(sheet.wanted(changes, evidence), seen=5) == {}


@given(SHEETS, CHANGES, EVIDENCE, st.integers(1, 5))
def test_a_save_without_conflict_loses_nobodys_answer(
    sheet: Sheet, changes: dict[str, object], evidence: dict[str, str], seen: int
) -> None:
    wanted = sheet.wanted(changes, evidence)
    after = sheet.with_answers(wanted, 6)
    for fact, answer in sheet.answers.items():
        newer = sheet.versions[fact] > seen
        if newer and fact not in sheet.conflicts(wanted, seen):
            assert after.of(fact) == answer, "what changed meanwhile stays as it was, or was told"
    for fact, value in changes.items():
        assert after.of(fact).value == value


@given(SHEETS, CHANGES, EVIDENCE)
def test_unknown_is_neither_a_fact_nor_proved(
    sheet: Sheet, changes: dict[str, object], evidence: dict[str, str]
) -> None:
    after = sheet.with_answers(sheet.wanted(changes, evidence), 6)
    assert not {None, UNKNOWN} & {value for value in after.facts.values() if isinstance(value, str | None)}
    assert set(after.evidence) <= set(after.facts)
    assert not after.answered_unknown & set(after.facts)
