"""The desk: one request, one transaction, one fsync. What is not committed did not happen."""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

import apsw
import msgspec
from nacl.signing import SigningKey

from kiosk.base.clock import Clock, Now
from kiosk.base.event import Event, Happened
from kiosk.base.ids import Ids
from kiosk.base.request import Decision, Outcome, Refused, Request, Scene, Seen
from kiosk.base.service import Handler, Service
from kiosk.base.store import Store
from kiosk.base.words import Words
from kiosk.reading.spans import spans
from kiosk.record.heads import sign
from kiosk.services.house import events as house_events
from kiosk.services.house import readings as house_readings
from kiosk.services.house import requests as house_requests
from kiosk.services.staff import readings as staff_readings
from kiosk.station import settings as station_settings
from kiosk.station.journal import Journal, connect
from kiosk.station.settings import StationSettings
from kiosk.station.spool import Spool
from kiosk.station.turn import House, Turn, furnished
from kiosk.station.vault import Keys, Vault

SLIP_LANGUAGE: Final = "zh"
_NAMELESS: Final = frozenset({"worker", "device"})
_JUMP_MS: Final = 60_000
# What a broken disk or file looks like, besides a full one.
_UNWELL: Final = (apsw.IOError, apsw.CantOpenError, apsw.CorruptError, apsw.NotADBError, apsw.ReadOnlyError)
_LOG: Final = logging.getLogger(__name__)
_EVENT: Final = msgspec.json.Decoder(Event)


def free_bytes(journal: Journal) -> Callable[[], int]:
    """How much room is left where the journal lies."""
    folder = str(journal.path.parent)

    def measure() -> int:
        stat = os.statvfs(folder)
        return stat.f_bavail * stat.f_frsize

    return measure


class Desk:
    """Answers requests on one connection; several desks on one station meet in SQLite."""

    def __init__(
        self,
        journal: Journal,
        services: Sequence[Service],
        settings: StationSettings,
        clock: Clock,
        ids: Ids,
        words: Words,
        key: SigningKey,
        free: Callable[[], int],
        keys: Keys,
    ) -> None:
        self.journal = journal
        self.settings = settings
        self._newest = settings
        self._services = tuple(services)
        self._clock = clock
        self.ids = ids
        self.words = words
        self._key = key
        self._free = free
        self._keys = keys
        self._needs = tuple(service.needs for service in services if service.needs is not None)
        self._vault = self.vault(journal.db)
        self._forgot = True  # an erasure that the power cut short is finished at the first turn
        self._unshredded = False
        self._handlers: dict[type[Request], tuple[Service, Handler]] = {
            handler.request: (service, handler) for service in services for handler in service.handlers
        }
        self.span = spans(self._services)
        self._seen_version = -1
        self._head = journal.head()
        self._last: Now | None = None
        self._house = self._furnish()

    def _furnish(self) -> House:
        return furnished(self._services, self.settings, partial(self.words.say, SLIP_LANGUAGE), self.span)

    def answer(self, request: Request, by: str) -> Outcome:
        """The outcome of a request, the same for the same request_id. Raises Refused, and ConfigError for settings."""
        if isinstance(request, house_requests.AdoptSettings):
            station_settings.parse(request.text, self._services)
        try:
            return self._filled(self._answer(request, by))
        except apsw.FullError as error:
            raise Refused("house.disk_full") from error
        except apsw.BusyError as error:
            raise Refused("house.busy") from error
        except _UNWELL as error:
            _LOG.exception("the record cannot be read or written", exc_info=error)
            raise Refused("house.record_unwell") from error

    def _answer(self, request: Request, by: str) -> Outcome:
        """One transaction: what is due, then the request; whatever goes wrong leaves the journal as it was."""
        service, handler = self._handlers[type(request)]
        now = self._clock.now()
        db = self.journal.db
        db.execute("BEGIN IMMEDIATE")
        try:
            self._catch_up()
            known = db.execute(
                "SELECT name, outcome FROM outcomes WHERE request_id = ?", (request.request_id,)
            ).fetchone()
            if known is not None:
                db.execute("ROLLBACK")
                return self._remembered(known, request, handler)
            swept = handler.sweeps and self._sweep(now)
            turn, outcome, refused = self._decide(
                service, handler, request, self._turn(now, request.request_id, by), swept
            )
            self._commit(turn, request, outcome if refused is None else None, swept)
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            self._seen_version = -1
            raise
        if refused is not None:
            raise refused
        return outcome

    def _decide(
        self, service: Service, handler: Handler, request: Request, turn: Turn, swept: bool
    ) -> tuple[Turn, Outcome, Refused | None]:
        """The rule's decision carried out; after a refusal, what it left in the record instead."""
        db = self.journal.db
        if swept:  # a savepoint makes SQLite keep a copy of every page: only where there is something to keep
            db.execute("SAVEPOINT request")
        try:
            self._admit(handler, turn.by)
            scene = turn.scene(service.name)
            decision = handler.rule(handler.load(db, request, scene), request, scene)
            return turn, turn.carry_out(decision), None
        except Refused as refused:
            if swept:
                db.execute("ROLLBACK TO request")
            elif turn.started:
                db.execute("ROLLBACK")
                db.execute("BEGIN IMMEDIATE")
                self._catch_up()
            again = self._turn(turn.now, request.request_id, turn.by)
            return again, again.carry_out(Decision(refused.events)), refused

    def _commit(self, turn: Turn, request: Request, outcome: Outcome | None, swept: bool) -> None:
        """Chains the turn, remembers an accepted outcome, signs where it seals; with nothing to keep, rolls back."""
        db = self.journal.db
        wrote = turn.flush()
        if not wrote and not swept:
            db.execute("ROLLBACK")
            return
        if wrote and outcome is not None:
            remembered = (request.request_id, request.name, msgspec.json.encode(outcome))
            db.execute("INSERT INTO outcomes VALUES (?, ?, ?)", remembered)
        self._head = turn.head
        self._seal(turn)
        db.execute("COMMIT")
        self._forgot = self._forgot or turn.forgets
        self._shred()
        if isinstance(request, house_requests.AdoptSettings):
            self._furnish_anew()

    def close(self) -> None:
        """Closes the record and the keys."""
        self.journal.close()
        self._keys.close()

    def has_room(self) -> bool:
        """Whether the disk has room for twice what is kept for the last payments: a machine closes before a counter."""
        return self._free() >= 2 * self.settings.station.disk_reserve_mb * 1024 * 1024

    def vault(self, store: Store) -> Vault:
        """The people's vault as a connection to the station's file sees it."""
        return Vault(store, self._keys, self._needs)

    def spool(self) -> Spool:
        """The slips on their way to paper, on a connection of its own."""
        connection = connect(self.journal.path)
        return Spool(connection, self.vault(connection))

    def _filled(self, outcome: Outcome) -> Outcome:
        """What somebody is to see in plain, filled in; it is remembered without. Raises Refused where it is gone."""
        if not isinstance(outcome, Seen):
            return outcome
        who = self._vault.plain(outcome.person)
        if who is None:
            raise Refused("people.unknown", {})
        return msgspec.structs.replace(outcome, who=who)

    def _shred(self) -> None:
        """Destroys the keys of those who were erased. What the disk refuses now is tried again at the next turn."""
        if self._forgot:
            try:
                self._vault.shred()
                self._forgot = self._unshredded = False
            except apsw.Error as error:
                if not self._unshredded:
                    _LOG.error("keys of people who were erased are still there: %s", type(error).__name__)
                    self._unshredded = True

    def _seal(self, turn: Turn) -> None:
        """Signs the head where one of the turn's facts asks for it."""
        if turn.seals:
            signed = sign(self._key, self.journal.device, turn.head)
            self.journal.db.execute(
                "INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?)",
                (signed.head.epoch, signed.head.seq, signed.head.hash, signed.signature),
            )

    def _turn(self, now: Now, request_id: str, by: str) -> Turn:
        return Turn(self.journal, self._vault, self._house, now, request_id, by, self._head)

    def _admit(self, handler: Handler, by: str) -> None:
        """Who may ask this, and whether there is room to record it."""
        role, _, who = by.partition(":")
        if role not in handler.roles:
            raise Refused("staff.not_allowed", {"role": role})
        if who or role not in _NAMELESS:
            person = staff_readings.person(self.journal.db, who)
            if person is None or not person.active or person.role != role:
                raise Refused("staff.not_allowed", {"role": role})
        if handler.sells and self._free() < self.settings.station.disk_reserve_mb * 1024 * 1024:
            raise Refused("house.disk_nearly_full")

    def _sweep(self, now: Now) -> bool:
        """Does what time alone decides, as the device, under an id of its own."""
        turn: Turn | None = None
        for decision in self._due(now):
            turn = turn or self._turn(now, self.ids.new(), "device")
            turn.carry_out(decision)
        if turn is None or not turn.flush():
            return False
        self._head = turn.head
        self._forgot = self._forgot or turn.forgets
        self._seal(turn)
        return True

    def _due(self, now: Now) -> Iterator[Decision]:
        """What is due, service by service: what one lets go of, the next one may give to who waits."""
        jumped = self._clock_jump(now)
        if jumped is not None:
            yield Decision((Happened(jumped),))
        for service in self._services:
            if service.due is not None:
                own = self._house.settings[service.name]
                scene = Scene(now, "device", own, self._house.days, self.span, self._vault)
                yield from service.due(self.journal.db, scene)

    def _catch_up(self) -> None:
        """Notices what other processes have committed: a new head, new settings, a clock already seen to jump."""
        db = self.journal.db
        version = db.execute("PRAGMA data_version").get
        if version == self._seen_version:
            return
        self._seen_version = version
        self._head = self.journal.head()
        self._furnish_anew()
        raw = self.journal.last_raw()
        if raw is not None:
            event = _EVENT.decode(raw)
            self._last = Now(datetime.fromisoformat(event.at), event.up, event.boot)

    def settings_in(self, store: Store) -> StationSettings:
        """The settings in force in what a connection sees, which may be newer than this desk's last request."""
        digest, text = house_readings.settings_in_force(store)
        if digest and digest != self._newest.digest:
            self._newest = station_settings.parse(text, self._services)
        return self._newest

    def _furnish_anew(self) -> None:
        """Takes over the settings that are in force, where they have changed."""
        found = self.settings_in(self.journal.db)
        if found is not self.settings:
            self.settings = found
            self._house = self._furnish()

    def _clock_jump(self, now: Now) -> house_events.ClockJumped | None:
        """A wall clock that moved against the time since boot, or stepped back over a boot."""
        last, self._last = self._last, now
        if last is None:
            return None
        passed = int((now.at - last.at).total_seconds() * 1000)
        by_ms = passed - (now.up - last.up) if now.boot == last.boot else min(0, passed)
        if abs(by_ms) <= _JUMP_MS:
            return None
        return house_events.ClockJumped(before=last.stamp, after=now.stamp, by_ms=by_ms)

    def _remembered(self, known: Any, request: Request, handler: Handler) -> Outcome:
        name, outcome = known
        if name != request.name:
            raise Refused("house.id_used_before", {"request": request.name, "before": name})
        return msgspec.json.decode(outcome, type=handler.outcome)
