"""Settings that a centre publishes for a station, version by version, signed with the key that signs its log.

Signed is `"kiosk/settings/1" ‖ station ‖ 0 ‖ version(u64) ‖ day ‖ 0 ‖ text`.
"""

import struct
from typing import Final

import msgspec
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

_PREFIX: Final = b"kiosk/settings/1"
_VERSION: Final = struct.Struct(">Q")


class Published(msgspec.Struct, frozen=True):
    """One version as it travels: the text, the day from which it is to hold (2026-03-01), the signature in hex."""

    version: int
    text: str
    effective_from: str
    signature: str


def message(station: str, version: int, effective_from: str, text: str) -> bytes:
    """What is signed."""
    parts = (_PREFIX, station.encode(), b"\0", _VERSION.pack(version), effective_from.encode(), b"\0", text.encode())
    return b"".join(parts)


def genuine(told: Published, station: str, key: bytes) -> bool:
    """Whether the centre's key (32 bytes) has signed this version for this station."""
    try:
        said = message(station, told.version, told.effective_from, told.text)
        VerifyKey(key).verify(said, bytes.fromhex(told.signature))
    except (BadSignatureError, ValueError, struct.error):
        return False
    return True
