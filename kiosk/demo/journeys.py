"""Journeys timed by a stopwatch: real touches on the real screens of one station, seconds by the pace of people."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk.demo.errands import Errands
from kiosk.demo.fingers import said
from kiosk.demo.pace import PACE, Count
from kiosk.demo.stage import Stage
from kiosk.demo.trips import Station, Trips

_TO_SERVING_S: Final = 20 * 60


class Lunches(Trips):
    """Of those who come for lunch."""

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
        return {name: self.timed(journey) for name, journey in journeys.items()}

    # The journeys

    def _order(self) -> None:
        self._touch_lunch()
        self._pay_lunch()
        self.see("meals.screen.slip_out")
        self.takes(PACE.print_s, PACE.read_s)

    def _language(self) -> None:
        self.workers.touch("shell.lang_en")
        self._order()

    def _printer_dead(self) -> None:
        self.house.printer.faults.set("off")
        self._touch_lunch()
        self._pay_lunch(printing=False)
        self.see("meals.screen.slip_none", printing=False)
        self.takes(PACE.read_s)
        self.stage.leap(125)
        self.house.printer.faults.set("off", on=False)
        self._again()

    def _walks_away(self) -> None:
        self._touch_lunch()
        while not self.workers.shell.fresh:
            self.stage.leap(1)
            self.takes(1)

    def _power_cut(self) -> None:
        self._touch_lunch()
        self.end()
        self.house.cut_power()
        self.begin()
        self._pay_lunch()
        self.takes(PACE.print_s, PACE.read_s)

    def _sold_out(self) -> None:
        self.count_nothing(self._sell_all)
        self.house.glasses.turn_to(self.workers)
        self.workers.touch("meals.meal_lunch")
        self.workers.touch("meals.screen.queue")
        self.workers.wait("meals.screen.queue_told")
        self.workers.touch("meals.screen.well")
        self.takes(PACE.read_s)

    def _recall(self) -> None:
        self.count_nothing(self._call_one)
        self.counter.touch("meals.screen.call_again", beside=self._name(self._called()))
        self.settle()

    def _reprint(self) -> None:
        self.count_nothing(lambda: self.house.glasses.turn_to(self.counter))
        self.counter.touch("meals.screen.chip", number=self._called())
        self.counter.touch("meals.screen.reprint")
        self.settle()
        self.takes(PACE.print_s)

    def _refund(self) -> None:
        number = next(ticket.number for ticket in self.house.tickets() if ticket.state == "waiting")
        self.count_nothing(lambda: self.house.glasses.turn_to(self.counter))
        self.counter.touch("meals.screen.chip", number=number)
        self.counter.touch("meals.screen.refund")
        self.counter.touch("meals.screen.reason_changed_mind")
        self.settle()
        self.takes(PACE.cash_s, PACE.print_s)

    # What they are made of

    def _touch_lunch(self) -> None:
        self.workers.touch("meals.meal_lunch")
        self.workers.wait("meals.screen.goes_to_pay")

    def _pay_lunch(self, *, printing: bool = True) -> None:
        self.pay(self._name(self.house.tickets()[-1].number), "5", printing=printing)

    def _again(self) -> None:
        self.house.glasses.turn_to(self.counter)
        self.counter.touch("counter.reprint")
        self.settle()
        self.takes(PACE.print_s)

    def _sell_all(self) -> None:
        self.house.glasses.turn_to(self.counter)
        while self.counter.say("meals.counter.join") not in said(self.counter.shell.glass):
            self.counter.touch("meals.screen.sell", yuan="5")
            self.settle()

    def _call_one(self) -> None:
        self.stage.leap(_TO_SERVING_S)
        self.house.glasses.turn_to(self.counter)
        self.counter.touch("meals.screen.call_next")
        self.settle()

    def _called(self) -> int:
        return next(ticket.number for ticket in self.house.tickets() if ticket.state in {"called", "recalled"})

    def _name(self, number: int) -> str:
        return str(self.counter.say("meals.number", number=number))


def timed(stage: Stage, folder: Path) -> dict[str, Count]:
    """Plays all journeys on a new station in a folder."""
    house = Station(stage, folder, portions=8)
    try:
        return Lunches(stage, house).play() | Errands(stage, house).play()
    finally:
        house.close()
