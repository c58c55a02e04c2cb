#!/usr/bin/env python3
"""Checks the dossier of one case outside the system that made it: ``python3 verifier.py dossier.json``.

Needs Python 3.11 or newer and nothing else. Where the package ``cryptography`` is installed the signature is checked
too. The same definitions of bytes and hashes are used inside the system, so this file is also their description.

What it proves: each entry is as it was hashed, each names the hash of the one before it in the case, none is missing
or out of order up to the last one, and the readable text of each is the text that was sealed. With the signature: the
system held exactly these entries of this case at the moment of export. What it cannot see: whether the moment and the
account in an entry were true when it was written.

Exit codes: 0 everything holds, 1 a fault, 2 the file cannot be read as a dossier.
"""

from __future__ import annotations

import argparse
import base64
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOSSIER = "rechtentool-dossier-1"
ENTRY = "rechtentool-entry-1"
HEAD = "rechtentool-head-1"
NOTHING = bytes(32)
"""Stands for the entry before the first."""


def canonical(value: Any) -> bytes:
    """The one form of a JSON value in bytes: ASCII, sorted names, no spaces."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def moment(time: dt.datetime) -> str:
    """A moment as it is hashed: UTC with six digits after the second, for example 2026-11-22T09:30:00.000000Z."""
    return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_hash(
    *,
    chain: str,
    sequence: int,
    time: str,
    actor: int | None,
    action: str,
    case: str | None,
    case_sequence: int | None,
    previous: bytes,
    case_previous: bytes | None,
    key: str,
    commitment: bytes,
    payload: bytes,
) -> bytes:
    """The hash of an entry: SHA-256 over the canonical form of all its fields.

    ``payload`` is the SHA-256 of the sealed bytes, so that a dossier need not carry them.
    """
    fields = {
        "format": ENTRY,
        "chain": chain,
        "sequence": sequence,
        "time": time,
        "actor": actor,
        "action": action,
        "case": case,
        "case_sequence": case_sequence,
        "previous": previous.hex(),
        "case_previous": None if case_previous is None else case_previous.hex(),
        "key": key,
        "commitment": commitment.hex(),
        "payload": payload.hex(),
    }
    return hashlib.sha256(canonical(fields)).digest()


def head_statement(chain: str, length: int, head: bytes, time: str) -> dict[str, Any]:
    """What is signed of a chain: so long it was, and this was its newest hash, at this moment."""
    return {"format": HEAD, "chain": chain, "length": length, "hash": head.hex(), "time": time}


def dossier_statement(chain: str, case: str, length: int, head: bytes, time: str) -> dict[str, Any]:
    """What is signed of a dossier: so many entries the case had, and this was the newest hash, at this moment."""
    return {"format": DOSSIER, "chain": chain, "case": case, "length": length, "hash": head.hex(), "time": time}


def faults(dossier: dict[str, Any]) -> Iterator[str]:
    """Everything that does not hold in a dossier, one sentence each, but for the signature.

    Raises KeyError, TypeError or ValueError when it is not built like a dossier.
    """
    if dossier["format"] != DOSSIER:
        raise ValueError(f"format {dossier['format']!r}, needed {DOSSIER!r}")
    statement = dossier["statement"]
    chain, case = statement["chain"], statement["case"]
    last, head, chain_sequence = 0, NOTHING, 0
    for entry in dossier["entries"]:
        at = f"entry {entry['case_sequence']}"
        if entry["case_sequence"] != last + 1:
            yield f"{at}: expected entry {last + 1}; one is missing, twice there or out of order"
        if bytes.fromhex(entry["case_previous"]) != head:
            yield f"{at}: does not follow the entry before it"
        if entry["sequence"] <= chain_sequence:
            yield f"{at}: number {entry['sequence']} in the municipality's chain does not come after {chain_sequence}"
        recorded = bytes.fromhex(entry["hash"])
        computed = entry_hash(
            chain=chain,
            sequence=entry["sequence"],
            time=entry["time"],
            actor=entry["actor"],
            action=entry["action"],
            case=case,
            case_sequence=entry["case_sequence"],
            previous=bytes.fromhex(entry["previous"]),
            case_previous=bytes.fromhex(entry["case_previous"]),
            key=entry["key"],
            commitment=bytes.fromhex(entry["commitment"]),
            payload=bytes.fromhex(entry["payload"]),
        )
        if computed != recorded:
            yield f"{at}: was changed after it was written"
        content = entry["content"]
        if content is not None and hashlib.sha256(content.encode("utf-8")).hexdigest() != entry["commitment"]:
            yield f"{at}: the readable text is not the text that was sealed"
        last, head, chain_sequence = entry["case_sequence"], recorded, entry["sequence"]
    if statement != dossier_statement(chain, case, last, head, statement["time"]):
        yield f"the statement tells of {statement['length']} entries; the dossier ends otherwise, with entry {last}"


def signature_state(dossier: dict[str, Any]) -> bool | None:
    """Whether the dossier's own public key signed its statement; None where cryptography is not installed."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(dossier["public_key"], validate=True))
        key.verify(base64.b64decode(dossier["signature"], validate=True), canonical(dossier["statement"]))
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public_key: bytes) -> str:
    """A public key in a form that people can compare: its SHA-256 in groups of four hexadecimal digits."""
    digits = hashlib.sha256(public_key).hexdigest()
    return " ".join(digits[start : start + 4] for start in range(0, 64, 4))


def main(arguments: list[str] | None = None) -> int:
    """Check the file named on the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Check the dossier of one case.")
    parser.add_argument("file", type=Path, help="the dossier (JSON)")
    parser.add_argument("--text", action="store_true", help="also print what each entry says")
    options = parser.parse_args(arguments)
    try:
        dossier = json.loads(options.file.read_text(encoding="utf-8"))
        found = list(faults(dossier))
        signed = signature_state(dossier)
        key = fingerprint(base64.b64decode(dossier["public_key"], validate=True))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(f"{options.file}: cannot be read as a dossier: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    if options.text:
        for entry in dossier["entries"]:
            print(f"{entry['case_sequence']:>5}  {entry['time']}  {entry['action']}  {entry['content'] or '(erased)'}")
    if signed is False:
        found.append("the signature does not belong to this statement and this key")
    for fault in found:
        print(f"FAULT: {fault}")
    print(f"case {dossier['statement']['case']}: {len(dossier['entries'])} entries, {len(found)} faults")
    state = {True: "holds", False: "does not hold", None: "not checked (package cryptography is not installed)"}[signed]
    print(f"signature: {state}; compare the key's fingerprint with the one published: {key}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
