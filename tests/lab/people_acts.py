"""What people do, one step after the other: each is a name and a number from which all its chance comes.

So a list of steps can be done again, and with some of them left out.
"""

import random
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

from gui.harness import stage
from lab.people_others import Others
from lab.people_station import PeopleStation
from support.paws import Paws, live

from kiosk.demo.fingers import said
from kiosk.demo.glasses import Pane
from kiosk.demo.house import BOSS, HAND, NEXT
from kiosk.paper.elements import QrCode, decode
from kiosk.virtual.faults import Fault
from kiosk.virtual.scanner import PAYMENT_CODE
from kiosk.widgets.surface import Tappable

Act = Literal[
    "something", "likely", "anywhere", "two_fingers", "outside", "key", "types", "scans", "waits", "comes",
    "serves", "colleague", "signs_out", "printer", "scanner", "line", "visit", "hours", "power", "leaves", "night",
]  # fmt: skip
# How often each is done in a day; the night comes at its end.
_OFTEN: Final[dict[Act, int]] = {
    "something": 270, "likely": 290, "anywhere": 60, "two_fingers": 15, "outside": 10, "key": 25, "types": 25,
    "scans": 50, "waits": 70, "comes": 60, "serves": 45, "colleague": 200, "signs_out": 3, "printer": 20,
    "scanner": 15, "line": 8, "visit": 12, "hours": 7, "power": 3, "leaves": 4,
}  # fmt: skip
# Those in which time goes by, and what is due is done.
PASSING: Final = frozenset(("waits", "hours", "leaves", "night"))
_FAULTS: Final[tuple[Fault, ...]] = ("paper_out", "cover_open", "jam", "off")
_WAITS_S: Final = (1, 5, 15, 40, 100, 300)
_RUBBISH: Final = ("6901234567892", "'); DROP TABLE journal; --", "/s/00.1.2", "x" * 500, "你好", PAYMENT_CODE)
_WORDS: Final = ("王小明", "13812341234", "刘", "0", "伞")
_GONE_S: Final = 240  # in which whoever stands at any screen is gone, and it is home again
_REST: Final = ("Home", "Attract")
_WAYS_OUT: Final = 12


class Step(NamedTuple):
    """One thing that is done."""

    act: Act
    chance: int


def steps_of(chance: random.Random, days: int, each: int) -> list[Step]:
    """What is done in some days, each with so many steps."""
    acts, often = tuple(_OFTEN), tuple(_OFTEN.values())
    steps = []
    for _ in range(days):
        steps += [Step(act, chance.getrandbits(32)) for act in chance.choices(acts, often, k=each)]
        steps.append(Step("night", chance.getrandbits(32)))
    return steps


class People:
    """Does steps at a station; `seen` are the screens that they came across."""

    def __init__(self, station: PeopleStation) -> None:
        self._station = station
        self._chance = random.Random()
        self._paws = Paws(self._chance, lambda: self._pane.shell.glass, station.goes_by)
        self._others = Others(station, self._chance)
        self.seen: set[str] = set()

    @property
    def touches(self) -> int:
        """How often a finger came down."""
        return self._paws.touched

    @property
    def _pane(self) -> Pane:
        return self._station.pane

    @property
    def _at_counter(self) -> bool:
        return self._pane is self._station.glasses.counter

    def do(self, step: Step) -> None:
        """One step. Raises AssertionError, and whatever the program raises."""
        self._chance.seed(step.chance)
        does: dict[Act, Callable[[], None]] = {
            "something": self._something, "likely": self._likely, "anywhere": self._paws.tap,
            "two_fingers": self._paws.two_fingers, "outside": self._paws.outside, "key": self._paws.key,
            "types": self._types, "scans": self._scans, "waits": self._waits, "comes": self._comes,
            "serves": self._serves, "colleague": self._others.something, "signs_out": self._signs_out,
            "printer": self._printer, "scanner": self._scanner, "line": self._line, "visit": self._visit,
            "hours": self._hours, "power": self._power, "leaves": self.leaves, "night": self._night,
        }  # fmt: skip
        does[step.act]()
        self._looks()

    def _looks(self) -> None:
        """Something stands on the glass, no finger is left there, and it is no screen without a word."""
        shell = self._pane.shell
        self.seen.add(type(shell.screen).__name__)
        assert shell.glass.fingers == 0, "a finger is still on the glass"
        assert shell.glass.children, "nothing is on the glass"
        assert said(shell.glass), f"nothing is said on {type(shell.screen).__name__}"

    # On the glass

    def _something(self) -> None:
        """What can be touched, whatever it is."""
        self._touches(lambda widget: not self._spared(widget) or self._chance.random() < 0.1)

    def _likely(self) -> None:
        """What stands out is touched, again and again: the way on, mostly, not the ways out."""
        for _ in range(self._chance.choice((1, 2, 3, 4))):
            found = [widget for widget in live(self._pane.shell.glass) if not self._spared(widget)]
            found = [widget for widget in found if widget.accent not in {"", "stop"}] or found
            if found:
                self._paws.touches(self._chance.choice(found))
                self._station.goes_by(0.5)

    def _types(self) -> None:
        """On a keyboard: some digits, or a word."""
        if self._chance.random() < 0.3:
            stage().write(self._chance.choice(_WORDS))
        else:
            for _ in range(self._chance.choice((1, 2, 4, 6))):
                stage().key(self._chance.choice("0123456789"))
        if self._chance.random() < 0.6:
            stage().key("\n")
        self._station.settle()

    def _waits(self) -> None:
        self._station.pass_(self._chance.choice(_WAITS_S))

    def _comes(self) -> None:
        """Somebody comes to the workers' glass."""
        glasses = self._station.glasses
        self._station.turn(glasses.workers)
        if type(self._pane.shell.screen).__name__ == "Attract":
            self._station.goes_by(0.5)
            self._paws.tap()

    def _serves(self) -> None:
        """Whoever stands at the counter, or comes to it now, takes money from those who owe it."""
        self._station.turn(self._station.glasses.counter)
        self._station.goes_by(0.5)
        self._signs_in()
        got = self._pane.say("counter.got", yuan="").split()[0]
        for _ in range(self._chance.choice((1, 2, 3))):
            self._touches(lambda widget: widget.accent == "done" and any(got in words for words in said(widget)))
            self._station.goes_by(0.5)

    def _signs_in(self) -> None:
        """A PIN is typed where nobody has signed in, now and then a wrong one."""
        if type(self._pane.shell.screen).__name__ != "ChoosePerson":
            return
        person = self._chance.choice((HAND, HAND, HAND, NEXT, BOSS))
        self._touches(lambda widget: person.shown in said(widget))
        self._station.goes_by(0.5)
        if type(self._pane.shell.screen).__name__ == "TypePin":
            for digit in person.pin if self._chance.random() < 0.95 else "112233":
                stage().key(digit)
            self._station.goes_by(0.5)

    def _signs_out(self) -> None:
        if self._at_counter:
            self._touches(lambda widget: self._pane.say("counter.sign_out") in said(widget))

    def _spared(self, widget: Tappable) -> bool:
        """Hardly anybody signs out, closes the meal or calls for help in the middle of it."""
        if not self._at_counter:
            return bool(widget.place)
        spared = {self._pane.say("counter.sign_out"), self._pane.say("meals.screen.close")}
        return not spared.isdisjoint(said(widget))

    def _touches(self, which: Callable[[Tappable], bool]) -> None:
        """One of those, where there is one."""
        found = [widget for widget in live(self._pane.shell.glass) if which(widget)]
        if found:
            self._paws.touches(self._chance.choice(found))

    def leaves(self) -> None:
        """There is a way out of every workers' screen, and with nobody there it is home again."""
        self._station.turn(self._station.glasses.workers)
        shell = self._pane.shell
        if self._chance.random() < 0.5:
            self._finds_out()
        for _ in range(_GONE_S // 10):
            self._station.goes_by(10)
        self._station.round()
        name = type(shell.screen).__name__
        assert name in _REST, f"{name} stays, with nobody there: {said(shell.glass)}"

    def _finds_out(self) -> None:
        shell = self._pane.shell
        for _ in range(_WAYS_OUT):
            if type(shell.screen).__name__ in _REST and not shell.covered:
                return
            self._station.goes_by(0.4)
            found = live(shell.glass)
            ways = [way for way in found if way.place == "back"] or [way for way in found if way.accent == "done"]
            assert ways or found, f"no way out of {type(shell.screen).__name__}: {said(shell.glass)}"
            self._paws.touches((ways or found)[0])
        assert shell.covered or type(shell.screen).__name__ in _REST, f"no way out: {said(shell.glass)}"

    # Codes and plugs

    def _scans(self) -> None:
        """A slip of this station, new or old, its card, or something else: before the scanner, or typed by one."""
        code = self._code()
        if self._at_counter or self._chance.random() < 0.3:
            stage().scan(code)
        else:
            self._station.plug.scan(code)
            self._station.look_at_scanner()
        self._station.goes_by(0.4)

    def _code(self) -> str:
        if self._chance.random() < 0.2:
            return self._chance.choice(_RUBBISH)
        wanted = self._chance.choice(("%", "%", "points.card", "meals.%", "beds.%", "tools.%", "till.%"))
        rows: list[Any] = self._station.db.execute(
            "SELECT slip, body FROM spool WHERE kind LIKE ? ORDER BY job DESC LIMIT 12", (wanted,)
        ).fetchall()
        if not rows:
            return self._chance.choice(_RUBBISH)
        slip, body = self._chance.choice(rows)
        return next((part.text for part in decode(body).elements if isinstance(part, QrCode)), str(slip))

    def _printer(self) -> None:
        """Its plug, paper, cover: taken away, now or in the middle of a slip; or all is well again."""
        faults = self._station.paper.faults
        if list(faults) or self._chance.random() < 0.3:
            faults.clear()
        elif self._chance.random() < 0.5:
            faults.set_after(self._chance.randrange(400), self._chance.choice(_FAULTS))
        else:
            faults.set(self._chance.choice(_FAULTS))
        self._station.round()

    def _scanner(self) -> None:
        self._station.plug.set("unplugged", "unplugged" not in self._station.plug._on)
        for _ in range(4):
            self._station.look_at_scanner()
            self._station.goes_by(1)

    def _line(self) -> None:
        self._station.cut_line(whole=not self._station.whole)
        self._visit()

    def _visit(self) -> None:
        self._station.visit(2)

    # Hours

    def _hours(self) -> None:
        self._station.pass_(self._chance.choice((600, 1200, 2400)))

    def _power(self) -> None:
        self._station.cut_power(self._chance.choice((5, 120, 4000)))

    def _night(self) -> None:
        """Until the next morning, on any glass; then somebody opens."""
        now = self._station.clock.now().at
        opens = 10 + self._chance.randrange(4) / 2
        until = (opens - now.hour - now.minute / 60) % 24
        self._station.pass_(until * 3600)
        self._station.opens_the_day()
        self._station.goes_by(0.5)
