"""A station behind the glass: real journal, desk thread and shells; only clock and printer are pretended."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

from gui.harness import FRAME, all_words, every, find, stage
from kivy.core.window import Window
from kivy.uix.label import Label
from kivy.uix.widget import Widget
from support.station import HAND, Station

from kiosk.base.request import Request
from kiosk.services.slips.requests import Report
from kiosk.services.till.requests import Receive
from kiosk.station.journal import connect
from kiosk.station.people import Pins
from kiosk.station.worker import DeskThread
from kiosk.touch.caller import Board
from kiosk.touch.shell import TouchShell
from kiosk.touch.staff import Counter
from kiosk.touch.voice.speaker import Voice
from kiosk.touch.workers import Workers
from kiosk.widgets.window import LANDSCAPE, Glass

PIN = "407192"
HALL = Glass(43, 1920, 1080)
_DEAF_S = 0.4


def rest(seconds: float) -> None:
    """Time goes by on the glass, in one stride: what is drawn in between is nobody's business here."""
    stage().leap(seconds)


class Glassed:
    """One shell on the glass, and a finger that reads."""

    def __init__(self, shell: TouchShell, station: Station) -> None:
        self.shell = shell
        self.station = station
        self.taps = 0

    @property
    def screen(self) -> str:
        """The kind of screen that is shown."""
        return type(self.shell.screen).__name__

    @property
    def said(self) -> str:
        """Everything that can be read."""
        labels = (widget for widget in every(self.shell.glass) if isinstance(widget, Label))
        return " ".join(label.text.replace("\n", "") for label in labels)

    def settle(self) -> None:
        """Until the desk has answered and what was committed is seen."""
        end = time.monotonic() + 5
        while self.shell._in_flight:
            assert time.monotonic() < end, "no answer"
            stage().advance(0)
        rest(0.25)

    def until(self, holds: Callable[[], bool]) -> None:
        """Frame by frame, until something holds."""
        for _ in range(600):
            if holds():
                return
            stage().advance(FRAME)
            time.sleep(0.001)  # the other threads' turn
        raise AssertionError(f"not in time; the glass says: {self.said}")

    def until_said(self, words: str) -> None:
        """Until something can be read."""
        self.until(lambda: words in self.said)

    def find(self, words: str, beside: str = "") -> Widget:
        """What says these words; in the same row as others where those are given."""
        if not beside:
            return find(self.shell.glass, words)
        rows = [row for row in every(self.shell.glass) if any(beside in text for text in _texts(row))]
        for row in reversed(rows):
            for part in every(row):
                if hasattr(part, "on_release") and words in "".join(_texts(part)):
                    return part
        raise LookupError(f"nothing says {words!r} beside {beside!r}")

    def tap(self, words: str, beside: str = "") -> None:
        """Reads, taps, waits for what comes of it."""
        rest(_DEAF_S)
        self.taps += 1
        stage().tap(self.find(words, beside))
        self.settle()

    def key(self, code: int, mark: str = "") -> None:
        """One key of a keyboard, and the moment after which it can be no scanner's."""
        Window.dispatch("on_key_down", code, 0, mark, [])
        Window.dispatch("on_key_up", code, 0)
        stage().advance(0.25)
        self.settle()

    def pass_(self, seconds: float) -> None:
        """Time goes by, here and at the desk."""
        self.station.clock.pass_(seconds)
        rest(seconds)
        self.settle()


class OnWorkers(Glassed):
    """The workers' screens, and what put them there."""

    def __init__(self, made: Workers, station: Station) -> None:
        super().__init__(made.shell, station)
        self.made = made


def _texts(widget: Widget) -> list[str]:
    return [part.text.replace("\n", "") for part in every(widget) if isinstance(part, Label)]


class House:
    """The station with its desk on its own thread."""

    def __init__(self, station: Station) -> None:
        self.station = station
        self.desk = DeskThread(station.desk, station.clock, station.desk.ids)
        self.pins = Pins(connect(station.files.journal), b"pepper" * 6)
        self.pins.put("a2", PIN)

    def ask(self, request: Request, by: str = HAND) -> Any:
        """Asks the desk as somebody else does meanwhile."""
        return self.desk.ask(request, by).result(5)

    def pay(self, number: int, given_fen: int = 500) -> None:
        """The counter takes the money of a number."""
        sale = self.station.rows("SELECT sale FROM meals_tickets WHERE number = ? ORDER BY changed_at DESC", number)[0][
            0
        ]
        self.ask(Receive(request_id=self.desk.new_id(), sale=sale, way="counter", given_fen=given_fen))

    def slip_is(self, state: Literal["confirmed", "uncertain", "failed"], reason: str = "") -> None:
        """The spool says what became of the newest slip."""
        slip, copy = self.station.rows("SELECT slip, copy FROM spool ORDER BY job DESC LIMIT 1")[0]
        self.station.rows("UPDATE spool SET state = ? WHERE slip = ? AND copy = ?", state, slip, copy)
        self.ask(
            Report(request_id=self.desk.new_id(), slip=slip, copy=copy, printer="p", state=state, reason=reason),
            "device",
        )

    @contextmanager
    def workers(self, glass: Glass = LANDSCAPE) -> Iterator[OnWorkers]:
        """The workers' screens."""
        stage().fit(glass)
        made = Workers(self.desk, self.station.desk.settings, all_words(), pins=self.pins)
        made.start()
        rest(0.5)
        try:
            yield OnWorkers(made, self.station)
        finally:
            made.stop()

    @contextmanager
    def counter(self, glass: Glass = LANDSCAPE, *, signed_in: bool = True) -> Iterator[Glassed]:
        """The counter; somebody has signed in unless said otherwise."""
        stage().fit(glass)
        made = Counter(self.desk, self.pins, self.station.desk.settings, all_words())
        made.start()
        rest(0.5)
        seen = Glassed(made.shell, self.station)
        try:
            if signed_in:
                seen.tap("李*")
                for digit in PIN:
                    seen.key(ord(digit), digit)
                seen.until(lambda: seen.screen == "Page")
            yield seen
        finally:
            made.stop()

    @contextmanager
    def board(self, glass: Glass = HALL, voice: Voice | None = None) -> Iterator[Glassed]:
        """The call screen in the hall."""
        stage().fit(glass)
        made = Board(self.desk, self.station.desk.settings, all_words(), voice)
        made.start()
        rest(0.5)
        try:
            yield Glassed(made.shell, self.station)
        finally:
            made.stop()

    def close(self) -> None:
        """Ends the desk's thread."""
        self.desk.close()
        self.pins.close()
