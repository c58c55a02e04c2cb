"""The rule files: what is right about them, and that what is wrong is refused with file and line."""

import ast
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rechtentool.core.paths import RULES
from rechtentool.rulebook import Rulebook, RulebookError

Change = Callable[[str, str, str], list[str]]


@pytest.fixture
def changed(tmp_path: Path) -> Change:
    """Change one text in a copy of the rules; gives the faults of the copy."""

    def change(file: str, old: str, new: str) -> list[str]:
        copy = tmp_path / "rules"
        shutil.copytree(RULES, copy)
        text = (copy / file).read_text(encoding="utf-8")
        assert old in text
        (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(RulebookError) as error:
            Rulebook.load(copy)
        return [str(fault) for fault in error.value.faults]

    return change


WORKER = "decisions/worker.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (WORKER, "is: yes}]\n  until", "is: maybe}]\n  until", "cannot be this; found maybe"),
        (WORKER, "then: yes", "then: perhaps", "a rule cannot give this; found perhaps"),
        (WORKER, "{fact: job_running, is: yes}", "{fact: job_runing, is: yes}", "no such fact; found job_runing"),
        (WORKER, "- id: worker-no-job", "- id: worker-now", "this id stands twice; found worker-now"),
        (WORKER, "sources: [vb-8.12-1-a", "sources: [vb-99", "no such source; found vb-99"),
        (WORKER, "reads: [job_running]", "reads: [working_now]", "reads differs from what the rule reads"),
        (WORKER, "  reason: U heeft nu geen", "  motive: U heeft nu geen", "keys are missing"),
        (WORKER, "until: planned_end", "until: planned_end + $soon", "no such parameter; found soon"),
        (WORKER, "decision: worker\n", "decision: workers\n", "the file must bear the name of the decision"),
        (WORKER, "points_to:", "points_at:", "no such key; found points_at"),
        (
            "decisions/one_year_of_work.yaml",
            "gte: $short_work",
            "gte: $long_work",
            "no such parameter; found $long_work",
        ),
        ("decisions/one_year_of_work.yaml", "gte: $short_work", "is: yes", "cannot be tested in this way"),
        ("decisions/one_year_of_work.yaml", "wording: yes}", "wordin: yes}", "every reading is needed"),
        ("decisions/one_year_of_work.yaml", "  open_point:", "  reviewed: []\n#", "names the open point"),
        ("parameters.yaml", "from: 2006-04-29", "since: 2006-04-29", "from and value are needed"),
        ("facts.yaml", "type: answer", "type: boolean", "no such type; found boolean"),
        ("facts.yaml", "topic: tonight", "topic: tomorrow", "no such topic; found tomorrow"),
        ("sources.yaml", "verified:", "checked:", "name and verified are needed"),
    ],
)
def test_a_bad_rule_file_is_refused(changed: Change, file: str, old: str, new: str, told: str) -> None:
    found = changed(file, old, new)
    assert any(told in line and line.startswith(f"{file}:") for line in found), found


def test_a_fault_names_the_line(changed: Change) -> None:
    lines = (RULES / WORKER).read_text(encoding="utf-8").splitlines()
    line = lines.index("- id: worker-no-job") + 1
    assert changed(WORKER, "then: no\n  all: [{fact: job_running", "then: neen\n  all: [{fact: job_running")[
        0
    ].startswith(f"{WORKER}:{line}:")


def test_text_that_is_no_yaml_is_refused(changed: Change) -> None:
    assert changed(WORKER, "rules:", "rules: [")[0].startswith(f"{WORKER}:")


def test_decisions_may_not_read_each_other_in_a_circle(changed: Change) -> None:
    found = changed(
        "decisions/involuntary.yaml",
        "all: [{fact: last_end_reason, is: resigned_for_cause}]\n  reads: [last_end_reason]",
        "all: [{fact: retained_incapacity, is: yes}]\n  reads: [retained_incapacity]",
    )
    assert any("circle" in line for line in found)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match=r"facts.yaml:1: the file is missing"):
        Rulebook.load(tmp_path)


def test_all_sixteen_grounds_have_a_decision(rulebook: Rulebook) -> None:
    assert set(rulebook.grounds) == {
        "first_three_months", "worker", "self_employed", "retained_incapacity", "retained_over_one_year",
        "retained_under_one_year", "retained_training", "retained_childbirth", "retained_self_employed", "jobseeker",
        "self_sufficient", "student", "family_member", "child_in_education", "permanent_residence", "treated_as_dutch",
    }  # fmt: skip


def test_the_five_hard_grounds_are_the_only_road_to_not_entitled(rulebook: Rulebook) -> None:
    rows = [rule for rule in rulebook.decisions["outcome"].rules if rule.then == "not_entitled"]
    assert {rule.extra["hard_ground"] for rule in rows} == {
        "first_three_months", "jobseeker_only", "final_decision", "not_resident", "not_homeless",
    }  # fmt: skip
    assert rulebook.decisions["outcome"].default != "not_entitled"


def test_every_step_and_every_term_of_the_vocabulary_can_be_given(rulebook: Rulebook) -> None:
    steps = {rule.then for rule in rulebook.decisions["steps"].rules}
    assert steps == {
        "report_to_municipality", "request_temporary_provision", "register_uwv", "get_uwv_insurance_report",
        "collect_proof", "identity_document", "register_brp", "postal_address", "register_rni", "ask_ind_with_consent",
        "see_lawyer", "object_ind", "object_municipality", "interim_relief", "pilot_shelter", "night_shelter",
        "winter_shelter", "womens_shelter", "trafficking_support", "youth_protection", "family_emergency_shelter",
        "ukraine_shelter", "lvv", "remigrant_family", "benefit_application", "unemployment_benefit", "wage_claim",
        "health_insurance", "uninsured_care", "wlz_assessment", "protected_living", "debt_help",
        "work_information_point", "legal_aid", "return_support",
    }  # fmt: skip
    terms = {rule.then for rule in rulebook.decisions["deadlines"].rules}
    assert terms >= {"personal_plan", "inquiry", "decision", "ind_objection", "ind_leave", "retained_until",
                     "first_three_months_end", "jobseeker_reasonable_period_end", "permanent_residence_on",
                     "brp_registration"}  # fmt: skip


def test_every_rule_is_dated_sourced_and_explained(rulebook: Rulebook) -> None:
    for rule in rulebook.rules.values():
        assert rule.valid_from, rule.id
        assert rule.sources, rule.id
        assert rule.reason.endswith("."), rule.id


def test_every_contested_rule_has_three_readings_and_wording_never_gives_less(rulebook: Rulebook) -> None:
    order = ["no", "not_entitled", "jobseeker_only", "contested", "needs_specialist", "repairable", "yes"]
    for rule in rulebook.rules.values():
        if rule.readings and rule.readings["wording"] in order and rule.readings["cautious"] in order:
            assert order.index(rule.readings["wording"]) >= order.index(rule.readings["cautious"]), rule.id


def test_no_legal_number_stands_where_time_and_work_are_counted() -> None:
    """Numbers of the law come from parameters.yaml: the code knows only 0, 1, 2, twelve months and a million."""
    code = RULES.parent / "rechtentool" / "rulebook"
    found = [
        f"{path.name}:{node.lineno}: {node.value!r}"
        for path in [*sorted((code / "derive").glob("*.py")), code / "contradictions.py"]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and type(node.value) in (int, float)
        and node.value not in {0, 1, 2, 12, 1_000_000}
    ]
    assert found == []
