"""Finds text that people see and that never went through gettext, in templates, in Python and in the YAML of rules/.

Each function gives faults in words, ``line N: …``; an empty list is good.
"""

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Final

from jinja2 import Environment, nodes
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from rechtentool.core.extraction import VISIBLE_KEYS, VISIBLE_MAPPINGS

GETTEXT: Final = frozenset(
    "_ _l N_ nN_ gettext ngettext pgettext npgettext in_language lazy_gettext lazy_ngettext lazy_pgettext".split()  # noqa: SIM905
)
"""The functions that take a text to be translated."""

NAMES: Final = frozenset({"Rechtentool"})
"""What is the same in every language."""

_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_WORDS: Final = re.compile(r"[^\W\d_]{2,}[,;:.]?\s+[^\W\d_]{2,}")
_CODE: Final = re.compile(r"^[A-Z_]+$|\"\w+\":")
"""The name of a message (``PASSWORD_INVALID``) and a key of JSON."""
_SENTENCE: Final = re.compile(r"\s*[A-ZÀ-Ý][a-zà-ÿ]+|.*\w\s+\w.*[.?!:]\s*$", re.DOTALL)


def is_text(value: object) -> bool:
    """Whether there is a word in ``value`` that would need a translation."""
    return isinstance(value, str) and bool(_WORD.search(_CODE.sub("", value))) and value.strip() not in NAMES


# Templates


VISIBLE_ATTRIBUTES: Final = frozenset(
    "alt aria-description aria-label aria-placeholder aria-roledescription label placeholder title".split()  # noqa: SIM905
)
_EXPRESSION: Final = "\ue000"
"""Stands for ``{{ … }}`` in the text of a template; no letter."""

_jinja: Final = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701  (it only parses)
_jinja.newstyle_gettext = True  # type: ignore[attr-defined]


def in_template(source: str) -> list[str]:
    """Literal text and attributes of a template, and sentences in its expressions."""
    template = _jinja.parse(source)
    page = _Page()
    for line, piece in _pieces(template):
        page.add(line, piece)
    page.close()
    sentences = (f"line {node.lineno}: {node.value!r}" for node in _constants(template) if _is_sentence(node.value))
    return [*page.faults, *sentences]


def _is_sentence(value: object) -> bool:
    return is_text(value) and bool(_SENTENCE.match(str(value)))


def _pieces(node: nodes.Node) -> Iterator[tuple[int, str]]:
    """The text of a template in order, whatever its conditions are."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.lineno, child.data
        elif isinstance(child, nodes.Expr):
            if isinstance(node, nodes.Output):
                yield child.lineno, _EXPRESSION
        else:
            yield from _pieces(child)


def _constants(node: nodes.Node) -> Iterator[nodes.Const]:
    if isinstance(node, nodes.Const):
        yield node
    elif not (isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in GETTEXT):
        for child in node.iter_child_nodes():
            yield from _constants(child)
    else:
        # The values that go into a translated sentence are no part of it.
        for value in node.kwargs:
            yield from _constants(value)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._lines: list[tuple[int, int]] = []  # where in the text fed so far a piece begins, and its line
        self._line_starts = [0]
        self._text = ""
        self._silent = 0

    def add(self, line: int, piece: str) -> None:
        self._lines.append((len(self._text), line))
        self._line_starts += [len(self._text) + found.end() for found in re.finditer("\n", piece)]
        self._text += piece
        self.feed(piece)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style")
        found = dict(attrs)
        shown = VISIBLE_ATTRIBUTES | (
            {"value"} if tag == "input" and found.get("type") in ("submit", "button", "reset") else set()
        )
        if tag == "meta" and found.get("name") == "description":
            shown |= {"content"}
        for name, value in attrs:
            if name in shown and is_text(value):
                self._fault(f"{name}={value!r}")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent and is_text(data.replace(_EXPRESSION, " ")):
            self._fault(repr(" ".join(data.replace(_EXPRESSION, "…").split()).strip(" …")))

    def _fault(self, what: str) -> None:
        row, column = self.getpos()
        offset = self._line_starts[row - 1] + column
        start, line = self._lines[bisect_right(self._lines, (offset, 1 << 30)) - 1]
        self.faults.append(f"line {line + self._text.count(chr(10), start, offset)}: {what}")


# Python


SHOWN_ARGUMENTS: Final = {
    "BadParameter": 0,
    "ClickException": 0,
    "SelectChoice": 1,
    "StopValidation": 0,
    "UsageError": 0,
    "ValidationError": 0,
    "confirm": 0,
    "echo": 0,
    "flash": 0,
    "print": 0,
    "prompt": 0,
    "secho": 0,
}
"""The functions that show an argument to people, and which one; of a form field (``…Field``) it is the first."""

SHOWN_KEYWORDS: Final = frozenset({"description", "epilog", "help", "label", "message", "prompt", "short_help"})


def in_python(source: str) -> list[str]:
    """Literal labels, messages and help in Python: of forms, of ``flash`` and of the command line."""
    faults = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            faults += [f"line {text.lineno}: {ast.unparse(text)}" for text in _shown(node)]
        elif isinstance(node, ast.FunctionDef) and ast.get_docstring(node) and _helpless_command(node):
            faults.append(f"line {node.lineno}: the docstring of {node.name} would be its help")
    return faults


def _shown(call: ast.Call) -> Iterator[ast.expr]:
    name = _name(call.func)
    position = 0 if name.endswith("Field") else SHOWN_ARGUMENTS.get(name)
    if position is not None and len(call.args) > position:
        yield from _literals(call.args[position])
    if name not in GETTEXT:
        for keyword in call.keywords:
            if keyword.arg in SHOWN_KEYWORDS:
                yield from _literals(keyword.value)


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _literals(node: ast.expr) -> Iterator[ast.expr]:
    """The literal texts in an expression that are not inside a call."""
    match node:
        case ast.Constant(value=value) if is_text(value):
            yield node
        case ast.JoinedStr(values=values) if any(isinstance(v, ast.Constant) and is_text(v.value) for v in values):
            yield node
        case ast.BinOp(left=left, right=right):
            yield from _literals(left)
            yield from _literals(right)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _literals(body)
            yield from _literals(orelse)
        case ast.Call(func=ast.Attribute(value=ast.Constant() as text, attr="format")):
            yield from _literals(text)


def _helpless_command(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(decorator, ast.Call)
        and _name(decorator.func) in ("command", "group")
        and not any(keyword.arg == "help" for keyword in decorator.keywords)
        for decorator in function.decorator_list
    )


# Rules


def in_rules(source: str, hidden: Iterable[str]) -> list[str]:
    """Sentences under a key that is neither extracted nor among the ``hidden``, which nobody is shown."""
    root = YAML(typ="safe", pure=True).compose(source)
    return [] if root is None else list(_sentences(root, "", VISIBLE_KEYS | VISIBLE_MAPPINGS | set(hidden)))


def _sentences(node: Node, key: str, known: frozenset[str]) -> Iterator[str]:
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if not (name.value in VISIBLE_MAPPINGS and isinstance(value, MappingNode)):
                yield from _sentences(value, str(name.value), known)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _sentences(item, f"{key}[]", known)
    elif isinstance(node, ScalarNode) and key not in known and _WORDS.search(node.value):
        yield f"line {node.start_mark.line + 1}: {key}: {node.value!r}"
