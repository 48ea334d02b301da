"""`kiosk doctor --self-test`: the drivers against virtual devices on this machine, nothing real is touched."""

import logging
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from kiosk import bootstrap_devices
from kiosk.devices.address import transport_for
from kiosk.devices.cash.acceptors import CoinAcceptor, NoteValidator
from kiosk.devices.cash.bus import LINE, Bus
from kiosk.devices.cash.counter import news
from kiosk.devices.cash.hoppers import Hopper, left
from kiosk.devices.cash.profile import COINS, NOTES, load_acceptor, load_hopper
from kiosk.devices.health import READY, UNREACHABLE
from kiosk.devices.printers.driver import Printer
from kiosk.devices.profiles import load_printer
from kiosk.devices.scanners.driver import Scanner
from kiosk.devices.scanners.keys import Keys
from kiosk.devices.scanners.profile import load_scanner
from kiosk.devices.scanners.scan import PAYMENT, Scan
from kiosk.devices.scanners.source import Source
from kiosk.devices.transports import SerialLine, Tcp, Transport
from kiosk.paper.elements import Pair, Slip, Text
from kiosk.station.doctor import Finding
from kiosk.virtual.cash import VirtualCash
from kiosk.virtual.cash_devices import VirtualCoins, VirtualHopper, VirtualNotes
from kiosk.virtual.cash_plugs import SerialCash
from kiosk.virtual.faults import Fault
from kiosk.virtual.printer import VirtualPrinter
from kiosk.virtual.scanner import PAYMENT_CODE, Plug, SerialPlug, VirtualScanner
from kiosk.virtual.scanner_keys import KeysPlug

_PROFILES: Final = ("generic-80-gb18030", "generic-58-raster")
_TIMEOUT_S: Final = 2.0
_PATIENCE_S: Final = 15.0
_CONFIRM_S: Final = 1.0  # a virtual printer is quick
_BAUD: Final = 115200
_BROKEN_BYTES: Final = 40
_SLIP: Final = Slip("meals.ticket", "8号", (Text("8号", "center", 2), Pair("午餐 × 1", "￥5.00")))


class NotSo(Exception):  # noqa: N818 - told to a person as it is
    """What a driver promises did not come about; says what."""


def trials() -> Iterator[Finding]:
    """Tries every kind of device; each says whether its driver does what it promises."""
    for name, trial in _TRIALS:
        began = time.monotonic()
        try:
            with _quiet():
                trial()
        except Exception as error:  # noqa: BLE001 - whatever it is, that driver does not work here
            problem = f"{type(error).__name__}: {error}"
            yield Finding("self_test", "bad", "bad", {"trial": name, "problem": problem})
        else:
            yield Finding("self_test", "ok", "ok", {"trial": name, "seconds": f"{time.monotonic() - began:.1f}"})


@contextmanager
def _quiet() -> Iterator[None]:
    """Losses that are played are not logged."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _so(holds: bool, what: str) -> None:
    if not holds:
        raise NotSo(what)


def _prints(way: Callable[[VirtualPrinter], Transport], fault: Fault) -> None:
    """In either way of setting Chinese: on paper, kept back without paper, never twice where it breaks off."""
    for profile_id in _PROFILES:
        profile = load_printer(profile_id)
        status = msgspec.structs.replace(profile.status, confirm_timeout_s=_CONFIRM_S)
        profile = msgspec.structs.replace(profile, status=status)
        job = bootstrap_devices.slip_drawing()(_SLIP, profile.spec, "")
        with VirtualPrinter(profile.spec) as virtual:
            printer = Printer(profile, way(virtual), time.monotonic)
            _so(printer.send(job, lambda: None).state == "confirmed", "a slip confirmed")
            virtual.faults.set("paper_out")
            _so(printer.send(job, lambda: None).reason == "paper_out", "paper out told")
            virtual.faults.clear()
            _so(len(virtual.slips) == 1, "one slip on paper")
            virtual.faults.set_after(_BROKEN_BYTES, fault)
            _so(printer.send(job, lambda: None).state == "uncertain", "a slip broken off uncertain")


def _scans(plug: Plug, source: Source, profile_id: str) -> None:
    """A code and a payment code as what they are; pulled out and put in again, it is lost and found."""
    scans: list[Scan] = []
    with VirtualScanner(plug) as virtual:
        scanner = Scanner(load_scanner(profile_id), source, time.monotonic, scans.append, lambda _: None)

        def until(what: str, holds: Callable[[], bool]) -> None:
            ends = time.monotonic() + _PATIENCE_S
            while not holds():
                _so(time.monotonic() < ends, what)
                scanner.step()

        try:
            for plugged in (True, False, True):
                virtual.set("unplugged", not plugged)
                until(*_is(scanner, READY if plugged else UNREACHABLE))
            for code in ("K7-2Q", PAYMENT_CODE):
                virtual.scan(code)
            until("two codes", lambda: len(scans) >= 2)
            _so(scans == [Scan("K7-2Q"), PAYMENT], "each code as what it is")
        finally:
            scanner.close()


def _is(scanner: Scanner, state: str) -> tuple[str, Callable[[], bool]]:
    return state, lambda: scanner.state == state


def _scans_serial() -> None:
    with tempfile.TemporaryDirectory() as folder:
        plug = SerialPlug(Path(folder) / "scanner")
        _scans(plug, SerialLine(str(plug.path), _BAUD, "none", _TIMEOUT_S), "generic-serial")


def _scans_keys() -> None:
    plug = KeysPlug()
    _scans(plug, Keys("a virtual keyboard", plug.opened), "generic-hid")


def _counts_money() -> None:
    """Coins and a note credited once, change paid out, over one line."""
    cash = VirtualCash(VirtualCoins(), VirtualNotes(), VirtualHopper())
    with SerialCash(cash) as line:
        bus = Bus(transport_for(f"serial:{line.path}", LINE))
        bus.open()
        try:
            coins, notes = CoinAcceptor(bus, load_acceptor(COINS, "generic-coins")), _notes(bus)
            before = coins.start()
            coins.allow((1,))
            _so(cash.coins.insert(100), "a coin let in")
            _so(news(before, coins.read(before)).pairs == ((1, 1),), "a coin credited")
            before = notes.start()
            notes.allow((2,))
            _so(cash.notes.insert(500), "a note let in")
            notes.route(accept=True)
            _so(bool(news(before, notes.read(before)).pairs), "a note credited")
            hopper = Hopper(bus, load_hopper("generic-hopper"))
            standing = hopper.standing()
            hopper.pay(3, hopper.serial())
            ends = time.monotonic() + _PATIENCE_S
            while hopper.status().remaining:
                _so(time.monotonic() < ends, "change paid out")
            _so(left(standing, hopper.standing(), 3) == 3, "three coins out")
        finally:
            bus.close()


def _notes(bus: Bus) -> NoteValidator:
    return NoteValidator(bus, load_acceptor(NOTES, "generic-notes"))


_TRIALS: Final[tuple[tuple[str, Callable[[], None]], ...]] = (
    ("printer_network", lambda: _prints(lambda virtual: Tcp(*virtual.serve_tcp(), _TIMEOUT_S), "off")),
    (
        "printer_serial",
        lambda: _prints(lambda virtual: SerialLine(virtual.serve_pty(), _BAUD, "none", _TIMEOUT_S), "jam"),
    ),
    ("scanner_serial", _scans_serial),
    ("scanner_keys", _scans_keys),
    ("money", _counts_money),
)
