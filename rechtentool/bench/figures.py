"""Taking times, and what is told of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import NamedTuple

Work = Callable[[], object]
"""Something to be timed, with all it needs at hand."""


class Sample(NamedTuple):
    """How long one call took, in nanoseconds: by the clock, and of the processor (all threads together)."""

    clock: int
    processor: int


@dataclass(frozen=True)
class Figures:
    """Milliseconds over all cases, each case being the median of its rounds.

    On a busy machine the clock also counts the waiting for others; the processor's time does not.
    """

    median: float
    p90: float
    processor: float
    """Median of the processor's time."""


def sample(work: Work) -> Sample:
    """Time one call."""
    processor, clock = time.process_time_ns(), time.perf_counter_ns()
    work()
    clock = time.perf_counter_ns() - clock
    return Sample(clock, time.process_time_ns() - processor)


def measure(cases: Sequence[Mapping[str, Work]], rounds: int) -> dict[str, Figures]:
    """Time the works of every case, by name: each once to warm up and then so many rounds.

    The works of a case run right after each other, in every case in another order, so that what else the machine is
    doing hits all alike.
    """
    names = list(cases[0])
    samples: dict[str, list[list[Sample]]] = {name: [] for name in names}
    for turn, works in enumerate(cases):
        start = turn % len(names)
        for name in names[start:] + names[:start]:
            works[name]()
            samples[name].append([sample(works[name]) for _ in range(rounds)])
    return {name: figures(of_cases) for name, of_cases in samples.items()}


def figures(samples: Sequence[Sequence[Sample]]) -> Figures:
    """The figures of some samples for each of some cases."""
    clock = [median(one.clock for one in of_case) for of_case in samples]
    processor = [median(one.processor for one in of_case) for of_case in samples]
    p90 = quantiles(clock, n=10)[-1] if len(clock) > 1 else clock[0]
    return Figures(_milliseconds(median(clock)), _milliseconds(p90), _milliseconds(median(processor)))


def _milliseconds(nanoseconds: float) -> float:
    return round(nanoseconds / 1e6, 4)
