"""One station with all its services and both its glasses on the one window, in virtual time, by whom it is used.

Its threads go round when they are told to (`people_threads`); printer, scanner and line have plugs that can be pulled.
"""

import contextlib
import functools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from gui.harness import stage
from kivy.clock import Clock as Frames
from lab.line_centre import CentreProcess
from lab.people_threads import Turns, by_turns
from lab.workday import FLOAT
from support.tools import WANG

from kiosk import bootstrap
from kiosk.base.clock import CST, Now
from kiosk.base.request import Refused, Request
from kiosk.demo.glasses import Glasses, Pane
from kiosk.demo.house import HAND, PROFILE, SUPERVISOR, furnish, settings_text
from kiosk.devices.health import Health
from kiosk.devices.printers.driver import Printer
from kiosk.devices.profiles import load_printer
from kiosk.devices.scanners.driver import Scanner
from kiosk.devices.scanners.profile import SCANNER, load_scanner
from kiosk.devices.scanners.scan import Scan
from kiosk.services.house.requests import ReportDevice
from kiosk.services.meals import requests as meals
from kiosk.services.points import requests as points
from kiosk.services.till import requests as till
from kiosk.services.tools import requests as tools
from kiosk.station import press
from kiosk.station.files import StationFiles
from kiosk.station.journal import connect
from kiosk.station.rounds import Rounds
from kiosk.touch.attract import Attract
from kiosk.virtual.printer import VirtualPrinter
from kiosk.virtual.scanner import MemoryPlug, VirtualScanner

START: Final = datetime(2024, 3, 1, 10, 50, tzinfo=CST)
ATTENDANT: Final = f"attendant:{HAND.who}"
HOUR_S: Final = 3600
_NOWHERE: Final = "http://127.0.0.1:9"
_WAYS: Final = '\n[services.till]\nways = ["counter", "wechat", "alipay", "voucher"]\n'
_STRIDE_S: Final = 3600
_SOON_S: Final = 20
_GONE_S: Final = 300
_VISITS: Final = 40


class StageClock:
    """The window's time; a start begins another time since boot."""

    def __init__(self) -> None:
        stage().begin(START)
        self._boots, self._up = 1, 0

    def now(self) -> Now:
        """The moment."""
        told = stage().now()
        return Now(told.at, told.up - self._up, f"boot-{self._boots}")

    def seconds(self) -> float:
        """The seconds that passed."""
        return stage().now().up / 1000

    def reboot(self) -> None:
        """Begins to count anew."""
        self._boots, self._up = self._boots + 1, stage().now().up - 20_000


class PeopleStation:
    """Opened, with its lunch open and goods on its shelf; `close` takes everything away, in order."""

    def __init__(self, folder: Path, centre: CentreProcess | None, seed: int) -> None:
        self.clock = StageClock()
        self.files = StationFiles(folder / "station")
        self.whole = True
        self.cuts = 0
        self._up = False
        self.paper = VirtualPrinter(load_printer(PROFILE).spec)
        self._source = MemoryPlug()
        self.plug = VirtualScanner(self._source)
        self._centre, self._folder = centre, folder
        self._stack = ExitStack()
        self._turns = self._stack.enter_context(self._patched())
        furnish(self.files, self.clock, settings_text("replay", "tcp:127.0.0.1:9") + _WAYS)
        if centre is not None:
            bootstrap.enrol(self.files, self.clock, centre.url, centre.code("府西"))
        self._stack.enter_context(patch("os.urandom", random.Random(seed).randbytes))
        self._open()
        self._stock()
        self.opens_the_day()

    @contextlib.contextmanager
    def _patched(self) -> Iterator[Turns]:
        """What else would go by real time does not: threads, and what is believed of devices."""
        health = functools.partial(Health, monotonic=self.clock.seconds)
        with (
            by_turns() as turns,
            patch.object(press, "Health", health),
            patch.object(bootstrap, "printers_of", lambda _: (self._printer(),)),
        ):
            yield turns

    def _printer(self) -> Printer:
        return Printer(load_printer(PROFILE), self.paper.transport(0.5), time.monotonic)

    # Open, cut, closed

    def _open(self) -> None:
        self.open = bootstrap.open_station(self.files.folder, self.clock, own_devices=True, version="lab")
        self.desk = self.open.desk
        self._turns.wait_for(*self._threads)
        self.glasses = Glasses(stage(), self.open, self._folder / "screens")
        self.scanner = Scanner(
            load_scanner("generic-serial"), self._source, self.clock.seconds, self._scanned, self._changed
        )
        self.db = connect(self.files.journal, readonly=True)
        self._up = True
        self.turn(self.glasses.workers)

    @property
    def _threads(self) -> tuple[Rounds, ...]:
        found = (self.open.press, self.open.keeper, self.open.line)
        return tuple(thread for thread in found if thread is not None)

    def cut_power(self, seconds: float) -> None:
        """Everything stops as it stands, and is opened again later: no shutdown is noted, nobody is signed in."""
        self.cuts += 1
        self._leave()
        self._up = False
        for thread in self._threads:
            thread.stop()
        self.desk.close()
        self.open.pins.close()
        assert self.open.owner is not None
        self.open.owner.release()
        self._turns.take()
        stage().leap(seconds)
        self.clock.reboot()
        self._open()

    def _leave(self) -> None:
        self.glasses.close()
        self._turns.free()
        self.scanner.close()
        self.db.close()

    def close(self) -> None:
        """Ends in order; where a start has failed, nothing of the station is there to be ended."""
        if self._up:
            self._leave()
            self.open.close()
        self.paper.close()
        self.plug.close()
        self._stack.close()

    # What others do

    def ask(self, request: Callable[..., Request], by: str = ATTENDANT, **fields: Any) -> Any:
        """Asks the desk as somebody at another screen does; None where it is refused."""
        try:
            return self.desk.ask(request(request_id=self.desk.new_id(), **fields), by).result()
        except Refused:
            return None

    def opens_the_day(self) -> None:
        """Who works in the morning: a lunch that was forgotten is closed, today's is open, there is a shift."""
        self.ask(meals.Open, SUPERVISOR, meal="lunch", portions=12)
        self.ask(till.OpenShift, counts=FLOAT)

    def _stock(self) -> None:
        until = "2030-12-31"
        for of in ("drill", "toolbox", "toolbox", "generator", "scaffold"):
            self.ask(tools.Register, SUPERVISOR, of=of, inspect_by=until)
        for goods in ("tissues", "soap", "masks"):
            self.ask(points.Receive, SUPERVISOR, goods=goods, qty=20)
        for who in (WANG, None):
            card = self.ask(points.IssueCard, who=who)
            entered = self.ask(points.Enter, account=card.account, rule="volunteer", qty=8)
            self.ask(points.Approve, SUPERVISOR, earning=entered.earning)

    # Time, the threads, what is plugged in

    @property
    def pane(self) -> Pane:
        """The glass that is shown."""
        shown = self.glasses._shown
        assert shown is not None
        return shown

    def turn(self, pane: Pane) -> None:
        """Shows the other glass."""
        self.glasses.turn_to(pane, printing=False)
        self.settle()

    def settle(self) -> None:
        """Until the desk has answered the glass."""
        shell = self.pane.shell
        while shell._in_flight:
            stage().leap(0)

    def goes_by(self, seconds: float) -> None:
        """A moment, in which nothing but the glass moves on."""
        stage().leap(seconds)
        self.settle()

    def pass_(self, seconds: float) -> None:
        """Time goes by: in short strides as long as somebody may still be there, then in long ones."""
        left, gone = seconds, 0.0
        while left > 0:
            watched = gone < _GONE_S and not isinstance(self.pane.shell.screen, Attract)
            stride = min(left, _SOON_S if watched else _STRIDE_S)
            stage().leap(stride)
            left, gone = left - stride, gone + stride
            self.settle()
            self.round()

    def round(self) -> None:
        """The station's threads go round: what is due is done, what waits is printed."""
        assert self.open.keeper is not None
        assert self.open.press is not None
        self._turns.round(self.open.keeper)
        self._turns.round(self.open.press)

    def visit(self, often: int = 1) -> None:
        """The line is tried."""
        assert self.open.line is not None
        for _ in range(often):
            self._turns.round(self.open.line)
            if not self.waiting:
                break

    def cut_line(self, *, whole: bool) -> None:
        """Cuts the line to the centre, or makes it whole."""
        self.whole = whole
        if self._centre is not None:
            writing = connect(self.files.journal)
            writing.execute("UPDATE line SET url = ?", (self._centre.url if whole else _NOWHERE,))
            writing.close()

    @property
    def device(self) -> str:
        """Its id, in hex."""
        return self.desk._desk.journal.device.hex()

    @property
    def waiting(self) -> int:
        """How many events the centre has not got."""
        rows: list[Any] = self.db.execute("SELECT (SELECT count(*) FROM journal) - pos FROM line").fetchall()
        return int(rows[0][0]) if rows else 0

    def sends_all(self) -> list[bytes]:
        """With a whole line: what the centre has of this station afterwards, in order."""
        assert self._centre is not None
        self.cut_line(whole=True)
        self.visit(_VISITS)
        return self._centre.events(bytes.fromhex(self.device))

    def look_at_scanner(self) -> None:
        """One look of its driver."""
        self.scanner.step()

    def _scanned(self, scan: Scan) -> None:
        shell = self.glasses.workers.shell
        Frames.schedule_once(lambda _: shell.take(scan), 0)

    def _changed(self, state: str) -> None:
        self.ask(ReportDevice, "device", device=SCANNER, state=state)
