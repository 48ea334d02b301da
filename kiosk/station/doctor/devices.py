"""How the devices are that the settings name: asked, or as the process that works with them has last noted."""

import getpass
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kiosk.base.toml import ConfigError
from kiosk.devices.health import NEAR_END, READY, serves
from kiosk.devices.printers.status import Status
from kiosk.devices.profiles import load_printer, printer_ids
from kiosk.devices.scanners.profile import SCANNER
from kiosk.services.house.settings import Printer as PrinterAt
from kiosk.services.house.settings import Scanner as ScannerAt
from kiosk.station.cash.machine import MACHINE
from kiosk.station.doctor.finding import Finding, State, found
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal
from kiosk.station.press import PRINTERS
from kiosk.station.verified import laid_over


def rights(addresses: Sequence[str]) -> Iterator[Finding]:
    """The device files that are there and that whoever runs this may not open: no cable mends that."""
    for address in addresses:
        file = Path(address.partition(":")[2])
        if file.is_absolute() and file.exists() and not os.access(file, os.R_OK | os.W_OK):
            yield found("rights", "bad", file=file, group=file.group(), user=getpass.getuser())


def _noted(journal: Journal, device: str) -> str:
    row = journal.db.execute("SELECT state FROM house_devices WHERE device = ?", (device,)).fetchone()
    return str(row[0]) if row else "ready"


def printers(
    files: StationFiles,
    journal: Journal,
    places: Sequence[PrinterAt],
    ask: Callable[[PrinterAt], Status],
    *,
    owned: bool,
) -> Iterator[Finding]:
    """How each printer is, whether anybody has seen its paper, and the picture at the top of it."""
    if not places:
        yield found("printer", "warn", "none")
    for device, place in zip(PRINTERS, places, strict=False):
        yield _printer(journal, device, place, ask, owned=owned)
        yield from _seen(files, place)
        yield from _logo(place)


def _seen(files: StationFiles, place: PrinterAt) -> Iterator[Finding]:
    """Whether anybody has seen paper that came out right with the printer's profile."""
    if place.profile not in printer_ids():
        return  # the check of the printer says so
    try:
        seen = laid_over(files, load_printer(place.profile)).verified
    except ConfigError as error:
        yield found("verified", "bad", problem=error)
        return
    fields = {"profile": place.profile, "by": seen.by, "on": seen.on}
    yield found("verified", "ok", "ok" if seen.by else "none", **fields)


def _logo(place: PrinterAt) -> Iterator[Finding]:
    """Whether the picture at the top of its slips can be printed."""
    if not place.logo or place.profile not in printer_ids():
        return
    from kiosk.paper.logo import logo  # noqa: PLC0415 - the screen comes first, paper later

    try:
        logo(Path(place.logo), load_printer(place.profile).spec.dots)
    except ValueError as error:
        yield found("logo", "warn", problem=error)
    else:
        yield found("logo", "ok", file=place.logo)


def _printer(
    journal: Journal, device: str, place: PrinterAt, ask: Callable[[PrinterAt], Status], *, owned: bool
) -> Finding:
    """How a printer is: asked, or as the process that works with it has last noted."""
    if owned:
        state = _noted(journal, device)
        judged: State = "ok" if state == READY else "warn" if serves(state) else "bad"
        return found("printer", judged, "noted" if state == READY else state, address=place.address)
    try:
        status = ask(place)
    except ConfigError as error:
        return found("printer", "bad", "profile", problem=error)
    if status.state == READY:
        nearly = status.paper_near_end
        return found("printer", "warn" if nearly else "ok", NEAR_END if nearly else "ok", address=place.address)
    return found("printer", "warn" if status.state == "unknown" else "bad", status.state, address=place.address)


def cash(journal: Journal, address: str, *, owned: bool) -> Iterator[Finding]:
    """How the machine that takes money is, as the process that works with it has last noted; nobody else asks it."""
    if not owned:
        yield found("cash", "ok", "idle", address=address)
        return
    lost = [(device, state) for device in MACHINE if (state := _noted(journal, device)) != READY]
    for device, state in lost:
        yield found(device, "bad", state, address=address)
    if not lost:
        yield found("cash", "ok", address=address)


def scanner(journal: Journal, place: ScannerAt | None, seen: Callable[[ScannerAt], str], *, owned: bool) -> Finding:
    """How the scanner is: looked for, or as the process that works with it has last noted."""
    if place is None:
        return found("scanner", "ok", "none")
    try:
        state = _noted(journal, SCANNER) if owned else seen(place)
    except ConfigError as error:
        return found("scanner", "bad", "profile", problem=error)
    fields = {"profile": place.profile, "address": place.address}
    if state == READY:
        return found("scanner", "ok", "noted" if owned else "ok", **fields)
    return found("scanner", "bad", state, **fields)
