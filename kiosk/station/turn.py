"""The work of one request inside one transaction: events emitted and applied, chained, put on paper."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from kiosk.base.clock import Now, deadline
from kiosk.base.days import OpenDays
from kiosk.base.event import SCHEMA, Code, Entry, Event, Happened
from kiosk.base.inspection import Section
from kiosk.base.money import balanced
from kiosk.base.people import GONE, Masked, Remember
from kiosk.base.reports import Table
from kiosk.base.request import Decision, Outcome, Refused, Scene
from kiosk.base.sale import Quote, Refund
from kiosk.base.service import Letterhead, Service
from kiosk.base.span import Spans
from kiosk.paper import elements, names
from kiosk.reading.applying import apply
from kiosk.reading.inspection import inspection
from kiosk.reading.tables import table
from kiosk.record.chain import GENESIS, Head, hash_event
from kiosk.services.people import rules as people
from kiosk.services.slips.readings import job
from kiosk.services.till import readings as till_readings
from kiosk.services.till import requests as till_requests
from kiosk.services.till import rules as till
from kiosk.station.journal import Journal
from kiosk.station.settings import StationSettings
from kiosk.station.vault import Vault

_ENCODE: Final = msgspec.json.Encoder().encode
_UNTIL: Final = msgspec.json.Encoder().encode


class House(msgspec.Struct, frozen=True):
    """What surrounds every turn: services by name and by the kinds of their facts, settings, the words of slips."""

    services: Mapping[str, Service]
    by_kind: Mapping[str, Service]
    followers: tuple[Service, ...]
    settings: Mapping[str, Any]
    days: OpenDays
    say: Callable[..., str]
    sealed: frozenset[str]
    span: Spans


def furnished(services: Sequence[Service], settings: StationSettings, say: Callable[..., str], span: Spans) -> House:
    """What surrounds the turns of a station with these settings."""
    return House(
        {service.name: service for service in services},
        {fact.kind: service for service in services for fact in service.facts},
        tuple(service for service in services if service.follow is not None),
        settings.services,
        settings.days,
        say,
        frozenset(fact.kind for service in services for fact in service.seals),
        span,
    )


class Turn:
    """One request's events, from the first decision to the bytes in the journal."""

    def __init__(
        self, journal: Journal, vault: Vault, house: House, now: Now, request_id: str, by: str, head: Head
    ) -> None:
        self.store = journal.db
        self.head = head
        self.seals = False
        self.forgets = False
        self._journal = journal
        self._vault = vault
        self._house = house
        self.now = now
        self._stamp = now.stamp
        self._request_id = request_id
        self.by = by
        self._entries: list[Entry] = []
        self._reprints: list[tuple[str, int]] = []

    @property
    def started(self) -> bool:
        """Whether something has been applied to the readings that is not in the journal yet."""
        return bool(self._entries)

    def scene(self, service: str) -> Scene[Any]:
        """What surrounds a rule of that service."""
        house = self._house
        return Scene(self.now, self.by, house.settings[service], house.days, house.span, self._vault)

    def carry_out(self, decision: Decision) -> Outcome:
        """Does all that a decision asks for; raises Refused where a part of it cannot be."""
        for remember in decision.remember:
            self._remember(remember)
        self._emit(decision.events)
        for person in decision.forget:
            self._vault.forget(person)
            self.forgets = True
        outcome = decision.outcome
        if decision.quote is not None:
            self._sell(decision.quote)
        if decision.settle:
            owed = self._settle(decision.settle)
            if isinstance(outcome, till_requests.Received):
                outcome = msgspec.structs.replace(outcome, owed=owed)
        if decision.release:
            self._release(decision.release)
        for refund in decision.refunds:
            self._emit((till.give_back(refund, till_readings.drawer_fen(self.store)),))
        self._emit([till.void_owed(void) for void in decision.voids])
        if decision.reprint is not None:
            self._reprints.append(decision.reprint)
        return outcome

    def _sell(self, quote: Quote) -> None:
        """Opens a sale, and settles it at once where its payment comes along."""
        sale = till.sale_id(self._request_id)
        self._emit((till.open_sale(quote, sale, self.scene("till")),))
        if quote.payment is not None:
            paid, _ = till.pay(sale, quote.lines, quote.payment, self.scene("till").settings)
            self._emit((paid,))
            for line in quote.lines:
                self._emit(self._sells(line.service).fulfil(self.store, line, sale, self.scene(line.service)))

    def _remember(self, remember: Remember) -> None:
        """Keeps somebody's name in the vault, and states that it is there."""
        people.checked(remember.who)
        commitment, before = self._vault.keep(remember.person, remember.who)
        self._emit((people.kept(remember, commitment, self.scene("people"), before=before),))

    def _sells(self, service: str) -> Any:
        return self._house.services[service].sells

    def _settle(self, sale_id: str) -> str:
        """Gives what was paid for; what can no longer be given is owed, and the 待退's id returned."""
        sale = till_readings.sale(self.store, sale_id)
        assert sale is not None
        owed = ""
        for line in sale.lines:
            try:
                self._emit(self._sells(line.service).fulfil(self.store, line, sale_id, self.scene(line.service)))
            except Refused as refused:
                refund = Refund(sale_id, line.fen, line.owed, refused.reason, pay=False)
                happened = till.give_back(refund, 0)
                owed = "o" + sale_id[1:]
                self._emit((happened,))
        return owed

    def _release(self, sale_id: str) -> None:
        sale = till_readings.sale(self.store, sale_id)
        assert sale is not None
        for line in sale.lines:
            self._emit(self._sells(line.service).release(self.store, line, sale.state, self.scene(line.service)))

    def _emit(self, events: Sequence[Happened]) -> None:
        """Takes events into the turn and applies them to the readings at once, so that the next step sees them."""
        for happened in events:
            assert not happened.post or balanced(happened.post), happened
            entry = Entry(
                self.head.epoch,
                self.head.seq + 1 + len(self._entries),
                self._stamp,
                self.by,
                self._request_id,
                happened.fact,
                happened.post,
            )
            if happened.fact.kind == "house.epoch_opened":
                entry = msgspec.structs.replace(entry, epoch=self.head.epoch + 1, seq=1)
            self._entries.append(entry)
            apply(self.store, self._house.by_kind, self._house.followers, entry)

    def flush(self) -> bool:
        """Chains the turn's events into the journal and spools their slips; False where there were none."""
        entries, self._entries = self._entries, []
        rows = self._chained(entries)
        self.store.executemany("INSERT INTO journal (epoch, seq, hash, raw) VALUES (?, ?, ?, ?)", rows)
        self.spool(entries, rows)
        for slip, copy in self._reprints:
            self._spool_again(slip, copy)
        self._reprints = []
        return bool(entries)

    def _chained(self, entries: Sequence[Entry]) -> list[tuple[int, int, bytes, bytes]]:
        """The rows of the journal: epoch, seq, hash, raw; the head moves on to the last."""
        rows: list[tuple[int, int, bytes, bytes]] = []
        now, device, digest = self.now, self._journal.device, self.head.hash
        for i, entry in enumerate(entries):
            kind = entry.fact.kind
            raw = _ENCODE(
                Event(
                    SCHEMA,
                    kind,
                    entry.at,
                    now.up,
                    now.boot,
                    self._request_id,
                    i,
                    len(entries),
                    self.by,
                    msgspec.Raw(_ENCODE(entry.fact)),
                    entry.post,
                )
            )
            if entry.seq == 1:
                digest = GENESIS
                self.store.execute("INSERT INTO epochs VALUES (?, ?)", (entry.epoch, self._journal.count() + 1 + i))
            digest = hash_event(device, entry.epoch, entry.seq, digest, raw)
            rows.append((entry.epoch, entry.seq, digest, raw))
            self.seals = self.seals or kind in self._house.sealed
        if rows:
            self.head = Head(*rows[-1][:3])
        return rows

    def spool(self, entries: Sequence[Entry], rows: Sequence[tuple[int, int, bytes, bytes]]) -> None:
        """Puts the slips of events that are in the journal, in these rows of it, on their way to paper."""
        for entry, row in zip(entries, rows, strict=True):
            self._spool(entry, row[2])

    def _until(self) -> str:
        return _UNTIL(deadline(self.now, self.scene("slips").settings.wait_s)).decode()

    def _spool(self, entry: Entry, digest: bytes) -> None:
        service = self._house.by_kind[entry.fact.kind]
        if service.slip is None:
            return
        station, settings = self._house.settings["house"], self._house.settings[service.name]
        code = Code(self._journal.device.hex(), entry.epoch, entry.seq, digest.hex()[:16])
        head = Letterhead(
            *(code, self._centre, station.name, station.phone, self._house.say, settings),
            *(self._inspect, self._mark, self._report),
        )
        slip = service.slip(self.store, entry, head)
        if slip is not None:
            place, body = job(entry.epoch, entry.seq), elements.encode(slip)
            row = (place, code.digits, slip.kind, slip.number, self._until(), body)
            self.store.execute("INSERT INTO spool VALUES (?, 0, ?, ?, ?, 'queued', '', ?, ?)", row)

    def _centre(self) -> str:
        """The address under which anybody can have a slip proved; empty before a centre is joined."""
        row = self.store.execute("SELECT url FROM line").fetchone()
        return str(row[0]) if row else ""

    def _report(self, key: str, first: str, last: str) -> Table | None:
        return table(self.store, tuple(self._house.services.values()), self.scene, key, first, last)

    def _mark(self, person: str) -> Masked:
        return names.mark(person, self._vault.masked(person) or GONE)

    def _inspect(self) -> tuple[Section, ...]:
        return inspection(self.store, self._house.services.values(), self.now)

    def _spool_again(self, slip: str, copy: int) -> None:
        epoch, seq, _ = slip.split("-")
        first = job(int(epoch), int(seq))
        self.store.execute(
            "INSERT INTO spool SELECT ?, ?, slip, kind, number, 'queued', '', ?, body FROM spool WHERE job = ?",
            (first + copy, copy, self._until(), first),
        )
