"""A pretend noon: Friday 1 March 2024, from before the sale to the closing, touched through on the real screens."""

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from kiosk import bootstrap
from kiosk.base.clock import CST
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.demo.glasses import Glasses
from kiosk.demo.guide import Guide
from kiosk.demo.house import HAND
from kiosk.demo.stage import Stage
from kiosk.demo.windows import since
from kiosk.services.meals.readings.views import TicketRow, offers, tickets
from kiosk.virtual.faults import Fault
from kiosk.virtual.printer import VirtualPrinter

START: Final = datetime(2024, 3, 1, 10, 28, tzinfo=CST)
_MEAL: Final = "lunch"
_PRICE_FEN: Final = 500
_NOTES_FEN: Final = (500, 500, 500, 500, 1000, 1000, 2000, 5000, 10000)
_LEAST, _MOST = 18, 24  # who come in the quarter of an hour before serving, besides those of whom more is told
_MID_JOB_BYTES: Final = 900
_ADDED: Final = 5
# The attendant takes the money of several at once, and within the time for which numbers are held.
_TOGETHER: Final = 4
_AT_MOST_S: Final = 140


class Arrival(msgspec.Struct, frozen=True):
    """Somebody who comes for lunch: at a second after 11:10, how they order, with what they pay."""

    at_s: int
    how: str
    given_fen: int


def arrivals(seed: int) -> tuple[Arrival, ...]:
    """Who comes in the quarter of an hour from 11:10 on, in order; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a pretence
    count = chance.randint(_LEAST, _MOST)
    ways = ("touch",) * 6 + ("touch_en", "touch_large", "counter", "counter")
    return tuple(
        Arrival(at, chance.choice(ways), chance.choice(_NOTES_FEN))
        for at in sorted(chance.sample(range(15 * 60), count))
    )


class Noon:
    """The story, scene by scene; each leaves pictures."""

    def __init__(
        self, stage: Stage, station: bootstrap.OpenStation, printer: VirtualPrinter, folder: Path, seed: int
    ) -> None:
        self._desk = station.desk
        self._printer = printer
        self._glasses = Glasses(stage, station, folder)
        self._workers, self._counter = self._glasses.workers, self._glasses.counter
        self._seed = seed
        self._guide = Guide()
        self._noted = 0

    def play(self) -> int:
        """From before the sale to the closing; returns how many pictures were kept. Raises StuckError."""
        scenes: tuple[Callable[[], None], ...] = (
            self._before,
            self._opening,
            self._first,
            self._calls_a_person,
            self._in_english,
            self._lets_it_be,
            self._forgets,
            self._crowd,
            self._no_paper,
            self._power_lost,
            self._sold_out,
            self._serving,
            self._afterwards,
            self._closing,
        )
        for scene in scenes:
            scene()
        self._glasses.close()
        return self._glasses.count

    # Before the sale

    def _before(self) -> None:
        self._glasses.turn_to(self._workers)
        self._glasses.shot("home-not-open")
        self._see_board("not-open")

    def _opening(self) -> None:
        glasses, counter = self._glasses, self._counter
        glasses.turn_to(counter)
        glasses.shot("counter-who")
        counter.fingers.touch(HAND.shown)
        glasses.type_pin("314159")
        counter.fingers.wait(counter.say("staff.pin_wrong", left=4))
        glasses.shot("counter-pin-wrong")
        glasses.type_pin(HAND.pin)
        counter.wait("counter.sign_out")
        glasses.shot("counter-not-open")
        counter.touch("meals.screen.open", planned=30)
        glasses.settle()
        glasses.shot("counter-open")
        self._come_to("10:29")
        glasses.turn_to(self._workers)
        glasses.shot("home-too-early")
        self._come_to("10:31")
        glasses.shot("inviting")
        glasses.wake()
        glasses.shot("home-on-sale")

    # One at a time

    def _first(self) -> None:
        number = self._order()
        self._glasses.shot("pay")
        self._receive(number, 1000, shots="first")
        self._glasses.turn_to(self._workers)
        self._workers.wait("meals.screen.slip_out")
        self._glasses.shot("number")
        self._see_beside("printed")
        self._workers.touch("meals.screen.well")

    def _calls_a_person(self) -> None:
        self._come_to("10:40")
        self._glasses.wake()
        self._workers.touch("widgets.person")
        self._workers.wait("shell.voice.person_comes")
        self._glasses.shot("person-called")
        self._glasses.turn_to(self._counter)
        self._glasses.shot("counter-person-called")
        self._counter.touch("counter.coming")
        self._glasses.settle()
        self._glasses.turn_to(self._workers)

    def _in_english(self) -> None:
        self._come_to("10:52")
        glasses, workers = self._glasses, self._workers
        glasses.wake()
        workers.touch("shell.lang_en")
        glasses.shot("home-english")
        workers.touch("shell.larger")
        glasses.shot("home-english-large")
        number = self._order()
        glasses.shot("pay-english-large")
        self._receive(number, 500)
        glasses.turn_to(workers)
        workers.wait("meals.screen.slip_out")
        glasses.shot("number-english-large")
        workers.touch("meals.screen.well")

    def _lets_it_be(self) -> None:
        self._come_to("10:58")
        self._order()
        self._workers.touch("meals.screen.no_order")
        self._glasses.settle()
        self._glasses.shot("home-after-cancelling")

    def _forgets(self) -> None:
        self._come_to("11:02")
        number = self._order()
        for _ in range(3):
            self._glasses.stage.leap(61)
        self._workers.wait("meals.voice.not_held", number=number)
        self._glasses.shot("not-held")
        self._workers.touch("meals.screen.well")

    # The quarter of an hour before serving

    def _crowd(self) -> None:
        ordered: list[tuple[int, Arrival]] = []
        for index, arrival in enumerate(arrivals(self._seed)):
            if ordered and (len(ordered) == _TOGETHER or arrival.at_s > ordered[0][1].at_s + _AT_MOST_S):
                self._receive_all(ordered, shot=index < 9)
            self._come_to("11:10", arrival.at_s)
            if arrival.how == "counter":
                self._glasses.turn_to(self._counter)
                self._counter.touch("meals.screen.sell", yuan="5")
                self._glasses.settle()
            else:
                ordered.append((self._order(arrival.how), arrival))
                self._workers.touch("meals.screen.goes_to_pay")
            if index in {3, 12}:
                self._glasses.shot("crowd-home" if arrival.how != "counter" else "crowd-counter")
        self._receive_all(ordered)
        self._see_board("before-serving")

    def _receive_all(self, ordered: list[tuple[int, Arrival]], *, shot: bool = False) -> None:
        self._glasses.turn_to(self._counter)
        if shot:
            self._glasses.shot("crowd-waiting-to-pay")
        while ordered:
            number, arrival = ordered.pop(0)
            self._receive(number, arrival.given_fen)

    # The printer

    def _no_paper(self) -> None:
        self._come_to("11:26")
        glasses = self._glasses
        glasses.turn_to(self._workers)
        number = self._order()
        self._printer.faults.set("paper_out")
        self._receive(number, 500, printing=False)
        glasses.turn_to(self._workers, printing=False)
        self._workers.wait("meals.screen.slip_printing")
        glasses.shot("number-printing")
        glasses.stage.leap(9)
        self._workers.wait("meals.screen.slip_none")
        glasses.shot("number-no-paper")
        self._see_beside("no-paper", printing=False)
        self._workers.touch("meals.screen.well")
        glasses.stage.leap(125)
        glasses.settle()
        self._mend("paper_out")
        glasses.turn_to(self._counter)
        glasses.shot("counter-slip-failed")
        self._reprint()
        glasses.shot("counter-reprinted")

    def _power_lost(self) -> None:
        glasses = self._glasses
        glasses.turn_to(self._workers)
        number = self._order()
        self._printer.faults.set_after(_MID_JOB_BYTES, "off")
        self._receive(number, 2000)
        glasses.turn_to(self._workers)
        self._workers.wait("meals.screen.slip_none")
        glasses.shot("number-power-lost")
        self._see_beside("power-lost")
        self._workers.touch("meals.screen.well")
        glasses.turn_to(self._counter)
        glasses.shot("counter-slip-uncertain")
        self._mend("off")
        self._reprint()

    def _mend(self, fault: Fault) -> None:
        self._printer.faults.set(fault, on=False)

    def _reprint(self) -> None:
        """Again, from the list of what waits for the attendant."""
        self._glasses.turn_to(self._counter)
        self._counter.touch("counter.reprint")
        self._glasses.settle()

    # Sold out

    def _sold_out(self) -> None:
        glasses, workers, counter = self._glasses, self._workers, self._counter
        glasses.turn_to(counter)
        while self._left():
            counter.touch("meals.screen.sell", yuan="5")
            glasses.settle()
        glasses.shot("counter-sold-out")
        glasses.turn_to(workers)
        glasses.wake()
        glasses.shot("home-sold-out")
        for place in (1, 2):
            workers.touch("meals.meal_lunch")
            workers.wait("meals.screen.queue")
            glasses.shot(f"sold-out-{place}")
            workers.touch("meals.screen.queue")
            workers.wait("meals.screen.queue_told")
            glasses.shot(f"queue-{place}")
            workers.touch("meals.screen.well")
        glasses.turn_to(counter)
        glasses.shot("counter-queue")
        counter.touch("meals.counter.portions")
        if not counter.fingers.sees(f"{_ADDED:+d}"):
            counter.touch("meals.counter.portions")
        counter.fingers.touch(f"{_ADDED:+d}")
        glasses.settle()
        glasses.shot("counter-offered")
        for place in (1, 2):
            counter.seek("meals.screen.chip_place", place=place)
            glasses.settle()
            self._receive(self._newest().number, _PRICE_FEN)
        glasses.turn_to(workers)
        glasses.wake()
        glasses.shot("home-more")
        self._see_board("more")

    # Serving

    def _serving(self) -> None:
        self._come_to("11:31")
        glasses, counter = self._glasses, self._counter
        glasses.turn_to(counter)
        waiting = [ticket.number for ticket in self._tickets() if ticket.state == "waiting"]
        for index, number in enumerate(waiting[:-4]):
            self._come_to("11:31", index * 25)
            counter.touch("meals.screen.call_next")
            glasses.settle()
            if index == 2:
                glasses.shot("counter-called")
                self._see_board("called")
                glasses.turn_to(counter)
                self._come_to("11:31", index * 25 + 20)
                counter.touch("meals.screen.call_again", beside=self._name(number))
                glasses.settle()
            counter.touch("meals.screen.serve", beside=self._name(number))
            glasses.settle()
        glasses.shot("counter-serving")
        self._see_board("serving")

    def _afterwards(self) -> None:
        glasses, counter = self._glasses, self._counter
        glasses.turn_to(counter)
        served = [ticket.number for ticket in self._tickets() if ticket.state == "served"][-1]
        counter.seek("meals.screen.chip", number=served)
        glasses.settle()
        glasses.shot("counter-served-picked")
        counter.touch("meals.screen.take_back")
        glasses.settle()
        glasses.shot("counter-taken-back")
        counter.touch("meals.screen.serve", beside=self._name(served))
        glasses.settle()
        gives_up = next(ticket.number for ticket in self._tickets() if ticket.state == "waiting")
        counter.seek("meals.screen.chip", number=gives_up)
        counter.touch("meals.screen.refund")
        glasses.settle()
        glasses.shot("counter-refund")
        counter.touch("meals.screen.reason_changed_mind")
        glasses.settle()
        glasses.shot("counter-refunded")

    def _closing(self) -> None:
        glasses, workers, counter = self._glasses, self._workers, self._counter
        self._come_to("13:31")
        glasses.turn_to(workers)
        glasses.wake()
        glasses.shot("home-too-late")
        glasses.turn_to(counter)
        counter.touch("meals.screen.close")
        glasses.settle()
        glasses.shot("counter-close-asks")
        counter.touch("meals.screen.close_yes")
        glasses.settle()
        glasses.shot("counter-closed")
        self._come_to("13:40")
        counter.touch("counter.pay_owed", yuan="5")
        glasses.settle()
        glasses.shot("counter-owed-paid")
        counter.touch("counter.sign_out")
        glasses.settle()
        glasses.turn_to(workers)
        glasses.wake()
        glasses.shot("home-closed")
        self._see_board("closed")

    # What scenes are made of

    def _see_board(self, name: str) -> None:
        """What the hall sees now."""
        self._glasses.turn_to(self._glasses.board)
        self._glasses.shot(f"board-{name}")

    def _see_beside(self, name: str, *, printing: bool = True) -> None:
        """What the side window shows now."""
        kinds, self._noted = self._desk.read("house", lambda store, _: since(store, self._noted))
        self._guide.note(kinds)
        self._glasses.beside(f"side-{name}", self._printer, self._guide, printing=printing)

    def _order(self, how: str = "touch") -> int:
        """Somebody touches the lunch; the number that they get."""
        workers = self._workers
        self._glasses.turn_to(workers)
        self._glasses.wake()
        if how == "touch_en":
            workers.touch("shell.lang_en")
        elif how == "touch_large":
            workers.touch("shell.larger")
        workers.touch("meals.meal_lunch")
        workers.wait("meals.screen.goes_to_pay")
        return self._newest().number

    def _receive(self, number: int, given_fen: int, *, shots: str = "", printing: bool = True) -> None:
        """The attendant takes the money: one tap where it fits, a few where there is change."""
        glasses, counter = self._glasses, self._counter
        glasses.turn_to(counter)
        if shots:
            glasses.shot(f"counter-{shots}-waits")
        if given_fen == _PRICE_FEN:
            counter.touch("counter.got", beside=self._name(number), yuan="5")
        else:
            counter.touch("counter.change", beside=self._name(number))
            counter.touch("counter.yuan", yuan=str(given_fen // 100))
            if shots:
                glasses.settle()
                glasses.shot(f"counter-{shots}-change")
            counter.touch("counter.take")
        glasses.settle(printing=printing)
        if shots:
            glasses.shot(f"counter-{shots}-paid")

    def _name(self, number: int) -> str:
        return self._counter.say("meals.number", number=number)

    def _come_to(self, time: str, more_s: int = 0) -> None:
        """Until a time of this day, where that is still to come."""
        hour, minute = map(int, time.split(":"))
        wanted = START.replace(hour=hour, minute=minute).timestamp() + more_s
        left = wanted - self._glasses.stage.now().at.timestamp()
        if left > 0:
            self._glasses.stage.leap(left)
            self._glasses.settle()

    def _tickets(self) -> tuple[TicketRow, ...]:
        def read(store: Store, scene: Scene[Any]) -> tuple[TicketRow, ...]:
            return tickets(store, scene, _MEAL)

        return self._desk.read("meals", read)

    def _newest(self) -> TicketRow:
        return self._tickets()[-1]

    def _left(self) -> int:
        return self._desk.read("meals", offers)[0].left
