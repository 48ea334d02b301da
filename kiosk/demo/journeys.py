"""Journeys timed by a stopwatch: real touches on the real screens of one station, seconds by the pace of people."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from kiosk import bootstrap
from kiosk.base.clock import CST
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.demo.fingers import said
from kiosk.demo.glasses import Glasses
from kiosk.demo.house import HAND, SUPERVISOR, furnish, printer_for, settings_text
from kiosk.demo.pace import PACE, Count
from kiosk.demo.stage import Stage
from kiosk.services.meals import requests as meals
from kiosk.services.meals.readings.views import TicketRow, tickets
from kiosk.station.files import StationFiles

START: Final = datetime(2024, 3, 1, 11, 12, tzinfo=CST)
_LUNCH: Final = "lunch"
_TO_SERVING_S: Final = 20 * 60


class Station:
    """One station with its screens, at the hour of its lunch: its attendant signed in, its lunch open."""

    def __init__(self, stage: Stage, folder: Path, portions: int) -> None:
        stage.begin(START)
        self.files = StationFiles(folder / "station")
        self.stage = stage
        self._folder = folder
        self.printer, address = printer_for(self.files, folder / "paper", lambda _: None)
        furnish(self.files, stage, settings_text("replay", address))
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


class Journeys:
    """Each begins at home, and leaves the station so that the next one can begin."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._house = Station(stage, folder, portions=8)
        self._stage = stage
        self._waited = 0.0

    def play(self) -> dict[str, Count]:
        """All of them, by name. Raises StuckError."""
        journeys: dict[str, Callable[[], None]] = {
            "order": self._order,
            "language": self._language,
            "printer_dead": self._printer_dead,
            "walks_away": self._walks_away,
            "power_cut": self._power_cut,
            "sold_out": self._sold_out,
            "recall": self._recall,
            "reprint": self._reprint,
            "refund": self._refund,
        }
        try:
            return {name: self._timed(journey) for name, journey in journeys.items()}
        finally:
            self._house.close()

    def _timed(self, journey: Callable[[], None]) -> Count:
        self._waited = 0.0
        self._taps = [0, 0]
        self._home()
        self._begin()
        journey()
        self._end()
        worker, attendant = self._taps
        return Count(worker, attendant, round(self._waited + (worker + attendant) * PACE.think_s, 1))

    def _begin(self) -> None:
        self._before = (self._workers.fingers.taps, self._counter.fingers.taps)

    def _end(self) -> None:
        after = (self._workers.fingers.taps, self._counter.fingers.taps)
        self._taps = [taps + now - before for taps, now, before in zip(self._taps, after, self._before, strict=True)]

    @property
    def _workers(self) -> Any:
        return self._house.glasses.workers

    @property
    def _counter(self) -> Any:
        return self._house.glasses.counter

    def _takes(self, *seconds: float) -> None:
        """What is no touch: walking, money, paper."""
        self._waited += sum(seconds)

    def _home(self) -> None:
        self._house.glasses.turn_to(self._workers)
        self._workers.shell.finish()

    # The journeys

    def _order(self) -> None:
        self._touch_lunch()
        self._pay()
        self._see_number("meals.screen.slip_out")
        self._takes(PACE.print_s, PACE.read_s)

    def _language(self) -> None:
        self._workers.touch("shell.lang_en")
        self._order()

    def _printer_dead(self) -> None:
        self._house.printer.faults.set("off")
        self._touch_lunch()
        self._pay(printing=False)
        self._see_number("meals.screen.slip_none", printing=False)
        self._takes(PACE.read_s)
        self._stage.leap(125)
        self._house.printer.faults.set("off", on=False)
        self._again()

    def _walks_away(self) -> None:
        self._touch_lunch()
        while not self._workers.shell.fresh:
            self._stage.leap(1)
            self._takes(1)

    def _power_cut(self) -> None:
        self._touch_lunch()
        self._end()
        self._house.cut_power()
        self._begin()
        self._pay()
        self._takes(PACE.print_s, PACE.read_s)

    def _sold_out(self) -> None:
        self._count_nothing(self._sell_all)
        self._house.glasses.turn_to(self._workers)
        self._workers.touch("meals.meal_lunch")
        self._workers.touch("meals.screen.queue")
        self._workers.wait("meals.screen.queue_told")
        self._workers.touch("meals.screen.well")
        self._takes(PACE.read_s)

    def _recall(self) -> None:
        self._count_nothing(self._call_one)
        self._counter.touch("meals.screen.call_again", beside=self._name(self._called()))
        self._settle()

    def _reprint(self) -> None:
        self._count_nothing(lambda: self._house.glasses.turn_to(self._counter))
        self._counter.touch("meals.screen.chip", number=self._called())
        self._counter.touch("meals.screen.reprint")
        self._settle()
        self._takes(PACE.print_s)

    def _refund(self) -> None:
        number = next(ticket.number for ticket in self._house.tickets() if ticket.state == "waiting")
        self._count_nothing(lambda: self._house.glasses.turn_to(self._counter))
        self._counter.touch("meals.screen.chip", number=number)
        self._counter.touch("meals.screen.refund")
        self._counter.touch("meals.screen.reason_changed_mind")
        self._settle()
        self._takes(PACE.cash_s, PACE.print_s)

    # What they are made of

    def _touch_lunch(self) -> None:
        self._workers.touch("meals.meal_lunch")
        self._workers.wait("meals.screen.goes_to_pay")

    def _pay(self, *, printing: bool = True) -> None:
        number = self._house.tickets()[-1].number
        self._house.glasses.turn_to(self._counter, printing=printing)
        self._counter.touch("counter.got", beside=self._name(number), yuan="5")
        self._house.glasses.settle(printing=printing)
        self._takes(PACE.walk_s, PACE.cash_s)

    def _see_number(self, key: str, *, printing: bool = True) -> None:
        self._house.glasses.turn_to(self._workers, printing=printing)
        self._workers.wait(key)

    def _again(self) -> None:
        self._house.glasses.turn_to(self._counter)
        self._counter.touch("counter.reprint")
        self._settle()
        self._takes(PACE.print_s)

    def _sell_all(self) -> None:
        self._house.glasses.turn_to(self._counter)
        while self._counter.say("meals.counter.join") not in said(self._counter.shell.glass):
            self._counter.touch("meals.screen.sell", yuan="5")
            self._settle()

    def _call_one(self) -> None:
        self._stage.leap(_TO_SERVING_S)
        self._house.glasses.turn_to(self._counter)
        self._counter.touch("meals.screen.call_next")
        self._settle()

    def _count_nothing(self, does: Callable[[], None]) -> None:
        """What others do meanwhile is no part of the journey."""
        self._end()
        does()
        self._begin()

    def _settle(self) -> None:
        self._house.glasses.settle()

    def _called(self) -> int:
        return next(ticket.number for ticket in self._house.tickets() if ticket.state in {"called", "recalled"})

    def _name(self, number: int) -> str:
        return str(self._counter.say("meals.number", number=number))


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


def timed(stage: Stage, folder: Path) -> dict[str, Count]:
    """Plays all journeys on a new station in a folder."""
    return Journeys(stage, folder).play()
