"""A trace played through the real desk, at the trace's own time."""

import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from kiosk import bootstrap, bootstrap_devices, bootstrap_founding
from kiosk.base.clock import CST, Now
from kiosk.base.files import bundled
from kiosk.base.request import Outcome, Refused, Request
from kiosk.base.service import Service, TraceKind
from kiosk.base.trace import TraceRow
from kiosk.demo.trace import kind_key, read
from kiosk.devices.printers.driver import Printer
from kiosk.devices.profiles import load_printer
from kiosk.record.verify import Witness
from kiosk.services.house.requests import Tick
from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings import views
from kiosk.services.registry import SERVICES
from kiosk.services.till import readings as till
from kiosk.station.backup import BackupRefused
from kiosk.station.desk import SLIP_LANGUAGE, Desk
from kiosk.station.files import StationFiles
from kiosk.station.press import Press
from kiosk.station.settings import parse
from kiosk.station.verify import verify_station
from kiosk.virtual.printer import VirtualPrinter

_BOOT: Final = "trace"
_PROFILE: Final = "generic-80-gb18030"


class TraceClock:
    """Shows the time of the line being played; time since boot keeps step with it."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self.at = start

    def now(self) -> Now:
        """The moment of the line at hand."""
        at = self.at.astimezone(CST)
        return Now(at, int((at - self._start).total_seconds() * 1000), _BOOT)


class Summary(msgspec.Struct, frozen=True):
    """What a replay came to."""

    days: int
    sold: int
    served: int
    refused: dict[str, int]
    taken_fen: int
    subsidy_fen: int
    accounts: dict[str, int]
    events: int
    seconds: float
    events_per_second: float
    verify: str
    slips: int


class TracePlayer:
    """Plays rows; refusals are counted, for they are what the station said. `press` prints after each row."""

    def __init__(self, desk: Desk, clock: TraceClock, press: Press | None = None) -> None:
        self.memory: dict[Any, Any] = {}
        self.refused: Counter[str] = Counter()
        self._desk = desk
        self._clock = clock
        self._press = press

    def ask(self, request: Request, by: str) -> Outcome:
        """Puts a request at the row's time. Raises Refused."""
        return self._desk.answer(request, by)

    def settings(self, service: str) -> Any:
        """The settings in force of a service."""
        return self._desk.settings.services[service]

    def new_id(self) -> str:
        """A fresh request id."""
        return self._desk.ids.new()

    def play(self, row: TraceRow, kinds: Mapping[str, TraceKind]) -> None:
        """Plays one row; what is due by then is done first."""
        self._clock.at = datetime.fromisoformat(row.at)
        try:
            kinds[kind_key(row)].play(row, self)
        except Refused as refused:
            self.refused[refused.reason] += 1
        if self._press is not None:
            self._press.take_all(_never)

    def tick(self) -> None:
        """Does what is due."""
        self.ask(Tick(request_id=self.new_id()), "device")


def trace_kinds(services: tuple[Service, ...]) -> dict[str, TraceKind]:
    """Every kind of line that the services know."""
    return {trace.kind: trace for service in services for trace in service.traces}


def replay(trace: Path, folder: Path, settings: Path | None, *, with_printer: bool) -> Summary:
    """Plays a trace through a new station in a folder. Raises BadTrace, ConfigError, OSError."""
    files = StationFiles(folder)
    if files.journal.exists():
        raise BackupRefused(files.journal, "no_replay_here")
    text = (settings or bundled("assets") / "station" / "replay.toml").read_text(encoding="utf-8")
    checked = parse(text, SERVICES, str(settings or "replay.toml"))
    kinds = trace_kinds(SERVICES)
    rows = read(trace, kinds, lambda service: checked.services[service])
    clock = TraceClock(datetime.fromisoformat(rows[0].at) if rows else datetime.now(CST))
    bootstrap_founding.make_station(files, clock, text)
    desk = bootstrap.open_desk(files, clock)
    printer = VirtualPrinter(load_printer(_PROFILE).spec)
    press = _press(desk, clock, printer) if with_printer else None
    player = TracePlayer(desk, clock, press)
    before = desk.journal.count()
    seconds = play_all(player, rows, kinds)
    try:
        verdict = verify_station(files.journal, Witness(), SERVICES, rebuild=True)
        return summary(
            desk,
            player,
            seconds,
            desk.journal.count() - before,
            verdict.fault.name if verdict.fault else "ok",
            len(printer.slips),
        )
    finally:
        printer.close()
        if press is not None:
            press.spool.close()
        desk.close()


def _press(desk: Desk, clock: TraceClock, printer: VirtualPrinter) -> Press:
    """A press onto a virtual printer in memory."""

    def say(key: str, **fields: object) -> str:
        return desk.words.say(SLIP_LANGUAGE, key, **fields)

    driver = Printer(load_printer(_PROFILE), printer.transport(), time.monotonic)
    return Press(
        desk.spool(),
        clock,
        (driver,),
        bootstrap_devices.slip_drawing,
        lambda request: desk.answer(request, "device"),
        desk.ids.new,
        say,
    )


def _never() -> bool:
    return False


def play_all(player: TracePlayer, rows: tuple[TraceRow, ...], kinds: Mapping[str, TraceKind]) -> float:
    """Plays all rows and returns the seconds it took."""
    began = time.perf_counter()
    for row in rows:
        player.play(row, kinds)
    player.tick()
    return time.perf_counter() - began


def summary(desk: Desk, player: TracePlayer, seconds: float, events: int, verdict: str, slips: int) -> Summary:
    """What the readings say after a replay."""
    store = desk.journal.db
    days = views.figures(store, "0000", "9999")
    total = sum(days.values(), Figures())
    return Summary(
        len({day for day, _ in days}),
        total.sold,
        total.served,
        dict(sorted(player.refused.items())),
        total.taken_fen,
        total.subsidy_fen,
        till.balances(store),
        events,
        round(seconds, 3),
        round(events / seconds if seconds else 0.0, 1),
        verdict,
        slips,
    )
