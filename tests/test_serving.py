"""``rechtentool serve``, as somebody types it: set-up of the embedded database, the demonstration, and stopping."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest

from rechtentool.accounts import demo
from rechtentool.app import create_public_app
from rechtentool.core.config import ConfigurationError

PROGRAM = str(Path(sys.executable).with_name("rechtentool"))


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def environment(folder: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RECHTENTOOL_")}
    named = {f"RECHTENTOOL_{name}": value for name, value in settings.items()}
    return kept | named | {"RECHTENTOOL_INSTANCE": str(folder), "LANG": "C.UTF-8"}


def fetch(address: str, patience: float = 60) -> tuple[int, str]:
    """Ask until somebody listens."""
    until = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 (loopback)
                return answer.status, answer.read().decode()
        except URLError as error:
            if hasattr(error, "code") or time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_serving_a_fresh_demonstration(tmp_path: Path) -> None:
    port = free_port()
    settings = environment(tmp_path, DEMO="1") | {"PORT": str(port)}
    with subprocess.Popen(
        [PROGRAM, "serve"], env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as serving:
        try:
            assert fetch(f"http://127.0.0.1:{port}/healthz") == (200, '{"status":"ok"}\n')
            _status, ready = fetch(f"http://127.0.0.1:{port}/readyz")
            assert json.loads(ready)["checks"] == {"database": "ok", "rulebook": "ok"}
        finally:
            serving.send_signal(signal.SIGTERM)
        output, _ = serving.communicate(timeout=30)
    printed = output.decode()
    assert f"http://127.0.0.1:{port}" in printed
    assert demo.PASSWORD in printed
    assert [account.email for account in demo.ACCOUNTS if account.email not in printed] == []
    assert serving.returncode == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104
def test_the_demonstration_is_not_served_to_others(tmp_path: Path, host: str) -> None:
    command = [PROGRAM, "serve", "--host", host, "--port", str(free_port())]
    refused = subprocess.run(command, env=environment(tmp_path, DEMO="1"), capture_output=True, text=True, timeout=60)
    assert refused.returncode == 2
    assert refused.stderr.startswith("De demonstratie heeft wachtwoorden die iedereen kent")
    assert not (tmp_path / "rechtentool.sqlite3").exists()


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = [PROGRAM, "serve", "--port", str(taken.getsockname()[1])]
        refused = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, timeout=60)
    assert refused.returncode == 2
    assert "is bezet of niet toegestaan" in refused.stderr


def test_the_public_half_needs_no_key_but_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECHTENTOOL_MODE", "production")
    monkeypatch.setenv("RECHTENTOOL_INSTANCE", str(tmp_path))
    with pytest.raises(ConfigurationError, match="RECHTENTOOL_SECRET_KEY"):
        create_public_app()
    monkeypatch.setenv("RECHTENTOOL_SECRET_KEY", "x" * 40)
    assert create_public_app({"TESTING": True}).test_client().get("/").status_code == 200
