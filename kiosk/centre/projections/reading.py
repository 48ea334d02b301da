"""What a mirror says: the services' own tables, sections and sentences, read as they are at the station."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import msgspec

from kiosk.base.clock import Now
from kiosk.base.days import EVERY_DAY, OpenDays
from kiosk.base.event import Entry
from kiosk.base.inspection import Figure, Section
from kiosk.base.reports import Table, Topic
from kiosk.base.request import Scene
from kiosk.base.service import Service
from kiosk.base.store import Store
from kiosk.centre.projections.mirror import BLANK, Mirror, remove
from kiosk.reading.inspection import inspection
from kiosk.reading.period import entries
from kiosk.reading.spans import spans
from kiosk.reading.tables import tables
from kiosk.services.house.readings import settings_in_force
from kiosk.services.staff.readings import shown

T = TypeVar("T")


class Adopted(Protocol):
    """What a station adopted: the settings of every service, and the days on which it is open."""

    @property
    def services(self) -> Mapping[str, Any]:
        """By the service's name."""
        ...

    @property
    def days(self) -> OpenDays:
        """The days."""
        ...


# The settings from the text that a station adopted. Raises where they cannot be read.
ReadSettings = Callable[[str], Adopted]


class Happening(msgspec.Struct, frozen=True):
    """A line of a day's timeline: `did` where the service has a sentence for it."""

    at: str
    by: str
    kind: str
    epoch: int
    seq: int
    did: Figure | None
    amounts: tuple[int, ...]
    number: str


class Mirrors:
    """Every device's mirror, in a folder; and how what they say is read."""

    def __init__(self, folder: Path, services: Sequence[Service], read_settings: ReadSettings) -> None:
        self._folder = folder
        # Nearly every reading asks for the settings in force, and these are the same for weeks.
        self._read_settings = lru_cache(maxsize=64)(read_settings)
        self._spans = spans(services)
        self.services = services

    def path(self, station: str, device: bytes) -> Path:
        """Where a device's mirror is."""
        return self._folder / station / f"{device.hex()}.db"

    def open(self, station: str, device: bytes) -> Mirror:
        """A device's mirror; made where there is none."""
        return Mirror(self.path(station, device), device, self.services)

    def with_mirror(self, station: str, device: bytes, read: Callable[[Mirror], T]) -> T:
        """What `read` finds in a mirror, at one moment."""
        mirror = self.open(station, device)
        try:
            mirror.db.execute("BEGIN")
            return read(mirror)
        finally:
            mirror.close()

    def forget(self, station: str, device: bytes) -> None:
        """Takes a device's mirror away: it is folded anew."""
        remove(self.path(station, device))

    def tables(self, mirror: Mirror, now: Now, first: str, last: str, topics: Sequence[Topic]) -> tuple[Table, ...]:
        """The services' tables of some topics and a period, both dates included."""
        settings, _ = self._settings(mirror.db)

        def scene(service: str) -> Scene[Any]:
            return Scene(now, "device", settings.get(service), span=self._spans)

        return tables(_Readable(mirror.db), self.services, scene, topics, first, last)

    def inspection(self, mirror: Mirror, now: Now) -> tuple[Section, ...]:
        """What an auditor at the station would be shown."""
        return inspection(mirror.db, self.services, now)

    def timeline(self, mirror: Mirror, day: str) -> tuple[Happening, ...]:
        """A day's events in their order, with who did them as anybody may see it."""
        by_kind = {fact.kind: service for service in self.services for fact in service.facts}
        return tuple(
            _happening(mirror.db, by_kind[made.fact.kind], made)
            for made in entries(_Readable(mirror.db), self.services, day, day)
        )

    def ask(self, mirror: Mirror, now: Now, service: str, read: Callable[[Store, Scene[Any]], T]) -> T:
        """What a service's reading says there, as the station's own screens would have it now."""
        settings, days = self._settings(mirror.db)
        return read(_Readable(mirror.db), Scene(now, "device", settings.get(service), days, self._spans))

    def settings_text(self, mirror: Mirror) -> str:
        """The settings that the station says are in force."""
        return settings_in_force(mirror.db)[1]

    def check_settings(self, text: str) -> None:
        """Raises what is wrong with a text of settings."""
        self._read_settings(text)

    def _settings(self, store: Store) -> tuple[Mapping[str, Any], OpenDays]:
        """By service, and the open days; those of a newer program are read as far as their defaults go."""
        _, text = settings_in_force(store)
        try:
            adopted = self._read_settings(text)
        except Exception:  # noqa: BLE001 - what cannot be read is told as a finding when it is folded
            return {one.name: one.settings() for one in self.services if _has_defaults(one)}, EVERY_DAY
        return adopted.services, adopted.days


def _has_defaults(service: Service) -> bool:
    return all(not field.required for field in msgspec.structs.fields(service.settings))


class _Readable:
    """A store in which events that could not be read are passed over."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def execute(self, sql: str, bindings: Sequence[Any] = ()) -> Any:
        """Runs one statement."""
        rows = self._store.execute(sql, bindings)
        if not sql.startswith("SELECT epoch, seq, raw FROM journal"):
            return rows
        return [row for row in rows if not row[2].startswith(BLANK)]


# Accounts of money that somebody hands over or is given.
_MONEY: Final = ("cash.drawer", "cash.acceptor", "cash.hopper", "online.")


def _happening(store: Store, service: Service, made: Entry) -> Happening:
    did = service.acts(store, made) if service.acts is not None else None
    by = shown(store, made.by) or made.by.partition(":")[0]
    money = tuple(fen for account, fen in made.post if account.startswith(_MONEY))
    number = str(getattr(made.fact, "number", "") or "")
    return Happening(made.at, by, made.fact.kind, made.epoch, made.seq, did, money, number)
