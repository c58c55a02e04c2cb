"""The work history: what ran when, whether it was genuine, how long it lasted and how it ended (model F.6).

Jobs held at the same time add up (model B.3), so time is cut into stretches in which the same jobs run, and the
decision `genuine_work` judges each stretch. Work on which the law is disputed is counted twice: once as if it were
left out, once as if it counted. Where that matters, the fact becomes a Split.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ..dates import ENDLESS, FIRST_DAY, Span, iso, months_between
from ..evaluate import Facts, Split
from .absences import clean_stretches, harmless
from .context import Context, Range, stated

Genuine = Callable[[Facts], str]
Interval = tuple[int, int]

_OWN_BUSINESS = "self_employed"
_SPECIAL = frozenset({"internship", "sheltered", "reintegration", "training_contract"})


@dataclass(frozen=True)
class Job:
    """One period of paid work. ``surely`` and ``maybe`` are the days on which it ran for certain and at the most."""

    item: dict[str, Any]
    start: Span
    end: Span
    lasting: bool
    ended: bool

    @property
    def kind(self) -> str | None:
        return self.item.get("kind")

    @property
    def surely(self) -> Interval | None:
        first, last = self.start.latest, self.end.earliest
        return (first, last) if first <= last else None

    @property
    def maybe(self) -> Interval:
        return self.start.earliest, self.end.latest


@dataclass(frozen=True)
class Stretch:
    """Days on which the same jobs run. ``worth`` says whether that work was genuine: a status."""

    first: int
    last: int
    jobs: tuple[int, ...]
    worth: str
    sure: bool


def work_facts(context: Context, facts: Facts, genuine: Genuine) -> None:
    """Adds every fact about work to ``facts``."""
    items: Sequence[dict[str, Any]] | None = context.view.get("work")
    facts["has_work"] = None if items is None else "yes" if items else "no"
    facts["has_work_stated"] = stated(bool(items))
    facts["never_worked_stated"] = stated(items is not None and not items)
    jobs = [_job(item, context.today) for item in items or ()]
    _plain_facts(context, facts, jobs, items is not None)

    worth = _Worth(context, facts, genuine)
    own = [worth.of((job,)) for job in jobs]
    certain = _stretches(jobs, worth, sure=True)
    possible = _stretches(jobs, worth, sure=False)
    disputed = "contested" in own or any(s.worth == "contested" for s in certain + possible)
    worlds = []
    for counted in (False, True) if disputed else (True,):
        history = _History(context, jobs, own, certain, possible, counted, items is not None)
        worlds.append(history.facts())
    if len(worlds) == 1:
        facts.update(worlds[0])
        return
    without, with_ = worlds
    for name, value in without.items():
        other = with_[name]
        facts[name] = value if value == other else Split(value, other)


def _job(item: dict[str, Any], today: int) -> Job:
    end = item.get("end")
    lasting = end == "lasting"
    start = item.get("start") or Span(FIRST_DAY, today)
    if lasting:
        end = Span(today, today)
    elif end is None:
        end = Span(max(start.earliest, FIRST_DAY), today)
    start = Span(start.earliest, min(start.latest, end.latest))
    end = Span(max(end.earliest, start.earliest), end.latest)
    ended = not lasting and (item.get("end") is not None or "end_reason" in item)
    return Job(item, start, end, lasting, ended)


def _plain_facts(context: Context, facts: Facts, jobs: Sequence[Job], known: bool) -> None:
    """Facts that do not ask whether the work was genuine."""
    employed = [job for job in jobs if job.kind != _OWN_BUSINESS]
    facts["job_running"] = _running(employed) if known else None
    own = [job for job in jobs if job.kind == _OWN_BUSINESS]
    unclear = any(job.kind is None and not job.ended for job in jobs)
    facts["business_running"] = None if not known or (unclear and _running(own) == "no") else _running(own)
    facts["job_may_run_stated"] = stated(any(job.item and not job.ended for job in employed))
    facts["business_may_run_stated"] = stated(any(not j.ended for j in jobs if j.kind == _OWN_BUSINESS))
    facts["work_ended_stated"] = stated(any(job.ended for job in jobs))
    facts["business_lost_stated"] = stated(any(job.item.get("end_reason") == "business_lost" for job in jobs))
    facts["paid_work_running"] = _running(jobs) if known else None
    ends = [job.end for job in jobs]
    facts["last_paid_work_end"] = _latest(ends) if ends else None
    facts["months_since_paid_work"] = context.months_since(facts["last_paid_work_end"])
    if known and not jobs:
        facts["months_since_paid_work"] = (ENDLESS, ENDLESS)
    planned = [job.item.get("planned_end") for job in jobs if job.lasting]
    last = _latest([end for end in planned if end]) if planned and all(planned) else None
    facts["planned_end"] = Span(last[0] + 1, last[1] + 1) if last and last[0] >= context.today else None


def _running(jobs: Sequence[Job]) -> str | None:
    if any(job.lasting for job in jobs):
        return "yes"
    return "no" if all(job.ended for job in jobs) else None


def _latest(days: Sequence[Span]) -> Span:
    return Span(max(day.earliest for day in days), max(day.latest for day in days))


class _Worth:
    """Asks the decision `genuine_work` about jobs that run together; the same question is asked once."""

    def __init__(self, context: Context, facts: Facts, genuine: Genuine) -> None:
        self.context = context
        self.genuine = genuine
        household = facts.get("household") or "single"
        self.norms = [context.parameters[f"benefit_norm_{household}"]]
        if household == "institution":
            self.norms.append(context.parameters["benefit_norm_institution_addition"])
        self.known: dict[tuple[Any, ...], str] = {}

    def of(self, jobs: Sequence[Job]) -> str:
        facts = self._facts(jobs)
        key = tuple(facts.items())
        if key not in self.known:
            self.known[key] = self.genuine(facts)
        return self.known[key]

    def _facts(self, jobs: Sequence[Job]) -> Facts:
        declared = [job for job in jobs if job.item.get("declared") != "no"]
        facts: Facts = {
            "declared_work": stated(bool(declared)),
            "undeclared_work": stated(len(declared) < len(jobs)),
            "special_work": None,
            "share_of_full_time": None,
            "share_of_norm": None,
        }
        if declared:
            facts["special_work"] = _special(declared)
            facts["share_of_full_time"] = self._hours(declared)
            facts["share_of_norm"] = self._pay(declared)
        return facts

    def _hours(self, jobs: Sequence[Job]) -> Range:
        """Hours a week of ordinary work as a share of full time, per million; an unknown kind may be either."""
        full = self.context.number("full_time")
        least = most = 0
        for job in jobs:
            low, high = job.item.get("hours_per_week") or (0, ENDLESS)
            if job.kind in _SPECIAL:
                continue
            least += low if job.kind is not None else 0
            most += high
        return least * 1_000_000 // full, most * 1_000_000 // full

    def _pay(self, jobs: Sequence[Job]) -> Range:
        """Pay a month as a share of the benefit norm on the last of these days, per million."""
        day = min(min(job.end.latest for job in jobs), self.context.today)
        norm = sum(parameter.number(iso(max(day, FIRST_DAY))) for parameter in self.norms)
        pays = [job.item.get("monthly_income") or (0, ENDLESS) for job in jobs]
        return (
            sum(low for low, _ in pays) * 1_000_000 // norm,
            sum(high for _, high in pays) * 1_000_000 // norm,
        )


def _special(jobs: Sequence[Job]) -> str | None:
    if any(job.kind in _SPECIAL for job in jobs):
        return "yes"
    return None if any(job.kind is None for job in jobs) else "no"


def _stretches(jobs: Sequence[Job], worth: _Worth, sure: bool) -> list[Stretch]:
    """Cut the days on which jobs run (for certain, or at the most) into stretches with the same jobs."""
    spans = [(index, span) for index, job in enumerate(jobs) if (span := job.surely if sure else job.maybe)]
    cuts = sorted({first for _, (first, _) in spans} | {last + 1 for _, (_, last) in spans})
    found = []
    for first, after in pairwise(cuts):
        inside = tuple(index for index, (start, last) in spans if start <= first and last >= after - 1)
        if inside:
            found.append(Stretch(first, after - 1, inside, worth.of([jobs[i] for i in inside]), sure))
    return found


class _History:
    """The work history in one world: disputed work left out or counted."""

    def __init__(
        self,
        context: Context,
        jobs: Sequence[Job],
        own: Sequence[str],
        certain: Sequence[Stretch],
        possible: Sequence[Stretch],
        counted: bool,
        known: bool,
    ) -> None:
        self.context, self.jobs, self.known = context, jobs, known
        self.certain = [self._settle(s, counted) for s in certain]
        self.possible = [self._settle(s, counted) for s in possible]
        self.worth = [_settled(status, counted) for status in own]
        for stretch in self.certain + self.possible:
            if stretch.worth == "yes" or (stretch.worth == "maybe"):
                for index in stretch.jobs:
                    self.worth[index] = _better(self.worth[index], stretch.worth if stretch.sure else "maybe")

    @staticmethod
    def _settle(stretch: Stretch, counted: bool) -> Stretch:
        worth = _settled(stretch.worth, counted)
        return Stretch(stretch.first, stretch.last, stretch.jobs, worth, stretch.sure)

    def facts(self) -> Facts:
        context = self.context
        last = self._last()
        end = None if last is None or self._at_work() == "yes" else last[0]
        since = context.view.get("absences")
        ended = None if not self.known else self._ended()
        facts: Facts = {
            "worked_ever": self._worked_ever(),
            "working_now": self._at_work() if self.known else None,
            "last_work_ended": ended,
            "last_work_end": end,
            "months_since_last_work": context.months_since(end),
            "days_since_last_work": context.days(end, Span(context.today, context.today)),
            "last_end_reason": last[1] if last and end else None,
            "last_work_kind": last[2] if last else None,
            "latest_stretch_months": self._latest_stretch() if self.known else None,
            "total_work_months": self._total() if self.known else None,
            "absences_harmless": harmless(context, since),
            "longest_clean_stretch_months": self._longest(since),
        }
        uwv = context.view.get("uwv_registered_on")
        never = uwv is None and context.view.get("uwv_registered") == "no"
        facts["months_since_uwv_registration"] = (ENDLESS, ENDLESS) if never else context.months_since(uwv)
        facts["uwv_months_after_work"] = context.months(end, uwv)
        for name in ("training", "incapacity"):
            began = context.view.get(f"{name}_since")
            facts[f"{name}_months_after_work"] = context.months(end, began)
            facts[f"{name}_began_at_work"] = _began_at_work(began, end)
        return facts

    def _worked_ever(self) -> str | None:
        if not self.known:
            return None
        if "yes" in self.worth:
            return "yes"
        return None if "maybe" in self.worth else "no"

    def _at_work(self) -> str | None:
        """Genuine work running today."""
        today = self.context.today
        now = [s.worth for s in self.certain if s.last == today and any(self.jobs[i].lasting for i in s.jobs)]
        if "yes" in now:
            return "yes"
        maybe = [s.worth for s in self.possible if s.last == today and any(not self.jobs[i].ended for i in s.jobs)]
        return None if "maybe" in now or any(worth != "no" for worth in maybe) else "no"

    def _ended(self) -> str | None:
        now = self._at_work()
        if now is None:
            return None
        return "no" if now == "yes" or self._last() is None else "yes"

    def _last(self) -> tuple[Span, str | None, str | None] | None:
        """End, reason and kind of the last work that is not known to be marginal."""
        counting = [job for job, worth in zip(self.jobs, self.worth, strict=True) if worth != "no"]
        if not counting:
            return None
        end = _latest([job.end for job in counting])
        last = [job for job in counting if job.end.latest >= end.earliest]
        reasons = {job.item.get("end_reason") for job in last}
        kinds = {job.kind for job in last}
        return end, reasons.pop() if len(reasons) == 1 else None, kinds.pop() if len(kinds) == 1 else None

    def _runs(self, stretches: Sequence[Stretch], worths: tuple[str, ...]) -> list[Interval]:
        """Genuine stretches joined over breaks too short to count."""
        gap = self.context.number("contract_gap")
        runs: list[Interval] = []
        for stretch in sorted((s for s in stretches if s.worth in worths), key=lambda s: s.first):
            if runs and stretch.first - runs[-1][1] - 1 <= gap:
                runs[-1] = (runs[-1][0], max(runs[-1][1], stretch.last))
            else:
                runs.append((stretch.first, stretch.last))
        return runs

    def _latest_stretch(self) -> Range:
        least = min(self._length(self._runs(self.certain, w)[-1:]) for w in (("yes",), ("yes", "maybe")))
        most = max(self._length(self._runs(self.possible, w)[-1:]) for w in (("yes",), ("yes", "maybe")))
        sure = self._length(self._runs(self.certain, ("yes",))[-1:])
        return min(least, sure), max(least, most)

    def _total(self) -> Range:
        least = self._length(self._runs(self.certain, ("yes",)))
        return least, max(least, self._length(self._runs(self.possible, ("yes", "maybe"))))

    def _longest(self, absences: Any) -> Range | None:
        """The longest genuine stretch that no harmful absence breaks; None while absences are not known."""
        if not self.known or absences is None:
            return None
        certain = self._runs(self.certain, ("yes",))
        possible = self._runs(self.possible, ("yes", "maybe"))
        certain = [part for run in certain for part in clean_stretches(self.context, run, absences, careful=True)]
        possible = [part for run in possible for part in clean_stretches(self.context, run, absences, careful=False)]
        least = max((self._length([run]) for run in certain), default=0)
        return least, max(least, max((self._length([run]) for run in possible), default=0))

    @staticmethod
    def _length(runs: Sequence[Interval]) -> int:
        """Whole months of these runs put end to end, counted back from the last day."""
        if not runs:
            return 0
        if runs[0][0] <= FIRST_DAY:
            return ENDLESS
        after = runs[-1][1] + 1
        days = sum(last - first + 1 for first, last in runs)
        return months_between(after - days, after)


def _began_at_work(since: Span | None, end: Span | None) -> str | None:
    """Did the training or the incapacity begin while the last work still ran?"""
    if since is None or end is None:
        return None
    if since.latest <= end.earliest:
        return "yes"
    return "no" if since.earliest > end.latest else None


def _settled(status: str, counted: bool) -> str:
    """A status of `genuine_work` as yes, maybe or no, with disputed work counted or left out."""
    if status == "contested":
        return "yes" if counted else "no"
    return {"yes": "yes", "no": "no"}.get(status, "maybe")


def _better(first: str, second: str) -> str:
    return "yes" if "yes" in (first, second) else "maybe" if "maybe" in (first, second) else "no"
