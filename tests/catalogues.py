"""Finds what is wrong in a catalogue: texts that are missing, unsure, stale or broken.

A fault is told in words, ``'the Dutch sentence': what is wrong``.
"""

import re
from collections.abc import Iterator
from typing import Final

from babel.messages.catalog import Catalog, Message

_PLACEHOLDER: Final = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]|\{\w*\}|(?<!%)%[sd]")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")

COUNT: Final = frozenset({"%(num)s", "%(num)d", "%(min)d", "%(max)d"})
"""The number of a plural: a form for one or two may say it in words."""


def faults(catalogue: Catalog, fresh: Catalog) -> list[str]:
    """Everything wrong in ``catalogue``, beside the texts that ``fresh`` took from code, templates and rules now."""
    return [f"{_shown(message)!r}: {fault}" for message, fault in _faults(catalogue, fresh)]


def _faults(catalogue: Catalog, fresh: Catalog) -> Iterator[tuple[Message, str]]:
    for message in fresh:
        if message.id and catalogue.get(message.id, message.context) is None:
            yield message, "is not in the catalogue"
    for message in catalogue.obsolete.values():
        yield message, "is obsolete"
    for message in catalogue:
        if not message.id:
            continue
        if fresh.get(message.id, message.context) is None:
            yield message, "no longer stands in the code, the templates or the rules"
        if message.fuzzy:
            yield message, "is fuzzy: somebody must say that it is right"
        for fault in _broken(message, catalogue.num_plurals):
            yield message, fault


def _broken(message: Message, forms: int) -> Iterator[str]:
    sources = [message.id] if isinstance(message.id, str) else [*message.id]
    texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
    if len(texts) != (forms if len(sources) > 1 else 1) or not all(texts):
        yield "has no translation"
        return
    wanted = [_placeholders(source) for source in sources]
    free = COUNT if len(sources) > 1 else frozenset()
    for text in texts:
        found = _placeholders(text)
        if not any(found - free == known - free and found <= known | free for known in wanted):
            right = " or ".join(dict.fromkeys(str(sorted(known)) for known in wanted))
            yield f"has other placeholders: {sorted(found)}, not {right}"
        if not any(sorted(_TAG.findall(text)) == sorted(_TAG.findall(source)) for source in sources):
            yield f"has other tags: {_TAG.findall(text)}"
        if text.strip() != text and all(source.strip() == source for source in sources):
            yield "begins or ends with a space"
        if _formatted(message) and not _can_be_formatted(text):
            yield "has a per cent sign that must be written %%"


def _placeholders(*texts: str) -> frozenset[str]:
    return frozenset(placeholder for text in texts for placeholder in _PLACEHOLDER.findall(text))


def _formatted(message: Message) -> bool:
    """Whether gettext fills the text in, and so reads every per cent sign: always in a template."""
    return "%(" in _shown(message) or any(path.startswith("templates/") for path, _ in message.locations)


class _Anything(dict[str, int]):
    def __missing__(self, name: str) -> int:
        return 1


def _can_be_formatted(text: str) -> bool:
    try:
        text % _Anything()
    except (TypeError, ValueError):
        return False
    return True


def _shown(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]
