"""A monkey before the glass: random touches, keys and codes on the real shell with a real desk, in virtual time."""

import random
from typing import Any, Final

from gui.harness import stage
from gui.house import PIN, House, OnWorkers, rest
from kivy.base import EventLoop
from kivy.core.window import Window
from support.paws import Paws, live
from support.station import HAND

from kiosk.base.request import Refused, Request
from kiosk.services.house.requests import AnswerCall, ReportDevice
from kiosk.services.meals import requests as meals
from kiosk.services.till.requests import PayOwed

WAYS_OUT: Final = 12
GONE_S: Final = 240  # in which whoever stands at any screen is gone, and it is home again
REST: Final = ("Home", "Attract")


class Monkey:
    """`touches` counts what it has done, `refused` what the counter could not do. Everything comes from one seed."""

    def __init__(self, house: House, worker: OnWorkers, seed: int) -> None:
        self._house, self._worker = house, worker
        self._random = random.Random(seed)
        self._paws = Paws(self._random, lambda: self._worker.shell.glass, self._step)
        self.touches = self.refused = 0
        self.seen: set[str] = set()

    def plays(self, touches: int) -> None:
        """Touches so many times; between whiles others work at the counter, and time passes."""
        while self.touches < touches:
            act = self._random.choices(
                (
                    self._paws.tap,
                    self._paws.taps_something,
                    self._paws.two_fingers,
                    self._paws.outside,
                    self._key,
                    self._scans,
                    self._waits,
                ),
                (50, 30, 4, 4, 4, 2, 6),
            )[0]
            act()
            self.touches += 1
            self._worker.shell.tick(0)
            self.seen.add(self._worker.screen)
            if self._random.random() < 0.05:
                self._others_work()
            if self.touches % 100 == 0:
                self.finds_out()
        self.is_left()

    def finds_out(self) -> None:
        """There is a way out of every workers' screen: 返回, or the one answer it has. The counter signs itself out."""
        if self._worker.made._counter is not None:
            return self.is_left()
        for _ in range(WAYS_OUT):
            if self._worker.screen in REST and not self._worker.shell.covered:
                return None
            rest(0.4)
            found = live(self._worker.shell.glass)
            ways = [way for way in found if way.place == "back"] or [way for way in found if way.accent == "done"]
            ways = ways or found
            assert ways, f"no way out of {self._worker.screen}: {self._worker.said}"
            stage().tap(ways[0])
            self._answered()
        raise AssertionError(f"no way out of {self._worker.screen}: {self._worker.said}")

    def is_left(self) -> None:
        """Whatever is shown, with nobody there it is home again."""
        for _ in range(GONE_S // 5):
            self._passes(5)
            self._looks()
        assert self._worker.screen in REST, f"{self._worker.screen} stays: {self._worker.said}"

    def _looks(self) -> None:
        """At what stands on the glass: the workers' screens, or the counter in their place."""
        made = self._worker.made
        self._worker.shell = (made._counter or made).shell

    def _step(self, seconds: float) -> None:
        """Time goes by; nothing is drawn but now and then."""
        stage()._now += seconds
        if self.touches % 10 == 0:
            stage().advance(0)
        else:
            EventLoop.idle()
        self._answered()

    def _answered(self) -> None:
        self._looks()
        if self._worker.shell._in_flight:
            self._worker.settle()

    def _key(self) -> None:
        if self._worker.screen == "TypeHere" and self._random.random() < 0.5:
            for digit in PIN:
                Window.dispatch("on_key_down", ord(digit), 0, digit, [])
                Window.dispatch("on_key_up", ord(digit), 0)
                self._step(0.2)
            return
        self._paws.key()

    def _scans(self) -> None:
        slips = [row[0] for row in self._house.station.rows("SELECT slip FROM spool")]
        text = self._random.choice([*slips[-5:], "x" * self._random.randrange(1, 600), "'); DROP TABLE journal; --"])
        for mark in text:
            Window.dispatch("on_key_down", ord(mark.lower()), 0, mark.lower(), [])
            Window.dispatch("on_key_up", ord(mark.lower()), 0)
        if self._random.random() < 0.8:
            Window.dispatch("on_key_down", 13, 0, "\r", [])
            Window.dispatch("on_key_up", 13, 0)
        self._step(0.2)

    def _waits(self) -> None:
        self._passes(self._random.choice((0.5, 3, 10, 30, 61, 61)))

    def _passes(self, seconds: float) -> None:
        self._house.station.clock.pass_(seconds)
        self._step(seconds)
        self._worker.shell.tick(0)
        self._new_day()

    def _new_day(self) -> None:
        """Lunch is open whenever it may be: after its hours, the next day's."""
        station = self._house.station
        if station.clock.at.hour >= 13:
            station.clock.pass_((24 - 2) * 3600 + self._random.randrange(600))
            self._asks(meals.Close(request_id=station.id(), meal="lunch"))
            self._asks(meals.Open(request_id=station.id(), meal="lunch", portions=self._random.choice((1, 3, 30))))

    def _others_work(self) -> None:
        """The counter: takes money, calls, hands out, gives back, answers."""
        rows = self._house.station.rows
        new = self._house.desk.new_id
        ordered = rows("SELECT number FROM meals_tickets WHERE state = 'ordered' ORDER BY day DESC LIMIT 1")
        if ordered and self._random.random() < 0.8:
            self._tries(lambda: self._house.pay(ordered[0][0]))
        requests: list[Request] = [
            meals.Call(request_id=new(), meal="lunch"),
            meals.AddPortions(request_id=new(), meal="lunch", qty=self._random.choice((5, -2)), reason="mistake"),
            ReportDevice(request_id=new(), device="printer", state=self._random.choice(("ready", "paper_out"))),
        ]
        requests += [AnswerCall(request_id=new(), call=call) for (call,) in rows("SELECT call FROM house_calls")]
        requests += [
            meals.Serve(request_id=new(), meal="lunch", number=number)
            for (number,) in rows("SELECT number FROM meals_tickets WHERE state = 'called' LIMIT 1")
        ]
        requests += [PayOwed(request_id=new(), owed=owed) for (owed,) in rows("SELECT owed FROM till_owed LIMIT 1")]
        asked = self._random.choice(requests)
        self._asks(asked, "device" if isinstance(asked, ReportDevice) else HAND)
        self._worker.shell.tick(0)

    def _asks(self, request: Request, by: str = HAND) -> None:
        self._tries(lambda: self._house.ask(request, by))

    def _tries(self, act: Any) -> None:
        """Does something that may be refused: the monkey does not look before."""
        try:
            act()
        except Refused:
            self.refused += 1
