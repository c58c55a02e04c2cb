"""A step of the questions is measured as it is taken: a form is sent, an answer is saved, a page comes back."""

from pathlib import Path
from typing import Any

import pytest

from rechtentool.bench import steps
from rechtentool.core.rules import today
from rechtentool.intake import demo


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Two of the invented people are enough."""
    two = demo.cases_as_of(today())[:2]
    monkeypatch.setattr(demo, "cases_as_of", lambda day: two)
    return two


def test_every_stage_of_every_invented_person_is_a_step(people: list[dict[str, Any]]) -> None:
    measured = steps.measure_steps(rounds=1)

    assert measured.stages == sum(len(entry["saves"]) for entry in people) > 2
    assert measured.figures.keys() == {"save", "page", "step", "step_anew", "bare_step"}
    assert measured.figures["step"].median >= measured.figures["save"].median > 0
    assert measured.ratios["step/bare_step"] > 0


@pytest.mark.usefixtures("people")
def test_a_step_that_saves_nothing_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps._Form, "change", lambda form: None)

    with pytest.raises(RuntimeError, match="nothing was saved"):
        steps.measure_steps(rounds=1)


@pytest.mark.usefixtures("people")
def test_real_data_is_out_of_reach(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RECHTENTOOL_DATABASE_URL", f"sqlite:///{tmp_path / 'real.sqlite'}")
    for name in ("checkpoints", "erasures", "instance"):
        monkeypatch.setenv(f"RECHTENTOOL_{name.upper()}", str(tmp_path / name))

    steps.measure_steps(rounds=1)

    assert list(tmp_path.iterdir()) == []


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    form = steps._Form.of(
        """<form><input type="hidden" name="version" value="3"><input type="radio" name="adult" value="unknown">
        <input type="radio" name="adult" value="yes" checked><input type="checkbox" name="list" value="a">
        <select name="evidence"><option value="none">-</option><option value="document">+</option></select></form>"""
    )

    assert form.values.to_dict(flat=False) == {"version": ["3"], "adult": ["yes"], "evidence": ["none"]}

    form.change()

    assert form.values["adult"] == "unknown"
