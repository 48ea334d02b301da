"""Who plays the noon, and what its scenes are made of: an order, money taken, time gone by."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import zxingcpp

from kiosk import bootstrap, bootstrap_devices
from kiosk.base.clock import CST
from kiosk.base.request import Refused, Scene
from kiosk.base.store import Store
from kiosk.demo.glasses import Glasses
from kiosk.demo.guide import Guide
from kiosk.demo.stage import Stage
from kiosk.demo.windows import since
from kiosk.services.meals.readings.views import TicketRow, offers, tickets
from kiosk.services.points.settings import Goods, Rule
from kiosk.services.till.readings import balances
from kiosk.services.tools.settings import Kind
from kiosk.touch import refusals
from kiosk.virtual.faults import Fault
from kiosk.virtual.printer import VirtualPrinter

START: Final = datetime(2024, 3, 1, 10, 0, tzinfo=CST)
PRICE_FEN: Final = 500
_MEAL: Final = "lunch"


class Cast:
    """The glasses and whoever stands before them, the printer, the station's desk."""

    def __init__(
        self, stage: Stage, station: bootstrap.OpenStation, printer: VirtualPrinter, folder: Path, seed: int
    ) -> None:
        self.desk = station.desk
        self.printer = printer
        self.glasses = Glasses(stage, station, folder)
        self.workers, self.counter = self.glasses.workers, self.glasses.counter
        self.seed = seed
        self.card = ""  # the member's, as a scanner reads it
        self.tickets_of_beds: dict[int, str] = {}  # the same of beds
        self._words = station.words
        self._services: Any = station.settings.services
        self._face = bootstrap_devices.slip_face()
        self._guide = Guide()
        self._noted = 0

    def see_board(self, name: str) -> None:
        """What the hall sees now."""
        self.glasses.turn_to(self.glasses.board)
        self.glasses.shot(f"board-{name}")

    def see_beside(self, name: str, *, printing: bool = True) -> None:
        """What the side window shows now."""
        kinds, self._noted = self.desk.read("house", lambda store, _: since(store, self._noted))
        self._guide.note(kinds)
        self.glasses.beside(f"side-{name}", self.printer, self._guide, printing=printing)

    def order(self, how: str = "touch") -> int:
        """Somebody touches the lunch; the number that they get."""
        workers = self.workers
        self.glasses.turn_to(workers)
        self.glasses.wake()
        if how == "touch_en":
            workers.touch("shell.lang_en")
        elif how == "touch_large":
            workers.touch("shell.larger")
        workers.touch("meals.meal_lunch")
        workers.wait("meals.screen.goes_to_pay")
        return self.newest().number

    def receive(self, number: int, given_fen: int, *, shots: str = "", printing: bool = True) -> None:
        """The attendant takes the money: one tap where it fits, a few where there is change."""
        glasses, counter = self.glasses, self.counter
        glasses.turn_to(counter)
        if shots:
            glasses.shot(f"counter-{shots}-waits")
        if given_fen == PRICE_FEN:
            counter.touch("counter.got", beside=self.name(number), yuan="5")
        else:
            counter.touch("counter.change", beside=self.name(number))
            counter.touch("counter.yuan", yuan=str(given_fen // 100))
            if shots:
                glasses.settle()
                glasses.shot(f"counter-{shots}-change")
            counter.touch("counter.take")
        glasses.settle(printing=printing)
        if shots:
            glasses.shot(f"counter-{shots}-paid")

    def name(self, number: int) -> str:
        """A number as the counter says it."""
        return self.counter.say("meals.number", number=number)

    def tool_name(self, number: int) -> str:
        """A loan as the counter says it."""
        return self.counter.say("tools.number", number=number)

    def refusal(self, refused: Refused) -> str:
        """A refusal as the counter says it."""
        return refusals.sentence(self._words, "zh", refused, staff=True)

    def kind(self, kind_id: str) -> Kind:
        """A kind of tool that the station lends."""
        found: Kind = self._services["tools"].kind(kind_id)
        return found

    def rule(self, rule_id: str) -> Rule:
        """A way to earn points."""
        found: Rule = self._services["points"].lists[-1].rule(rule_id)
        return found

    def goods(self, goods_id: str) -> Goods:
        """What can be had for points."""
        found: Goods = self._services["points"].good(goods_id)
        return found

    def code(self) -> str:
        """What a scanner reads from the newest paper."""
        paper = self.printer.slips[-1].print_out(self._face).image
        (found,) = zxingcpp.read_barcodes(paper.convert("L"))
        return found.text

    def drawer_fen(self) -> int:
        """What lies in the drawer: this attendant makes no mistakes."""
        return self.desk.read("till", lambda store, _: balances(store).get("cash.drawer", 0))

    def come_to(self, time: str, more_s: int = 0) -> None:
        """Until a time of this day, where that is still to come."""
        hour, minute = map(int, time.split(":"))
        wanted = START.replace(hour=hour, minute=minute).timestamp() + more_s
        left = wanted - self.glasses.stage.now().at.timestamp()
        if left > 0:
            self.glasses.stage.leap(left)
            self.glasses.settle()

    def tickets(self) -> tuple[TicketRow, ...]:
        """Every number of the lunch, in order."""

        def read(store: Store, scene: Scene[Any]) -> tuple[TicketRow, ...]:
            return tickets(store, scene, _MEAL)

        return self.desk.read("meals", read)

    def newest(self) -> TicketRow:
        """The last number given."""
        return self.tickets()[-1]

    def left(self) -> int:
        """Portions that are still to be had."""
        return self.desk.read("meals", offers)[0].left

    def add_portions(self, qty: int) -> None:
        """More is cooked."""
        more = f"{qty:+d}"
        self.counter.touch("meals.counter.portions")
        if not self.counter.fingers.sees(more):
            self.counter.touch("meals.counter.portions")
        self.counter.fingers.touch(more)
        self.glasses.settle()

    def mend(self, fault: Fault) -> None:
        """The printer is well again."""
        self.printer.faults.set(fault, on=False)

    def reprint(self) -> None:
        """Again, from the list of what waits for the attendant."""
        self.glasses.turn_to(self.counter)
        self.counter.touch("counter.reprint")
        self.glasses.settle()
