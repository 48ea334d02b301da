"""A station that pretends: real journal, desk and press, a virtual printer on the network, everybody's PIN known."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from kiosk import bootstrap, bootstrap_devices, bootstrap_founding
from kiosk.base.clock import Clock
from kiosk.base.files import bundled
from kiosk.demo.papers import Papers
from kiosk.devices.profiles import load_printer
from kiosk.services.staff import readings as staff
from kiosk.station import people
from kiosk.station.files import StationFiles
from kiosk.station.journal import connect
from kiosk.virtual.printer import VirtualPrinter

PROFILE: Final = "generic-80-gb18030"
SUPERVISOR: Final = f"supervisor:{bootstrap_founding.FIRST_PERSON}"


class Person(msgspec.Struct, frozen=True):
    """Somebody who pretends to work here."""

    who: str
    role: str
    shown: str
    pin: str


BOSS: Final = Person(bootstrap_founding.FIRST_PERSON, "supervisor", "班长", "250301")
HAND: Final = Person("a2", "attendant", "李*", "113090")
NEXT: Final = Person("a3", "attendant", "赵*", "260817")  # who takes over from them


def settings_text(name: str, address: str) -> str:
    """The bundled settings of that name, with the printer at an address."""
    text = (bundled("assets") / "station" / f"{name}.toml").read_text(encoding="utf-8")
    return f'{text}\n[printer]\nprofile = "{PROFILE}"\naddress = "{address}"\n'


def furnish(files: StationFiles, clock: Clock, text: str) -> None:
    """Makes the station where there is none, with three people whose PINs are no secret; else only its settings."""
    if not files.journal.exists():
        bootstrap_founding.make_station(files, clock, text, BOSS.pin)
        files.first_pin.unlink()
    files.settings.write_text(text, encoding="utf-8")
    station = bootstrap.open_station(files.folder, clock, own_devices=False, version="demo")
    try:
        known = {person.who for person in station.desk.read("staff", staff.people)}
        for hand in (HAND, NEXT):
            if hand.who not in known:
                people.add(station.desk, station.pins, hand.who, "attendant", hand.shown, hand.pin, SUPERVISOR)
    finally:
        station.close()


def printer_for(files: StationFiles, folder: Path, told: Callable[[Path], None]) -> tuple[VirtualPrinter, str]:
    """A virtual printer on a free port of this machine, whose paper is kept in a folder; and its address."""

    def kind_of() -> str:
        """The job that was sent last: one is printed after the other."""
        store = connect(files.journal, readonly=True)
        try:
            rows: list[Any] = store.execute(
                "SELECT kind FROM spool WHERE state <> 'queued' ORDER BY state = 'sending' DESC, job DESC LIMIT 1"
            ).fetchall()
        finally:
            store.close()
        return str(rows[0][0]).rpartition(".")[2] if rows else "slip"

    papers = Papers(folder, bootstrap_devices.slip_face, kind_of, told)
    printer = VirtualPrinter(load_printer(PROFILE).spec, papers.keep)
    host, port = printer.serve_tcp()
    return printer, f"tcp:{host}:{port}"
