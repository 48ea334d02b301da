"""The hash chain: every event's hash covers the device, the epoch, its place, the event before and its own bytes.

`hash(seq) = SHA256("kiosk/journal/1" ‖ device(16) ‖ epoch(u32) ‖ seq(u64) ‖ prev(32) ‖ raw)`, integers big-endian.
"""

import struct
from hashlib import sha256
from typing import Final

import msgspec

GENESIS: Final = bytes(32)
_PREFIX: Final = b"kiosk/journal/1"
_EPOCH: Final = struct.Struct(">16sI")
_PLACE: Final = struct.Struct(">16sIQ")
SEQ: Final = struct.Struct(">Q")


def epoch_prefix(device: bytes, epoch: int) -> bytes:
    """What is hashed before `seq` (by SEQ), `prev` and `raw` in every event of one epoch."""
    return _PREFIX + _EPOCH.pack(device, epoch)


def hash_event(device: bytes, epoch: int, seq: int, prev: bytes, raw: bytes) -> bytes:
    """The hash of the event with the bytes `raw` at (epoch, seq) after `prev` (GENESIS before seq 1)."""
    return sha256(_PREFIX + _PLACE.pack(device, epoch, seq) + prev + raw).digest()


def follows(device: bytes, prev: bytes, row: tuple[int, int, bytes, bytes]) -> bool:
    """Whether the row (epoch, seq, raw, hash) of a file that may be damaged is the event that comes after `prev`."""
    epoch, seq, raw, digest = row
    try:
        return hash_event(device, epoch, seq, prev, raw) == digest
    except struct.error:
        return False  # a place that cannot be


class Head(msgspec.Struct, frozen=True):
    """The newest event of a journal: its place and its hash; seq 0 with GENESIS where there is none yet."""

    epoch: int
    seq: int
    hash: bytes

    def text(self) -> str:
        """The form in which a head is written down: epoch-seq-hash, the hash in hex."""
        return f"{self.epoch}-{self.seq}-{self.hash.hex()}"


def parse_head(text: str) -> Head:
    """Reads `epoch-seq-hash`. Raises ValueError where the text is none."""
    epoch, seq, digest = text.strip().split("-")
    head = Head(int(epoch), int(seq), bytes.fromhex(digest))
    if len(head.hash) != len(GENESIS) or head.epoch < 1 or head.seq < 0:
        raise ValueError(f"not a head: {text[:120]!r}")
    return head
