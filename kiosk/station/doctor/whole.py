"""What a station must have: its secrets, its record, what its settings ask for, room on the disk."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

import apsw

from kiosk.base.clock import Clock, Now
from kiosk.base.days import known
from kiosk.base.service import Service
from kiosk.base.toml import ConfigError
from kiosk.devices.plugged import Plugged, plugged
from kiosk.devices.printers.status import Status
from kiosk.services.house.settings import Printer as PrinterAt
from kiosk.services.house.settings import Scanner as ScannerAt
from kiosk.station.doctor.devices import cash, printers, rights, scanner
from kiosk.station.doctor.finding import Finding, State, found
from kiosk.station.doctor.record import chain, clocks, line
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal, NotAJournal
from kiosk.station.owner import OwnedElsewhere, Owner
from kiosk.station.proposals import proposals
from kiosk.station.room import SOON_MONTHS, months_left
from kiosk.station.settings import in_force as settings_in_force
from kiosk.station.settings import parse

_MB: Final = 1024 * 1024
_ROOMY: Final = 8  # times the reserve
_NOTICE_DAYS: Final = 40  # the next year's notice is out in November
_FOR_OTHERS: Final = 0o077


def station(
    files: StationFiles,
    services: Sequence[Service],
    clock: Clock,
    ask: Callable[[PrinterAt], Status],
    seen: Callable[[ScannerAt], str],
    there: Callable[[], Sequence[Plugged]] = plugged,
) -> Iterator[Finding]:
    """What a station must have. The journal is only read; the printer is asked where nobody works with it."""
    if not files.journal.exists():
        yield found("journal", "warn", "none", folder=files.folder)
        return
    yield from _secrets(files)
    owner = _owner(files.owner)
    yield found("owner", "ok", "running", pid=owner) if owner else found("owner", "ok", "nobody")
    try:
        journal = Journal(files.journal, readonly=True)
    except NotAJournal as error:
        yield found("journal", "bad", error.reason, **error.fields)
        return
    try:
        yield chain(journal)
        yield from clocks(journal, clock.now())
        yield line(journal)
        yield from _furnished(files, journal, services, ask, seen, there, owned=bool(owner), now=clock.now())
        yield from _holidays(journal, services, clock.now())
    except apsw.Error as error:
        yield found("journal", "bad", problem=error)
    except ValueError:  # what stands there is no event, no date, no text any more
        yield found("journal", "bad", "damaged")
    finally:
        journal.close()


def _secrets(files: StationFiles) -> Iterator[Finding]:
    for path in (files.device_key, files.pepper):
        if not path.exists():
            yield found("secret", "bad", "missing", file=path.name)
        elif path.stat().st_mode & _FOR_OTHERS:
            yield found("secret", "bad", file=path, mode=f"{path.stat().st_mode & 0o777:04o}")
        else:
            yield found("secret", "ok", file=path.name)


def _owner(path: Path) -> str:
    """The process that owns the devices, or nothing."""
    if not path.exists():
        return ""
    try:
        Owner(path).release()
    except OwnedElsewhere as error:
        return error.pid
    return ""


def _furnished(
    files: StationFiles,
    journal: Journal,
    services: Sequence[Service],
    ask: Callable[[PrinterAt], Status],
    seen: Callable[[ScannerAt], str],
    there: Callable[[], Sequence[Plugged]],
    *,
    owned: bool,
    now: Now,
) -> Iterator[Finding]:
    """What the settings ask for. Those of the file hold from the next start on, so they must be right now."""
    try:
        settings = settings_in_force(journal.db, services)
        if files.settings.exists():
            parse(files.settings.read_text(encoding="utf-8"), services, str(files.settings))
    except (ConfigError, OSError) as error:
        yield found("settings", "bad", problem=error)
        return
    yield found("settings", "ok", name=settings.station.name)
    yield _disk(files.folder, settings.station.disk_reserve_mb, journal, now)
    at = (*settings.printers, settings.scanner, settings.cash)
    yield from rights([place.address for place in at if place is not None])
    yield from printers(files, journal, settings.printers, ask, owned=owned)
    for state, says, fields in proposals(settings, there()):
        yield found("plugged", state, says, **fields)
    yield scanner(journal, settings.scanner, seen, owned=owned)
    if settings.cash is not None:
        yield from cash(journal, settings.cash.address, owned=owned)


def _holidays(journal: Journal, services: Sequence[Service], now: Now) -> Iterator[Finding]:
    """Whether the public calendar of this year is known, and of the next one when that is near."""
    try:
        days = settings_in_force(journal.db, services).days
    except ConfigError:
        return  # the check of the settings says so
    if not days.calendar:
        return
    years = (now.at.year, (now.at + timedelta(days=_NOTICE_DAYS)).year)
    missing = next((year for year in years if not known(year)), 0)
    yield found("holidays", "warn", year=missing) if missing else found("holidays", "ok", year=years[-1])


def _disk(folder: Path, reserve_mb: int, journal: Journal, now: Now) -> Finding:
    """Whether there is room for a sale, and for the months to come."""
    free = shutil.disk_usage(folder).free // _MB
    state: State = "bad" if free < reserve_mb else "warn" if free < _ROOMY * reserve_mb else "ok"
    left = months_left(journal.db, now, reserve_mb)
    if state == "ok" and left is not None and left < SOON_MONTHS:
        return found("disk", "warn", "soon", free=free, months=int(left))
    return found("disk", state, free=free, reserve=reserve_mb)
