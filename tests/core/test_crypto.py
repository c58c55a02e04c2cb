"""Sealing, wrapping and signing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rechtentool.core import crypto

PLACE = ("assessment", "1", "answers")


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_in_its_place_alone(plaintext: bytes) -> None:
    key = crypto.DataKey(crypto.new_key())
    sealed = key.seal(plaintext, *PLACE)
    assert key.open(sealed, *PLACE) == plaintext
    for elsewhere in (
        ("assessment", "2", "answers"),
        ("assessment", "1", "result"),
        ("assessment", "1answers"),
        ("assessment", "1", "", "answers"),
        (),
    ):
        with pytest.raises(crypto.CannotOpenError):
            key.open(sealed, *elsewhere)


def test_the_same_text_is_sealed_differently_each_time() -> None:
    key = crypto.DataKey(crypto.new_key())
    assert len({key.seal(b"yes", *PLACE) for _ in range(100)}) == 100


@given(st.data())
def test_one_changed_bit_is_seen(data: st.DataObject) -> None:
    key = crypto.DataKey(crypto.new_key())
    sealed = bytearray(key.seal(b"some text", *PLACE))
    position = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[position // 8] ^= 1 << position % 8
    with pytest.raises(crypto.CannotOpenError):
        key.open(bytes(sealed), *PLACE)


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12), bytes(27)])
def test_too_little_does_not_open(sealed: bytes) -> None:
    with pytest.raises(crypto.CannotOpenError):
        crypto.DataKey(crypto.new_key()).open(sealed, *PLACE)


def test_json() -> None:
    key = crypto.DataKey(crypto.new_key())
    value = {"naam": "Łukasz", "n": [1, 2.5, None, True]}
    assert key.open_json(key.seal_json(value, *PLACE), *PLACE) == value
    for impossible in (float("nan"), float("inf"), {1, 2}):
        with pytest.raises((TypeError, ValueError)):
            key.seal_json(impossible, *PLACE)


def test_master_keys_take_turns() -> None:
    first, second = crypto.new_key(), crypto.new_key()
    data_key = crypto.new_key()
    wrapped = crypto.MasterKeys([first]).wrap(data_key, *PLACE)
    both = crypto.MasterKeys([second, first])
    assert both.unwrap(wrapped, *PLACE) == data_key
    assert not both.is_current(wrapped)
    anew = both.wrap(data_key, *PLACE)
    assert both.is_current(anew)
    assert crypto.MasterKeys([second]).unwrap(anew, *PLACE) == data_key
    with pytest.raises(crypto.UnknownMasterKeyError):
        crypto.MasterKeys([second]).unwrap(wrapped, *PLACE)
    with pytest.raises(crypto.CannotOpenError):
        both.unwrap(wrapped, "data_key", "other", "wrapped")
    with pytest.raises(ValueError, match="at least one"):
        crypto.MasterKeys([])


def test_signatures() -> None:
    signer, other = crypto.Signer(crypto.new_key()), crypto.Signer(crypto.new_key())
    signature = signer.sign({"length": 1})
    assert crypto.signature_holds([other.public_key, signer.public_key], {"length": 1}, signature)
    assert not crypto.signature_holds([signer.public_key], {"length": 2}, signature)
    assert not crypto.signature_holds([other.public_key], {"length": 1}, signature)
    assert not crypto.signature_holds([signer.public_key, b"no key"], {"length": 1}, b"no signature")


def test_keys_as_text() -> None:
    key = crypto.new_key()
    assert crypto.key_from_text(f" {crypto.key_to_text(key)}\n") == key
    for wrong in ("", "abc", "!" * 44, crypto.key_to_text(key[:31]), crypto.key_to_text(key) + "AAAA"):
        with pytest.raises(ValueError, match=r"needed|base64"):
            crypto.key_from_text(wrong)
