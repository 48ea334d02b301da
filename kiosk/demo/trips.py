"""What a journey is made of: one station with its screens, real touches on them, seconds by the pace of people."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import zxingcpp

from kiosk import bootstrap, bootstrap_devices
from kiosk.base.clock import CST
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.demo.glasses import Glasses
from kiosk.demo.house import HAND, SUPERVISOR, furnish, printer_for, settings_text
from kiosk.demo.pace import PACE, Count
from kiosk.demo.stage import Stage
from kiosk.demo.stock import stock
from kiosk.services.meals import requests as meals
from kiosk.services.meals.readings.views import TicketRow, tickets
from kiosk.services.points.settings import Goods, Rule
from kiosk.services.tools.settings import Kind
from kiosk.station.files import StationFiles

START: Final = datetime(2024, 3, 1, 11, 12, tzinfo=CST)
_LUNCH: Final = "lunch"


class Station:
    """One station with its screens, at the hour of its lunch: its attendant signed in, its lunch open."""

    def __init__(self, stage: Stage, folder: Path, portions: int) -> None:
        stage.begin(START)
        self.files = StationFiles(folder / "station")
        self.stage = stage
        self._folder = folder
        self.printer, address = printer_for(self.files, folder / "paper", lambda _: None)
        furnish(self.files, stage, settings_text("replay", address))
        stock(self.files, stage)
        self._open()
        request = meals.Open(request_id=self.station.desk.new_id(), meal=_LUNCH, portions=portions)
        self.station.desk.ask(request, SUPERVISOR).result()

    def _open(self) -> None:
        self.station = bootstrap.open_station(self.files.folder, self.stage, own_devices=True, version="demo")
        self.glasses = Glasses(self.stage, self.station, self._folder / "screens")
        self.glasses.sign_in(HAND)

    def cut_power(self) -> None:
        """Everything stops as it stands, and starts again: nothing was noted, nobody is signed in."""
        self.glasses.close()
        _cut(self.station)
        self._open()

    def close(self) -> None:
        """Closes in order."""
        self.glasses.close()
        self.station.close()
        self.printer.close()

    def tickets(self) -> tuple[TicketRow, ...]:
        """Every number of the lunch, in order."""

        def read(store: Store, scene: Scene[Any]) -> tuple[TicketRow, ...]:
            return tickets(store, scene, _LUNCH)

        return self.station.desk.read("meals", read)

    def code(self) -> str:
        """What a scanner reads from the newest paper."""
        paper = self.printer.slips[-1].print_out(bootstrap_devices.slip_face()).image
        (found,) = zxingcpp.read_barcodes(paper.convert("L"))
        return found.text

    def kind(self, name: str) -> Kind:
        """A kind of tool that is lent here."""
        found: Kind = self._services["tools"].kind(name)
        return found

    def rule(self, name: str) -> Rule:
        """A way to earn points here."""
        found: Rule = self._services["points"].lists[-1].rule(name)
        return found

    def goods(self, name: str) -> Goods:
        """What is had for points here."""
        found: Goods = self._services["points"].good(name)
        return found

    @property
    def _services(self) -> Any:
        return self.station.settings.services


class Trips:
    """Each begins at home, and leaves the station so that the next one can begin."""

    def __init__(self, stage: Stage, house: Station) -> None:
        self.house = house
        self.stage = stage
        self._waited = 0.0

    def timed(self, journey: Callable[[], None]) -> Count:
        """Plays one. Raises StuckError."""
        self._waited = 0.0
        self._taps = [0, 0]
        self.house.glasses.turn_to(self.workers)
        self.workers.shell.finish()
        self.begin()
        journey()
        self.end()
        worker, attendant = self._taps
        return Count(worker, attendant, round(self._waited + (worker + attendant) * PACE.think_s, 1))

    def begin(self) -> None:
        """Touches count from here on."""
        self._before = (self.workers.fingers.taps, self.counter.fingers.taps)

    def end(self) -> None:
        """They count no more."""
        after = (self.workers.fingers.taps, self.counter.fingers.taps)
        self._taps = [taps + now - before for taps, now, before in zip(self._taps, after, self._before, strict=True)]

    def count_nothing(self, does: Callable[[], None]) -> None:
        """What others do meanwhile is no part of the journey."""
        self.end()
        does()
        self.begin()

    @property
    def workers(self) -> Any:
        """The workers' glass: another one after a power cut."""
        return self.house.glasses.workers

    @property
    def counter(self) -> Any:
        """The attendant's."""
        return self.house.glasses.counter

    def takes(self, *seconds: float) -> None:
        """What is no touch: walking, money, paper."""
        self._waited += sum(seconds)

    def pay(self, name: str, yuan: str, *, printing: bool = True) -> None:
        """From the screen to the counter, and the money there, which fits."""
        self.house.glasses.turn_to(self.counter, printing=printing)
        self.counter.touch("counter.got", beside=name, yuan=yuan)
        self.house.glasses.settle(printing=printing)
        self.takes(PACE.walk_s, PACE.cash_s)

    def see(self, key: str, *, printing: bool = True) -> None:
        """The workers' screen says it."""
        self.house.glasses.turn_to(self.workers, printing=printing)
        self.workers.wait(key)

    def settle(self) -> None:
        """What was asked is done, and its paper is out."""
        self.house.glasses.settle()


def _cut(station: bootstrap.OpenStation) -> None:
    """Ends a station's threads as a power cut does: no shutdown is noted, no head signed."""
    assert station.keeper is not None
    assert station.press is not None
    assert station.owner is not None
    station.keeper.stop()
    station.press.stop()
    station.desk.close()
    station.pins.close()
    station.owner.release()
