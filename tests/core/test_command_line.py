"""click speaks the caller's language, in our words."""

import ast
import subprocess
import sys
from pathlib import Path

import click
import pytest

from rechtentool.core import command_line

FOR_PROGRAMMERS = {
    "%(prog)s, version %(version)s", "Show the version and exit.", "Name '{name}' defined twice",
    "Could not determine name for option with declarations {decls!r}", "Unknown color {colour!r}",
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Boolean option {decl!r} cannot use the same flag for true/false.", "Choice({choices})",
    "DeprecationWarning: The command {name!r} is deprecated.{extra_message}",
    "DeprecationWarning: The {param_type} {name!r} is deprecated.{extra_message}",
    "Invalid start character for option ({option})",
    "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? "
    "Did you mean to pass '--{name}'?",
}  # fmt: skip
"""Sentences that only a mistake in our code can bring up."""


def said(function: str) -> set[str]:
    """The first literal of every call of a function in the modules of click that we put into words."""
    found: set[str] = set()
    for name in ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types"):
        source = (Path(click.__file__).parent / f"{name}.py").read_text(encoding="utf-8")
        calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args)
        found |= {
            str(call.args[0].value)
            for call in calls
            if isinstance(call.func, ast.Name) and call.func.id == function and isinstance(call.args[0], ast.Constant)
        }
    return found


def test_every_sentence_of_click_has_our_own_words() -> None:
    assert "Usage:" in said("_")
    assert said("_") - set(command_line.MESSAGES) - FOR_PROGRAMMERS == set()
    assert said("ngettext") - set(command_line.PLURAL_MESSAGES) == set()


def test_no_sentence_is_kept_that_click_no_longer_says() -> None:
    assert set(command_line.MESSAGES) - said("_") == set()
    assert set(command_line.PLURAL_MESSAGES) - said("ngettext") == set()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["--help"], "Opdrachten:"), (["assess"], "Er ontbreekt een argument"), (["asess"], "bestaat niet")],
)
def test_the_program_speaks_dutch(arguments: list[str], expected: str) -> None:
    code = "from rechtentool.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--language", "nl", *arguments], capture_output=True, text=True, check=False
    )
    assert expected in done.stdout + done.stderr
    assert "Usage:" not in done.stdout + done.stderr
