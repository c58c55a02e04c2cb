"""What is told of the times that were taken."""

from collections import Counter
from functools import partial

from rechtentool.bench.figures import Figures, Sample, figures, measure, sample


def test_a_case_is_the_median_of_its_rounds_and_the_figures_are_over_cases() -> None:
    million = 1_000_000
    cases = [[Sample(number * million, million), Sample(number * million, million)] for number in range(1, 11)]
    cases[0].append(Sample(900 * million, 900 * million))  # one round that something else disturbed

    assert figures(cases) == Figures(median=5.5, p90=9.9, processor=1.0)


def test_one_case_is_its_own_figures() -> None:
    assert figures([[Sample(2_000_000, 1_000_000)]]) == Figures(2.0, 2.0, 1.0)


def test_every_work_of_every_case_is_done_once_to_warm_up_and_then_every_round() -> None:
    done: Counter[str] = Counter()
    cases = [{name: partial(done.update, [f"{name} {case}"]) for name in ("ours", "theirs")} for case in (1, 2, 3)]

    assert set(measure(cases, rounds=4)) == {"ours", "theirs"}
    assert done == {f"{name} {case}": 5 for name in ("ours", "theirs") for case in (1, 2, 3)}


def test_a_sample_counts_the_work() -> None:
    taken = sample(lambda: sum(range(100_000)))

    assert taken.clock > 0
    assert taken.processor > 0
