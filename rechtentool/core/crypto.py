"""Encryption and signatures: which bytes are sealed under which key, and who signs.

Three kinds of key:

* a **data key** (:class:`DataKey`) seals the payloads of one person, or of one audit chain. It is random, stored only
  wrapped, and destroying the wrapped key erases all that it sealed;
* **master keys** (:class:`MasterKeys`) wrap data keys. The first of the ring wraps, the others still unwrap, so that a
  master key can be replaced without a pause;
* one **signing key** (:class:`Signer`, Ed25519) signs the heads of the audit chains.

Data keys and master keys are AES-256 in GCM mode with a random nonce of 96 bits. What is sealed is bound to its place
(table, row, column) through the associated data: moved to another row it does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_NAME_BYTES: Final = 8


class CannotOpenError(Exception):
    """What was sealed does not open: another key, another place, or changed bytes."""


class UnknownMasterKeyError(Exception):
    """A data key was wrapped by a master key that is not in the ring. ``name`` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no master key {name} in RECHTENTOOL_MASTER_KEYS")
        self.name = name


def canonical(value: Any) -> bytes:
    """The one form of a JSON value in bytes: ASCII, sorted names, no spaces. What is hashed or sealed has this form.

    Raises TypeError or ValueError for what JSON cannot hold (also NaN and infinity).
    """
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def new_key() -> bytes:
    """A random key of 32 bytes from the operating system."""
    return os.urandom(KEY_BYTES)


def key_to_text(key: bytes) -> str:
    """A key as the configuration holds it: base64 for addresses (RFC 4648, section 5), 44 characters."""
    return base64.urlsafe_b64encode(key).decode("ascii")


def key_from_text(text: str) -> bytes:
    """Read what :func:`key_to_text` wrote. Raises ValueError when it is not a key of 32 bytes."""
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("not base64 (letters, digits, - and _)") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"{len(key)} bytes, needed {KEY_BYTES}")
    return key


class DataKey:
    """Seals and opens the payloads of one person or one chain."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plaintext: bytes, *place: str) -> bytes:
        """Encrypt for one place, for example ``("assessment", row_id, "answers")``: nonce, then ciphertext."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plaintext, canonical(place))

    def open(self, sealed: bytes, *place: str) -> bytes:
        """Decrypt what was sealed for this place. Raises CannotOpenError."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], canonical(place))
        except (InvalidTag, ValueError):
            raise CannotOpenError("/".join(place)) from None

    def seal_json(self, value: Any, *place: str) -> bytes:
        """Seal a JSON value in its canonical form."""
        return self.seal(canonical(value), *place)

    def open_json(self, sealed: bytes, *place: str) -> Any:
        """Open what :meth:`seal_json` sealed. Raises CannotOpenError."""
        return json.loads(self.open(sealed, *place))


class MasterKeys:
    """The ring of master keys: the first wraps, all unwrap."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys:
            raise ValueError("at least one master key is needed")
        self._ring = {self._name_of(key): DataKey(key) for key in keys}
        self._first = self._name_of(keys[0])

    @staticmethod
    def _name_of(key: bytes) -> bytes:
        return hashlib.sha256(b"rechtentool master key\0" + key).digest()[:_NAME_BYTES]

    def wrap(self, data_key: bytes, *place: str) -> bytes:
        """Wrap a data key for the row that keeps it: name of the master key, then the sealed data key."""
        return self._first + self._ring[self._first].seal(data_key, *place)

    def unwrap(self, wrapped: bytes, *place: str) -> bytes:
        """The data key again. Raises UnknownMasterKeyError or CannotOpenError."""
        name, sealed = wrapped[:_NAME_BYTES], wrapped[_NAME_BYTES:]
        if name not in self._ring:
            raise UnknownMasterKeyError(name.hex())
        return self._ring[name].open(sealed, *place)

    def is_current(self, wrapped: bytes) -> bool:
        """Whether the first key of the ring wrapped this; if not, it waits to be wrapped again."""
        return wrapped[:_NAME_BYTES] == self._first


class Signer:
    """Signs with one Ed25519 key, made from a seed of 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key: Final = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        """32 bytes; give them to whoever checks signatures outside the system."""

    def sign(self, value: Any) -> bytes:
        """The signature (64 bytes) over the canonical form of a JSON value."""
        return self._private.sign(canonical(value))


def signature_holds(public_keys: Iterable[bytes], value: Any, signature: bytes) -> bool:
    """Whether one of these keys signed this JSON value."""
    for public_key in public_keys:
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(signature, canonical(value))
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


@dataclass(frozen=True)
class Keyring:
    """The keys that an installation works with: they open the wrapped data keys and sign the chains."""

    master: MasterKeys
    signer: Signer
    former_signers: tuple[Signer, ...] = ()
    """Sign no more; what they signed still holds."""

    @property
    def public_keys(self) -> tuple[bytes, ...]:
        """The public halves of all signing keys, the one in use first."""
        return (self.signer.public_key, *(signer.public_key for signer in self.former_signers))
