"""The workers' glass, the counter's and the board's, shown in turn in the one window there is."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk import bootstrap, bootstrap_devices
from kiosk.demo.codes import Holding
from kiosk.demo.fingers import Fingers, said
from kiosk.demo.guide import Guide
from kiosk.demo.house import Person
from kiosk.demo.side import Side
from kiosk.demo.stage import Stage
from kiosk.demo.stock import idle
from kiosk.demo.windows import side_glass
from kiosk.services.house.requests import Tick
from kiosk.touch.attract import Attract
from kiosk.touch.caller import Board
from kiosk.touch.display import Room
from kiosk.touch.shell import TouchShell
from kiosk.touch.staff import Counter
from kiosk.touch.workers import Workers
from kiosk.virtual.printer import VirtualPrinter
from kiosk.virtual.scanner import MemoryPlug, VirtualScanner
from kiosk.widgets.theme import wear
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass

HALL: Final = Glass(43, 1920, 1080)
SIDE: Final = side_glass(Room(0, 0, 442, 1046))
_MOMENT_S: Final = 0.5
_PAPER_S: Final = 3.0
_PAGES: Final = 20  # of a list, at the most


class Pane:
    """One of them: its shell and the fingers before it; `start` and `rest` show it and put it aside."""

    def __init__(
        self, stage: Stage, glass: Glass, shell: TouchShell, start: Callable[[], None], rest: Callable[[], None]
    ) -> None:
        self.glass = glass
        self.shell = shell
        self.start, self.rest = start, rest
        self.fingers = Fingers(stage, lambda: shell.glass)

    def say(self, key: str, **fields: object) -> str:
        """A sentence as this glass says it now."""
        return self.shell.say(key, **fields)

    def touch(self, key: str, beside: str = "", **fields: object) -> None:
        """Touches what says the sentence of a key."""
        self.fingers.touch(self.say(key, **fields), beside)

    def seek(self, key: str, **fields: object) -> None:
        """Turns the pages of a list until the sentence of a key stands here, whole, and touches it."""
        self.seek_words(self.say(key, **fields))

    def seek_words(self, words: str) -> None:
        """The same by what is said, and is in no words file."""
        self.page_to(words)
        self.fingers.touch(words)

    def page_to(self, words: str) -> None:
        """Turns the pages of a list until these words stand here, whole."""
        turns = (self.say("widgets.more", page="", pages="").strip(" /"), self.say("widgets.next"))
        for _ in range(_PAGES):
            if words in said(self.shell.glass):
                break
            self.fingers.touch(next((turn for turn in turns if self.fingers.sees(turn)), words))

    def wait(self, key: str, **fields: object) -> None:
        """Until the sentence of a key stands here."""
        self.fingers.wait(self.say(key, **fields))


class Glasses:
    """All of them, and the folder in which what they show is kept, step by step."""

    def __init__(self, stage: Stage, station: bootstrap.OpenStation, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.stage = stage
        self.count = 0
        self._station = station
        self._folder = folder
        stage.fit(LANDSCAPE)
        self._counter = counter = Counter(station.desk, station.pins, station.settings, station.words)
        stage.fit(PORTRAIT)
        workers = Workers(station.desk, station.settings, station.words)
        stage.fit(HALL)
        board = Board(station.desk, station.settings, station.words)
        self.counter = Pane(stage, LANDSCAPE, counter.shell, counter.start, self._put_aside)
        self.workers = Pane(stage, PORTRAIT, workers.shell, workers.start, workers.stop)
        self.board = Pane(stage, HALL, board.shell, board.start, board.stop)
        self._shown: Pane | None = None
        self._dressed: set[Pane] = set()

    def turn_to(self, pane: Pane, *, printing: bool = True) -> None:
        """Shows one of them, as it stands now; the others rest meanwhile. `printing` as in `settle`."""
        if pane is self._shown:
            return
        self._rest()
        self.stage.fit(pane.glass)
        wear(pane.shell.theme)
        pane.start()
        if pane is not self.counter or pane not in self._dressed:
            pane.shell.dress()  # built on another glass, or stopped in what runs by the clock on it
            self._dressed.add(pane)
        self._shown = pane
        self.settle(printing=printing)

    def _rest(self) -> None:
        if self._shown is not None:
            self._shown.rest()
        self._shown = None

    def _put_aside(self) -> None:
        """The counter, with whoever has signed in there."""
        self._counter.shell.stop()
        self.stage.clear()

    def wake(self) -> None:
        """Touches the workers' glass anywhere where it invites to."""
        if isinstance(self.workers.shell.screen, Attract):
            self.stage.leap(_MOMENT_S)
            self.stage.tap((PORTRAIT.width / 2, PORTRAIT.height / 3))
            self.stage.leap(_MOMENT_S)

    def beside(self, name: str, printer: VirtualPrinter, guide: Guide, *, printing: bool = True) -> None:
        """Keeps what the side window shows now, its newest paper come out; then shows again what stood here."""
        shown = self._shown or self.workers
        self._rest()
        self.stage.fit(SIDE)
        holding = Holding(VirtualScanner(MemoryPlug()), lambda _: "")
        side = Side(self._station.words, "zh", printer.faults, holding, guide, lambda: None)
        self.stage.show(side)
        if printer.slips:
            side.printed(printer.slips[-1].print_out(bootstrap_devices.slip_face()).image)
            self.stage.advance(_PAPER_S)
        self.shot(name)
        side.close()
        self.stage.clear()
        self.turn_to(shown, printing=printing)

    def settle(self, *, printing: bool = True) -> None:
        """Until the desk has answered everything and, with `printing`, the paper is out; then what changed is drawn."""
        self._station.desk.ask(Tick(request_id=self._station.desk.new_id()), "device").result()
        if printing:
            self.stage.until(lambda: self._station.desk.read("slips", idle), "the printer")
        self.stage.leap(_MOMENT_S)

    def shot(self, name: str) -> None:
        """Keeps what is shown now."""
        self.count += 1
        self.stage.screenshot(self._folder / f"{self.count:03d}-{name}.png")

    def sign_in(self, person: Person) -> None:
        """Somebody takes over the counter."""
        self.turn_to(self.counter)
        self.counter.fingers.touch(person.shown)
        self.type_pin(person.pin)
        self.counter.wait("counter.sign_out")

    def type_pin(self, pin: str) -> None:
        """Six digits on the glass."""
        for digit in pin:
            self.counter.fingers.touch(digit)

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Draws until something holds. Raises StuckError."""
        self.stage.until(condition, what)

    def close(self) -> None:
        """Takes all of them away."""
        self._rest()
        self.turn_to(self.counter, printing=False)
        self._counter.stop()
        self._shown = None
        self.stage.clear()
