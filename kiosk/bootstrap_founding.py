"""Wires a station that is made: new, put back from a backup, or brought back from the centre."""

import functools
import os
import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from nacl.signing import SigningKey

from kiosk.base.clock import Clock
from kiosk.bootstrap import all_words, checked_settings, desk_on, open_desk, open_epoch, pins_of
from kiosk.bootstrap_devices import printers_of
from kiosk.record.chain import Head, parse_head
from kiosk.services.house.events import CentreJoined
from kiosk.services.house.settings import Line as LineSettings
from kiosk.services.registry import SERVICES
from kiosk.services.staff import readings as staff_readings
from kiosk.services.staff import requests as staff
from kiosk.station import journal as journals
from kiosk.station.backup import free_for_restore, restore
from kiosk.station.desk import SLIP_LANGUAGE, Desk
from kiosk.station.files import StationFiles, secret
from kiosk.station.founding import founding
from kiosk.station.journal import Journal
from kiosk.station.people import acceptable
from kiosk.station.vault import Keys, Vault

if TYPE_CHECKING:
    from kiosk.record.enrolment import Predecessor
    from kiosk.station.line.client import Client

FIRST_PERSON: Final = "a1"


def _first_pin(desk: Desk, files: StationFiles, pin: str = "") -> tuple[str, str]:
    """The first supervisor, made where nobody works here yet, and that one's PIN; kept in a file until it is told."""
    if not staff_readings.people(desk.journal.db, None):
        desk.answer(
            staff.Add(
                request_id=desk.ids.new(),
                who=FIRST_PERSON,
                role="supervisor",
                shown=desk.words.say(SLIP_LANGUAGE, "staff.role_supervisor"),
            ),
            "device",
        )
    who = next(person.who for person in staff_readings.people(desk.journal.db, None) if person.role == "supervisor")
    pin = pin or _easy_to_type()
    pins = pins_of(files)
    pins.put(who, pin)
    pins.close()
    desk.answer(staff.NotePin(request_id=desk.ids.new(), who=who), "device")
    files.first_pin.touch(0o600)
    files.first_pin.write_text(pin, encoding="ascii")
    return who, pin


def _easy_to_type() -> str:
    pin = ""
    while not acceptable(pin):
        pin = f"{secrets.randbelow(1_000_000):06d}"
    return pin


def make_station(files: StationFiles, clock: Clock, settings_text: str, pin: str = "") -> str:
    """A new station in a folder that has none, with its first supervisor; returns that one's PIN.

    Raises ConfigError, Refused, BadSecret; the folder has no station then.
    """
    printers_of(checked_settings(files, settings_text))
    with founding(files) as making:
        desk = open_desk(making, clock, settings_text)
        try:
            making.settings.write_text(settings_text, encoding="utf-8")
            return _first_pin(desk, making, pin)[1]
        finally:
            desk.close()


def restore_station(backup: Path, files: StationFiles, clock: Clock) -> tuple[Head, str, str]:
    """Puts a backup in place and opens the next epoch; returns the head it cites, and whose new PIN, or "" twice.

    A PIN is made where this folder has no pepper: those in the backup cannot be checked without theirs.
    Raises BackupRefused, NotAJournal, BadSecret.
    """
    free_for_restore(files)
    with founding(files) as making:
        head = restore(backup, making)
        desk = desk_on(making, Journal(making.journal), clock, None)
        _let_go_of_keys(files, desk)
        try:
            open_epoch(desk, making, head.epoch + 1, head.text())
            making.settings.write_text(desk.settings.text, encoding="utf-8")
            # With a first PIN nobody was told the pepper is that of a restore which the power cut short.
            if making.pepper.exists() and not files.first_pin.exists():
                return head, "", ""
            desk.journal.db.execute("DELETE FROM secrets")
            return head, *_first_pin(desk, making)
        finally:
            desk.close()


def _let_go_of_keys(files: StationFiles, desk: Desk) -> None:
    """Destroys the people's keys, where this folder has some, that a restored record knows nothing of."""
    keys = Keys(files.people_keys)
    keys.destroy((), beyond=desk.vault(desk.journal.db).last())
    keys.close()


class CameBack(msgspec.Struct, frozen=True):
    """A station whose record came back from the centre: its name, the head it cites, how many events, whose new PIN."""

    station: str
    head: str
    events: int
    who: str
    pin: str


def come_back(files: StationFiles, clock: Clock, url: str, code: str, pin: str = "") -> CameBack:
    """Founds the next epoch of the device that a code replaces, in a folder without a station.

    Without a `pin` for the first supervisor one is drawn.
    Raises BackupRefused, Cut, Declined, NotReturned, ConfigError, Refused, BadSecret; the folder has no station then.
    """
    from kiosk.station.line.client import Client  # noqa: PLC0415 - once in a station's life
    from kiosk.station.line.returning import NotReturned  # noqa: PLC0415 - as above

    free_for_restore(files)
    url = url.rstrip("/")
    client = Client(url, LineSettings())
    try:
        told = client.predecessor(code)
        if not told.device:
            raise NotReturned("nothing")
        return _come_back(files, clock, client, url, code, pin, told)
    finally:
        client.close()


def _come_back(
    files: StationFiles, clock: Clock, client: "Client", url: str, code: str, pin: str, told: "Predecessor"
) -> CameBack:
    from kiosk.station.line.joining import join  # noqa: PLC0415 - once in a station's life
    from kiosk.station.line.outbox import Outbox  # noqa: PLC0415 - as above
    from kiosk.station.line.returning import bring_back, patient  # noqa: PLC0415 - as above

    with founding(files) as making:
        journals.create(making.journal, bytes.fromhex(told.device), SERVICES)
        journal, keys = Journal(making.journal), Keys(making.people_keys)
        give = patient(functools.partial(client.record, code), time.sleep)
        key = SigningKey(secret(making.device_key, os.urandom(32)))
        outbox = Outbox(journal.db, journal.device, key)

        def joined(fact: CentreJoined) -> None:
            outbox.join(fact.url, fact.station_id, fact.log_key, "")

        try:
            events = bring_back(journal, Vault(journal.db, keys), SERVICES, all_words(), told, give, joined)
        finally:
            journal.close()
        desk = desk_on(making, Journal(making.journal), clock, None)
        _let_go_of_keys(files, desk)
        try:
            open_epoch(desk, making, told.epoch, told.head)
            making.settings.write_text(desk.settings.text, encoding="utf-8")
            who, pin = _first_pin(desk, making, pin)
            join(desk, key, desk.settings.line, url, code, (parse_head(told.head), clock.now().stamp))
            return CameBack(told.station, told.head, events, who, pin)
        finally:
            desk.close()
