"""What becomes of a batch, by what is known of its device: pure."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from kiosk.base.event import UNREADABLE
from kiosk.record.batch import Batch
from kiosk.record.breaks import opened
from kiosk.record.chain import GENESIS, Head, parse_head
from kiosk.record.heads import signed_by

DeviceState = Literal["active", "quarantined", "revoked"]
Tail = Literal["open", "unknown"]


class Epoch(msgspec.Struct, frozen=True):
    """One epoch of a device as it was taken in: its key, the head acknowledged, what its first event cites."""

    epoch: int
    public_key: bytes
    seq: int = 0
    hash: bytes = GENESIS
    cites: str = ""
    tail: Tail = "open"

    @property
    def head(self) -> Head:
        """The head that was acknowledged."""
        return Head(self.epoch, self.seq, self.hash)


class Standing(msgspec.Struct, frozen=True):
    """What is known of a device when a batch is judged."""

    station_id: str
    device: bytes
    state: DeviceState
    epochs: Mapping[int, Epoch]

    @property
    def newest(self) -> Epoch:
        """The newest epoch."""
        return self.epochs[max(self.epochs)]


class Checked(msgspec.Struct, frozen=True):
    """A batch whose bytes are what its device signed: every event's hash, and the epoch's key it was signed with."""

    batch: Batch
    hashes: tuple[bytes, ...]
    public_key: bytes
    cites: str = ""


Problem = Literal[
    "format",
    "newer_format",
    "truncated",
    "oversized",
    "numbers",
    "unknown_device",
    "revoked",
    "quarantined",
    "epoch",
    "chain",
    "signature",
    "gap",
    "fork",
    "busy",
    "full",
    "stopping",
]


class Refusal(Exception):  # noqa: N818 - an answer to whoever sent it
    """A batch that is not taken in, and why; `expected` is the place (epoch, seq) that is waited for."""

    def __init__(self, problem: Problem, expected: tuple[int, int] | None = None) -> None:
        super().__init__(problem)
        self.problem: Problem = problem
        self.expected = expected


def check(batch: Batch, standing: Standing) -> Checked:
    """One chain and one signature for all events of a batch; nothing that was taken in is looked at. Raises Refusal."""
    admitted(standing)
    known = standing.epochs.get(batch.epoch)
    key, cites = (known.public_key, known.cites) if known else (standing.newest.public_key, "")
    if batch.first == 1:
        cites = _opens(batch, key, standing)
    elif known is None:
        raise Refusal("epoch", expected(standing))
    hashes = tuple(batch.hashes())
    if hashes[-1] != batch.head:
        raise Refusal("chain", expected(standing, batch.epoch))
    if not signed_by(key, batch.device, batch.signed):
        raise Refusal("signature", expected(standing, batch.epoch))
    return Checked(batch, hashes, key, cites)


def admitted(standing: Standing) -> None:
    """Whether anything is taken from this device. Raises Refusal."""
    if standing.state != "active":
        raise Refusal(standing.state)


def expected(standing: Standing, epoch: int = 0) -> tuple[int, int]:
    """The place that comes next, in an epoch or in the newest."""
    at = standing.epochs.get(epoch, standing.newest)
    return at.epoch, at.seq + 1


def _opens(batch: Batch, key: bytes, standing: Standing) -> str:
    """The head that an epoch's first event cites. Raises Refusal where it does not open this epoch."""
    if batch.epoch not in standing.epochs and batch.epoch != standing.newest.epoch + 1:
        raise Refusal("epoch", expected(standing))
    try:
        first = opened(batch.events[0])
    except UNREADABLE:
        raise Refusal("epoch", expected(standing)) from None
    if (first.device, first.epoch, first.public_key) != (batch.device.hex(), batch.epoch, key.hex()):
        raise Refusal("epoch", expected(standing))
    return first.cites


class Finding(msgspec.Struct, frozen=True):
    """What somebody must look at; `subject` makes it one finding however often it is met again."""

    kind: Literal["fork", "restored", "tail_unknown", "late_tail", "clock", "settings"]
    subject: str
    fields: Mapping[str, int | str]


class Accepted(msgspec.Struct, frozen=True):
    """Events that are new from `first` on: the epoch as it then is, the one before where it ended by this, findings."""

    first: int
    epoch: Epoch
    ended: Epoch | None = None
    findings: tuple[Finding, ...] = ()


class Again(msgspec.Struct, frozen=True):
    """Events that are all there already, and the same."""


class Fork(msgspec.Struct, frozen=True):
    """A second record under the same key: the first place at which it says otherwise."""

    seq: int
    finding: Finding


Judgement = Accepted | Again | Fork
_REPLAY: Final = Again()


def judge(checked: Checked, standing: Standing, kept: Sequence[bytes]) -> Judgement:
    """What becomes of a batch that was checked. `kept` are the hashes that were taken in from `first - 1` on.

    Raises Refusal where something before it is missing.
    """
    admitted(standing)
    batch = checked.batch
    epoch = standing.epochs.get(batch.epoch, Epoch(batch.epoch, checked.public_key))
    if batch.first > epoch.seq + 1:
        raise Refusal("gap", (batch.epoch, epoch.seq + 1))
    ours = [batch.prev, *checked.hashes]
    for place, (theirs, own) in enumerate(zip(ours, kept, strict=False)):
        if theirs != own:
            return _fork(batch, max(1, batch.first - 1 + place))
    if batch.last <= epoch.seq:
        return _REPLAY
    moved = msgspec.structs.replace(epoch, seq=batch.last, hash=batch.head, cites=checked.cites or epoch.cites)
    if batch.epoch not in standing.epochs or (epoch.seq == 0 and batch.epoch > 1):
        return _opening(moved, epoch.seq + 1, standing)
    if epoch.tail == "unknown":
        late = Finding("late_tail", f"{batch.device.hex()}-{batch.epoch}", {"epoch": batch.epoch, "seq": batch.last})
        return Accepted(epoch.seq + 1, moved, findings=(late,))
    return Accepted(epoch.seq + 1, moved)


def _fork(batch: Batch, seq: int) -> Fork:
    fields: dict[str, int | str] = {"device": batch.device.hex(), "epoch": batch.epoch, "seq": seq}
    return Fork(seq, Finding("fork", f"{batch.device.hex()}-{batch.epoch}", fields))


def _opening(moved: Epoch, first: int, standing: Standing) -> Accepted:
    """An epoch begins: what came after the head that it cites may be lost, and somebody should know."""
    before = standing.epochs.get(moved.epoch - 1)
    if before is None:
        return Accepted(first, moved)
    ended = msgspec.structs.replace(before, tail="unknown")
    if moved.cites == before.head.text():
        if moved.public_key == before.public_key:
            return Accepted(first, moved, ended)
        known: dict[str, int | str] = {"epoch": before.epoch, "seq": before.seq}
        anew = Finding("tail_unknown", f"{standing.device.hex()}-{moved.epoch}", known)
        return Accepted(first, moved, ended, (anew,))
    fields: dict[str, int | str] = {
        "epoch": moved.epoch,
        "cited": _seq(moved.cites),
        "acknowledged": before.seq,
    }
    found = Finding("restored", f"{standing.device.hex()}-{moved.epoch}", fields)
    return Accepted(first, moved, ended, (found,))


def _seq(head: str) -> int:
    """The place that a cited head names; 0 where it names none."""
    try:
        return parse_head(head).seq
    except ValueError:
        return 0
