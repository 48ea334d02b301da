"""From the tile to the number: ordered, paid for at the counter, printed."""

from functools import partial
from typing import Any, Final

from kiosk.base.clock import Deadline, seconds_left
from kiosk.base.phrase import phrase
from kiosk.base.request import Refused, Scene
from kiosk.base.store import Store
from kiosk.services.meals.readings.views import TicketRow, ahead, ticket_of
from kiosk.services.meals.requests import Order, Ordered
from kiosk.services.meals.screens.card import ShowCard
from kiosk.services.meals.screens.queue import SoldOut
from kiosk.services.slips.readings import progress
from kiosk.services.till.readings.machine import AtMachine
from kiosk.services.till.requests import Cancel
from kiosk.services.till.screens import machine
from kiosk.services.till.screens import pay as ways
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.paying import HeldForMoney, WithSlip
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Telling, picture, sentence
from kiosk.widgets.text import Number
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

_PAID: Final = {"waiting", "called", "served", "not_collected"}


def order(shell: Shell, meal: str, *, wait: int = 0, member: str = "") -> None:
    """Asks how it is paid, orders one, and shows what came of it; `wait` is the place in the queue that is taken up.

    `member` is a card.
    """
    ways.how(shell, partial(_order, shell, meal, wait, member), vouchers=True)


def _order(shell: Shell, meal: str, wait: int, member: str, way: str) -> None:

    def refused(refusal: Refused) -> None:
        if refusal.reason == "meals.sold_out":
            shell.go(partial(SoldOut, meal=meal))
        elif refusal.reason == "meals.card_needed":
            shell.go(partial(ShowCard, order=lambda card: _order(shell, meal, wait, card, way)))
        else:
            shell.sorry(refusal)

    shell.ask(
        Order(request_id=shell.desk.new_id(), meal=meal, wait=wait, member=member),
        lambda ordered: ways.choose(
            shell, ordered.sale, way, lambda: shell.go(partial(pay, meal=meal, ordered=ordered))
        ),
        refused,
    )


def pay(shell: Shell, meal: str, ordered: Ordered) -> Telling:
    """What an order has come to: it waits for its money, it is a number, or it was let go of."""

    def stands(store: Store, scene: Scene[Any]) -> tuple[str, int]:
        ticket = ticket_of(store, scene, ordered.sale, meal)
        return ticket.state if ticket else "expired", seconds_left(ordered.until, scene.now)

    state, seconds = shell.desk.read("meals", stands)
    if state == "ordered":
        # Begun seconds count: when it is over on the glass, it is over at the desk.
        way = shell.desk.read("till", partial(ways.chosen, sale_id=ordered.sale))
        return PayAtCounter(shell, meal, ordered, min(ordered.until.held_s, seconds + 1), way)
    return number(shell, ordered.sale, meal) if state in _PAID else NotHeld(shell, ordered)


def _paid(shell: Shell, meal: str, ordered: Ordered) -> None:
    """What the machine gives back is taken first."""
    machine.given_back(shell, ordered.sale, lambda: shell.replace(partial(pay, meal=meal, ordered=ordered)))


class PayAtCounter(HeldForMoney):
    """8号, 交5元给窗口."""

    def __init__(self, shell: Shell, meal: str, ordered: Ordered, seconds: int, way: str = ways.COUNTER) -> None:
        say = shell.say
        super().__init__(
            shell,
            "meals",
            say(f"meals.meal_{meal}"),
            seconds,
            lambda request_id: Cancel(request_id=request_id, sale=ordered.sale),
        )
        self._meal, self._ordered = meal, ordered
        fields = {"number": ordered.number, "yuan": short(ordered.total_fen)}
        cash = way == ways.COUNTER
        self.spoken = (phrase("meals.voice.pay", **fields) if cash else ways.spoken(way, ordered.total_fen),)
        icon, words = ways.words(shell, way, ordered.total_fen)
        number = Number(say("meals.number", number=ordered.number), color=worn().palette.fill("meals"))
        self.tell_pay(number, icon, say("meals.screen.pay", **fields) if cash else words)
        self._machine = machine.Inserting(self, ordered.sale) if way == ways.ACCEPTOR else None

    def inserting(self, now: AtMachine) -> None:
        """Money is in the machine."""
        assert self._machine is not None
        self._machine.show(now)

    def scanned(self, text: str) -> bool:
        """A voucher, or change that is owed: it pays."""
        return ways.scanned(self.shell, self._ordered.sale, text)

    def refresh(self) -> None:
        """Paid: the number. No longer held: said so."""
        ticket = self.shell.desk.read("meals", partial(ticket_of, sale=self._ordered.sale, meal=self._meal))
        if ticket is None or ticket.state != "ordered":
            _paid(self.shell, self._meal, self._ordered)
        elif self._machine is not None:
            self._machine.refresh()


class NotHeld(Telling):
    """The time to pay is over; no money was taken."""

    def __init__(self, shell: Shell, ordered: Ordered) -> None:
        super().__init__(shell)
        self.spoken = (phrase("meals.voice.not_held", number=ordered.number),)
        self.tell(picture("clock-off"), sentence(shell.say("meals.voice.not_held", number=ordered.number)))
        well = Choice(icon="check", word=shell.say("meals.screen.well"), accent="done")
        well.bind(on_release=lambda _: shell.home())
        self.answer(well)


def _shows(store: Store, scene: Scene[Any], sale: str, meal: str) -> tuple[TicketRow, int, str] | None:
    ticket = ticket_of(store, scene, sale, meal)
    if ticket is None:
        return None
    return ticket, ahead(store, scene, meal, ticket.number), progress(store, ticket.slip)


def number(shell: Shell, sale: str, meal: str) -> "YourNumber | MealClosed":
    """The screen of a number that is paid for."""
    shows = shell.desk.read("meals", partial(_shows, sale=sale, meal=meal))
    return YourNumber(shell, meal, *shows) if shows else MealClosed(shell)


class MealClosed(Telling):
    """The meal was closed before this number was collected: its money is owed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.spoken = (phrase("meals.voice.closed_on_you"),)
        self.tell(picture("moon"), sentence(shell.say("meals.voice.closed_on_you")))
        well = Choice(icon="check", word=shell.say("meals.screen.well"), accent="done")
        well.bind(on_release=lambda _: shell.finish())
        self.answer(well)


class YourNumber(WithSlip):
    """8号, 前面7位: what the worker came for, as large as the glass allows, and where the slip is."""

    def __init__(self, shell: Shell, meal: str, ticket: TicketRow, before: int, slip: str) -> None:
        say = shell.say
        super().__init__(shell, "meals", say("meals.screen.your_number", meal=say(f"meals.meal_{meal}")))
        self._meal, self._sale, self._called = meal, ticket.sale, False
        self._number = Number(say("meals.number", number=ticket.number), color=worn().palette.fill("meals"))
        self._ahead = sentence("")
        self.tell(self._number, self._ahead, self.paper, share=0.55)
        self._show(ticket, before, slip)

    def refresh(self) -> None:
        """Another before it was called, or the slip is out."""
        shows = self.shell.desk.read("meals", partial(_shows, sale=self._sale, meal=self._meal))
        if shows is None:
            self.shell.replace(MealClosed)
        elif shows[0].state == "refunded":
            self.shell.finish()
        else:
            self._show(*shows)

    def _show(self, ticket: TicketRow, before: int, slip: str) -> None:
        """The number once, and then what is new is said aloud: called, the slip."""
        say, called = self.shell.say, ticket.state != "waiting"
        self._number.text = say("meals.number", number=ticket.number)
        before_it = phrase("meals.voice.ahead", ahead=before) if before else phrase("meals.voice.first")
        self._ahead.words = (
            say("meals.screen.called")
            if called
            else say("meals.screen.ahead", ahead=before)
            if before
            else say("meals.screen.first")
        )
        news = []
        if not self.told:
            news += [phrase("meals.voice.your_number", number=ticket.number), *(() if called else (before_it,))]
        if called and not self._called:
            news.append(phrase("meals.voice.called"))
        self._called = called
        news += self.show_slip(slip)
        if news:
            self.spoken = tuple(news)


_UNTIL: Final = Deadline("", 0, "", 180)


def _ordered(shell: Shell, number: int, seconds: int, way: str = ways.COUNTER) -> PayAtCounter:
    ordered = Ordered(number=number, sale="s1", total_fen=500, until=_UNTIL, ahead=7)
    return PayAtCounter(shell, "lunch", ordered, seconds, way)


def _inserting(shell: Shell, now: AtMachine) -> PayAtCounter:
    screen = _ordered(shell, 8, 180, ways.ACCEPTOR)
    screen.inserting(now)
    return screen


def _ticket(shell: Shell, number: int, before: int, slip: str, state: str = "waiting") -> YourNumber:
    return YourNumber(shell, "lunch", TicketRow("lunch", number, 1, state, "s1", 500, "", "1-44-0"), before, slip)


EXAMPLES: Final = (
    Example("meals-pay", partial(_ordered, number=8, seconds=180)),
    *(
        Example(f"meals-pay-{way}", partial(_ordered, number=8, seconds=180, way=way))
        for way in ways.ICONS
        if way != ways.COUNTER
    ),
    Example("meals-pay-inserted", partial(_inserting, now=AtMachine(350, 150, 88, takes=True))),
    Example("meals-pay-machine-rests", partial(_inserting, now=AtMachine(200, 300, 60, takes=False))),
    Example("meals-pay-soon-over", partial(_ordered, number=108, seconds=9)),
    Example(
        "meals-not-held",
        lambda shell: NotHeld(shell, Ordered(number=8, sale="s1", total_fen=500, until=_UNTIL, ahead=7)),
    ),
    Example("meals-closed-on-you", MealClosed),
    Example("meals-number-printing", partial(_ticket, number=8, before=7, slip="sending")),
    Example("meals-number", partial(_ticket, number=8, before=7, slip="confirmed")),
    Example("meals-number-first", partial(_ticket, number=1, before=0, slip="confirmed")),
    Example("meals-number-called", partial(_ticket, number=118, before=0, slip="confirmed", state="called")),
    Example("meals-number-not-printed", partial(_ticket, number=8, before=27, slip="failed")),
)
