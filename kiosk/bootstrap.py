"""Wires a station's real parts together; devices, line, founding and centre in the modules beside it."""

import functools
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec
from nacl.signing import SigningKey

from kiosk.base import words
from kiosk.base.clock import Clock
from kiosk.base.ids import Ids
from kiosk.base.reports import Table, Topic
from kiosk.base.request import Scene
from kiosk.base.words import Words
from kiosk.bootstrap_devices import (
    Plugged,
    cash_thread,
    machine_at,
    printers_of,
    scanner_source,
    scanner_thread,
    slip_drawing,
)
from kiosk.bootstrap_line import desk_thread, line_thread
from kiosk.devices.scanners.driver import ScannerThread
from kiosk.reading.spans import spans
from kiosk.reading.tables import tables
from kiosk.services.house import readings as house_readings
from kiosk.services.house import requests as house
from kiosk.services.registry import SERVICES
from kiosk.station import journal as journals
from kiosk.station import settings as station_settings
from kiosk.station.cash.thread import CashThread
from kiosk.station.clock import SystemClock
from kiosk.station.desk import SLIP_LANGUAGE, Desk, free_bytes
from kiosk.station.files import BadSecret, StationFiles, secret
from kiosk.station.journal import Journal, NotAJournal, connect
from kiosk.station.keeper import Keeper
from kiosk.station.line.thread import LineThread
from kiosk.station.owner import Owner
from kiosk.station.people import Pins
from kiosk.station.press import Press, PressThread
from kiosk.station.report import Report, report
from kiosk.station.vault import Keys, Vault
from kiosk.station.watchdog import Watch
from kiosk.station.worker import DeskThread

if TYPE_CHECKING:
    from kiosk.record.enrolment import Enrolled

_LOG: Final = logging.getLogger(__name__)
_PACKAGE: Final = Path(__file__).resolve().parent


@functools.cache
def all_words() -> Words:
    """Every sentence of every service and of the shells. Raises WordsError."""
    folders = [_PACKAGE / "services" / service.name / "words" for service in SERVICES]
    rooms = ("widgets", "touch", "touch/setup", "touch/checkup", "touch/inspection", "touch/reports", "centre")
    return words.load([*folders, *(_PACKAGE / room / "words" for room in rooms), _PACKAGE / "words"])


def open_desk(files: StationFiles, clock: Clock, settings_text: str | None = None) -> Desk:
    """A desk on the station in a folder; made there where there is none yet.

    `settings_text` (of `station.toml`) is adopted where it differs from what is in force, which else stays.
    Raises ConfigError, NotAJournal, Refused.
    """
    checked = (
        station_settings.parse(settings_text, SERVICES, str(files.settings)) if settings_text is not None else None
    )
    if checked is not None:
        files.folder.mkdir(parents=True, exist_ok=True)
        journals.create(files.journal, os.urandom(16), SERVICES)
    journal = Journal(files.journal)
    public_key = house_readings.public_key(journal.db)
    if public_key and public_key != _public_key(files):
        journal.close()
        raise NotAJournal(files.journal, "another_device")
    desk = desk_on(files, journal, clock, checked)
    if not public_key:
        open_epoch(desk, files, 1, "")
    if checked is not None:
        desk.answer(house.AdoptSettings(request_id=desk.ids.new(), text=checked.text), "device")
    return desk


def desk_on(
    files: StationFiles, journal: Journal, clock: Clock, checked: station_settings.StationSettings | None
) -> Desk:
    """The desk on a journal that is there, by the settings given or in force. Raises ConfigError, BadSecret."""
    settings = checked or station_settings.in_force(journal.db, SERVICES)
    key = SigningKey(secret(files.device_key, os.urandom(32)))
    ids, keys = Ids(clock, os.urandom), Keys(files.people_keys)
    return Desk(journal, SERVICES, settings, clock, ids, all_words(), key, free_bytes(journal), keys)


def _public_key(files: StationFiles) -> str:
    """This folder's device key, its public half in hex; empty where there is none yet."""
    return bytes(SigningKey(secret(files.device_key, b"")).verify_key).hex() if files.device_key.exists() else ""


def open_epoch(desk: Desk, files: StationFiles, epoch: int, cites: str) -> None:
    """Begins an epoch that cites a head, or nothing. Raises Refused."""
    device, public_key = desk.journal.device.hex(), _public_key(files)
    request = house.OpenEpoch(request_id=desk.ids.new(), device=device, epoch=epoch, public_key=public_key, cites=cites)
    desk.answer(request, "device")


def pins_of(files: StationFiles) -> Pins:
    """The station's PINs. Raises BadSecret where there are some and their pepper is gone."""
    connection = connect(files.journal)
    if not files.pepper.exists() and connection.execute("SELECT 1 FROM secrets").fetchone():
        connection.close()
        raise BadSecret(files.pepper)
    return Pins(connection, secret(files.pepper, os.urandom(32)))


def read_reports(
    files: StationFiles, topics: Sequence[Topic], first: str, last: str
) -> tuple[str, tuple[Table, ...], Report]:
    """The station's name, its tables of some topics and a period, its meals; the record is only read.

    Raises NotAJournal, ConfigError.
    """
    journal, keys, now = Journal(files.journal, readonly=True), Keys(files.people_keys), SystemClock().now()
    try:
        settings = station_settings.in_force(journal.db, SERVICES)
        people, span = Vault(journal.db, keys), spans(SERVICES)

        def scene(service: str) -> Scene[Any]:
            return Scene(now, "device", settings.services[service], settings.days, span, people)

        journal.db.execute("BEGIN")
        found = tables(journal.db, SERVICES, scene, topics, first, last)
        return settings.station.name, found, report(journal, first, last)
    finally:
        journal.close()
        keys.close()


def offered(files: StationFiles) -> frozenset[str]:
    """The services that a station offers, by name. Raises NotAJournal, ConfigError."""
    journal = Journal(files.journal, readonly=True)
    try:
        settings = station_settings.in_force(journal.db, SERVICES)
    finally:
        journal.close()
    return frozenset(service.name for service in SERVICES if service.offered(settings.services[service.name]))


class OpenStation(msgspec.Struct, frozen=True):
    """A station that a process works on: its desk, PINs and words; with the devices where this process owns them."""

    desk: DeskThread
    pins: Pins
    words: Words
    settings: station_settings.StationSettings
    owner: Owner | None = None
    press: PressThread | None = None
    keeper: Keeper | None = None
    line: LineThread | None = None
    scanner: ScannerThread | None = None
    cash: CashThread | None = None

    def close(self) -> None:
        """Stops the threads in order; the owner notes its shutdown, and the head is signed."""
        if self.cash is not None:
            self.cash.stop()
        if self.scanner is not None:
            self.scanner.stop()
        if self.line is not None:
            self.line.stop()
        if self.keeper is not None:
            self.keeper.stop()
        if self.press is not None:
            self.press.stop()
        if self.owner is not None:
            self.desk.ask(house.Stop(request_id=self.desk.new_id()), "device").exception()
        self.desk.close()
        self.pins.close()
        if self.owner is not None:
            self.owner.release()


def open_station(
    folder: Path, clock: Clock, *, own_devices: bool, version: str, watch: Watch | None = None
) -> OpenStation:
    """Opens an existing station for one process; `own_devices` for the one that prints and keeps time.

    Its threads say to a `watch` that they go round.

    Raises ConfigError, NotAJournal, OwnedElsewhere, Refused.
    """
    files, watch = StationFiles(folder), watch or Watch("desk")
    if not own_devices:
        desk = open_desk(files, clock)
        thread = desk_thread(files, desk, clock)
        thread.watched(watch.beat("desk"))
        return OpenStation(thread, pins_of(files), desk.words, desk.settings)
    owner = Owner(files.owner)
    try:
        return _with_devices(files, clock, owner, version, watch)
    except BaseException:
        owner.release()
        raise


def _with_devices(files: StationFiles, clock: Clock, owner: Owner, version: str, watch: Watch) -> OpenStation:
    """The station by its `station.toml`; the printers' profiles are found before anything is adopted."""
    text = files.settings.read_text(encoding="utf-8") if files.settings.exists() else None
    settings = checked_settings(files, text)
    drivers = printers_of(settings)
    if settings.scanner is not None:
        scanner_source(settings.scanner)
    if settings.cash is not None:
        machine_at(settings.cash)
    desk = open_desk(files, clock, text)
    thread = desk_thread(files, desk, clock)
    thread.watched(watch.beat("desk"))

    def say(key: str, **fields: object) -> str:
        return desk.words.say(SLIP_LANGUAGE, key, **fields)

    press = PressThread(
        Press(desk.spool(), clock, drivers, slip_drawing, thread.carry_out, thread.new_id, say),
        Plugged(desk, settings, drivers),
        lambda: bool(desk.settings.services["till"].drawer_opens),
    )
    keeper = Keeper(thread)
    line = line_thread(files, desk, thread, clock, settings.line)
    thread.on_commit(press.wake)
    thread.on_release(line.wake)
    thread.carry_out(house.Start(request_id=thread.new_id(), version=version))
    press.start(watch.beat("press"))
    keeper.start(watch.beat("keeper"))
    line.start(watch.beat("line"))
    scanner = scanner_thread(thread, settings.scanner)
    cash = cash_thread(thread, settings.cash, desk.has_room, watch.beat("cash"))
    return OpenStation(thread, pins_of(files), desk.words, settings, owner, press, keeper, line, scanner, cash)


def enrol(files: StationFiles, clock: Clock, url: str, code: str) -> "Enrolled":
    """Joins the centre at an address by its one-time code. Raises Cut, Declined, Refused, NotAJournal, BadSecret."""
    from kiosk.station.line.joining import join  # noqa: PLC0415 - once in a station's life

    desk = open_desk(files, clock)
    try:
        key = SigningKey(secret(files.device_key, b""))
        return join(desk, key, desk.settings.line, url.rstrip("/"), code)
    finally:
        desk.close()


def checked_settings(files: StationFiles, text: str | None) -> station_settings.StationSettings:
    """The settings of a text, or those in force where there is none."""
    if text is not None:
        return station_settings.parse(text, SERVICES, str(files.settings))
    journal = Journal(files.journal)
    try:
        return station_settings.in_force(journal.db, SERVICES)
    finally:
        journal.close()
