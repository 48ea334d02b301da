"""Whether a centre's log is whole: every leaf signed, every event under its leaf, the tree as its checkpoint says.

What a centre's administrator could do with the log's own key (take batches out, sign a new tree) is found by what the
stations have witnessed in their journals, which the administrator cannot sign, and by checkpoints that somebody kept.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from kiosk.base.event import UNREADABLE, Event
from kiosk.record.accesses import hash_access
from kiosk.record.batch import Leaf, parse_leaf
from kiosk.record.breaks import FaultName, Link, name_break, opened
from kiosk.record.chain import GENESIS, Head, hash_event
from kiosk.record.checkpoint import Checkpoint, LogKey
from kiosk.record.checkpoint import opened as opened_note
from kiosk.record.heads import signed_by
from kiosk.record.merkle import Edge, leaf_hash

_WITNESSED: Final = "house.witnessed"
_JOINED: Final = "house.centre_joined"
_MARKS: Final = (_WITNESSED.encode(), _JOINED.encode())
_EVENTS: Final = msgspec.json.Decoder(Event)
# An epoch of a device; a line of the access log: its number, hash and bytes.
Epoch = tuple[bytes, int]
Access = tuple[int, bytes, bytes]


class _Witnessed(msgspec.Struct, frozen=True):
    checkpoint: str


class _Joined(msgspec.Struct, frozen=True):
    log_key: str


_KEYS: Final = msgspec.json.Decoder(_Joined)
_NOTES: Final = msgspec.json.Decoder(_Witnessed)


class LogFault(msgspec.Struct, frozen=True):
    """The first thing wrong: at which leaf, which device (hex, empty where it is none's), epoch, event."""

    name: FaultName
    leaf: int
    device: str
    epoch: int
    seq: int
    detail: str


class LogVerdict(msgspec.Struct, frozen=True):
    """What a verification found: leaves and events that hold, the witnesses that agree, the first fault or None."""

    leaves: int
    events: int
    witnesses: int
    root: bytes
    fault: LogFault | None


class LogRecord(msgspec.Struct, frozen=True):
    """A log as it is kept: its key, its newest signed checkpoint, the epochs whose events are here with their keys.

    `events` gives the rows of an epoch from one place to another, both included, in order of their place; `accesses`
    are the lines of the access log (number, hash, raw), or None where it is not here.
    """

    key: LogKey
    checkpoint: str
    keys: Mapping[Epoch, bytes]
    events: Callable[[Epoch, int, int], Sequence[Link]]
    counted: int
    accesses: Iterable[Access] | None = None


def verify_log(record: LogRecord, leaves: Iterable[tuple[int, bytes]], kept: Sequence[str] = ()) -> LogVerdict:
    """Verifies a whole log, leaf by leaf, against its checkpoint, its witnesses and checkpoints that were kept."""
    walk = _Walk(record)
    fault = walk.through(leaves) or walk.ends(kept)
    return LogVerdict(walk.edge.size, walk.events, walk.witnesses, walk.edge.root, fault)


class _Walk:
    """One verification under way."""

    def __init__(self, record: LogRecord) -> None:
        self.edge = Edge(0, ())
        self.events = 0
        self.witnesses = 0
        self._record = record
        self._heads: dict[Epoch, tuple[Head, bytes]] = {}
        self._roots = [self.edge.root]
        self._notes: list[tuple[Checkpoint, Leaf, int]] = []
        self._joined: dict[bytes, tuple[str, Leaf, int]] = {}

    def through(self, leaves: Iterable[tuple[int, bytes]]) -> LogFault | None:
        """Walks all leaves; returns the first fault."""
        for number, data in leaves:
            if number != self.edge.size:
                return self._fault("removed", f"after leaf {self.edge.size - 1} comes leaf {number}")
            try:
                leaf = parse_leaf(data)
            except (ValueError, TypeError):
                return self._fault("malformed", "this is no leaf")
            fault = self._leaf(leaf) if (leaf.device, leaf.epoch) in self._record.keys else None
            if fault is not None:
                return fault
            self.edge.append(leaf_hash(data))
            self._roots.append(self.edge.root)
        return None

    def ends(self, kept: Sequence[str]) -> LogFault | None:
        """Compares the whole with what was signed, witnessed and kept."""
        for note, whose in (
            (self._record.checkpoint, "the log's own checkpoint"),
            *((one, "a kept checkpoint") for one in kept),
        ):
            try:
                checkpoint = opened_note(note, self._record.key)
            except ValueError as error:
                return self._fault("signature", f"{whose}: {error}")
            if name := self._contradicts(checkpoint):
                return self._fault(name, f"{whose}, of {checkpoint.size} leaves, says otherwise")
        return self._witnesses() or self._left_over() or self._accesses(kept)

    def _accesses(self, kept: Sequence[str]) -> LogFault | None:
        """The access log's own chain, and that it holds every line that some checkpoint knows."""
        if self._record.accesses is None:
            return None
        noted = [opened_note(note, self._record.key) for note in (self._record.checkpoint, *kept)]
        noted += [checkpoint for checkpoint, _, _ in self._notes]
        wanted = {(one.accesses.n, one.accesses.hash) for one in noted if one.accesses is not None}
        numbers, found, last, prev = {n for n, _ in wanted}, set(), 0, GENESIS
        for n, digest, raw in self._record.accesses:
            if n != last + 1:
                return self._fault("removed", f"access log: after line {last} comes line {n}")
            if hash_access(n, prev, raw) != digest:
                return self._fault("edited", f"access log: line {n} is not as it was written")
            last, prev = n, digest
            if n in numbers:
                found.add((n, digest))
        for n, _ in sorted(wanted - found):
            if n > last:
                return self._fault("truncated", f"access log: it ends with line {last}, a checkpoint knows line {n}")
            return self._fault("rewritten", f"access log: line {n} is another than a checkpoint knows")
        return None

    def _witnesses(self) -> LogFault | None:
        """What stations say of this log in journals that the centre cannot sign."""
        for key, leaf, seq in self._joined.values():
            if key != self._record.key.text():
                return self._fault("key", f"this station has joined the log of {key}", leaf, seq)
        for checkpoint, leaf, seq in self._notes:
            if name := self._contradicts(checkpoint):
                detail = f"a station has witnessed another log of {checkpoint.size} leaves"
                return self._fault(name, detail, leaf, seq)
            self.witnesses += 1
        return None

    def _left_over(self) -> LogFault | None:
        """What stands there and was never promised."""
        if opened_note(self._record.checkpoint, self._record.key).size < self.edge.size:
            return self._fault("inserted", "there are more leaves than the checkpoint knows")
        if self.events != self._record.counted:
            return self._fault("inserted", f"{self._record.counted - self.events} events stand under no leaf")
        return None

    def _contradicts(self, checkpoint: Checkpoint) -> FaultName | None:
        if checkpoint.size > self.edge.size:
            return "truncated"
        return "rewritten" if self._roots[checkpoint.size] != checkpoint.root else None

    def _leaf(self, leaf: Leaf) -> LogFault | None:
        """One leaf: it goes on from the one before, is signed, and its events are those that were signed."""
        epoch = (leaf.device, leaf.epoch)
        at, before = self._heads.get(epoch, (Head(leaf.epoch, 0, GENESIS), GENESIS))
        if leaf.first > at.seq + 1:
            return self._fault("removed", f"events from {at.seq + 1} on have no leaf", leaf, at.seq + 1)
        if leaf.first <= at.seq or leaf.last < leaf.first:
            return self._fault("inserted", f"event {leaf.first} has a leaf already", leaf, leaf.first)
        if not signed_by(self._record.keys[epoch], leaf.device, leaf.signed):
            return self._fault("signature", "this leaf is not signed by its device's key", leaf, leaf.last)
        rows = self._record.events(epoch, leaf.first, leaf.last)
        fault = self._chain(leaf, at, before, rows)
        if fault is not None:
            return fault
        self.events += len(rows)
        self._note(leaf, rows)
        return self._opening(leaf, rows)

    def _chain(self, leaf: Leaf, at: Head, before: bytes, rows: Sequence[Link]) -> LogFault | None:
        """The events of one leaf against its signed head."""
        for place, row in enumerate(rows):
            whole = row[1] == at.seq + 1 and hash_event(leaf.device, leaf.epoch, row[1], at.hash, row[2]) == row[3]
            if not whole:
                ahead = [*rows[place:], *self._record.events((leaf.device, leaf.epoch), leaf.last + 1, leaf.last + 50)]
                named = name_break(leaf.device, at, before, ahead)
                return self._fault(named.name, named.detail, leaf, named.seq)
            at, before = Head(leaf.epoch, row[1], row[3]), at.hash
        if at.seq < leaf.last:
            return self._fault("removed", f"the last {leaf.last - at.seq} events of this leaf", leaf, at.seq + 1)
        if at.hash != leaf.head:
            return self._fault(
                "rewritten", "the events under this leaf are not those that were signed", leaf, leaf.last
            )
        self._heads[leaf.device, leaf.epoch] = (at, before)
        return None

    def _opening(self, leaf: Leaf, rows: Sequence[Link]) -> LogFault | None:
        """The first event of an epoch names the key that the epoch is verified with."""
        if leaf.first != 1:
            return None
        try:
            first = opened(rows[0][2])
        except UNREADABLE as error:
            return self._fault("malformed", str(error), leaf, 1)
        if (first.device, first.epoch) != (leaf.device.hex(), leaf.epoch):
            return self._fault("spliced", f"opened by device {first.device} as epoch {first.epoch}", leaf, 1)
        if first.public_key != self._record.keys[leaf.device, leaf.epoch].hex():
            return self._fault("key", f"the epoch is signed by another key, {first.public_key}", leaf, 1)
        return None

    def _note(self, leaf: Leaf, rows: Sequence[Link]) -> None:
        """Keeps what a station says of this log: which key it has, how far it was."""
        for _, seq, raw, _ in rows:
            if not any(mark in raw for mark in _MARKS):
                continue
            try:
                event = _EVENTS.decode(raw)
                if event.kind == _JOINED:
                    self._joined[leaf.device] = (_KEYS.decode(event.data).log_key, leaf, seq)
                elif event.kind == _WITNESSED:
                    note = opened_note(_NOTES.decode(event.data).checkpoint, self._record.key)
                    self._notes.append((note, leaf, seq))
            except (msgspec.MsgspecError, ValueError):
                continue  # of another log, or a text that only looks like one: it proves nothing here

    def _fault(self, name: FaultName, detail: str, leaf: Leaf | None = None, seq: int = 0) -> LogFault:
        device, epoch = (leaf.device.hex(), leaf.epoch) if leaf else ("", 0)
        return LogFault(name, self.edge.size, device, epoch, seq, detail)
