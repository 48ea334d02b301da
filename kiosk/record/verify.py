"""Whether a journal is whole, and if not, the first thing that is wrong with it, rightly named.

Wherever the journal says that its head was signed, that head must be there. So a journal proves all that stands before
its newest sealed request; what came after is proved by a head or a slip that somebody else holds (`--head`, `--slip`),
or by the centre.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from hashlib import sha256
from itertools import chain, islice
from typing import Any, Final, TypeVar

import msgspec

from kiosk.base.event import SCHEMA, UNREADABLE, Code, Entry, Event, Fact
from kiosk.base.money import balanced
from kiosk.record.breaks import LOOK_AHEAD, Fault, FaultName, Link, badly_stored, name_break, opened, well_stored
from kiosk.record.chain import GENESIS, SEQ, Head, epoch_prefix
from kiosk.record.heads import SignedHead, signed_by
from kiosk.record.seals import Seals

T = TypeVar("T")
_EVENTS: Final = msgspec.json.Decoder(Event)


class Witness(msgspec.Struct, frozen=True):
    """What is known from outside the journal: heads, slips' codes and device keys that somebody kept."""

    heads: tuple[Head, ...] = ()
    codes: tuple[Code, ...] = ()
    keys: tuple[bytes, ...] = ()


NO_WITNESS: Final = Witness()


class Verdict(msgspec.Struct, frozen=True):
    """What a verification found: the head it reached, how many events, the first fault or None."""

    head: Head
    events: int
    fault: Fault | None

    def plain(self) -> dict[str, Any]:
        """The verdict for JSON."""
        return {
            "ok": self.fault is None,
            "events": self.events,
            "head": self.head.text(),
            "fault": None if self.fault is None else msgspec.structs.asdict(self.fault),
        }


def _by_place(known: Iterable[tuple[tuple[int, int], T]]) -> dict[tuple[int, int], list[T]]:
    """Everything that is known of each place (epoch, seq)."""
    places: dict[tuple[int, int], list[T]] = {}
    for place, what in known:
        places.setdefault(place, []).append(what)
    return places


class _Known:
    """What is known besides the chain, by place: signed heads, given heads, slips."""

    def __init__(self, device: bytes, heads: Sequence[SignedHead], witness: Witness) -> None:
        self._device = device
        self._keys = witness.keys
        self._signed = _by_place(((signed.head.epoch, signed.head.seq), signed) for signed in heads)
        self._asked = _by_place(((head.epoch, head.seq), head) for head in witness.heads)
        self._codes = _by_place(((code.epoch, code.seq), code) for code in witness.codes)
        self._key = b""
        self._were_signed = frozenset(self._signed)
        # The newest signed head of every epoch that another one follows: the chain and its signature hold all before.
        newest = max((epoch for epoch, _ in self._signed), default=0)
        self._ends: dict[int, int] = {}
        for epoch, seq in self._signed:
            if epoch < newest:
                self._ends[epoch] = max(seq, self._ends.get(epoch, 0))

    def seqs(self, epoch: int) -> frozenset[int]:
        """Where in an epoch something is known."""
        return frozenset(seq for place in (self._signed, self._asked, self._codes) for at, seq in place if at == epoch)

    def opens(self, link: Link, before: Head) -> Fault | None:
        """Checks the first event of an epoch: which device, which key, which head it cites."""
        epoch, seq, raw, _ = link
        try:
            first = opened(raw)
            key = bytes.fromhex(first.public_key)
        except (msgspec.MsgspecError, ValueError) as error:
            return Fault("malformed", epoch, seq, str(error))
        if first.device != self._device.hex() or first.epoch != epoch:
            return Fault("spliced", epoch, seq, f"opened by device {first.device} as epoch {first.epoch}")
        cites = before.text() if before.epoch else ""
        if first.cites != cites:
            return Fault(
                "citation", epoch, seq, f"the epoch cites {first.cites or 'no head'}, the journal has {cites or 'none'}"
            )
        if self._keys and key not in self._keys:
            return Fault("key", epoch, seq, f"the epoch is signed by another key, {first.public_key}")
        self._key = key
        return None

    def compare(self, link: Link) -> Fault | None:
        """Compares one event with what is known of its place."""
        place, digest = (link[0], link[1]), link[3]
        for signed in self._signed.pop(place, ()):
            if signed.head.hash != digest:
                return Fault("rewritten", *place, "a signed head names another hash here")
            if not signed_by(self._key, self._device, signed):
                return Fault("signature", *place, "the signature under this head is not the device's")
        if any(head.hash != digest for head in self._asked.pop(place, ())):
            return Fault("rewritten", *place, "the given head names another hash here")
        for code in self._codes.pop(place, ()):
            if code.hash16 != digest.hex()[:16] or code.device not in {"", self._device.hex()}:
                return Fault("rewritten", *place, "the slip names another event here")
        return None

    def sealed(self, seals: Seals, link: Link) -> Fault | None:
        """Requires a signed head where the event says that one was made.

        An epoch that came back from a centre has those heads under which it went there: a later one holds as well.
        """
        epoch, seq, raw, _ = link
        try:
            if seals.ends(raw) and (epoch, seq) not in self._were_signed and not self._held(epoch, seq):
                return Fault("signature", epoch, seq, "the head that was signed here is gone")
        except UNREADABLE as error:
            return Fault("malformed", epoch, seq, str(error))
        return None

    def _held(self, epoch: int, seq: int) -> bool:
        """Whether a place stands under a signed head of an epoch that another one follows."""
        return seq <= self._ends.get(epoch, 0)

    def broken_off(self, seals: Seals, epoch: int, seq: int) -> Fault | None:
        """The fault of an epoch that ends within a request whose end was signed."""
        if not seals.due or self._held(epoch, seq):
            return None
        return Fault("truncated", epoch, seq + 1, "the request that was signed here is not there to its end")

    def left_over(self, head: Head) -> Fault | None:
        """What was promised and is not there."""
        ends = [*self._signed, *self._asked, *self._codes]
        if ends:
            return Fault("truncated", *min(ends), f"there is no such event; the journal ends at {head.text()}")
        signed = {epoch for epoch, _ in self._were_signed}
        for epoch in range(1, head.epoch + 1):
            if self._keys and epoch not in signed:
                return Fault("key", epoch, 1, "no head of this epoch is signed by the given key")
        return None


def verify(
    device: bytes,
    links: Iterable[Link],
    heads: Iterable[SignedHead],
    sealed: AbstractSet[str],
    witness: Witness = NO_WITNESS,
    inspect: Callable[[Link], tuple[FaultName, str] | None] | None = None,
) -> Verdict:
    """Verifies a whole journal, its rows in the order in which they are stored, against its signed heads and a witness.

    `sealed` are the kinds of the facts after whose request the head is signed: there a signed head is required.
    `inspect` looks into each event besides the chain and returns what is wrong with it as (name, detail), or None.
    """
    known = _Known(device, tuple(heads), witness)
    walk = _Walk(device, known, inspect, sealed)
    fault = walk.through(iter(links)) or known.left_over(walk.head)
    if fault is None and not walk.events:
        fault = Fault("truncated", 1, 1, "the journal is empty")
    return Verdict(walk.head, walk.events, fault)


class _Walk:
    """One verification under way: `head` is how far the chain holds."""

    def __init__(
        self,
        device: bytes,
        known: _Known,
        inspect: Callable[[Link], tuple[FaultName, str] | None] | None,
        sealed: AbstractSet[str],
    ) -> None:
        self.head = Head(0, 0, GENESIS)
        self.events = 0
        self._device = device
        self._known = known
        self._inspect = inspect
        self._sealed = sealed

    def through(self, links: Iterator[Link]) -> Fault | None:
        """Walks all epochs; returns the first fault."""
        link = next(links, None)
        while link is not None:
            epoch = self.head.epoch + 1
            if not well_stored(link):
                return badly_stored(epoch, 1)
            if link[1] == 1 and link[0] > epoch:
                return Fault("removed", epoch, 1, f"epoch {epoch} is missing")
            after = self._epoch(epoch, link, links)
            if isinstance(after, Fault):
                return after
            link = after
        return None

    def _epoch(self, epoch: int, first: Link, links: Iterator[Link]) -> Fault | Link | None:
        """Walks one epoch; returns its first fault, or the first row of the next epoch, or None at the end."""
        prefix, pack, inspect = epoch_prefix(self._device, epoch), SEQ.pack, self._inspect
        stops, start, cited = self._known.seqs(epoch), self.events, self.head
        seals = Seals(self._sealed)
        seq, before, prev = 0, GENESIS, GENESIS
        fault: Fault | None = None
        try:
            for link in chain((first,), links):
                at_epoch, at_seq, raw, digest = link
                if at_seq == 1 and seq > 0 and at_epoch == epoch + 1:
                    return self._known.broken_off(seals, epoch, seq) or link
                try:
                    whole = (
                        at_seq == seq + 1
                        and at_epoch == epoch
                        and sha256(prefix + pack(at_seq) + prev + raw).digest() == digest
                    )
                except TypeError:
                    whole = False
                if not whole:
                    return name_break(self._device, Head(epoch, seq, prev), before, [link, *islice(links, LOOK_AHEAD)])
                if seq == 0:
                    fault = self._known.opens(link, cited)
                if fault is None and at_seq in stops:
                    fault = self._known.compare(link)
                if fault is None and inspect is not None and (wrong := inspect(link)) is not None:
                    fault = Fault(wrong[0], epoch, at_seq, wrong[1])
                if fault is None:
                    fault = self._known.sealed(seals, link)
                if fault is not None:
                    return fault
                seq, before, prev = at_seq, prev, digest
            return self._known.broken_off(seals, epoch, seq)
        finally:
            self.events = start + seq
            self.head = Head(epoch, seq, prev) if seq else cited


class Inspector:
    """Decodes every event and its data and checks its postings; the second half of a full verification.

    `then` is given every event that is whole, and returns what is wrong with it as (name, detail), or None.
    """

    def __init__(
        self, facts: Iterable[type[Fact]], then: Callable[[Entry], tuple[FaultName, str] | None] | None = None
    ) -> None:
        self._decoders = {fact.kind: msgspec.json.Decoder(fact).decode for fact in facts}
        self._then = then

    def __call__(self, link: Link) -> tuple[FaultName, str] | None:
        """What is wrong with the event as (name, detail), or None."""
        try:
            event = _EVENTS.decode(link[2])
            if event.v > SCHEMA:
                return "newer_schema", f"schema {event.v}, this program knows {SCHEMA}"
            decode = self._decoders.get(event.kind)
            if decode is None:
                return "newer_schema", f"an event of the unknown kind {event.kind}"
            fact = decode(event.data)
        except UNREADABLE as error:
            return "malformed", str(error)
        if event.post and not balanced(event.post):
            return "unbalanced", f"the postings sum to {sum(fen for _, fen in event.post)} fen"
        if self._then is None:
            return None
        return self._then(Entry(link[0], link[1], event.at, event.by, event.req, fact, event.post))
