"""Whether a journal is whole, and if not, the first thing that is wrong with it, rightly named.

A journal proves only what stands before its newest signed head; what came after is proved by a head or a slip that
somebody else holds (`--head`, `--slip`), or by the centre.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import msgspec

from kiosk.base.event import SCHEMA, Code, Event, Fact
from kiosk.base.money import balanced
from kiosk.record.chain import GENESIS, Head, hash_event
from kiosk.record.heads import SignedHead, signed_by

_LOOK_AHEAD: Final = 2


class Link(msgspec.Struct, frozen=True):
    """A row of a journal as it is stored."""

    epoch: int
    seq: int
    raw: bytes
    hash: bytes


class Fault(msgspec.Struct, frozen=True):
    """The first thing wrong: `name` of the fault, the place where it shows, and what was found there.

    Names: edited · removed · inserted · reordered · truncated · rewritten · spliced · signature · key · newer_schema · malformed ·
    unbalanced · citation · readings.
    """

    name: str
    epoch: int
    seq: int
    detail: str


class Witness(msgspec.Struct, frozen=True):
    """What is known from outside the journal: heads, slips' codes and device keys that somebody kept."""

    heads: tuple[Head, ...] = ()
    codes: tuple[Code, ...] = ()
    keys: tuple[bytes, ...] = ()


class Verdict(msgspec.Struct, frozen=True):
    """What a verification found: the head it reached, how many events, the first fault or None."""

    head: Head
    events: int
    fault: Fault | None


class _Opened(msgspec.Struct, frozen=True):
    """What verification must know of the first event of an epoch, whichever service writes it."""

    device: str
    epoch: int
    public_key: str
    cites: str


EPOCH_OPENED: Final = "house.epoch_opened"
_EVENTS: Final = msgspec.json.Decoder(Event)
_OPENED: Final = msgspec.json.Decoder(_Opened)


def chain_fault(device: bytes, rows: Iterable[Link], start: Head) -> Iterator[tuple[Link, Fault | None]]:
    """Walks the rows of one epoch after `start`, yielding each with its fault; ends after the first fault."""
    prev, expected, epoch = start.hash, start.seq + 1, start.epoch
    walk = iter(rows)
    for row in walk:
        if row.seq == expected and row.epoch == epoch and hash_event(device, epoch, expected, prev, row.raw) == row.hash:
            yield row, None
            prev, expected = row.hash, expected + 1
            continue
        ahead = [row, *(late for late, _ in zip(walk, range(_LOOK_AHEAD), strict=False))]
        yield row, _name_break(device, Head(epoch, expected - 1, prev), ahead)
        return


def _name_break(device: bytes, at: Head, ahead: list[Link]) -> Fault:
    """Names what broke the chain after `at`, from the rows that follow."""
    row, nxt = ahead[0], ahead[1] if len(ahead) > 1 else None
    seq = at.seq + 1

    def follows(epoch: int, place: int, prev: bytes, link: Link) -> bool:
        return hash_event(device, epoch, place, prev, link.raw) == link.hash

    def fault(name: str, detail: str) -> Fault:
        return Fault(name, at.epoch, seq, detail)

    if row.seq != seq:
        return fault("removed" if row.seq > seq else "inserted", f"expected event {seq}, found event {row.seq}")
    for other in range(1, at.epoch + 2):
        if other != at.epoch and any(follows(other, row.seq, prev, row) for prev in (at.hash, GENESIS)):
            return fault("spliced", f"this event belongs to epoch {other}")
    if nxt is not None:
        if follows(at.epoch, seq, at.hash, nxt):
            if follows(at.epoch, seq + 1, nxt.hash, row):
                return fault("reordered", f"events {seq} and {seq + 1} have changed places")
            return fault("inserted", "an event stands here that was not written here")
        if follows(at.epoch, seq + 2, row.hash, nxt):
            return fault("removed", "an event that stood here is missing")
        if nxt.seq != seq + 1 and follows(at.epoch, nxt.seq, row.hash, nxt):
            return fault("removed", f"the event before number {nxt.seq} is missing")
    return fault("edited", "the bytes are not those that were hashed")


class _Walk:
    """One verification under way."""

    def __init__(self, device: bytes, heads: Iterable[SignedHead], witness: Witness) -> None:
        self.device = device
        self.witness = witness
        self.signed = {(signed.head.epoch, signed.head.seq): signed for signed in heads}
        self.asked = {(head.epoch, head.seq): head.hash for head in witness.heads}
        self.codes = {(code.epoch, code.seq): code for code in witness.codes}
        self.head = Head(0, 0, GENESIS)
        self.key = b""
        self.keys_seen: set[bytes] = set()
        self.events = 0

    def open_epoch(self, row: Link) -> Fault | None:
        """Checks the first event of an epoch: which device, which key, which head it cites."""
        try:
            opened = _OPENED.decode(_EVENTS.decode(row.raw).data)
            key = bytes.fromhex(opened.public_key)
        except (msgspec.MsgspecError, ValueError) as error:
            return Fault("malformed", row.epoch, row.seq, str(error))
        cites = self.head.text() if self.head.epoch else ""
        if opened.device != self.device.hex() or opened.epoch != row.epoch:
            return Fault("spliced", row.epoch, row.seq, f"this epoch was opened by device {opened.device} as epoch {opened.epoch}")
        if opened.cites != cites:
            return Fault("citation", row.epoch, row.seq, f"the epoch cites {opened.cites or 'no head'}, the journal has {cites or 'none'}")
        if self.witness.keys and key not in self.witness.keys:
            return Fault("key", row.epoch, row.seq, f"the epoch is signed by another key, {opened.public_key}")
        self.key = key
        self.keys_seen.add(key)
        return None

    def outside(self, row: Link) -> Fault | None:
        """Compares one event with what is known from outside: signed heads, given heads, slips."""
        place = (row.epoch, row.seq)
        signed = self.signed.pop(place, None)
        if signed is not None:
            if signed.head.hash != row.hash:
                return Fault("rewritten", *place, "a signed head names another hash here")
            if not signed_by(self.key, self.device, signed):
                return Fault("signature", *place, "the signature under this head is not the device's")
        asked = self.asked.pop(place, None)
        if asked is not None and asked != row.hash:
            return Fault("rewritten", *place, "the given head names another hash here")
        code = self.codes.pop(place, None)
        if code is not None and (code.hash16 != row.hash.hex()[:16] or (code.device and code.device != self.device.hex())):
            return Fault("rewritten", *place, "the slip names another event here")
        return None

    def left_over(self) -> Fault | None:
        """What was promised beyond the journal's end."""
        ends = [*self.signed, *self.asked, *self.codes]
        if ends:
            epoch, seq = min(ends)
            return Fault("truncated", epoch, seq, f"the journal ends at {self.head.text()}")
        return None


def verify(device: bytes, epochs: Iterable[tuple[int, Iterable[Link]]], heads: Iterable[SignedHead],
           witness: Witness = Witness(), inspect: Callable[[Link], str] | None = None) -> Verdict:
    """Verifies a whole journal: epoch after epoch, against its signed heads and against a witness.

    `inspect` looks into each event besides the chain and returns what is wrong with it as `name: detail`, or "".
    """
    signed = tuple(heads)
    walk = _Walk(device, signed, witness)

    def verdict(fault: Fault | None) -> Verdict:
        return Verdict(walk.head, walk.events, fault)

    for epoch, rows in epochs:
        if epoch != walk.head.epoch + 1:
            return verdict(Fault("removed", walk.head.epoch + 1, 0, f"epoch {walk.head.epoch + 1} is missing"))
        before = walk.head
        for row, broken in chain_fault(device, rows, Head(epoch, 0, GENESIS)):
            fault = broken or (walk.open_epoch(row) if row.seq == 1 else None) or walk.outside(row)
            if fault is None and inspect is not None and (wrong := inspect(row)):
                name, _, detail = wrong.partition(": ")
                fault = Fault(name, row.epoch, row.seq, detail)
            if fault is not None:
                return verdict(fault)
            walk.head = Head(epoch, row.seq, row.hash)
            walk.events += 1
        if walk.head is before:
            return verdict(Fault("truncated", epoch, 1, "the epoch is empty"))
    fault = walk.left_over()
    if fault is None and witness.keys and not signed:
        fault = Fault("key", walk.head.epoch, walk.head.seq, "no head of this journal is signed by the given key")
    return verdict(fault)


class Inspector:
    """Decodes every event and its data and checks its postings; the second half of a full verification."""

    def __init__(self, facts: dict[str, type[Fact]]) -> None:
        self._decoders = {kind: msgspec.json.Decoder(fact) for kind, fact in facts.items()}

    def __call__(self, row: Link) -> str:
        """What is wrong with the event as `name: detail`, or nothing."""
        try:
            event = _EVENTS.decode(row.raw)
            if event.v > SCHEMA:
                return f"newer_schema: schema {event.v}, this program knows {SCHEMA}"
            decoder = self._decoders.get(event.kind)
            if decoder is None:
                return f"newer_schema: an event of the unknown kind {event.kind}"
            decoder.decode(event.data)
        except msgspec.MsgspecError as error:
            return f"malformed: {error}"
        if not balanced(event.post):
            return f"unbalanced: the postings sum to {sum(fen for _, fen in event.post)} fen"
        return ""
