"""体检: what a technician on the phone asks first. Each check gives a plain answer; the words say what to do next."""

import ctypes
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

import apsw
import msgspec

from kiosk.base.clock import Clock, Now
from kiosk.base.days import known
from kiosk.base.event import Event
from kiosk.base.files import bundled
from kiosk.base.service import Service
from kiosk.base.toml import ConfigError
from kiosk.devices.finding import own_network
from kiosk.devices.health import READY
from kiosk.devices.plugged import Plugged, plugged
from kiosk.devices.printers.status import Status
from kiosk.devices.profiles import load_printer, printer_ids
from kiosk.devices.scanners.profile import SCANNER
from kiosk.record.chain import hash_event
from kiosk.record.heads import signed_by
from kiosk.services.house.readings import line_now, line_state, since
from kiosk.services.house.settings import Printer as PrinterAt
from kiosk.services.house.settings import Scanner as ScannerAt
from kiosk.station.cash.machine import MACHINE
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal, NotAJournal
from kiosk.station.owner import OwnedElsewhere, Owner
from kiosk.station.press import PRINTERS
from kiosk.station.proposals import proposals
from kiosk.station.room import SOON_MONTHS, months_left
from kiosk.station.settings import in_force as settings_in_force
from kiosk.station.settings import parse
from kiosk.station.verified import laid_over

State = Literal["ok", "warn", "bad"]

_PYTHON: Final = (3, 11)
# Releases before can corrupt a WAL when two connections write or checkpoint at once (sqlite.org/wal.html).
_SQLITE: Final = (3, 51, 3)
_ASSETS: Final = (
    "fonts/NotoSansCJKsc-Regular.otf",
    "fonts/NotoSansCJKsc-Bold.otf",
    "icons/tabler-subset.ttf",
    "icons/icons.toml",
)
_SOFTWARE: Final = ("llvmpipe", "softpipe", "swrast", "software")
_TIMEX_BYTES: Final = 512  # struct timex (sys/timex.h) has 208 on 64 bits
_TIME_ERROR: Final = 5
_BEHIND_S: Final = 60
_DRIFT_S: Final = 5.0
_LATELY_DAYS: Final = 30
_MB: Final = 1024 * 1024
_ROOMY: Final = 8  # times the reserve
_NOTICE_DAYS: Final = 40  # the next year's notice is out in November
_FOR_OTHERS: Final = 0o077
_EVENT: Final = msgspec.json.Decoder(Event)


class Finding(msgspec.Struct, frozen=True):
    """One check's answer: the sentence `doctor.NAME_SAYS` with `fields` says what is so and what to do next."""

    name: str
    state: State
    says: str
    fields: Mapping[str, Any]


def _found(check: str, state: State, says: str = "", **fields: object) -> Finding:
    return Finding(check, state, says or state, fields)


def machine(renderer: str | None, *, screen: bool) -> Iterator[Finding]:
    """What the machine must have. `renderer` is what OpenGL draws with, None where no window could be opened."""
    python, sqlite = ".".join(map(str, sys.version_info[:3])), apsw.sqlite_lib_version()
    yield _found("python", "ok" if sys.version_info[:2] >= _PYTHON else "bad", version=python)
    enough = tuple(map(int, sqlite.split("."))) >= _SQLITE
    yield _found("sqlite", "ok" if enough else "bad", version=sqlite, least=".".join(map(str, _SQLITE)))
    yield _assets()
    if renderer is None:
        yield _found("opengl", "bad")
    else:
        software = any(name in renderer.lower() for name in _SOFTWARE)
        yield _found("opengl", "warn" if software else "ok", renderer=renderer)
    yield _found("screen", "ok" if screen else "warn")
    yield _synchronised()
    yield _network()


def _network() -> Finding:
    """Whether this machine is on a network; selling needs none."""
    own = own_network()
    return _found("network", "ok", address=f"{own}*") if own else _found("network", "warn")


def _assets() -> Finding:
    try:
        root = bundled("assets")
    except FileNotFoundError:
        return _found("assets", "bad", file="assets")
    missing = next((name for name in _ASSETS if not (root / name).is_file()), "")
    return _found("assets", "bad", file=missing) if missing else _found("assets", "ok", count=len(_ASSETS))


def _synchronised() -> Finding:
    """Whether something keeps the clock (adjtimex(2), which anybody may ask)."""
    answer = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    if answer < 0:
        return _found("ntp", "warn", "unknown")
    return _found("ntp", "warn" if answer == _TIME_ERROR else "ok")


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
        yield _found("journal", "warn", "none", folder=files.folder)
        return
    yield from _secrets(files)
    owner = _owner(files.owner)
    yield _found("owner", "ok", "running", pid=owner) if owner else _found("owner", "ok", "nobody")
    try:
        journal = Journal(files.journal, readonly=True)
    except NotAJournal as error:
        yield _found("journal", "bad", error.reason, **error.fields)
        return
    try:
        yield _chain(journal)
        yield from _clocks(journal, clock.now())
        yield _line(journal)
        yield from _furnished(files, journal, services, ask, seen, there, owned=bool(owner), now=clock.now())
        yield from _holidays(journal, services, clock.now())
    except apsw.Error as error:
        yield _found("journal", "bad", problem=error)
    finally:
        journal.close()


def _secrets(files: StationFiles) -> Iterator[Finding]:
    for path in (files.device_key, files.pepper):
        if not path.exists():
            yield _found("secret", "bad", "missing", file=path.name)
        elif path.stat().st_mode & _FOR_OTHERS:
            yield _found("secret", "bad", file=path, mode=f"{path.stat().st_mode & 0o777:04o}")
        else:
            yield _found("secret", "ok", file=path.name)


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
        yield _found("settings", "bad", problem=error)
        return
    yield _found("settings", "ok", name=settings.station.name)
    yield _disk(files.folder, settings.station.disk_reserve_mb, journal, now)
    yield from _printers(files, journal, settings.printers, ask, owned=owned)
    for state, says, fields in proposals(settings, there()):
        yield _found("plugged", state, says, **fields)
    yield _scanner(journal, settings.scanner, seen, owned=owned)
    if settings.cash is not None:
        yield from _cash(journal, settings.cash.address, owned=owned)


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
    yield _found("holidays", "warn", year=missing) if missing else _found("holidays", "ok", year=years[-1])


def _chain(journal: Journal) -> Finding:
    """The last signed head, its signature, and every event after it."""
    signed = next(iter(journal.signed_heads()[::-1]), None)
    events = journal.count()
    if signed is None:
        return _found("journal", "warn", "unsigned", events=events)
    head = signed.head
    key = journal.db.execute("SELECT public_key FROM house_epochs WHERE epoch = ?", (head.epoch,)).fetchone()
    if (
        key is None
        or not signed_by(bytes.fromhex(key[0]), journal.device, signed)
        or journal.hash_at(head.epoch, head.seq) != head.hash
    ):
        return _found("journal", "bad", "broken", epoch=head.epoch, seq=head.seq)
    rows = journal.db.execute(
        "SELECT epoch, seq, raw, hash FROM journal WHERE pos > (SELECT first_pos FROM epochs WHERE epoch = ?) + ? - 1 "
        "ORDER BY pos",
        (head.epoch, head.seq),
    )
    prev, seq = head.hash, head.seq
    for at_epoch, at_seq, raw, digest in rows:
        if (
            at_epoch != head.epoch
            or at_seq != seq + 1
            or hash_event(journal.device, at_epoch, at_seq, prev, raw) != digest
        ):
            return _found("journal", "bad", "broken", epoch=at_epoch, seq=at_seq)
        prev, seq = digest, at_seq
    return _found("journal", "ok", events=events, after=seq - head.seq)


def _line(journal: Journal) -> Finding:
    """How much of the record is not at the centre yet, and what is in the way."""
    line = line_now(journal.db)
    if line is None:
        return _found("line", "ok", "none")
    said = line_state(line)
    state: State = "bad" if said in {"refused", "disputed"} else "ok" if said in {"ok", "waiting"} else "warn"
    return _found("line", state, said, count=line.waiting, since=since(line.oldest), problem=line.trouble)


def _wall_clock(journal: Journal, now: Now) -> Finding:
    """The wall clock against the newest event: it may not stand before it."""
    raw = journal.last_raw()
    last = datetime.fromisoformat(_EVENT.decode(raw).at) if raw else now.at
    behind = (last - now.at).total_seconds() > _BEHIND_S
    return _found("clock", "bad" if behind else "ok", now=f"{now.at:%Y-%m-%d %H:%M}", last=f"{last:%Y-%m-%d %H:%M}")


def _clocks(journal: Journal, now: Now) -> Iterator[Finding]:
    """The wall clock: against the newest event, its jumps of late, what it was moved by since the machine came up."""
    yield _wall_clock(journal, now)
    since = (now.at - timedelta(days=_LATELY_DAYS)).isoformat(timespec="milliseconds")
    rows: list[Any] = journal.db.execute(
        "SELECT before, after FROM house_jumps WHERE after >= ? ORDER BY epoch, seq", (since,)
    ).fetchall()
    before, after = rows[-1] if rows else ("", "")
    fields: dict[str, Any] = {"count": len(rows), "days": _LATELY_DAYS, "before": before[:16], "after": after[:16]}
    yield _found("jumps", "warn" if rows else "ok", **fields)
    if (drift := _drift(journal, now)) is not None:
        yield _found("drift", "warn" if abs(drift) > _DRIFT_S else "ok", seconds=round(drift, 1))


def _drift(journal: Journal, now: Now) -> float | None:
    """Seconds by which the wall clock gained on the time since boot, from this boot's first event; None without one."""
    low, high = 1, journal.count()
    while low < high:  # events of one boot stand together, this boot's at the end
        middle = (low + high) // 2
        low, high = (low, middle) if _event(journal, middle).boot == now.boot else (middle + 1, high)
    first = _event(journal, low) if high else None
    if first is None or first.boot != now.boot:
        return None
    passed = (now.at - datetime.fromisoformat(first.at)).total_seconds()
    return passed - (now.up - first.up) / 1000


def _event(journal: Journal, pos: int) -> Event:
    return _EVENT.decode(journal.db.execute("SELECT raw FROM journal WHERE pos = ?", (pos,)).get)


def _disk(folder: Path, reserve_mb: int, journal: Journal, now: Now) -> Finding:
    """Whether there is room for a sale, and for the months to come."""
    free = shutil.disk_usage(folder).free // _MB
    state: State = "bad" if free < reserve_mb else "warn" if free < _ROOMY * reserve_mb else "ok"
    left = months_left(journal.db, now, reserve_mb)
    if state == "ok" and left is not None and left < SOON_MONTHS:
        return _found("disk", "warn", "soon", free=free, months=int(left))
    return _found("disk", state, free=free, reserve=reserve_mb)


def _noted(journal: Journal, device: str) -> str:
    row = journal.db.execute("SELECT state FROM house_devices WHERE device = ?", (device,)).fetchone()
    return str(row[0]) if row else "ready"


def _printers(
    files: StationFiles,
    journal: Journal,
    places: Sequence[PrinterAt],
    ask: Callable[[PrinterAt], Status],
    *,
    owned: bool,
) -> Iterator[Finding]:
    if not places:
        yield _found("printer", "warn", "none")
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
        yield _found("verified", "bad", problem=error)
        return
    fields = {"profile": place.profile, "by": seen.by, "on": seen.on}
    yield _found("verified", "ok", "ok" if seen.by else "none", **fields)


def _logo(place: PrinterAt) -> Iterator[Finding]:
    """Whether the picture at the top of its slips can be printed."""
    if not place.logo or place.profile not in printer_ids():
        return
    from kiosk.paper.logo import logo  # noqa: PLC0415 - the screen comes first, paper later

    try:
        logo(Path(place.logo), load_printer(place.profile).spec.dots)
    except ValueError as error:
        yield _found("logo", "warn", problem=error)
    else:
        yield _found("logo", "ok", file=place.logo)


def _printer(
    journal: Journal, device: str, place: PrinterAt, ask: Callable[[PrinterAt], Status], *, owned: bool
) -> Finding:
    """How a printer is: asked, or as the process that works with it has last noted."""
    if owned:
        state = _noted(journal, device)
        return _found(
            "printer",
            "ok" if state == "ready" else "bad",
            "noted" if state == "ready" else state,
            address=place.address,
        )
    try:
        status = ask(place)
    except ConfigError as error:
        return _found("printer", "bad", "profile", problem=error)
    if status.state == "ready":
        return _found(
            "printer",
            "warn" if status.paper_near_end else "ok",
            "near_end" if status.paper_near_end else "ok",
            address=place.address,
        )
    return _found("printer", "warn" if status.state == "unknown" else "bad", status.state, address=place.address)


def _cash(journal: Journal, address: str, *, owned: bool) -> Iterator[Finding]:
    """How the machine that takes money is, as the process that works with it has last noted; nobody else asks it."""
    if not owned:
        yield _found("cash", "ok", "idle", address=address)
        return
    lost = [(device, state) for device in MACHINE if (state := _noted(journal, device)) != READY]
    for device, state in lost:
        yield _found(device, "bad", state, address=address)
    if not lost:
        yield _found("cash", "ok", address=address)


def _scanner(journal: Journal, place: ScannerAt | None, seen: Callable[[ScannerAt], str], *, owned: bool) -> Finding:
    """How the scanner is: looked for, or as the process that works with it has last noted."""
    if place is None:
        return _found("scanner", "ok", "none")
    try:
        state = _noted(journal, SCANNER) if owned else seen(place)
    except ConfigError as error:
        return _found("scanner", "bad", "profile", problem=error)
    fields = {"profile": place.profile, "address": place.address}
    if state == READY:
        return _found("scanner", "ok", "noted" if owned else "ok", **fields)
    return _found("scanner", "bad", state, **fields)
