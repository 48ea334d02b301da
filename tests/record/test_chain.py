"""The hash and the signature are what the format says, and hold for one place alone."""

from hashlib import sha256

import pytest
from nacl.signing import SigningKey

from kiosk.record.chain import GENESIS, Head, hash_event, parse_head
from kiosk.record.heads import SignedHead, sign, signed_by

DEVICE = bytes.fromhex("00112233445566778899aabbccddeeff")
KEY = SigningKey(bytes(range(32)))
PUBLIC = bytes(KEY.verify_key)


def test_a_hash_is_made_of_the_bytes_that_the_format_names() -> None:
    written = b"kiosk/journal/1" + DEVICE + b"\0\0\0\2" + b"\0\0\0\0\0\0\0\x2c" + b"\7" * 32 + b'{"v":1}'
    assert hash_event(DEVICE, 2, 44, b"\7" * 32, b'{"v":1}') == sha256(written).digest()


def test_a_signature_holds_for_its_key_device_and_place_alone() -> None:
    head = Head(1, 7, GENESIS)
    signed = sign(KEY, DEVICE, head)
    assert signed_by(PUBLIC, DEVICE, signed)
    assert not signed_by(PUBLIC, bytes(16), signed)
    assert not signed_by(PUBLIC, DEVICE, SignedHead(Head(1, 8, GENESIS), signed.signature))
    assert not signed_by(PUBLIC, DEVICE, SignedHead(Head(2, 7, GENESIS), signed.signature))
    assert not signed_by(PUBLIC, DEVICE, SignedHead(Head(1, 7, b"\1" * 32), signed.signature))
    assert not signed_by(bytes(SigningKey(bytes(32)).verify_key), DEVICE, signed)


@pytest.mark.parametrize("public", [b"", b"short", bytes(32), b"\xff" * 32, b"\1" + bytes(31)])
def test_what_is_no_key_or_a_weak_one_signs_nothing(public: bytes) -> None:
    assert not signed_by(public, DEVICE, sign(KEY, DEVICE, Head(1, 7, GENESIS)))
    assert not signed_by(public, DEVICE, SignedHead(Head(1, 7, GENESIS), bytes(64)))


def test_a_head_is_read_as_it_is_written() -> None:
    head = Head(3, 1234, sha256(b"").digest())
    assert parse_head(f"  {head.text()}\n") == head


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1-2",
        "1-2-zz",
        "0-2-" + "0" * 64,
        "1-2-" + "0" * 62,
        "1-2-3-" + "0" * 64,
        "a-2-" + "0" * 64,
        "1--2-" + "0" * 64,
    ],
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them is told as one sentence by the command
        parse_head(text)
