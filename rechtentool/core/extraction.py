"""Finds the visible texts in the YAML of ``rules/``, for ``pybabel extract`` (see babel.cfg).

Which values people see is decided by their key alone, so that a text cannot be forgotten in one file.
"""

from collections.abc import Iterator
from pathlib import PurePath
from typing import IO, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

VISIBLE_KEYS: Final = frozenset(
    {
        "about_text",
        "empty",
        "help",
        "how",
        "item",
        "label",
        "name",
        "open_point",
        "question",
        "reason",
        "text",
        "title",
        "worker_note",
    }
)
"""The keys whose value is a sentence somebody reads."""

VISIBLE_MAPPINGS: Final = frozenset({"labels", "options"})
"""The keys whose mapping has a sentence for every key of its own."""

VISIBLE_KEYS_OF: Final = {"sources.yaml": frozenset({"name"})}
"""The files in which fewer keys are shown."""

Message = tuple[int, str, str, list[str]]


def extract_rules(
    fileobj: IO[bytes], keywords: object, comment_tags: object, options: dict[str, Any]
) -> Iterator[Message]:
    """Yields every visible text of one YAML file as Babel asks: line, function, message, comments.

    The message is the value as the rulebook reads it. Raises ``ruamel.yaml.YAMLError`` for a file that is not YAML.
    """
    shown = VISIBLE_KEYS_OF.get(PurePath(getattr(fileobj, "name", "")).name, VISIBLE_KEYS)
    root = YAML(typ="safe", pure=True).compose(fileobj.read().decode("utf-8"))
    if root is not None:
        yield from _texts(root, shown, visible=False)


def _texts(node: Node, shown: frozenset[str], *, visible: bool) -> Iterator[Message]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            inside = key.value in shown or visible
            if key.value in VISIBLE_MAPPINGS and isinstance(value, MappingNode):
                inside = True
            elif not isinstance(value, ScalarNode):
                inside = False
            yield from _texts(value, shown, visible=inside)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _texts(item, shown, visible=False)
    elif visible and node.value and str(node.tag).endswith(":str"):
        yield node.start_mark.line + 1, "", node.value, []
