"""`station.toml`: the whole of a station's settings, checked where they enter."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Literal

import msgspec

from kiosk.base import toml
from kiosk.base.days import OpenDays
from kiosk.base.service import Service
from kiosk.base.store import Store
from kiosk.base.toml import ConfigError
from kiosk.services.house import readings as house_readings
from kiosk.services.house.settings import Board, Cash, Holidays, Line, Printer, Scanner, Screen
from kiosk.services.house.settings import Settings as Station
from kiosk.services.till.ways import ACCEPTOR


class StationSettings(msgspec.Struct, frozen=True):
    """Settings that have been checked: `services` by service name, `digest` the SHA-256 of the `text` they stand in."""

    station: Station
    screen: Screen
    board: Board
    printer: Printer | None
    second_printer: Printer | None
    scanner: Scanner | None
    line: Line
    days: OpenDays
    services: dict[str, Any]
    digest: str
    text: str
    cash: Cash | None = None

    @property
    def printers(self) -> tuple[Printer, ...]:
        """The printers in the order in which slips go to them."""
        return tuple(place for place in (self.printer, self.second_printer) if place is not None)


def parse(text: str, services: Sequence[Service], file: str = "station.toml") -> StationSettings:
    """Reads and checks settings. Raises ConfigError with file, key, line and what was expected."""
    document = toml.decode(text, _shape(services), file)
    _apart(document, text, file)
    sections = {
        service.name: getattr(document.services, service.name) for service in services if service.name != "house"
    }
    return StationSettings(
        document.station,
        document.screen,
        document.board,
        document.printer,
        _second(document, text, file),
        document.scanner,
        document.line,
        document.holidays.days,
        {**sections, "house": document.station},
        sha256(text.encode()).hexdigest(),
        text,
        _cash(document, text, file),
    )


def _cash(document: Any, text: str, file: str) -> Cash | None:
    """The machine that takes money. Raises ConfigError where it is offered as a way to pay, and there is none."""
    cash: Cash | None = document.cash
    till = getattr(document.services, "till", None)
    if cash is None and till is not None and ACCEPTOR.name in till.ways:
        place = toml.wrong_at(("services", "till", "ways"), file, toml.Places(text, file))
        raise ConfigError(*place, 'expected a section [cash] where "acceptor" is a way to pay')
    return cash


def _second(document: Any, text: str, file: str) -> Printer | None:
    """The printer that prints what the first one cannot. Raises ConfigError where it is the first one itself."""
    first: Printer | None = document.printer
    second: Printer | None = document.second_printer
    if second is None or (first is not None and first.address != second.address):
        return second
    wrong = "another address than that of [printer]" if first else "[printer] is the first; a station with one has that"
    place = ("second_printer", "address") if first else ("second_printer",)
    raise ConfigError(*toml.wrong_at(place, file, toml.Places(text, file)), f"expected {wrong}")


def _apart(document: Any, text: str, file: str) -> None:
    """Each device is at an address of its own: who opened it second would find it taken. Raises ConfigError."""
    at: dict[str, str] = {}
    for table in ("printer", "scanner", "cash"):
        if (place := getattr(document, table)) is None:
            continue
        if (other := at.setdefault(place.address, table)) != table:
            wrong = toml.wrong_at((table, "address"), file, toml.Places(text, file))
            raise ConfigError(*wrong, f"expected another address than that of [{other}]")


def in_force(store: Store, services: Sequence[Service]) -> StationSettings:
    """The settings that the record says are in force. Raises ConfigError where there are none."""
    _, text = house_readings.settings_in_force(store)
    return parse(text, services)


def _shape(services: Sequence[Service]) -> Any:
    """The file's shape: `[station]`, `[screen]`, `[board]`, `[printer]` …, `[services.NAME]` a service."""
    sections: Any = msgspec.defstruct(
        "Services",
        [
            (service.name, service.settings, msgspec.field(default_factory=service.settings))
            for service in services
            if service.name != "house"
        ],
        frozen=True,
        forbid_unknown_fields=True,
    )
    return msgspec.defstruct(
        "StationToml",
        [
            ("schema", Literal[1]),
            ("station", Station),
            ("screen", Screen, msgspec.field(default_factory=Screen)),
            ("board", Board, msgspec.field(default_factory=Board)),
            ("holidays", Holidays, msgspec.field(default_factory=Holidays)),
            ("printer", Printer | None, None),
            ("second_printer", Printer | None, None),
            ("scanner", Scanner | None, None),
            ("cash", Cash | None, None),
            ("line", Line, msgspec.field(default_factory=Line)),
            ("services", sections, msgspec.field(default_factory=sections)),
        ],
        frozen=True,
        forbid_unknown_fields=True,
    )
