"""Wires what is plugged in: the drivers that a station's settings name."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kiosk.base.files import bundled
from kiosk.base.request import Outcome
from kiosk.base.toml import ConfigError
from kiosk.devices.address import transport_for
from kiosk.devices.cash.acceptors import CoinAcceptor, NoteValidator
from kiosk.devices.cash.bus import LINE, Bus
from kiosk.devices.cash.hoppers import Hopper
from kiosk.devices.cash.profile import COINS, NOTES, AcceptorProfile, load_acceptor, load_hopper
from kiosk.devices.health import READY, UNREACHABLE
from kiosk.devices.printers.driver import Printer
from kiosk.devices.profiles import load_printer
from kiosk.devices.scanners.driver import Scanner, ScannerThread
from kiosk.devices.scanners.profile import SCANNER, load_scanner
from kiosk.devices.scanners.scan import Scan
from kiosk.devices.scanners.source import Source, source_for
from kiosk.services.house import readings as house_readings
from kiosk.services.house import requests as house
from kiosk.services.house.settings import Acceptor, Cash
from kiosk.services.house.settings import Printer as PrinterAt
from kiosk.services.house.settings import Scanner as ScannerAt
from kiosk.services.till.readings.machine import machine_view
from kiosk.station.cash.cashier import CASH, Cashier
from kiosk.station.cash.machine import Machine
from kiosk.station.cash.thread import CashThread
from kiosk.station.desk import Desk
from kiosk.station.press import PRINTER, PRINTERS, Draw
from kiosk.station.settings import StationSettings
from kiosk.station.watchdog import Beat, unwatched
from kiosk.station.worker import DeskThread

if TYPE_CHECKING:
    from kiosk.paper.face import Face

_LOG: Final = logging.getLogger(__name__)


def printer_at(place: PrinterAt, table: str = PRINTER) -> Printer:
    """The driver of a configured printer. Raises ConfigError for an unknown profile, or an address it cannot have."""
    profile = load_printer(place.profile)
    try:
        transport = transport_for(place.address, profile.transport)
    except ValueError as error:
        raise ConfigError("station.toml", f"{table}.address", 1, str(error)) from None
    return Printer(profile, transport, time.monotonic, _logo(place, profile.spec.dots))


def _logo(place: PrinterAt, dots: int) -> bytes:
    """What tops its slips. A picture that is gone keeps nothing from being printed; doctor says so."""
    if not place.logo:
        return b""
    from kiosk.paper.logo import logo  # noqa: PLC0415 - the screen comes first, paper later

    try:
        return logo(Path(place.logo), dots)
    except ValueError as error:
        _LOG.warning("slips are printed without a logo: expected %s", error)
        return b""


def scanner_at(
    place: ScannerAt, scanned: Callable[[Scan], None], changed: Callable[[str], None] = lambda _: None
) -> Scanner:
    """The driver of a configured scanner. Raises ConfigError for an unknown profile, or an address it cannot have."""
    profile = load_scanner(place.profile)
    return Scanner(profile, scanner_source(place), time.monotonic, scanned, changed)


def scanner_source(place: ScannerAt) -> Source:
    """Where a configured scanner's bytes come from. Raises ConfigError."""
    try:
        return source_for(place.address, load_scanner(place.profile).transport)
    except ValueError as error:
        raise ConfigError("station.toml", "scanner.address", 1, str(error)) from None


def scanner_seen(place: ScannerAt) -> str:
    """How a scanner is that nobody works with: `ready`, `unreachable` or `wrong_device`. Raises ConfigError."""
    scanner = scanner_at(place, lambda _: None)
    try:
        scanner.step()
        return scanner.state or UNREACHABLE
    finally:
        scanner.close()


def slip_face() -> "Face":
    """The font of slips."""
    from kiosk.paper.face import Face  # noqa: PLC0415 - the screen comes first, paper later

    return Face(bundled("assets") / "fonts" / "NotoSansCJKsc-Regular.otf")


def slip_drawing() -> Draw:
    """What draws slips."""
    from kiosk.paper.render import render  # noqa: PLC0415 - the screen comes first, paper later

    face = slip_face()
    return lambda slip, spec, header: render(slip, spec, face, header, lambda profile: load_printer(profile).spec)


def printers_of(settings: StationSettings) -> tuple[Printer, ...]:
    """The drivers of the station's printers. Raises ConfigError."""
    return tuple(printer_at(place, table) for table, place in zip(PRINTERS, settings.printers, strict=False))


class Plugged:
    """The drivers of the printers that a desk's settings name now, each made anew when they name another."""

    def __init__(self, desk: Desk, settings: StationSettings, drivers: tuple[Printer, ...]) -> None:
        self._desk = desk
        self._places = settings.printers
        self._made = drivers

    def __call__(self) -> tuple[Printer, ...]:
        """The drivers. Raises ConfigError."""
        settings = self._desk.settings
        if settings.printers != self._places:
            former = dict(zip(self._places, self._made, strict=True))
            self._made = tuple(
                former.get(place) or made for place, made in zip(settings.printers, printers_of(settings), strict=True)
            )
            self._places = settings.printers
        return self._made


def scanner_thread(thread: DeskThread, place: ScannerAt | None) -> ScannerThread | None:
    """The scanner that the settings name, at work; a change of `[scanner]` holds from the next start on."""
    if place is None:
        if SCANNER in thread.read("house", house_readings.device_states):  # taken away: nobody waits for it
            thread.carry_out(house.ReportDevice(request_id=thread.new_id(), device=SCANNER, state=READY))
        return None

    def changed(state: str) -> None:
        request = house.ReportDevice(request_id=thread.new_id(), device=SCANNER, state=state)
        thread.ask(request, "device").add_done_callback(noted)

    def noted(answer: Future[Outcome]) -> None:
        if (error := answer.exception()) is not None:  # a full disk must not keep the scanner from being read
            _LOG.warning("the scanner's state is not in the record: %s", error)

    scanner = ScannerThread(lambda scanned: scanner_at(place, scanned, changed))
    scanner.start()
    return scanner


def machine_at(place: Cash) -> Machine:
    """The drivers of a configured machine that takes money. Raises ConfigError for an unknown profile."""
    try:
        bus = Bus(transport_for(place.address, LINE))
    except ValueError as error:
        raise ConfigError("station.toml", "cash.address", 1, str(error)) from None

    def acceptor(kind: str, at: Acceptor | None) -> tuple[AcceptorProfile, int, tuple[int, ...]] | None:
        if at is None:
            return None
        profile = load_acceptor(kind, at.profile)
        if len(at.fen) > profile.inhibit.channels:
            key = f"cash.{kind.removeprefix('cctalk_')}.fen"
            raise ConfigError("station.toml", key, 1, f"expected at most {profile.inhibit.channels} channels")
        return profile, at.address, at.fen

    coins, notes = acceptor(COINS, place.coins), acceptor(NOTES, place.notes)
    hoppers = {one.address: (Hopper(bus, load_hopper(one.profile), one.address), one.fen) for one in place.hoppers}
    return Machine(
        bus,
        CoinAcceptor(bus, *coins[:2]) if coins else None,
        coins[2] if coins else (),
        NoteValidator(bus, *notes[:2]) if notes else None,
        notes[2] if notes else (),
        hoppers,
    )


def cash_thread(
    thread: DeskThread, place: Cash | None, room: Callable[[], bool], beat: Beat = unwatched
) -> CashThread | None:
    """The machine that the settings name, at work; a change of `[cash]` holds from the next start on.

    `room` tells whether the disk has room for more than the last payments; `beat` hears of each round.
    """
    if place is None:
        for name in (CASH, "coins", "notes"):
            if thread.read("house", house_readings.device_states).get(name, READY) != READY:  # taken away
                request = house.ReportDevice(request_id=thread.new_id(), device=name, state=READY)
                thread.carry_out(request)
        return None

    cashier = Cashier(
        machine_at(place),
        thread.carry_out,
        lambda: thread.read("till", machine_view),
        thread.new_id,
        room,
        time.monotonic,
    )
    cash = CashThread(cashier)
    cash.start(beat)
    return cash
