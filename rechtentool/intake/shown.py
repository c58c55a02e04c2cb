"""The things that a page about a result shows, each with what a template needs of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from flask_babel.speaklater import LazyString

from rechtentool.intake import outcome_words as words

Text: TypeAlias = str | LazyString
"""A sentence in its source language, to be said in the language of its reader."""


@dataclass(frozen=True)
class Provision:
    """Where something stands in the law, and how well its text was read."""

    id: str
    name: str
    address: str | None = None
    text_of: date | None = None
    verified: bool = False
    quote: str = ""


@dataclass(frozen=True)
class Contact:
    """Whom to call."""

    name: str
    phone: str
    text: str

    @property
    def address(self) -> str:
        """The number as a link."""
        return "tel:" + "".join(sign for sign in self.phone if sign.isdigit())


@dataclass(frozen=True)
class FactLine:
    """One of the person's own facts, as it was answered; ``lines`` is empty while it is unknown."""

    fact: str
    label: str
    lines: tuple[str, ...]
    evidence: LazyString | None


@dataclass(frozen=True)
class AppliedRule:
    """A rule that holds, with its provisions, and who reviewed it."""

    id: str
    provisions: tuple[Provision, ...]
    open_point: str
    reviewed: tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Ground:
    """A ground of the law for this person."""

    id: str
    title: str
    status: str
    evidence: LazyString | None
    until: date | None
    because: tuple[str, ...]
    rules: tuple[AppliedRule, ...]
    facts: tuple[FactLine, ...]

    @property
    def word(self) -> LazyString:
        """Whether it holds."""
        return words.STATUSES[self.status]

    @property
    def kind(self) -> str | None:
        """The colour of that word."""
        return words.STATUS_KINDS[self.status]


@dataclass(frozen=True)
class Step:
    """Something to do."""

    id: str
    title: str
    because: str
    provisions: tuple[Provision, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class Deadline:
    """A day that counts."""

    day: date
    because: Text
    provision: Provision | None


@dataclass(frozen=True)
class Document:
    """A paper that is accepted as proof, and how to get it."""

    id: str
    name: str
    text: str


@dataclass(frozen=True)
class Gap:
    """What is not known or not proved yet, and the papers that would prove it."""

    labels: tuple[str, ...]
    state: LazyString
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class Notice:
    """Something to watch out for."""

    id: str
    kind: str
    title: LazyString
    because: tuple[Text, ...]
