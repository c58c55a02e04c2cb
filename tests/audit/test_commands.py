"""``rechtentool audit`` from the command line, and the verifier that stands alone."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rechtentool.audit import operations, verifier
from rechtentool.audit.commands import SENTENCES, audit
from rechtentool.audit.verification import FaultKind
from rechtentool.core import keys
from rechtentool.core.crypto import key_to_text
from rechtentool.core.database import surroundings_of
from tests.audit.conftest import Trails

Run = Callable[..., Result]


@pytest.fixture
def run(
    trails: Trails,
    database_url: str,
    raw_keys: tuple[bytes, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Run:
    """Run a command on the database of the test, in the environment of its installation."""
    for name, value in {
        "INSTANCE": str(tmp_path),
        "DATABASE_URL": database_url,
        "MASTER_KEYS": key_to_text(raw_keys[0]),
        "SIGNING_KEY": key_to_text(raw_keys[1]),
    }.items():
        monkeypatch.setenv(f"RECHTENTOOL_{name}", value)
    trails.session.commit()
    return lambda *arguments: CliRunner().invoke(audit, list(arguments))


def test_all_is_well(run: Run) -> None:
    told = run("verify")
    assert (told.exit_code, told.stdout) == (0, "Gecontroleerd: 9 regels en 8 controlepunten. Fouten: 0.\n")


def test_a_fault_is_told_with_chain_and_number(run: Run, trails: Trails) -> None:
    name = f"municipality:{trails.own.id}"
    trails.tamper("DELETE FROM audit_entry WHERE sequence = 6 AND action = 'sign_out'")
    told = run("verify")
    assert told.exit_code == 1
    assert f"{name}, vanaf regel 6: het einde is afgekapt, vervangen of aangevuld." in told.stdout
    assert f"{name}, regel 6: ontbreekt, of is niet de regel die eerder is vastgelegd." in told.stdout


def test_every_kind_of_fault_has_a_sentence() -> None:
    assert set(SENTENCES) == {kind.value for kind in FaultKind}


def test_alone_in_a_process(run: Run, trails: Trails) -> None:
    """As the installed program does: with nothing imported but what the command imports itself."""
    program = ["-c", "from rechtentool.audit.commands import audit; audit()"]
    arguments = ["export", "--case", trails.case.id]
    told = subprocess.run([sys.executable, *program, *arguments], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["statement"]["case"] == trails.case.id
    assert "10 regels" in run("verify").stdout, "handing it out is an entry"


def test_for_other_programs(run: Run, trails: Trails) -> None:
    assert json.loads(run("verify", "--format", "json").stdout) == {
        "faults": [],
        "found": 0,
        "chains": 3,
        "entries": 9,
        "checkpoints": 8,
    }
    trails.tamper("UPDATE audit_entry SET actor = 7 WHERE sequence IN (3, 4)")
    told = run("verify", "--format", "json")
    assert told.exit_code == 1
    assert json.loads(told.stdout)["faults"] == [
        {"kind": "changed", "chain": f"municipality:{trails.own.id}", "sequence": n, "case": letter * 32}
        for n, letter in ((3, "c"), (4, "d"))
    ]


def test_one_case(run: Run, trails: Trails) -> None:
    trails.tamper("UPDATE audit_entry SET actor = 7 WHERE sequence = 3")
    assert run("verify", "--case", trails.case.id).exit_code == 1
    assert run("verify", "--case", trails.second_case.id).exit_code == 0
    nobody = run("verify", "--case", "nobody")
    assert (nobody.exit_code, nobody.stderr) == (2, "Dossier nobody staat niet in het logboek.\n")


def test_checkpoints_kept_elsewhere(run: Run, trails: Trails, tmp_path: Path) -> None:
    file = surroundings_of(trails.session).checkpoints
    assert file is not None
    elsewhere = file.rename(tmp_path / "elsewhere.jsonl")
    assert "0 controlepunten" in run("verify").stdout
    assert "8 controlepunten" in run("verify", "--checkpoints", str(elsewhere)).stdout
    assert run("verify", "--checkpoints", str(tmp_path / "absent")).exit_code == 2


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DATABASE_URL", "mysql://server/db", "wordt niet ondersteund"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3", "De database kan niet worden gebruikt"),
    ],
)
def test_what_cannot_be_checked(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str) -> None:
    monkeypatch.setenv(f"RECHTENTOOL_{name}", value)
    refused = run("verify")
    assert refused.exit_code == 2
    assert told in refused.stderr


@pytest.fixture
def dossier(run: Run, trails: Trails, tmp_path: Path) -> dict[str, Any]:
    file = tmp_path / "dossier.json"
    assert run("export", "--case", trails.case.id, "--output", str(file)).exit_code == 0
    exported: dict[str, Any] = json.loads(file.read_text())
    return exported


def check(dossier: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the verifier as an outsider would: one copied file, plain Python, no packages, no settings."""
    program = folder / "verifier.py"
    program.write_bytes(Path(verifier.__file__).read_bytes())
    file = folder / "dossier.json"
    file.write_text(json.dumps(dossier))
    return subprocess.run(
        [sys.executable, "-I", "-S", str(program), str(file), "--text"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )


def test_a_dossier_proves_itself(dossier: dict[str, Any], trails: Trails, tmp_path: Path) -> None:
    assert [entry["case_sequence"] for entry in dossier["entries"]] == [1, 2, 3]
    assert list(verifier.faults(dossier)) == []
    assert verifier.signature_state(dossier) is True
    outside = check(dossier, tmp_path)
    assert outside.returncode == 0, outside.stderr
    assert "3 entries, 0 faults" in outside.stdout
    assert '"new":"yes"' in outside.stdout
    assert "not checked (package cryptography is not installed)" in outside.stdout
    assert [entry.event.name for entry in operations.trail(trails.session, trails.case)][-1] == "dossier.exported"


def test_a_dossier_of_an_erased_person(run: Run, trails: Trails, tmp_path: Path) -> None:
    keys.destroy(trails.session, trails.person.key_id)
    trails.session.commit()
    exported = json.loads(run("export", "--case", trails.case.id).stdout)
    assert [entry["content"] for entry in exported["entries"]] == [None] * 3
    outside = check(exported, tmp_path)
    assert outside.returncode == 0
    assert "(erased)" in outside.stdout


def swap(entries: list[Any]) -> None:
    entries[0], entries[1] = entries[1], entries[0]


@pytest.mark.parametrize(
    "forge",
    [
        lambda entries: entries[1].update(actor=7),
        lambda entries: entries[1].update(time="2026-01-01T00:00:00.000000Z"),
        lambda entries: entries[1].update(content=entries[0]["content"]),
        lambda entries: entries[1].update(sequence=1),
        lambda entries: entries.pop(),
        lambda entries: entries.pop(0),
        lambda entries: entries.pop(1),
        lambda entries: entries.append(entries[-1]),
        lambda entries: entries.clear(),
        swap,
    ],
)
def test_a_forged_dossier(dossier: dict[str, Any], tmp_path: Path, forge: Callable[[list[Any]], object]) -> None:
    forge(dossier["entries"])
    outside = check(dossier, tmp_path)
    assert outside.returncode == 1
    assert "FAULT" in outside.stdout


def test_a_shortened_dossier_with_its_statement_made_anew(dossier: dict[str, Any]) -> None:
    """All hashes agree then; the signature does not."""
    dossier["entries"].pop()
    last = dossier["entries"][-1]
    dossier["statement"] |= {"length": last["case_sequence"], "hash": last["hash"]}
    assert list(verifier.faults(dossier)) == []
    assert verifier.signature_state(dossier) is False


@pytest.mark.parametrize("text", ["no json", "[]", "{}", '{"format": "other"}'])
def test_what_is_no_dossier(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "dossier.json"
    file.write_text(text)
    assert verifier.main([str(file)]) == 2
    assert "cannot be read as a dossier" in capsys.readouterr().err
    assert verifier.main([str(tmp_path / "absent")]) == 2
