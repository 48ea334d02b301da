"""A station whose disk is gone: its record comes back from the centre, event by event, under the heads it had signed.

Names, phones and PINs never left the station and do not come back.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Final, Literal

import msgspec

from kiosk.base.clock import Now
from kiosk.base.event import Entry, Event
from kiosk.base.service import Service
from kiosk.base.toml import ConfigError
from kiosk.base.words import Words
from kiosk.reading.applying import apply
from kiosk.reading.spans import decoders, entry, spans
from kiosk.record.batch import BadBatch, Batch, decode_all
from kiosk.record.chain import GENESIS, Head
from kiosk.record.enrolment import Predecessor, Stretch
from kiosk.record.heads import signed_by
from kiosk.services.house.events import CentreJoined, SettingsAdopted
from kiosk.station import settings as station_settings
from kiosk.station.journal import Journal
from kiosk.station.line.answers import Cut
from kiosk.station.turn import House, Turn, furnished
from kiosk.station.vault import Vault

_EVENT: Final = msgspec.json.Decoder(Event)
_TRIES: Final = 5
_PAUSE_S: Final = 3


class NotReturned(Exception):  # noqa: N818 - told to a person as it is
    """What the centre gave back is not what this device signed (`forged`), is unknown here (`unread`), or nothing."""

    def __init__(self, reason: Literal["forged", "unread", "nothing"]) -> None:
        super().__init__(reason)
        self.reason = reason


def bring_back(
    journal: Journal,
    vault: Vault,
    services: Sequence[Service],
    words: Words,
    told: Predecessor,
    give: Callable[[int, int], bytes],
    joined: Callable[[CentreJoined], None],
) -> int:
    """Fills an empty journal with what the centre has; returns how many events. Raises Cut, Declined, NotReturned.

    `give` gives the batches of an epoch after a place, `joined` is told of centres that were joined: slips name them.
    Slips are there again, and nothing of them is printed.
    """
    taking = _Taking(journal, vault, services, words, joined)
    for stretch in told.record:
        for batch in _batches(journal.device, stretch, give):
            taking.take(batch, stretch.last)
    if journal.head().text() != told.head:
        raise NotReturned("forged" if told.record else "nothing")
    journal.db.execute("UPDATE spool SET state = 'confirmed'")
    return journal.count()


def patient(ask: Callable[[int, int], bytes], pause: Callable[[float], None]) -> Callable[[int, int], bytes]:
    """Asks again where the line is cut, some times; a record is long and a mobile line short."""

    def asked(epoch: int, after: int) -> bytes:
        for attempt in range(1, _TRIES):
            try:
                return ask(epoch, after)
            except Cut:
                pause(_PAUSE_S * attempt)
        return ask(epoch, after)

    return asked


def _batches(device: bytes, stretch: Stretch, give: Callable[[int, int], bytes]) -> Iterator[Batch]:
    """The batches of an epoch, each signed by its key and in the chain of those before. Raises NotReturned."""
    key, at = bytes.fromhex(stretch.public_key), Head(stretch.epoch, 0, GENESIS)
    while at.seq < stretch.last:
        try:
            page = decode_all(give(stretch.epoch, at.seq))
        except BadBatch:
            raise Cut("half") from None
        if not page:
            raise NotReturned("forged")
        for batch in page:
            placed = (batch.device, batch.epoch, batch.first, batch.prev) == (device, at.epoch, at.seq + 1, at.hash)
            if not placed or batch.hashes()[-1] != batch.head or not signed_by(key, device, batch.signed):
                raise NotReturned("forged")
            yield batch
            at = batch.signed.head
            if at.seq >= stretch.last:
                return


class _Taking:
    """Events on their way into a journal, request by request: as they were written, slips come at a request's end."""

    def __init__(
        self,
        journal: Journal,
        vault: Vault,
        services: Sequence[Service],
        words: Words,
        joined: Callable[[CentreJoined], None],
    ) -> None:
        self._joined = joined
        self._journal = journal
        self._vault = vault
        self._services = services
        self._say = partial(words.say, "zh")
        self._by_kind = {fact.kind: service for service in services for fact in service.facts}
        self._followers = tuple(service for service in services if service.follow is not None)
        self._decoders = decoders(tuple(services))
        self._house: House | None = None
        self._entries: list[Entry] = []
        self._rows: list[tuple[int, int, bytes, bytes]] = []

    def take(self, batch: Batch, last: int) -> None:
        """A batch, as far as the record goes on from it."""
        db = self._journal.db
        db.execute("BEGIN IMMEDIATE")
        for seq, (raw, digest) in enumerate(zip(batch.events, batch.hashes(), strict=True), batch.first):
            if seq <= last:
                self._event(batch.epoch, seq, digest, raw, ends=seq == last)
        if batch.last <= last:
            row = (batch.epoch, batch.last, batch.head, batch.signature)
            db.execute("INSERT INTO heads VALUES (?, ?, ?, ?)", row)
        db.execute("COMMIT")

    def _event(self, epoch: int, seq: int, digest: bytes, raw: bytes, *, ends: bool) -> None:
        try:
            event = _EVENT.decode(raw)
            made = entry(self._decoders, epoch, seq, raw)
            if seq == 1:
                first = (epoch, self._journal.count() + 1)
                self._journal.db.execute("INSERT INTO epochs VALUES (?, ?)", first)
            apply(self._journal.db, self._by_kind, self._followers, made)
            self._journal.db.execute(
                "INSERT INTO journal (epoch, seq, hash, raw) VALUES (?, ?, ?, ?)", (epoch, seq, digest, raw)
            )
            self._entries.append(made)
            self._rows.append((epoch, seq, digest, raw))
            if isinstance(made.fact, SettingsAdopted):
                self._furnish(made.fact.text)
            elif isinstance(made.fact, CentreJoined):
                self._joined(made.fact)
            if ends or event.i == event.n - 1:
                self._slips(event)
        except Exception as error:
            raise NotReturned("unread") from error

    def _furnish(self, text: str) -> None:
        """The settings that were in force from here on; such as this program cannot read leave the ones before."""
        try:
            settings = station_settings.parse(text, self._services)
        except ConfigError:
            return
        self._house = furnished(self._services, settings, self._say, spans(self._services))

    def _slips(self, event: Event) -> None:
        entries, self._entries = self._entries, []
        rows, self._rows = self._rows, []
        if self._house is None:
            return
        now = Now(datetime.fromisoformat(event.at), event.up, event.boot)
        turn = Turn(self._journal, self._vault, self._house, now, event.req, event.by, Head(*rows[-1][:3]))
        turn.spool(entries, rows)
