"""What holds for the project as a whole: locks, documents, commands."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from rechtentool.cli import gather

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+).*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)(?P<target>[^)#\s]+)")


def pins(lock: Path) -> dict[str, set[str]]:
    """Locked versions by name; a package may have one for each Python."""
    found: dict[str, set[str]] = {}
    for pin in PINNED.finditer(lock.read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(pin["name"]), set()).add(pin["version"])
    return found


def identity(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("lock", LOCKS, ids=identity)
def test_every_locked_python_package_has_a_hash(lock: Path) -> None:
    found = list(PINNED.finditer(lock.read_text(encoding="utf-8")))
    assert found
    assert [pin["name"] for pin in found if "--hash=sha256:" not in pin[0]] == []


@pytest.mark.parametrize("lock", [*LOCKS, ROOT / "package-lock.json", ROOT / ".npmrc"], ids=identity)
def test_a_lock_file_names_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert re.findall(r"\S*(?:\w://|--index-url|--find-links|registry=)\S*", text) == []


def test_every_locked_npm_package_has_a_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert len(packages) > 1
    assert [name for name, package in packages.items() if name and not package.get("integrity")] == []


@pytest.mark.parametrize(
    ("lock", "asked"),
    [
        ("runtime", PROJECT["project"]["dependencies"]),
        ("dev", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
        ("build", PROJECT["build-system"]["requires"] + PROJECT["dependency-groups"]["build"]),
        ("frontend", PROJECT["dependency-groups"]["frontend"]),
        ("node", PROJECT["dependency-groups"]["node"]),
        ("uv", PROJECT["dependency-groups"]["uv"]),
    ],
)
def test_the_lock_satisfies_what_is_asked(lock: str, asked: list[str]) -> None:
    locked = pins(ROOT / "requirements" / f"{lock}.txt")
    for requirement in map(Requirement, asked):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not locked: run `make lock`"
        assert all(map(requirement.specifier.contains, versions)), f"{requirement} is locked as {versions}"


def test_tests_run_with_the_versions_that_users_get() -> None:
    runtime, dev = (pins(ROOT / "requirements" / f"{name}.txt") for name in ("runtime", "dev"))
    assert {name: dev.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("document", DOCUMENTS, ids=identity)
def test_links_in_documents_lead_somewhere(document: Path) -> None:
    targets = [link["target"] for link in LINK.finditer(document.read_text(encoding="utf-8"))]
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_make_lists_every_command_that_documents_mention() -> None:
    listed = subprocess.run(["make", "--silent", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    commands = set(re.findall(r"^  make (\S+)", listed, re.MULTILINE))
    assert {"run", "test", "test-long", "bench", "system-packages"} <= commands
    for document in DOCUMENTS:
        mentioned = set(
            re.findall(r"(?:`|^)(?:PORT=\S+ )?make ([a-z][a-z-]*)", document.read_text(encoding="utf-8"), re.M)
        )
        assert mentioned <= commands, f"{identity(document)} names a command that make does not know"


def written_commands(document: Path) -> set[tuple[str, ...]]:
    """Each ``rechtentool …`` in the code of a document, as far as it consists of plain words."""
    code = "".join(re.findall(r"```.*?```|`[^`]+`", document.read_text(encoding="utf-8"), re.DOTALL))
    return {tuple(words.split()) for words in re.findall(r"(?:bin/|`|\n)rechtentool((?: [a-z-]+\b(?![.=/]))+)", code)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=identity)
def test_documents_name_commands_that_exist(document: Path) -> None:
    for words in written_commands(document):
        command: click.Command = gather()
        for word in words:
            if not isinstance(command, click.Group) or word.startswith("-"):
                break  # the rest are arguments
            assert word in command.commands, f"there is no command `rechtentool {' '.join(words)}`"
            command = command.commands[word]


def test_the_example_in_the_readme_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    printed = subprocess.run(
        [sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert printed.startswith("not_yet_demonstrable\n[{")
