"""The demonstration with windows: the real screens as they run at a station, each a process, on a virtual printer.

This process has the side window: the printer, and what to try. Kivy is imported when it is shown.
"""

import itertools
import math
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from PIL import Image

from kiosk import bootstrap
from kiosk.base.request import Refused, Scene
from kiosk.base.store import Store
from kiosk.base.words import Lang
from kiosk.demo.codes import Holding, give_card, newest, scanner_at_hand
from kiosk.demo.guide import Guide
from kiosk.demo.house import SUPERVISOR, furnish, printer_for, settings_text
from kiosk.demo.places import arranged
from kiosk.demo.stock import stock
from kiosk.record.verify import NO_WITNESS
from kiosk.services.meals import requests as meals
from kiosk.services.meals.readings.views import offers
from kiosk.services.registry import SERVICES
from kiosk.station.clock import SystemClock
from kiosk.station.files import StationFiles
from kiosk.station.verify import verify_station
from kiosk.touch import display
from kiosk.touch.display import Room
from kiosk.virtual.printer import VirtualPrinter
from kiosk.virtual.scanner import VirtualScanner
from kiosk.widgets.window import MM_PER_INCH, Glass, prepare

_GRACE_S: Final = 10.0
_LOOK_S: Final = 0.25
_DESKTOP: Final = Room(0, 0, 1366, 768)  # where none is told of
_TEXT_PX: Final = 15.0  # the body text of a window that is read like any other on a desktop
_BODY_MM: Final = 5.8


def show(out: Path, lang: Lang, ready: Callable[[str, str], None], printed: Callable[[Path], None]) -> int:
    """Shows all windows until one is closed; returns what that one ended with.

    `lang` is the side window's; `ready` is called when the windows are about to open, with the address of the centre's
    console and its administrator's password, `printed` with the picture of each slip. Raises Refused, OSError.
    """
    from kiosk.demo.centre import centre_for  # noqa: PLC0415 - a server and its database: loaded where it is shown

    files = station_in(out)
    windows = Windows(files, lang)

    def came_out(path: Path) -> None:
        if windows.open:
            printed(path)
            windows.paper(path)

    printer, address = printer_for(files, out / "paper", came_out)
    with (
        centre_for(out / "centre", SystemClock()) as centre,
        printer,
        scanner_at_hand() as (scanner, table),
    ):
        furnish(files, SystemClock(), settings_text("demo", address) + table)
        give_card(files, SystemClock())
        stock(files, SystemClock())
        open_the_day(files)
        centre.join(files, SystemClock())
        ready(centre.url, centre.administrator())
        return windows.show(printer, scanner)


def station_in(out: Path) -> StationFiles:
    """The station of the last demonstration; another one where its lunch is closed for today."""
    for number in itertools.count(1):
        files = StationFiles(out / ("station" if number == 1 else f"station-{number}"))
        if not files.journal.exists():
            break
        with _opened(files) as station:
            if all(offer.state != "closed" for offer in station.desk.read("meals", offers)):
                break
    return files


def open_the_day(files: StationFiles) -> None:
    """Opens every meal; one that was left open on another day too."""
    with _opened(files) as station:
        for offer in station.desk.read("meals", offers):
            request = meals.Open(request_id=station.desk.new_id(), meal=offer.meal)
            opened = station.desk.ask(request, SUPERVISOR).exception()
            if opened is not None and not (isinstance(opened, Refused) and opened.reason == "meals.already_open"):
                raise opened


@contextmanager
def _opened(files: StationFiles) -> Iterator[bootstrap.OpenStation]:
    station = bootstrap.open_station(files.folder, SystemClock(), own_devices=False, version="demo")
    try:
        yield station
    finally:
        station.close()


class Windows:
    """The side window and the processes of the others."""

    def __init__(self, files: StationFiles, lang: Lang) -> None:
        self._files, self._lang = files, lang
        self._guide = Guide()
        self._others: list[subprocess.Popen[bytes]] = []
        self.open = False  # labels are printed before
        self._side: Any = None
        self._seen = 0

    def show(self, printer: VirtualPrinter, scanner: VirtualScanner) -> int:
        """Shows them until one of them ends; returns what that one ended with."""
        found = display.rooms(usable=True)
        places = arranged(found[0] if found else _DESKTOP)
        prepare(side_glass(places.side), at=(places.side.left, places.side.top))
        from kivy.clock import Clock  # noqa: PLC0415 - after its settings
        from kivy.core.window import Window  # noqa: PLC0415 - after its settings

        Window.set_title("kiosk demo")
        from kiosk.demo.side import Side  # noqa: PLC0415 - imports Kivy

        station = bootstrap.open_station(self._files.folder, SystemClock(), own_devices=False, version="demo")
        self._seen = station.desk.read("house", _newest)
        holding = Holding(scanner, lambda kind: station.desk.read("slips", partial(newest, kind=kind)))
        side = self._side = Side(station.words, self._lang, printer.faults, holding, self._guide, self._verify)
        commands = (("run", places.workers), ("counter", places.counter), ("board", places.board))

        def start() -> None:
            self.open = True
            Window.add_widget(side)
            self._others = [self._process(command, place) for command, place in commands]
            Clock.schedule_interval(lambda _: self._look(station), _LOOK_S)

        try:
            display.run(start, side.close, side.refresh)
            return next((code for window in self._others if (code := window.poll()) is not None), 0)
        finally:
            self._end()
            station.close()

    def paper(self, picture: Path) -> None:
        """A slip came out; called from the printer's thread."""
        from kivy.clock import Clock  # noqa: PLC0415 - after its settings

        slip = Image.open(picture)
        slip.load()
        Clock.schedule_once(lambda _: self._side.printed(slip), 0)

    def _process(self, command: str, place: Room) -> "subprocess.Popen[bytes]":
        where = [str(number) for number in (place.left, place.top, place.width, place.height)]
        arguments = [sys.executable, "-m", "kiosk", command, "--data", str(self._files.folder), "--place", *where]
        return subprocess.Popen(arguments)  # noqa: S603 - ourselves

    def _look(self, station: bootstrap.OpenStation) -> None:
        """What the record says by now; whether a window was closed."""
        from kivy.base import stopTouchApp  # noqa: PLC0415 - after its settings

        if any(window.poll() is not None for window in self._others):
            stopTouchApp()
            return
        kinds, self._seen = station.desk.read("house", lambda store, _: since(store, self._seen))
        self._guide.note(kinds)
        self._side.refresh()

    def _verify(self) -> None:
        from kivy.clock import Clock  # noqa: PLC0415 - after its settings

        def verify() -> None:
            verdict = verify_station(self._files.folder, NO_WITNESS, SERVICES, rebuild=True)
            Clock.schedule_once(lambda _: said(verdict), 0)

        def said(verdict: Any) -> None:
            if verdict.fault is None:
                self._guide.verified()
                head = verdict.head.text()
                self._side.verdict("verified", events=verdict.events, head=f"{head[:14]}…")
            else:
                self._side.verdict("not_verified", seq=verdict.fault.seq)

        self._side.verdict("verifying")
        threading.Thread(target=verify, name="verify", daemon=True).start()

    def _end(self) -> None:
        for window in self._others:
            window.terminate()
        try:
            for window in self._others:
                window.wait(_GRACE_S)
        finally:
            for window in self._others:
                window.kill()


def side_glass(place: Room) -> Glass:
    """The side window at its place, its text as large as a desktop's."""
    dpi = _TEXT_PX / _BODY_MM * MM_PER_INCH
    return Glass(math.hypot(place.width, place.height) / dpi, place.width, place.height)


def _newest(store: Store, scene: Scene[Any]) -> int:
    del scene
    found: int = store.execute("SELECT coalesce(max(pos), 0) FROM journal").fetchall()[0][0]
    return found


def since(store: Store, pos: int) -> tuple[list[str], int]:
    """The kinds of the events after a place in the journal, and the newest place."""
    rows: list[Any] = store.execute(
        "SELECT pos, json_extract(CAST(raw AS TEXT), '$.kind') FROM journal WHERE pos > ? ORDER BY pos", (pos,)
    ).fetchall()
    return [kind for _, kind in rows], rows[-1][0] if rows else pos
