"""What broke a hash chain: the rows at the break, read as an edit, a removal, an insertion, an exchange or a splice."""

import struct
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from kiosk.base.event import Event
from kiosk.record.chain import GENESIS, Head, hash_event

# A row of a journal as it is stored: epoch, seq, raw, hash.
Link = tuple[int, int, bytes, bytes]

# How many rows beyond a break are looked at to name it.
LOOK_AHEAD: Final = 2_000


FaultName = Literal[
    "edited",
    "removed",
    "inserted",
    "reordered",
    "truncated",
    "rewritten",
    "spliced",
    "signature",
    "key",
    "newer_schema",
    "malformed",
    "unbalanced",
    "citation",
    "damaged",
    "readings",
]


class Fault(msgspec.Struct, frozen=True):
    """The first thing wrong: `name` of the fault, the place where it shows, and what was found there."""

    name: FaultName
    epoch: int
    seq: int
    detail: str


class Opened(msgspec.Struct, frozen=True):
    """What verification must know of the first event of an epoch, whichever service writes it."""

    device: str
    epoch: int
    public_key: str
    cites: str


EPOCH_OPENED: Final = "house.epoch_opened"
_EVENTS: Final = msgspec.json.Decoder(Event)
_OPENED: Final = msgspec.json.Decoder(Opened)


def opened(raw: bytes) -> Opened:
    """The first event of an epoch. Raises msgspec.MsgspecError where it is none."""
    event = _EVENTS.decode(raw)
    if event.kind != EPOCH_OPENED:
        raise msgspec.ValidationError(f"an epoch begins with {EPOCH_OPENED}, not with {event.kind}")
    return _OPENED.decode(event.data)


def name_break(device: bytes, at: Head, before: bytes, ahead: Sequence[Link]) -> Fault:
    """Names what broke the chain after `at` from the rows that follow; `before` is the hash that `at` follows."""
    if not well_stored(ahead[0]):
        return badly_stored(at.epoch, at.seq + 1)
    return _Break(device, at, before, [link for link in ahead if well_stored(link)]).name()


def well_stored(link: Link) -> bool:
    """Whether a row has the types it was written with; a damaged or forged file may hold anything."""
    return all(isinstance(value, kind) for value, kind in zip(link, (int, int, bytes, bytes), strict=True))


def badly_stored(epoch: int, seq: int) -> Fault:
    """The fault of a row that is not well stored."""
    return Fault("malformed", epoch, seq, "this row is not stored as numbers and bytes")


class _Break:
    """One break: the row that does not fit, and those after it."""

    def __init__(self, device: bytes, at: Head, before: bytes, ahead: Sequence[Link]) -> None:
        self._device = device
        self._at = at
        self._before = before
        self._ahead = ahead
        self._seq = at.seq + 1

    def name(self) -> Fault:
        name, detail = self._genuine_later() or self._foreign()
        return Fault(name, self._at.epoch, self._seq, detail)

    def _genuine_later(self) -> tuple[FaultName, str] | None:
        """The name where the event that belongs here is among the rows ahead."""
        row = self._ahead[0]
        genuine = next(
            (later for later, link in enumerate(self._ahead) if self._follows(self._seq, self._at.hash, link)), None
        )
        if genuine is None:
            return None
        if genuine == 0:
            return "edited", f"event {self._seq} is numbered {row[1]} in epoch {row[0]}"
        if elsewhere := self._elsewhere(row):
            return "spliced", elsewhere
        if self._written_later(row):
            return "reordered", f"event {self._seq} has changed places; it stands {genuine} later"
        return "inserted", "an event stands here that was not written here"

    def _foreign(self) -> tuple[FaultName, str]:
        """The name where the event that belongs here is gone."""
        row = self._ahead[0]
        if elsewhere := self._elsewhere(row):
            return "spliced", elsewhere
        if row[1] < self._seq or self._follows(self._seq - 1, self._before, row):
            return "inserted", f"event {self._seq - 1} was not written here; the one that was stands after it"
        if row[1] > self._seq:
            return "removed", f"after event {self._at.seq} comes event {row[1]}"
        if missing := self._missing(row):
            return "removed", f"events missing here: {missing}"
        return "edited", "the bytes, or those of the event before, are not those that were hashed"

    def _follows(self, seq: int, prev: bytes, link: Link, epoch: int = 0) -> bool:
        """Whether a row is the event that was written at `seq` after `prev`."""
        if seq < 1:
            return False
        return hash_event(self._device, epoch or self._at.epoch, seq, prev, link[2]) == link[3]

    def _elsewhere(self, row: Link) -> str:
        """Whose event this is, where it is of another epoch or another device; "" where that cannot be seen."""
        here = self._at.epoch
        if row[0] != here:
            return f"an event of epoch {row[0]} stands in epoch {here}"
        if self._seq == 1 and (writer := _writer(row, here)) not in {b"", self._device}:
            return f"this epoch was written by device {writer.hex()}"
        for epoch in range(1, here + 2):
            if epoch != here and (
                self._follows(1, GENESIS, row, epoch)
                or (
                    len(self._ahead) > 1
                    and any(self._follows(seq, row[3], self._ahead[1], epoch) for seq in range(2, LOOK_AHEAD))
                )
            ):
                return f"an event of epoch {epoch} stands in epoch {here}"
        return ""

    def _written_later(self, row: Link) -> bool:
        """Whether `row` is an event of this epoch that belongs further on: the one it follows is ahead."""
        return any(
            self._follows(self._seq + later, link[3], row)
            for place, link in enumerate(self._ahead)
            for later in {1, place, place + 1}
            if later
        )

    def _missing(self, row: Link) -> int:
        """How many events are missing before `row`, where rows were renumbered; the one after it tells."""
        if len(self._ahead) < 2:
            return 0
        return next(
            (gone for gone in range(1, LOOK_AHEAD) if self._follows(self._seq + 1 + gone, row[3], self._ahead[1])), 0
        )


def _writer(row: Link, epoch: int) -> bytes:
    """The device that the first event of an epoch names and was hashed for; empty where it is no such event."""
    try:
        device = bytes.fromhex(opened(row[2]).device)
        return device if hash_event(device, epoch, 1, GENESIS, row[2]) == row[3] else b""
    except (msgspec.MsgspecError, ValueError, struct.error):
        return b""
