"""``rechtentool bench``: what it tells, not how fast it is."""

import json

import pytest
from click.testing import CliRunner

from rechtentool.bench import report, zen
from rechtentool.bench.cases import RawCase
from rechtentool.bench.commands import bench
from rechtentool.bench.figures import Figures
from rechtentool.bench.steps import MeasuredSteps
from rechtentool.rulebook import Rulebook

STEP = ("save", "page", "step", "step_anew", "bare_step")


@pytest.fixture(autouse=True)
def few_cases(monkeypatch: pytest.MonkeyPatch, rulebook: Rulebook, raws: list[RawCase]) -> None:
    monkeypatch.setattr(report, "worked_cases", lambda: raws[:4])
    monkeypatch.setattr(Rulebook, "load", lambda: rulebook)
    monkeypatch.setattr(report, "measure_steps", lambda rounds: MeasuredSteps(1, dict.fromkeys(STEP, Figures(2, 3, 1))))


def test_it_tells_all_figures_and_where_they_were_taken() -> None:
    told = json.loads(CliRunner().invoke(bench, ["--rounds", "1", "--format", "json"], catch_exceptions=False).output)

    assert {"date", "commit", "changed_since_commit", "machine", "versions", "rulebook", "rounds"} <= told.keys()
    assert {"cores", "python", "load"} <= told["machine"].keys()
    as_written = told["assessments"]["as_written"]
    assert as_written["cases"] == 4
    assert {"read", "derive", "evaluator", "both_engines", "zen_tables", "zen_one_table"} == as_written[
        "figures"
    ].keys()
    for figures in as_written["figures"].values():
        assert 0 < figures["median"] <= figures["p90"]
    assert as_written["ratios"].keys() == {
        f"{ours}/{theirs}" for ours in ("evaluator", "both_engines") for theirs in ("zen_tables", "zen_one_table")
    }
    assert told["assessments"]["unseen"]["cases"] == 2
    assert told["assessments"]["results"]["figures"].keys() == {"result"}
    assert told["steps"]["figures"].keys() == set(STEP)
    assert told["steps"]["ratios"] == {"step/bare_step": 1.0, "step_anew/bare_step": 1.0}
    assert told["targets"] == {"both_engines": 1.5, "step": 30.0}


def test_a_ratio_counts_the_derivation_on_both_sides() -> None:
    told = json.loads(CliRunner().invoke(bench, ["--rounds", "1", "--format", "json"], catch_exceptions=False).output)

    found = told["assessments"]["as_written"]
    ours, derive, theirs = (found["figures"][name]["median"] for name in ("evaluator", "derive", "zen_tables"))
    assert found["ratios"]["evaluator/zen_tables"] == pytest.approx(ours / (derive + theirs), abs=0.006)


def test_in_words_it_is_a_table() -> None:
    told = CliRunner().invoke(bench, ["--rounds", "1"], catch_exceptions=False).output

    assert "ZEN past in elke zaak precies dezelfde regels toe." in told
    assert [line.split()[-1] for line in told.splitlines() if line.startswith("  ms")] == ["processor"] * 5
    assert "%(" not in told


def test_without_zen_it_says_so_and_measures_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zen, "installed", lambda: False)

    told = CliRunner().invoke(bench, ["--rounds", "1"], catch_exceptions=False).output

    assert "ZEN is niet geïnstalleerd" in told
    assert "ZEN met spoor" not in told


def test_engines_that_differ_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zen, "flat", lambda one: {"work_stretches": []})

    ended = CliRunner().invoke(bench, ["--rounds", "1"])

    assert ended.exit_code == 1
    assert "ZEN past andere regels toe: only ZEN: []; only the evaluator: [" in ended.output
