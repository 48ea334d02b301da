"""What the buttons of the panel ask for, what is said of it, and how the last of it is undone."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from kiosk.base.request import Refused, Request
from kiosk.services.meals import requests
from kiosk.services.meals.counter.view import MealView, span
from kiosk.services.meals.readings.kitchen import Cooking, Sample
from kiosk.services.meals.readings.places import PlaceRow
from kiosk.services.meals.readings.views import TicketRow
from kiosk.services.slips.requests import Reprint
from kiosk.widgets.amounts import short
from kiosk.widgets.shell import Shell

GROUP: Final = 5  # called together by one tap
_BY_CARD: Final = frozenset({"meals.card_needed", "meals.one_a_day", "meals.bad_member"})


class Undo(msgspec.Struct, frozen=True):
    """How the last thing done is undone: `what` it was (8), the request from a fresh id, what is said then."""

    what: str
    request: Callable[[str], Request]
    said: str


class Asks:
    """Requests about the meal that is shown. The desk decides; the panel shows what stands then.

    `view` gives the meal that is shown, `done` is called after each outcome, `tell` says what was done, `ask_card` is
    where a sale of so much money in hand waits for a card.
    """

    def __init__(
        self,
        shell: Shell,
        view: Callable[[], MealView],
        done: Callable[[], None],
        tell: Callable[[str], None],
        ask_card: Callable[[int], None],
    ) -> None:
        self._shell, self._view, self._done, self._tell, self._ask_card = shell, view, done, tell, ask_card
        self.last: Undo | None = None

    def _ask(
        self,
        request: Request,
        said: Callable[[Any], str],
        undo: Callable[[Any], Undo | None] = lambda _: None,
        refused: Callable[[Refused], None] | None = None,
    ) -> None:
        def done(outcome: Any) -> None:
            self.last = undo(outcome)
            self._done()
            self._tell(said(outcome))

        self._shell.ask(request, done, refused)

    @property
    def _meal(self) -> str:
        return self._view().offer.meal

    def _new(self) -> str:
        return self._shell.desk.new_id()

    def _said(self, key: str, **fields: object) -> Callable[[Any], str]:
        said = self._shell.say(f"meals.{key}", meal=self._shell.say(f"meals.meal_{self._meal}"), **fields)
        return lambda _: said

    def _of(self, key: str) -> Callable[[Any], str]:
        return lambda outcome: self._shell.say(f"meals.screen.{key}", number=outcome.number)

    def undo(self) -> None:
        """Undoes the last thing done here."""
        last = self.last
        if last is not None:
            self._ask(last.request(self._new()), lambda _: last.said)

    # The day

    def open(self) -> None:
        """Opens the meal, as planned."""
        self._ask(requests.Open(request_id=self._new(), meal=self._meal), self._said("screen.opened"))

    def close(self) -> None:
        """Closes it."""
        self._ask(requests.Close(request_id=self._new(), meal=self._meal), self._said("screen.shut"))

    def add(self, qty: int, reason: str) -> None:
        """More portions, or fewer."""
        meal = self._meal
        back = self._said("screen.added", qty=f"{-qty:+d}")(None)

        def undone(new: str) -> Request:
            return requests.AddPortions(request_id=new, meal=meal, qty=-qty, reason="mistake")

        self._ask(
            requests.AddPortions(request_id=self._new(), meal=meal, qty=qty, reason=reason),
            self._said("screen.added", qty=f"{qty:+d}"),
            lambda _: Undo(f"{qty:+d}", undone, back),
        )

    def cooked(self, cooking: Cooking) -> None:
        """What the kitchen says of the day."""
        said = requests.RecordCooking(
            request_id=self._new(),
            meal=self._meal,
            cooked=cooking.cooked,
            wasted=cooking.wasted,
            cost_fen=cooking.cost_fen,
        )
        self._ask(said, self._said("counter.has_cooked"))

    # Selling

    def sell(self, given_fen: int, member: str = "", override: str = "") -> None:
        """One ticket, the money in hand; where everybody has one a day, by their card, or with a reason without it."""
        meal, price = self._meal, self._view().offer.price_fen
        say = self._shell.say

        def said(sold: requests.Sold) -> str:
            key = "counter.sold_change" if given_fen > price else "screen.sold"
            fields = {"number": sold.number, "yuan": short(price)}
            if given_fen > price:
                fields |= {"given": short(given_fen), "change": short(given_fen - price)}
            return say(f"meals.{key}", **fields)

        def undo(sold: requests.Sold) -> Undo:
            def request(new: str) -> Request:
                return requests.Refund(request_id=new, meal=meal, number=sold.number, reason="mistake")

            back = say("meals.counter.unsold", number=sold.number, yuan=short(price))
            return Undo(str(sold.number), request, back)

        def refused(refusal: Refused) -> None:
            if refusal.reason != "meals.card_needed":  # which is what is asked for then
                self._shell.sorry(refusal)
            if refusal.reason in _BY_CARD and not override:
                self._ask_card(given_fen)

        request = requests.Sell(
            request_id=self._new(), meal=meal, way="counter", given_fen=given_fen, member=member, override=override
        )
        self._ask(request, said, undo, refused)

    def refund(self, number: int, reason: str, *, drawer_short: bool) -> None:
        """The money of a number back."""
        self._ask(
            requests.Refund(
                request_id=self._new(), meal=self._meal, number=number, reason=reason, drawer_short=drawer_short
            ),
            self._of("has_owed" if drawer_short else "has_refunded"),
        )

    def reprint(self, ticket: TicketRow) -> None:
        """The slip of a number once more."""
        self._ask(
            Reprint(request_id=self._new(), slip=ticket.slip), self._said("screen.has_reprinted", number=ticket.number)
        )

    # The queue for extra portions

    def join(self) -> None:
        """A place for somebody who waits for more."""
        self._ask(
            requests.JoinWait(request_id=self._new(), meal=self._meal),
            lambda waiting: self._shell.say("meals.counter.joined", place=waiting.place, ahead=waiting.ahead),
        )

    def leave(self, place: int) -> None:
        """Somebody waits no longer."""
        self._ask(
            requests.LeaveWait(request_id=self._new(), meal=self._meal, place=place),
            self._said("counter.left", place=place),
        )

    def take_up(self, item: PlaceRow) -> None:
        """A place for which a portion is kept becomes a number that waits for its money."""
        self._ask(
            requests.Order(request_id=self._new(), meal=self._meal, wait=item.place),
            lambda ordered: self._shell.say("meals.screen.ordered_for", place=item.place, number=ordered.number),
        )

    # Calling and serving

    def call_next(self, count: int = 1) -> None:
        """The next ones; whoever was called once before them has come."""
        seen = self._view().seen_called
        self._call(requests.Call(request_id=self._new(), meal=self._meal, count=count, served=seen))

    def call(self, number: int, to: int = 0) -> None:
        """One number, or a group of them."""
        self._call(requests.Call(request_id=self._new(), meal=self._meal, number=number, to=to))

    def _call(self, request: requests.Call) -> None:
        say, meal = self._shell.say, self._meal
        before = {ticket.number: ticket.state for ticket in self._view().tickets}

        def said(called: requests.Called) -> str:
            key = "counter.has_called_served" if called.served else "screen.has_called"
            fields = {"number": span(called.numbers)} | ({"served": span(called.served)} if called.served else {})
            return say(f"meals.{key}", **fields)

        def undo(called: requests.Called) -> Undo | None:
            fresh = tuple(number for number in called.numbers if before.get(number) == "waiting")
            if not fresh:
                return None

            def back(new: str) -> Request:
                return requests.UndoCall(request_id=new, meal=meal, numbers=fresh, served=called.served)

            return Undo(span(fresh), back, say("meals.counter.uncalled", number=span(fresh)))

        self._ask(request, said, undo)

    def miss(self, number: int) -> None:
        """A called number has not come."""
        self._ask(requests.Miss(request_id=self._new(), meal=self._meal, number=number), self._of("has_missed"))

    def uncall(self, number: int) -> None:
        """A number was called by mistake: it waits again."""
        self._ask(
            requests.UndoCall(request_id=self._new(), meal=self._meal, numbers=(number,)),
            self._said("counter.uncalled", number=number),
        )

    def serve(self, number: int) -> None:
        """A number has its meal."""
        meal, say = self._meal, self._shell.say

        def back(new: str) -> Request:
            return requests.TakeBack(request_id=new, meal=meal, number=number)

        undo = Undo(str(number), back, say("meals.screen.has_taken_back", number=number))
        self._ask(
            requests.Serve(request_id=self._new(), meal=meal, number=number), self._of("has_served"), lambda _: undo
        )

    def take_back(self, number: int) -> None:
        """It has not, after all."""
        self._ask(requests.TakeBack(request_id=self._new(), meal=self._meal, number=number), self._of("has_taken_back"))

    # The kitchen

    def set_menu(self, dishes: tuple[str, ...]) -> None:
        """What is cooked today."""
        self._ask(
            requests.SetMenu(request_id=self._new(), meal=self._meal, dishes=dishes), self._said("counter.has_menu")
        )

    def keep(self, dish: str, grams: int) -> None:
        """A sample of a dish goes into the fridge."""
        self._ask(
            requests.KeepSample(request_id=self._new(), meal=self._meal, dish=dish, grams=grams),
            self._said("counter.has_kept", dish=dish, grams=grams),
        )

    def discard(self, sample: Sample) -> None:
        """A sample that was kept long enough goes away."""
        self._ask(
            requests.DiscardSample(request_id=self._new(), day=sample.day, meal=sample.meal, dish=sample.dish),
            self._said("counter.has_discarded", dish=sample.dish),
        )
