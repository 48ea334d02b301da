r"""Batches: a stretch of one epoch's events on the line to the centre, and the leaf that the centre's log keeps of it.

On the line, integers big-endian: `"kiosk/batch/1\n" ‖ device(16) ‖ epoch(u32) ‖ first(u64) ‖ count(u32) ‖ prev(32) ‖
head(32) ‖ signature(64)`, then for each event `length(u32) ‖ raw`. `prev` is the hash of the event before `first`,
`head` that of the last one, signed by the device as every head is. The leaf is `"kiosk/leaf/1\n" ‖ device(16) ‖
epoch(u32) ‖ first(u64) ‖ last(u64) ‖ head(32) ‖ signature(64)`. Several batches that a centre gives back together are
each `length(u32) ‖ batch`.
"""

import struct
from collections.abc import Iterable
from hashlib import sha256
from typing import Final, Literal

import msgspec

from kiosk.record.chain import GENESIS, SEQ, Head, epoch_prefix
from kiosk.record.heads import SignedHead

FORMAT: Final = b"kiosk/batch/1\n"
_ANY_FORMAT: Final = b"kiosk/batch/"
_LEAF: Final = b"kiosk/leaf/1\n"
_HEADER: Final = struct.Struct(">16sIQI32s32s64s")
_LEAF_FIELDS: Final = struct.Struct(">16sIQQ32s64s")
_LENGTH: Final = struct.Struct(">I")
# What one batch may hold; the settings of a large station, which are one event, are some ten thousand bytes.
MOST_EVENTS: Final = 2_000
MOST_BYTES: Final = 8 * 1024 * 1024

Wrong = Literal["format", "newer_format", "truncated", "oversized", "numbers"]


class BadBatch(Exception):  # noqa: N818 - an answer to whoever sent it
    """Bytes that are no batch: `wrong` names why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.wrong: Wrong = wrong


class Leaf(msgspec.Struct, frozen=True):
    """What the log keeps of an accepted batch: whose events, from where to where, and the signed head they end in."""

    device: bytes
    epoch: int
    first: int
    last: int
    head: bytes
    signature: bytes

    @property
    def data(self) -> bytes:
        """The leaf's bytes."""
        return _LEAF + _LEAF_FIELDS.pack(self.device, self.epoch, self.first, self.last, self.head, self.signature)

    @property
    def signed(self) -> SignedHead:
        """The head with its signature."""
        return SignedHead(Head(self.epoch, self.last, self.head), self.signature)


def parse_leaf(data: bytes) -> Leaf:
    """Reads a leaf's bytes. Raises ValueError where they are none."""
    if not data.startswith(_LEAF) or len(data) != len(_LEAF) + _LEAF_FIELDS.size:
        raise ValueError("not a leaf of this format")
    return Leaf(*_LEAF_FIELDS.unpack_from(data, len(_LEAF)))


class Batch(msgspec.Struct, frozen=True):
    """A stretch of events as they were written, from `first` on, after the one with the hash `prev`."""

    device: bytes
    epoch: int
    first: int
    prev: bytes
    head: bytes
    signature: bytes
    events: tuple[bytes, ...]

    @property
    def last(self) -> int:
        """The place of the last event."""
        return self.first + len(self.events) - 1

    @property
    def signed(self) -> SignedHead:
        """The head with its signature."""
        return SignedHead(Head(self.epoch, self.last, self.head), self.signature)

    def leaf(self, first: int) -> Leaf:
        """The leaf of this batch where only its events from `first` on were new."""
        return Leaf(self.device, self.epoch, first, self.last, self.head, self.signature)

    def hashes(self) -> list[bytes]:
        """Every event's hash in the chain that begins after `prev`."""
        prefix, pack, prev, seq = epoch_prefix(self.device, self.epoch), SEQ.pack, self.prev, self.first
        found = []
        for raw in self.events:
            prev = sha256(prefix + pack(seq) + prev + raw).digest()
            found.append(prev)
            seq += 1
        return found


def encode(batch: Batch) -> bytes:
    """The batch as it travels."""
    parts = [
        FORMAT,
        _HEADER.pack(
            *(batch.device, batch.epoch, batch.first, len(batch.events), batch.prev, batch.head, batch.signature)
        ),
    ]
    for raw in batch.events:
        parts += (_LENGTH.pack(len(raw)), raw)
    return b"".join(parts)


def decode(body: bytes) -> Batch:
    """Reads a batch. Raises BadBatch."""
    if len(body) > MOST_BYTES:
        raise BadBatch("oversized")
    if not body.startswith(FORMAT):
        if FORMAT.startswith(body):
            raise BadBatch("truncated")
        raise BadBatch("newer_format" if body.startswith(_ANY_FORMAT) else "format")
    at = len(FORMAT) + _HEADER.size
    if len(body) < at:
        raise BadBatch("truncated")
    device, epoch, first, count, prev, head, signature = _HEADER.unpack_from(body, len(FORMAT))
    if count > MOST_EVENTS:
        raise BadBatch("oversized")
    if not (epoch and first and count and first + count < 2**63) or (first == 1) != (prev == GENESIS):
        raise BadBatch("numbers")
    return Batch(device, epoch, first, prev, head, signature, _events(body, at, count))


def _events(body: bytes, at: int, count: int) -> tuple[bytes, ...]:
    events, size = [], len(body)
    for _ in range(count):
        begin = at + _LENGTH.size
        if begin > size:
            raise BadBatch("truncated")
        at = begin + _LENGTH.unpack_from(body, at)[0]
        if at > size:
            raise BadBatch("truncated")
        events.append(body[begin:at])
    if at != size:
        raise BadBatch("format")
    return tuple(events)


def encode_all(batches: Iterable[Batch]) -> bytes:
    """Several batches as they travel together."""
    bodies = [encode(batch) for batch in batches]
    return b"".join(part for body in bodies for part in (_LENGTH.pack(len(body)), body))


def decode_all(body: bytes) -> tuple[Batch, ...]:
    """Reads several batches. Raises BadBatch."""
    found, at = [], 0
    while at < len(body):
        begin = at + _LENGTH.size
        if begin > len(body):
            raise BadBatch("truncated")
        at = begin + _LENGTH.unpack_from(body, at)[0]
        if at > len(body):
            raise BadBatch("truncated")
        found.append(decode(body[begin:at]))
    return tuple(found)
