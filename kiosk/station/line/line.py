"""One visit to the centre after another: what waits is sent, what is acknowledged is noted, the log is checked."""

import logging
from collections.abc import Callable
from typing import Final, Protocol

from kiosk.base.clock import Clock
from kiosk.base.request import Request
from kiosk.record.batch import encode
from kiosk.record.chain import Head
from kiosk.record.checkpoint import Checkpoint, opened, parse_key
from kiosk.record.hello import Greeted, Hello, Room
from kiosk.record.merkle import consistent
from kiosk.services.house import requests as house
from kiosk.station.line.answers import Cut, Declined, Receipt
from kiosk.station.line.outbox import Joined, Outbox
from kiosk.station.line.publications import Publications
from kiosk.station.watchdog import Beat, unwatched

_LOG: Final = logging.getLogger(__name__)
# Seconds until the next look: nothing to send; the first failure, doubled up to the last; a refusal that people end.
IDLE_S: Final = 5
FIRST_S: Final = 15
LAST_S: Final = 600
# A station says hello so often, in seconds, whether it has something to send or not.
HELLO_S: Final = 600
# And so often while a difference waits for a verdict that may come from the centre.
SOON_S: Final = 60
# The pace that the centre tells is followed, within reason.
PACE_S: Final = (1, 3600)
# Within this an exchange with the centre is over, and what the station does with it: a request is cut off after two
# minutes (client.py).
EXCHANGE_S: Final = 150.0
# The centre cannot take it now, and says so: as if it were away.
_LATER: Final = frozenset({"busy", "full", "stopping", "fault", "rate"})


class Centre(Protocol):
    """What a visit asks of the centre."""

    def send(self, body: bytes, sent_at: str) -> Receipt:
        """Sends a batch. Raises Cut, Declined."""
        ...

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """The proof that the log only grew. Raises Cut, Declined."""
        ...

    def greet(self, hello: Hello) -> Greeted:
        """Says that the station lives. Raises Cut, Declined."""
        ...


class Line:
    """The line of one station; `reach` gives the centre at an address, `ask` puts a request of the device to the desk.

    `chance` gives numbers from 0 to 1: stations shall not all come at once. `room` is what is left on the disk.
    """

    def __init__(
        self,
        outbox: Outbox,
        published: Publications,
        clock: Clock,
        reach: Callable[[str], Centre],
        ask: Callable[[Request], object],
        new_id: Callable[[], str],
        chance: Callable[[], float],
        room: Callable[[], Room],
    ) -> None:
        self._outbox = outbox
        self._published = published
        self._clock = clock
        self._reach = reach
        self._ask = ask
        self._new_id = new_id
        self._chance = chance
        self._room = room
        self._failures = 0
        self._greeted_at: int | None = None
        self._beat: Beat = unwatched

    def visit(self, beat: Beat = unwatched) -> float:
        """Sends one batch, says hello where it is time; returns the seconds until the next visit.

        `beat` hears of each exchange.
        """
        self._beat = beat
        joined = self._outbox.joined()
        if joined is None:
            return IDLE_S
        self._published.adopt_due(self._clock.now().date)
        try:
            after = self._send(joined) if self._outbox.waiting() else IDLE_S
            if after and self._greeting_is_due(joined.trouble):
                after = self._greet(joined, after)
        except Cut as cut:
            return self._failed(cut.way)
        except Declined as declined:
            return self._declined(joined, declined)
        self._failures = 0
        return after

    def _send(self, joined: Joined) -> float:
        self._witness(joined)
        batch = self._outbox.batch()
        if batch is None:
            return IDLE_S
        receipt = self._centre(joined.url).send(encode(batch), self._clock.now().stamp)
        if (receipt.epoch, receipt.seq, receipt.hash) != (batch.epoch, batch.last, batch.head.hex()):
            raise Cut("portal")
        self._outbox.acknowledged(Head(batch.epoch, batch.last, batch.head), self._clock.now().stamp)
        self._check(receipt.checkpoint)
        if self._outbox.waiting():
            return 0
        least, most = PACE_S
        return min(most, max(least, receipt.next_after_s)) * (0.8 + 0.4 * self._chance())

    def _greeting_is_due(self, trouble: str) -> bool:
        """Now and then; and while something is said to be in the way, so that it is not said for longer than it is."""
        last = self._greeted_at
        if last is None or trouble not in {"", "disputed"}:
            return True
        often = SOON_S if self._published.awaits_a_verdict() else HELLO_S
        return self._clock.now().up - last >= often * 1000

    def _greet(self, joined: Joined, after: float) -> float:
        """Says hello; settings that come are taken, and asked after again at once."""
        now = self._clock.now()
        known = self._published.known()
        greeted = self._centre(joined.url).greet(self._outbox.hello(known, self._room(), now.stamp))
        self._outbox.heard(now.stamp)
        # A centre put back from an old copy is noticed by the stations that have nothing to send, too.
        self._check(greeted.checkpoint)
        key = parse_key(joined.log_key).public
        for verdict in greeted.decisions:
            self._published.take_verdict(verdict, key)
        told = greeted.settings
        if told is None or told.version <= known.settings:
            self._greeted_at = now.up
            return after
        self._published.take(told, joined.station_id, key)
        return 0

    def _centre(self, url: str) -> Centre:
        """The centre, for one exchange."""
        self._beat(EXCHANGE_S)
        return self._reach(url)

    def _witness(self, joined: Joined) -> None:
        """The newest checkpoint goes into the journal, before what waits is sent: so it travels along."""
        if not joined.checkpoint:
            return
        kept = opened(joined.checkpoint, parse_key(joined.log_key))
        if kept.size > joined.witnessed:
            self._ask(house.Witness(request_id=self._new_id(), checkpoint=joined.checkpoint))
            self._outbox.witnessed(kept.size)

    def _check(self, note: str) -> None:
        """Keeps a checkpoint that goes on from the one before; what does not is a dispute, and is in the record."""
        joined = self._outbox.joined()
        assert joined is not None, "who visits has joined"
        try:
            told = opened(note, parse_key(joined.log_key))
        except ValueError:
            self._dispute(joined, note)
            return
        kept = opened(joined.checkpoint, parse_key(joined.log_key)) if joined.checkpoint else None
        if kept is None or kept.size == 0:
            self._outbox.keep(note)
        elif not _one_log(self._centre(joined.url), kept, told):
            self._dispute(joined, note)
        elif told.size > kept.size:
            self._outbox.keep(note)

    def _dispute(self, joined: Joined, note: str) -> None:
        if not joined.disputed:
            _LOG.error("the centre's log is not the one that was witnessed")
            self._ask(house.DisputeLog(request_id=self._new_id(), kept=joined.checkpoint, told=note))
            self._outbox.disputed()

    def _failed(self, way: str) -> float:
        """Comes again later and later."""
        if not self._failures:
            _LOG.warning("the centre is not reached: %s", way)
        self._outbox.trouble(way)
        wait = min(LAST_S, FIRST_S * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return wait * (0.8 + 0.4 * self._chance())

    def _declined(self, joined: Joined, declined: Declined) -> float:
        if declined.problem in _LATER:
            return self._failed("offline")
        if declined.problem == "gap" and declined.expected is not None and not self._failures:
            self._failures += 1
            self._outbox.awaited(*declined.expected)
            return 0
        if joined.trouble != declined.problem:
            _LOG.error("the centre takes nothing from this device: %s", declined.problem)
        self._outbox.trouble(declined.problem)
        return LAST_S


def _one_log(centre: Centre, kept: Checkpoint, told: Checkpoint) -> bool:
    """Whether what is told and what was kept are the same log at two times. Raises Cut, Declined.

    A smaller one may come late over the line, from before: then the centre has what was kept, too, and can prove it.
    """
    small, large = sorted((kept, told), key=lambda checkpoint: checkpoint.size)
    if small.size == large.size:
        return small.root == large.root
    try:
        proof = centre.consistency(small.size or large.size, large.size)
    except Declined as declined:
        if declined.problem in _LATER:
            raise
        return False
    return small.size == 0 or consistent(small.size, large.size, proof, small.root, large.root)
