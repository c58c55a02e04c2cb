"""Turns a result into what the pages show: words, provisions, and the person's own facts beside each conclusion.

Sentences stay in their source language here; a template says them in the languages of its readers. A name that the
rules of today no longer have (a recorded result outlives them) is shown as it is, or left out where it adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from rechtentool.core import paths
from rechtentool.core.languages import Translator, translator
from rechtentool.core.recommendation import safety_paths, shown_value
from rechtentool.intake import outcome_words as words
from rechtentool.intake import wording
from rechtentool.intake.answers import Sheet
from rechtentool.intake.shown import (
    AppliedRule,
    Contact,
    Deadline,
    Document,
    FactLine,
    Gap,
    Ground,
    Notice,
    Provision,
    Step,
    Text,
)
from rechtentool.rulebook import Rulebook
from rechtentool.rulebook.yamlfile import read

GROUPS_OF_GROUNDS: Final = (
    ("holds", _l("Wat geldt"), ("yes",)),
    ("could", _l("Wat nog kan gelden"), ("repairable", "contested")),
    ("open", _l("Wat nog niet bekend is"), ("open",)),
    ("not", _l("Wat niet geldt"), ("no",)),
)
"""The grounds in the order in which they help; the last two groups are folded."""
GATES: Final = ("residence", "equal_treatment", "need")


PAPERS: Final = frozenset({"report_to_municipality", "request_temporary_provision"})
"""The steps that are taken on paper."""


class Page:
    """A result in words. ``language`` is that of the page's reader; ``sheet`` holds the answers that were judged."""

    def __init__(self, rulebook: Rulebook, result: Mapping[str, Any], sheet: Sheet, language: str) -> None:
        self.rulebook = rulebook
        self.result = result
        self.sheet = sheet
        self.say: Translator = translator(language)
        self._hidden = safety_paths(rulebook)
        self._fired = {entry["decision"]: entry["rules"] for entry in result["trace"]}

    # What comes out

    @property
    def outcome(self) -> LazyString:
        return words.OUTCOMES[self.result["outcome"]]

    @property
    def meaning(self) -> LazyString:
        return words.MEANINGS[self.result["outcome"]]

    @property
    def kind(self) -> str:
        return words.KINDS[self.result["outcome"]]

    @property
    def because(self) -> list[str]:
        """The reasons of the outcome, in Dutch."""
        return list(self.result["because"])

    @property
    def qualification(self) -> LazyString | None:
        """The hard ground or the other route that the outcome names."""
        hard, route = self.result["hard_ground"], self.result["route"]
        return words.HARD_GROUNDS.get(hard) or words.ROUTES.get(route)

    @property
    def group(self) -> LazyString | None:
        return words.GROUPS.get(self.result["group"])

    @property
    def urgent(self) -> bool:
        return "urgent" in self.result["flags"]

    @property
    def day(self) -> date:
        """The day on which the law was judged."""
        return date.fromisoformat(self.result["reference_date"])

    @cached_property
    def notices(self) -> list[Notice]:
        """The flags that ask for attention, with their reasons."""
        shown = dict(words.NOTICES)
        if self.result["outcome"] == "not_entitled":
            shown["evidence_missing"] = "warning"  # a refusal that rests on words alone
        flags = [flag for flag in shown if flag in self.result["flags"]]
        return [Notice(flag, shown[flag], words.FLAGS[flag], tuple(self.reasons_of(flag))) for flag in flags]

    def reasons_of(self, flag: str) -> Iterator[Text]:
        """Why a flag is up, from the rules that raised it."""
        if flag == "contradiction":
            for paths_ in self.result["contradictions"]:
                facts = ", ".join(wording.label(self.rulebook, path, self.say) for path in paths_)
                yield _l("Deze antwoorden kunnen niet samen waar zijn: %(facts)s. Ze tellen als onbekend.", facts=facts)
        for fired in self._fired.get("flags", ()):
            if fired["then"] == flag and (rule := self.rulebook.rules.get(fired["id"])):
                yield rule.reason

    # What to do

    @property
    def papers(self) -> bool:
        """Whether there is something to hand in or to get tonight."""
        return any(step["kind"] == "proof" or step["id"] in PAPERS for step in self.result["steps"])

    def steps(self, kind: str) -> list[Step]:
        """The steps of one kind (now, proof, later), in the order in which to take them."""
        return [self._step(step) for step in self.result["steps"] if step["kind"] == kind]

    def _step(self, step: Mapping[str, Any]) -> Step:
        provisions = tuple(self.provision(source) for source in step["sources"])
        return Step(step["id"], step["title"], step["because"], provisions, contacts().get(step["id"], ()))

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """The days that count, soonest first, with the days on which the outcome turns if nothing else changes."""
        terms = [
            Deadline(date.fromisoformat(term["date"]), term["because"], self.provision(term["provision"]))
            for term in self.result["deadlines"]
        ]
        before, turns = self.result["outcome"], []
        for point in self.result["timeline"]:
            if point["outcome"] != before:
                becomes = words.OUTCOMES[point["outcome"]]
                said = self.say.gettext(becomes)
                sentence = _l("Verandert er niets, dan wordt de uitkomst op deze dag: %(outcome)s.", outcome=said)
                turns.append(Deadline(date.fromisoformat(point["date"]), sentence, None))
            before = point["outcome"]
        return sorted([*terms, *turns], key=lambda term: term.day)

    # What is missing, what is proved

    @property
    def missing(self) -> list[tuple[LazyString, list[Gap]]]:
        """What could bring which outcome about. Questions about safety are not named here."""
        found: dict[str, list[Gap]] = {}
        for entry in self.result["missing"]:
            if self._hidden.isdisjoint(_plain(path) for path in entry["facts"]):
                labels = tuple(wording.label(self.rulebook, fact, self.say) for fact in entry["facts"])
                gap = Gap(labels, self._state(entry["facts"]), tuple(self.documents(entry["documents"])))
                found.setdefault(entry["outcome"], []).append(gap)
        return [(words.OUTCOMES[outcome], found[outcome]) for outcome in words.OUTCOMES if outcome in found]

    def _state(self, facts: Iterable[str]) -> LazyString:
        known = [fact for fact in map(_name, facts) if self.sheet.of(fact).known]
        if not known:
            return _l("Nog niet bekend")
        for fact in known:
            favourable = self.rulebook.vocabulary[fact].texts.get("favourable")
            if favourable and self.sheet.of(fact).value != favourable:
                return _l("Kan nog veranderen")
        return _l("Nog niet bewezen")

    def documents(self, ids: Iterable[str]) -> Iterator[Document]:
        """The accepted papers with these ids."""
        for each in ids:
            if entry := self.rulebook.documents.get(each):
                yield Document(each, entry["name"], entry["text"])

    @cached_property
    def proof(self) -> list[Ground]:
        """The grounds that hold, for how well each is proved."""
        return [ground for ground in self.all_grounds if ground.status == "yes"]

    # The grounds

    @cached_property
    def all_grounds(self) -> list[Ground]:
        return [self._ground(entry) for entry in self.result["grounds"]]

    @property
    def grounds(self) -> list[tuple[str, LazyString, list[Ground]]]:
        """The grounds: those that hold, that could still hold, of which too little is known, that do not hold."""
        return [
            (key, title, [ground for ground in self.all_grounds if ground.status in statuses])
            for key, title, statuses in GROUPS_OF_GROUNDS
        ]

    def _ground(self, entry: Mapping[str, Any]) -> Ground:
        decision = self.rulebook.grounds.get(entry["id"], entry["id"])
        known = self.rulebook.decisions.get(decision)
        evidence = None if entry["status"] not in ("yes", "no") else wording.EVIDENCE.get(entry["evidence"])
        return Ground(
            id=entry["id"],
            title=known.title if known else entry["id"],
            status=entry["status"],
            evidence=evidence,
            until=date.fromisoformat(entry["until"]) if entry["until"] else None,
            because=tuple(entry["because"]),
            rules=tuple(self._rule(rule, entry["sources"]) for rule in entry["rules"]),
            facts=tuple(self.facts_behind(decision)),
        )

    def _rule(self, name: str, sources: Iterable[str]) -> AppliedRule:
        rule = self.rulebook.rules.get(name)
        found = tuple(self.provision(source) for source in (rule.sources if rule else sources))
        return AppliedRule(name, found, rule.open_point if rule else "", rule.reviewed if rule else ())

    def facts_behind(self, decision: str) -> Iterator[FactLine]:
        """The person's own facts that a decision looked at, through the decisions it rests on; none about safety."""
        names: dict[str, None] = {}
        self._collect(decision, names, set())
        order = list(self.rulebook.vocabulary)
        yield from (self.fact_line(fact) for fact in sorted(names, key=order.index) if fact not in self._hidden)

    def _collect(self, decision: str, names: dict[str, None], seen: set[str]) -> None:
        if decision in seen:
            return
        seen.add(decision)
        known = self.rulebook.decisions.get(decision)
        read = [fact for rule in self._fired.get(decision, ()) for fact in rule["facts"]] or (
            known.inputs if known else ()
        )
        for fact in (each.removesuffix(".proof") for each in read):
            if fact in self.rulebook.decisions:
                self._collect(fact, names, seen)
                continue
            derived = self.rulebook.derived.get(fact)
            for source in map(_name, derived.sources if derived else (fact,)):
                if source in self.rulebook.vocabulary:
                    names[source] = None

    def fact_line(self, fact: str) -> FactLine:
        """A fact with its answer in words and how well that is proved."""
        answer = self.sheet.of(fact)
        name = wording.label(self.rulebook, fact, self.say)
        if not answer.known:
            return FactLine(fact, name, (), None)
        shown = shown_value(self.rulebook, fact, answer.value)
        lines = wording.value(self.rulebook.vocabulary[fact], shown, self.say) if shown is not None else []
        return FactLine(fact, name, tuple(lines), wording.EVIDENCE[answer.evidence or "statement"])

    @property
    def gates(self) -> list[tuple[str, LazyString, list[str]]]:
        """The three questions of the law that are never merged: title, answer, reasons."""
        found = []
        for name in GATES:
            gate = self.result["gates"][name]
            known = self.rulebook.decisions.get(f"{name}_gate")
            answers = words.NEED if name == "need" else words.GATES
            found.append((known.title if known else name, answers[gate["value"]], gate["because"]))
        return found

    @property
    def reasoning(self) -> list[list[str]]:
        """Every decision in order, with its value and its rules; none that looks at an answer about safety."""
        return [
            [
                self.say.gettext(decision.title),
                self.say.gettext(words.words_of(entry["value"] or "")),
                ", ".join(rule["id"] for rule in entry["rules"]),
            ]
            for entry in self.result["trace"]
            if (decision := self.rulebook.decisions.get(entry["decision"])) and not self._tells_of_safety(entry)
        ]

    def _tells_of_safety(self, entry: Mapping[str, Any]) -> bool:
        read = {fact for rule in entry["rules"] for fact in rule["facts"]}
        behind = {source for fact in read if (known := self.rulebook.derived.get(fact)) for source in known.sources}
        return not self._hidden.isdisjoint(read | behind)

    # Contested law

    @property
    def contested(self) -> bool:
        """Whether a point is in play on which the law is disputed."""
        return "contested" in self.result["flags"] or bool(self.result["open_points"])

    @property
    def readings(self) -> list[tuple[str, LazyString, LazyString, LazyString]]:
        """The readings: id, name, what it means, and the outcome it gives."""
        given = self.result["readings"]
        return [
            (name, title, words.READING_MEANINGS[name], words.OUTCOMES[given[name]])
            for name, title in words.READINGS.items()
            if name in given
        ]

    @property
    def open_points(self) -> list[tuple[str, str, list[tuple[LazyString, Text]], list[Provision]]]:
        """Every disputed rule that is in play: the point, the reason, what each reading makes of it, provisions."""
        return [
            (
                point["point"],
                point["because"],
                [(words.READINGS[name], words.words_of(value)) for name, value in point["readings"].items()],
                [self.provision(source) for source in point["sources"]],
            )
            for point in self.result["open_points"]
        ]

    # Sources

    @property
    def unverified(self) -> list[Provision]:
        """The sources that the answer rests on and whose text in force nobody read."""
        return [self.provision(source) for source in self.result["unverified"]]

    def provision(self, source: str) -> Provision:
        """A source, as it stands in the rules."""
        found = self.rulebook.sources.get(source)
        if found is None:
            return Provision(source, source)
        address = found.address if found.address.startswith("https://") else None
        read_on = date.fromisoformat(str(found.text_of)) if found.text_of else None
        return Provision(source, found.name, address, read_on, found.verified, found.quote)


@cache
def contacts() -> Mapping[str, tuple[Contact, ...]]:
    """Whom to call, per step."""
    file = paths.RULES / "contacts.yaml"
    found: dict[str, tuple[Contact, ...]] = {}
    for entry in read(file.read_text(encoding="utf-8"), file.name, lines=False).values():
        contact = Contact(entry["name"], entry["phone"], entry["text"])
        for step in entry["steps"]:
            found[step] = (*found.get(step, ()), contact)
    return found


def _name(path: str) -> str:
    """The fact of the vocabulary that a path such as ``work[0].end`` belongs to."""
    return path.partition(".")[0].partition("[")[0]


def _plain(path: str) -> str:
    """The path without the number of the item: ``work[0].end`` as ``work.end``."""
    name, _, part = path.partition(".")
    return f"{_name(name)}.{part}" if part else _name(name)
