"""The journeys of those who come for a bed, a tool, or what their points are good for."""

from collections.abc import Callable
from typing import Final

from kiosk.demo.house import BOSS
from kiosk.demo.pace import PACE, Count
from kiosk.demo.trips import START, Trips

_BED: Final = 1
_REST: Final = START.replace(hour=12, minute=2)
_HOURS: Final = 5
_NAME: Final = "王小明"


class Errands(Trips):
    """What is asked of them and of the attendant at most: a few touches, or a scan."""

    def play(self) -> dict[str, Count]:
        """All of them, by name. Raises StuckError."""
        journeys: dict[str, Callable[[], None]] = {
            "bed": self._bed,
            "bed_in": self._bed_in,
            "tool_out": self._tool_out,
            "tool_back": self._tool_back,
            "redeem": self._redeem,
        }
        return {name: self.timed(journey) for name, journey in journeys.items()}

    def _bed(self) -> None:
        self.workers.touch("beds.bed")
        self.workers.touch("beds.room_men")
        self.workers.touch("beds.screen.yes", yuan="2")
        self.workers.wait("beds.screen.pay", yuan="2")
        self.pay(self.counter.say("beds.number", number=_BED), "2")
        self.see("beds.screen.slip_out")
        self._ticket = self.house.code()
        self.takes(PACE.print_s, PACE.read_s)

    def _bed_in(self) -> None:
        self.count_nothing(self._to_the_rest)
        self.workers.fingers.scans(self._ticket)
        self.workers.wait("beds.screen.rest")
        self.takes(PACE.read_s)

    def _tool_out(self) -> None:
        drill = self.house.kind("drill")
        yuan = str(drill.deposit_fen // 100)
        self.workers.touch("tools.screen.borrow")
        self.workers.fingers.touch(drill.name)
        self.workers.touch("tools.screen.yes")
        self.workers.wait("tools.screen.goes")
        self.takes(PACE.walk_s)
        self._at_the_tools()
        self.counter.touch("tools.counter.go_on", beside=f"{self._loan} {drill.name}")
        self.counter.touch("tools.find.hand_out")
        for part in drill.parts:
            self.counter.fingers.touch(part.name)
        self.counter.touch("tools.counter.who")
        self.counter.fingers.writes(_NAME)
        self.counter.touch("widgets.who_done")
        self.settle()
        self.counter.touch("tools.find.take", yuan=yuan)
        self.counter.touch("tools.find.take", yuan=yuan)
        self.settle()
        self._slip = self.house.code()
        self.takes(PACE.cash_s, PACE.print_s)

    def _tool_back(self) -> None:
        self.count_nothing(self._at_the_tools)
        self.counter.fingers.scans(self._slip)
        self.counter.touch("tools.find.take_back")
        self.counter.touch("tools.counter.all_well", yuan=str(self.house.kind("drill").deposit_fen // 100))
        self.settle()
        self.takes(PACE.walk_s, PACE.cash_s, PACE.print_s)

    def _redeem(self) -> None:
        self.count_nothing(self._earn)
        self.workers.fingers.scans(self._card)
        self.workers.wait("points.screen.book")
        self.workers.seek_words(self.house.goods("tissues").name)
        self.workers.touch("points.screen.yes")
        self.workers.wait("points.screen.slip_out")
        self.takes(PACE.print_s, PACE.walk_s)
        self.house.glasses.turn_to(self.counter)
        self.counter.touch("points.tab")
        self.counter.touch("points.counter.hand_out")
        self.settle()

    # What they are made of

    def _to_the_rest(self) -> None:
        self.stage.leap((_REST - self.stage.now().at).total_seconds())
        self.settle()

    @property
    def _loan(self) -> str:
        return str(self.counter.say("tools.number", number=1))

    def _at_the_tools(self) -> None:
        self.house.glasses.turn_to(self.counter)
        self.counter.touch("tools.tab")

    def _earn(self) -> None:
        """A card is printed, hours are written down, and approved by another."""
        self.house.glasses.turn_to(self.counter)
        self.counter.touch("points.tab")
        self.counter.touch("points.counter.card")
        self.counter.touch("points.counter.card_nameless")
        self.settle()
        self._card = self.house.code()
        self.counter.touch("points.counter.enter")
        self.counter.fingers.scans(self._card)
        for _ in range(_HOURS - 1):
            self.counter.fingers.touch("+1")
        self.counter.seek_words(self.house.rule("volunteer").name)
        self.settle()
        self.counter.touch("points.counter.review")
        self.counter.touch("points.counter.approve")
        self.settle()
        self.counter.fingers.touch(BOSS.shown)
        self.counter.fingers.types(BOSS.pin)
        self.counter.wait("points.counter.stand", held=0, waiting=0)
        self.counter.touch("meals.tab")
        self.house.glasses.turn_to(self.workers)
        self.workers.shell.finish()
