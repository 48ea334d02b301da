"""The workers' glass and the counter's, shown in turn in the one window there is."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk import bootstrap
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.demo.fingers import Fingers, said
from kiosk.demo.house import Person
from kiosk.demo.stage import Stage
from kiosk.services.house.requests import Tick
from kiosk.touch.shell import TouchShell
from kiosk.touch.staff import Counter
from kiosk.touch.workers import Workers
from kiosk.widgets.theme import wear
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass

_MOMENT_S: Final = 0.5


class Side:
    """One of the two: its shell and the fingers before it."""

    def __init__(self, stage: Stage, glass: Glass, shell: TouchShell) -> None:
        self.glass = glass
        self.shell = shell
        self.fingers = Fingers(stage, lambda: shell.glass)

    def say(self, key: str, **fields: object) -> str:
        """A sentence as this glass says it now."""
        return self.shell.say(key, **fields)

    def touch(self, key: str, beside: str = "", **fields: object) -> None:
        """Touches what says the sentence of a key."""
        self.fingers.touch(self.say(key, **fields), beside)

    def seek(self, key: str, **fields: object) -> None:
        """Turns the pages of a list until the sentence of a key stands here, whole, and touches it."""
        words = self.say(key, **fields)
        while words not in said(self.shell.glass):
            self.touch("widgets.next")
        self.fingers.touch(words)

    def wait(self, key: str, **fields: object) -> None:
        """Until the sentence of a key stands here."""
        self.fingers.wait(self.say(key, **fields))


class Glasses:
    """Both, and the folder in which what they show is kept, step by step."""

    def __init__(self, stage: Stage, station: bootstrap.OpenStation, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.stage = stage
        self.count = 0
        self._station = station
        self._folder = folder
        stage.fit(LANDSCAPE)
        self._counter = Counter(station.desk, station.pins, station.settings, station.words)
        stage.fit(PORTRAIT)
        self._workers = Workers(station.desk, station.settings, station.words)
        self.counter = Side(stage, LANDSCAPE, self._counter.shell)
        self.workers = Side(stage, PORTRAIT, self._workers.shell)
        self._shown: Side | None = None

    def turn_to(self, side: Side, *, printing: bool = True) -> None:
        """Shows one of the two, as it stands now; the other rests meanwhile. `printing` as in `settle`."""
        if side is self._shown:
            return
        self._rest()
        self.stage.fit(side.glass)
        wear(side.shell.theme)
        (self._workers.start if side is self.workers else self._counter.start)()
        if side is self.workers and not side.shell.fresh:
            side.shell.dress()  # what runs by the clock on it was stopped
        self._shown = side
        self.settle(printing=printing)

    def _rest(self) -> None:
        if self._shown is self.workers:
            self._workers.stop()
        elif self._shown is self.counter:
            self.counter.shell.stop()
            self.stage.clear()
        self._shown = None

    def settle(self, *, printing: bool = True) -> None:
        """Until the desk has answered everything and, with `printing`, the paper is out; then what changed is drawn."""
        self._station.desk.ask(Tick(request_id=self._station.desk.new_id()), "device").result()
        if printing:
            self.stage.until(lambda: self._station.desk.read("slips", _idle), "the printer")
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
        """Takes both away."""
        self._rest()
        self.turn_to(self.counter)
        self._counter.stop()
        self._shown = None
        self.stage.close()


def _idle(store: Store, scene: Scene[object]) -> bool:
    """Whether no slip waits for the printer."""
    del scene
    return store.execute("SELECT 1 FROM spool WHERE state IN ('queued', 'sending') LIMIT 1").fetchone() is None
