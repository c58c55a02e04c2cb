"""Measures an assessment: what each part takes, and what ZEN takes for the same decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from rechtentool.bench import zen
from rechtentool.bench.cases import RawCase
from rechtentool.bench.figures import Figures, Sample, Work, figures, measure, sample
from rechtentool.rulebook import Rulebook
from rechtentool.rulebook.assessment import Assessment
from rechtentool.rulebook.case import Case
from rechtentool.rulebook.contradictions import contradictions, settled
from rechtentool.rulebook.derive import Genuine, derive
from rechtentool.rulebook.result import trace

TARGET: Final = 1.5
"""Milliseconds that an assessment with its trace may take at the median, both engines together."""


@dataclass(frozen=True)
class Measured:
    """Some cases, measured.

    ``figures`` by name: `read` (check a case as it comes in), `derive` (from dates and lists to plain facts, for every
    pass), `evaluator` (an assessment with its trace, `derive` included), `both_engines` (the same, compared with
    durable_rules: what is recorded), and `zen_tables` and `zen_one_table` (the same passes in ZEN with its trace, on
    facts that were derived and flattened before).
    """

    cases: int
    two_passes: int
    figures: dict[str, Figures]

    @property
    def ratios(self) -> dict[str, float]:
        """Our time over ZEN's, medians. ZEN cannot count months or stretches of work: `derive` is added to its time."""
        return {
            f"{ours}/{theirs}": round(
                self.figures[ours].median / (self.figures["derive"].median + self.figures[theirs].median), 2
            )
            for ours in ("evaluator", "both_engines")
            for theirs in self.figures
            if theirs.startswith("zen_")
        }


def measure_cases(rulebook: Rulebook, raws: Sequence[RawCase], rounds: int) -> Measured:
    """Measure these cases.

    Raises Disagreement when ZEN, if it is installed, fires other rules than the evaluator in any of them.
    """
    other = zen.Zen(rulebook) if zen.installed() else None
    two_passes = 0
    works = []
    for raw in raws:
        assessment = rulebook.assess(raw)
        two_passes += len(zen.passes(assessment)) - 1
        works.append(_works(rulebook, raw, assessment) | (_zen_works(other, assessment) if other else {}))
    return Measured(len(raws), two_passes, measure(works, rounds))


def measure_unseen(rulebook: Rulebook, raws: Sequence[RawCase], rounds: int) -> Measured:
    """Cases that come by for the first time: every round on a new rulebook, after the other half of the cases.

    What is kept between cases (the marks of a value on the rules) then helps only as far as cases are alike.
    """
    cases = [rulebook.read(raw) for raw in raws]
    seen, unseen = cases[::2], cases[1::2]
    found = {}
    for name, both_engines in (("evaluator", False), ("both_engines", True)):
        samples: list[list[Sample]] = [[] for _ in unseen]
        for _ in range(rounds):
            fresh = Rulebook(rulebook.loaded)
            for case in seen:
                assess(fresh, case, both_engines)
            for case, of_case in zip(unseen, samples, strict=True):
                of_case.append(sample(partial(assess, fresh, case, both_engines)))
        found[name] = figures(samples)
    return Measured(len(unseen), 0, found)


def measure_results(rulebook: Rulebook, raws: Sequence[RawCase], rounds: int) -> Measured:
    """The whole result, as a page or a file shows it: with what is missing, the other readings and the timeline.

    It takes many assessments, so every tenth case has to do.
    """
    some = raws[::10]
    cases = [rulebook.read(raw) for raw in some]
    found = measure([{"result": partial(_whole, rulebook, case)} for case in cases], rounds)
    return Measured(len(some), 0, found)


def _whole(rulebook: Rulebook, case: Case) -> object:
    return rulebook.assess(case).to_dict()


def assess(rulebook: Rulebook, case: Case, both_engines: bool) -> object:
    """An assessment with its trace."""
    return trace(rulebook.assess(case, both_engines=both_engines))


def _works(rulebook: Rulebook, raw: RawCase, assessment: Assessment) -> dict[str, Work]:
    case = assessment.given
    return {
        "read": partial(rulebook.read, raw),
        "derive": _derive(rulebook, assessment),
        "evaluator": partial(assess, rulebook, case, False),
        "both_engines": partial(assess, rulebook, case, True),
    }


def _derive(rulebook: Rulebook, assessment: Assessment) -> Work:
    """From dates and lists to plain facts, once a pass; what was decided on stretches of work is only read back."""
    levels = [(one.level, [asked.outcome.value for asked in one.stretches]) for one in zen.passes(assessment)]
    parameters = dict(rulebook.parameters)

    def work() -> None:
        case = settled(assessment.given, contradictions(assessment.given))
        for level, decided in levels:
            derive(case.view(level), parameters, case.today, _read_back(decided))

    return work


def _read_back(decided: Sequence[str]) -> Genuine:
    answers = iter(decided)
    return lambda facts: next(answers)


def _zen_works(other: zen.Zen, assessment: Assessment) -> dict[str, Work]:
    facts = [zen.flat(one) for one in zen.passes(assessment)]
    works: dict[str, Work] = {}
    for shape in zen.SHAPES:
        other.check(assessment, shape)
        works[f"zen_{shape}"] = partial(_all, other, other.graph(assessment.case.day, shape), facts)
    return works


def _all(other: zen.Zen, graph: str, passes: Sequence[dict[str, object]]) -> None:
    for facts in passes:
        other.evaluate(graph, facts)
