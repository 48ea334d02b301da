r"""The chain of the centre's access log, and its newest line as a checkpoint names it.

`hash(n) = SHA256("kiosk/access/1" ‖ n(u64) ‖ prev(32) ‖ raw)`, integers big-endian, 32 zeros before the first. In the
text that a checkpoint signs the line is `accesses N HASH` (base64) after the root, and stands in stations' records as
they witness the checkpoint: so no end of the log can be cut away that was there when a batch came in.
"""

import struct
from hashlib import sha256
from typing import Final

import msgspec

_PREFIX: Final = b"kiosk/access/1"
_PLACE: Final = struct.Struct(">Q")


class AccessHead(msgspec.Struct, frozen=True):
    """The newest line of an access log: its number and its hash."""

    n: int
    hash: bytes


def hash_access(n: int, prev: bytes, raw: bytes) -> bytes:
    """The hash of a line after the one with the hash `prev`."""
    return sha256(_PREFIX + _PLACE.pack(n) + prev + raw).digest()
