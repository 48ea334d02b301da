"""A few signed bytes by which a quiet station says that it lives, and asks for settings that it does not know.

Signed is `"kiosk/hello/1" ‖ device(16) ‖ epoch(u32) ‖ settings(u64) ‖ decisions(u64) ‖ free_mb(u64) ‖ months(i64) ‖
sent_at ‖ 0 ‖ refused` with the epoch's key.
"""

import struct
from typing import Annotated, Final

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from kiosk.record.approval import Decided
from kiosk.record.enrolment import Hex16, Hex64
from kiosk.record.published import Published

_PREFIX: Final = b"kiosk/hello/1"
_NUMBERS: Final = struct.Struct(">16sIQQQq")
LONGEST: Final = 300


class Hello(msgspec.Struct, frozen=True):
    """What a station says: the newest version of the settings that it knows, and why it refused that, if it did.

    `decisions` is the number of the newest verdict of the centre that it knows; `free_mb` and `months` are its disk's
    room.
    """

    device: Hex16
    epoch: Annotated[int, msgspec.Meta(ge=1, lt=2**32)]
    settings: Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
    decisions: Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
    free_mb: Annotated[int, msgspec.Meta(ge=0, lt=2**62)]
    months: Annotated[int, msgspec.Meta(ge=-1, lt=2**62)]
    refused: Annotated[str, msgspec.Meta(max_length=LONGEST)]
    sent_at: Annotated[str, msgspec.Meta(max_length=40)]
    signature: Hex64


class Greeted(msgspec.Struct, frozen=True):
    """What it is told: the version after the one that it knows, if any; the newest checkpoint; the next verdicts."""

    settings: Published | None
    checkpoint: str
    decisions: tuple[Decided, ...] = ()


class Known(msgspec.Struct, frozen=True):
    """What a station knows of what is published for it: settings up to a version, verdicts up to a number."""

    settings: int
    refused: str
    decisions: int


class Room(msgspec.Struct, frozen=True):
    """What is left on the disk, and for how many months that is enough; -1 where there is no pace to tell it by."""

    free_mb: int
    months: int


def _said(device: str, epoch: int, known: Known, room: Room, sent_at: str) -> bytes:
    of_room = (room.free_mb, room.months)
    numbers = _NUMBERS.pack(bytes.fromhex(device), epoch, known.settings, known.decisions, *of_room)
    return _PREFIX + numbers + sent_at.encode() + b"\0" + known.refused.encode()


def sign_hello(key: SigningKey, device: bytes, epoch: int, known: Known, room: Room, sent_at: str) -> Hello:
    """What a station that holds the epoch's key says."""
    known = msgspec.structs.replace(known, refused=known.refused[:LONGEST])
    signature = key.sign(_said(device.hex(), epoch, known, room, sent_at)).signature
    numbers = (known.settings, known.decisions, room.free_mb, room.months)
    return Hello(device.hex(), epoch, *numbers, known.refused, sent_at, signature.hex())


def said_by(key: bytes, hello: Hello) -> bool:
    """Whether the key (32 bytes) has signed this."""
    try:
        known = Known(hello.settings, hello.refused, hello.decisions)
        said = _said(hello.device, hello.epoch, known, Room(hello.free_mb, hello.months), hello.sent_at)
        VerifyKey(key).verify(said, bytes.fromhex(hello.signature))
    except (BadSignatureError, ValueError):
        return False
    return True
