"""YAML 1.2 with line numbers, as plain lists, mappings and scalars.

In YAML 1.2 ``yes``, ``no`` and the country code ``NO`` are strings. Dates stay strings too.
"""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .faults import Fault, RulebookError

LINE = "__line__"
"""Key under which every mapping read from a file keeps the line on which it starts."""


def read(text: str, name: str, lines: bool = True) -> Any:
    """Read one YAML document; with ``lines`` every mapping carries its line number under :data:`LINE`.

    Raises RulebookError with ``name:line`` when the text is not YAML or a key stands twice.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RulebookError([Fault(f"{name}:{line}", str(error.problem or "not YAML"))]) from error
    return None if node is None else _plain(node, name, lines)


def _plain(node: Node, name: str, lines: bool) -> Any:
    if isinstance(node, ScalarNode):
        return _scalar(node)
    if isinstance(node, SequenceNode):
        return [_plain(item, name, lines) for item in node.value]
    assert isinstance(node, MappingNode)
    result: dict[str, Any] = {LINE: node.start_mark.line + 1} if lines else {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in result:
            where = f"{name}:{key_node.start_mark.line + 1}"
            raise RulebookError([Fault(where, "the key stands twice", found=key, accepted="each key once")])
        result[key] = _plain(value_node, name, lines)
    return result


def _scalar(node: ScalarNode) -> Any:
    value: str = node.value
    match str(node.tag).rsplit(":", 1)[-1]:
        case "int":
            return int(value)
        case "float":
            return float(value)
        case "bool":
            return value.lower() == "true"
        case "null":
            return None
        case _:
            return value
