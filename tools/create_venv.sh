#!/usr/bin/env bash
# Creates the virtual environment named as the only argument, with Python 3.11 or 3.12 and pip in it.
# Takes an interpreter of this machine that can build a C extension; else has uv fetch Python 3.12;
# else says what to type.
set -euo pipefail
venv=$1

usable() { # has ensurepip and the C headers, and is a version that durable_rules runs on
  "$1" - >/dev/null 2>&1 <<'PYTHON'
import ensurepip, pathlib, sys, sysconfig
assert (3, 11) <= sys.version_info < (3, 13)
assert (pathlib.Path(sysconfig.get_path("include")) / "Python.h").is_file()
PYTHON
}

for python in ${PYTHON:-} python3.12 python3.11 python3 python; do
  if usable "$python"; then
    echo "Creating $venv with $("$python" --version) ($python)"
    exec "$python" -m venv --clear "$venv"
  fi
done

fetch_with() { "$1" venv --quiet --clear --seed --python-preference only-managed --python 3.12 "$venv"; }

echo "No Python 3.11 or 3.12 with headers and venv on this machine; uv will fetch Python 3.12."
if uv --version >/dev/null 2>&1; then
  fetch_with uv && exit
else
  bootstrap=$(mktemp -d)
  trap 'rm -rf "$bootstrap"' EXIT
  for python in python3 python; do
    "$python" -m venv "$bootstrap" >/dev/null 2>&1 &&
      "$bootstrap/bin/python" -m pip install --quiet --require-hashes -r requirements/uv.txt &&
      fetch_with "$bootstrap/bin/uv" && exit
  done
fi

cat >&2 <<'TEXT'
Rechtentool needs Python 3.11 or 3.12 with its headers. Install it, then run the same command again:
  Debian 12, Ubuntu 24.04:  sudo apt-get install python3 python3-venv python3-dev
  macOS:                    brew install python@3.12
  elsewhere:                install uv (https://docs.astral.sh/uv/), which fetches Python 3.12 for this project alone
TEXT
exit 1
