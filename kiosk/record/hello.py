"""A few signed bytes by which a quiet station says that it lives, and asks for settings that it does not know.

Signed is `"kiosk/hello/1" ‖ device(16) ‖ epoch(u32) ‖ settings(u64) ‖ sent_at ‖ 0 ‖ refused` with the epoch's key.
"""

import struct
from typing import Annotated, Final

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.record.enrolment import Hex16, Hex64
from kiosk.record.published import Published

_PREFIX: Final = b"kiosk/hello/1"
_NUMBERS: Final = struct.Struct(">16sIQ")
LONGEST: Final = 300


class Hello(msgspec.Struct, frozen=True):
    """What a station says: the newest version of the settings that it knows, and why it refused that, if it did."""

    device: Hex16
    epoch: Annotated[int, msgspec.Meta(ge=1, lt=2**32)]
    settings: Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
    refused: Annotated[str, msgspec.Meta(max_length=LONGEST)]
    sent_at: Annotated[str, msgspec.Meta(max_length=40)]
    signature: Hex64


class Greeted(msgspec.Struct, frozen=True):
    """What it is told: the version after the one that it knows, or nothing; and the newest checkpoint."""

    settings: Published | None
    checkpoint: str


def _said(device: str, epoch: int, settings: int, refused: str, sent_at: str) -> bytes:
    numbers = _NUMBERS.pack(bytes.fromhex(device), epoch, settings)
    return _PREFIX + numbers + sent_at.encode() + b"\0" + refused.encode()


def sign_hello(key: SigningKey, device: bytes, epoch: int, settings: int, refused: str, sent_at: str) -> Hello:
    """What a station that holds the epoch's key says."""
    refused = refused[:LONGEST]
    signature = key.sign(_said(device.hex(), epoch, settings, refused, sent_at)).signature
    return Hello(device.hex(), epoch, settings, refused, sent_at, signature.hex())


def said_by(key: bytes, hello: Hello) -> bool:
    """Whether the key (32 bytes) has signed this."""
    try:
        said = _said(hello.device, hello.epoch, hello.settings, hello.refused, hello.sent_at)
        VerifyKey(key).verify(said, bytes.fromhex(hello.signature))
    except (BadSignatureError, ValueError):
        return False
    return True
