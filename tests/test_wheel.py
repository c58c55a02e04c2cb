"""The wheel carries all that the application needs: built, installed in an empty environment, and used there."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).with_name("uv")
LOCKED: list[str | Path] = ["--require-hashes", "--build-constraints", ROOT / "requirements/build.txt"]
BUILT_FROM = [
    *("LICENSE", "README.md", "hatch_build.py", "pyproject.toml"),
    *("migrations", "rechtentool", "rules", "static", "templates", "translations"),
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy, so that nothing is written into the checkout."""
    copy, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        else:
            shutil.copy(ROOT / name, copy)
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", target], cwd=copy, check=True)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` folder of an environment with the wheel and its locked dependencies, and nothing else."""
    environment = tmp_path_factory.mktemp("installed") / "venv"
    subprocess.run([UV, "venv", "--quiet", "--python", sys.executable, environment], check=True)
    install: list[str | Path] = [UV, "pip", "install", "--quiet", "--python", environment]
    locked = [*install, *LOCKED, "-r", ROOT / "requirements/runtime.txt"]
    # set-up has filled uv's cache; where someone has emptied it, the network is needed
    if subprocess.run([*locked, "--offline"], check=False).returncode:
        subprocess.run(locked, check=True)
    subprocess.run([*install, "--no-deps", wheel], check=True)
    return environment / "bin"


def run(*command: str | Path, cwd: Path) -> str:
    """Standard output of a command that knows nothing of the checkout."""
    environment = {"HOME": str(cwd), "PATH": os.defpath, "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_carries_the_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        "rules/facts.yaml",
        "static/vendor/site.css",
        *(f"translations/{code}/LC_MESSAGES/messages.mo" for code in ("en", "pl", "ro")),
    }
    assert {f"rechtentool/_data/{name}" for name in expected} - names == set()
    for folder in ("migrations", "rules", "templates"):
        here = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.*") if path.suffix != ".pyc"}
        assert here
        assert {f"rechtentool/_data/{name}" for name in here} - names == set()


def test_the_installed_package_finds_its_data(installed: Path, tmp_path: Path) -> None:
    script = (
        "from rechtentool.core import paths as p;"
        "data = p.MIGRATIONS, p.RULES, p.STATIC, p.TEMPLATES, p.TRANSLATIONS;"
        "print(p.PACKAGE, p.ROOT, *(folder.is_dir() for folder in data))"
    )
    package, root, *found = run(installed / "python", "-c", script, cwd=tmp_path).split()
    assert Path(root) == Path(package) / "_data"
    assert found == ["True"] * 5


def test_the_installed_command_assesses_a_case(installed: Path, tmp_path: Path) -> None:
    case: dict[str, Any] = {
        "reference_date": "2026-11-22",
        "facts": {
            "nationalities": ["PL"],
            "adult": "yes",
            "home_situation": "left",
            "work": [{"kind": "employee", "start": "2026-02-20", "end": None, "hours_per_week": 36}],
        },
        "evidence": {"work": "document", "nationalities": "document"},
    }
    (tmp_path / "case.json").write_text(json.dumps(case), encoding="utf-8")
    command = installed / "rechtentool"
    result = json.loads(run(command, "assess", "case.json", "--format", "json", cwd=tmp_path))
    assert result["reference_date"] == "2026-11-22"
    assert result["gates"]["residence"]["value"] == "open"
    assert [ground["id"] for ground in result["grounds"] if ground["value"] == "yes"] == ["worker"]


def test_the_installed_application_shows_a_page(installed: Path, tmp_path: Path) -> None:
    script = (
        "from rechtentool.app import create_public_app;"
        "client = create_public_app().test_client();"
        "page = client.get('/?lang=pl');"
        "print(page.status_code, page.headers['Content-Language'], client.get('/static/vendor/site.css').status_code)"
    )
    assert run(installed / "python", "-c", script, cwd=tmp_path).split() == ["200", "pl", "200"]
