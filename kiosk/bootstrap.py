"""The only place that wires real parts together."""

import os
from pathlib import Path
from typing import Final

from nacl.signing import SigningKey

from kiosk.base import words
from kiosk.base.clock import Clock
from kiosk.base.ids import Ids
from kiosk.base.words import Words
from kiosk.services.house import readings as house_readings
from kiosk.services.house import requests as house
from kiosk.services.registry import SERVICES
from kiosk.station import journal as journals
from kiosk.station import settings as station_settings
from kiosk.station.desk import Desk, free_bytes
from kiosk.station.files import StationFiles, secret
from kiosk.station.journal import Journal

_PACKAGE: Final = Path(__file__).resolve().parent


def all_words() -> Words:
    """Every sentence of every service and of the shells. Raises WordsError."""
    folders = [_PACKAGE / "services" / service.name / "words" for service in SERVICES]
    return words.load([*folders, _PACKAGE / "widgets" / "words", _PACKAGE / "touch" / "words"])


def open_desk(files: StationFiles, clock: Clock, settings_text: str | None = None) -> Desk:
    """A desk on the station in a folder; made there where there is none yet.

    `settings_text` (of `station.toml`) is adopted where it differs from what is in force; without it, what is in force stays.
    Raises ConfigError, NotAJournal, Refused.
    """
    files.folder.mkdir(parents=True, exist_ok=True)
    key = SigningKey(secret(files.device_key, os.urandom(32)))
    ids = Ids(clock, os.urandom)
    checked = station_settings.parse(settings_text, SERVICES, str(files.settings)) if settings_text is not None else None
    journals.create(files.journal, os.urandom(16), SERVICES)
    journal = Journal(files.journal)
    _, in_force = house_readings.settings_in_force(journal.db)
    desk = Desk(journal, SERVICES, checked or station_settings.parse(in_force, SERVICES), clock, ids, all_words(), key, free_bytes(journal))
    if journal.head().epoch == 0:
        desk.answer(house.OpenEpoch(request_id=ids.new(), device=journal.device.hex(), epoch=1, public_key=bytes(key.verify_key).hex(), cites=""),
                    "device")
    if checked is not None:
        desk.answer(house.AdoptSettings(request_id=ids.new(), digest=checked.digest, text=checked.text), "device")
    return desk
