"""The attendant's panel of a meal: open, sell, call, serve, give back, add portions, close; one tap each."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import msgspec
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals import requests
from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings.places import PlaceRow, places
from kiosk.services.meals.readings.views import Offer, TicketRow, figures, offers, tickets
from kiosk.services.meals.screens.refund import Giving
from kiosk.services.meals.settings import Settings
from kiosk.services.slips.requests import Reprint
from kiosk.widgets.amounts import short
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import Rows, Stack, button, row_of, told
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface, Tappable
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

_SHUT: Final = {"not_open", "closed"}
_WITHDRAWN: Final = "withdrawn"


class MealView(msgspec.Struct, frozen=True):
    """A meal as the counter sees it: how it stands, its numbers, its queue, what the day came to, what is planned."""

    offer: Offer
    tickets: tuple[TicketRow, ...] = ()
    queue: tuple[PlaceRow, ...] = ()
    figures: Figures = Figures()
    planned: int = 0


def panels(shell: Shell) -> tuple[Panel, ...]:
    """One panel for the meals of this station; none where there are none."""
    views = shell.desk.read("meals", read)
    return (MealPanel(shell, views),) if views else ()


def read(store: Store, scene: Scene[Settings]) -> tuple[MealView, ...]:
    """Every meal of the settings, or still open, as the counter sees it."""
    today = figures(store, scene.now.date, scene.now.date)
    planned: dict[str, int] = {meal.id: meal.portions for meal in scene.settings.meals}
    return tuple(
        MealView(
            offer,
            tickets(store, scene, offer.meal),
            places(store, scene, offer.meal),
            today.get((scene.now.date, offer.meal), Figures()),
            planned.get(offer.meal, 0),
        )
        for offer in offers(store, scene)
    )


def _first(views: tuple[MealView, ...]) -> str:
    """The meal that is shown first: one that is open."""
    return next((view.offer.meal for view in views if view.offer.state not in _SHUT), views[0].offer.meal)


class MealPanel(Panel):
    """One meal at a time: the one that is open, until the attendant chooses another."""

    def __init__(self, shell: Shell, views: tuple[MealView, ...], picked: int = 0, mode: str = "") -> None:
        super().__init__(shell, "")
        self._views = views
        self._meal = _first(views)
        self._picked, self._mode = picked, mode
        self._body = BoxLayout(orientation="vertical", spacing=self.spacing)
        self._numbers: Rows[TicketRow | PlaceRow] = Rows(
            shell, (), self._chip, _key, row=worn().sizes.target, columns=4 if worn().portrait else 3
        )
        self.add_widget(self._body)
        self._build()

    @property
    def view(self) -> MealView:
        """The meal that is shown."""
        return next(view for view in self._views if view.offer.meal == self._meal)

    def refresh(self) -> None:
        """Ordered, paid, called, served, added."""
        views = self.shell.desk.read("meals", read)
        if views != self._views:
            self._views = views
            self._build()

    def pick(self, number: int) -> None:
        """Shows what can be done about a number; about none where it is the one picked already."""
        self._picked, self._mode = (0 if number == self._picked else number), ""
        self._build()

    def turn(self, mode: str) -> None:
        """Asks before something that cannot be undone: `close`, `refund`; back to work where it is empty."""
        self._mode = mode
        self._build()

    def _build(self) -> None:
        say = self.shell.say
        self._body.clear_widgets()
        if not self._views:
            self.heading.words = say("meals.screen.no_meal")
            return
        if all(view.offer.meal != self._meal for view in self._views):
            self._meal, self._picked, self._mode = _first(self._views), 0, ""
        view = self.view
        self.heading.words = " · ".join((say(f"meals.meal_{self._meal}"), say(f"meals.screen.is_{view.offer.state}")))
        if len(self._views) > 1:
            self._add(self._meals())
        if view.offer.state in _SHUT:
            self._shut(view)
            return
        sells = "done" if view.offer.state == "on_sale" else ""
        key = "stand_queue" if view.offer.queue else "stand"
        self._add(
            Say(
                say(
                    f"meals.screen.{key}",
                    left=view.offer.left,
                    sold=view.figures.sold,
                    waiting=view.offer.waiting,
                    served=view.figures.served,
                    queue=view.offer.queue,
                    taken=short(view.figures.taken_fen),
                ),
                bold=True,
            )
        )
        does = [button("speakerphone", say("meals.screen.call_next"), partial(self._call, 0), "meals", wide=True)]
        if view.offer.state != _WITHDRAWN:
            sell = say("meals.screen.sell", yuan=short(view.offer.price_fen))
            does.append(button("ticket", sell, self._sell, sells, wide=True))
        self._add(row_of(*does, height=worn().sizes.tile))
        called = [ticket for ticket in view.tickets if ticket.state == "called"]
        for ticket in called[:_CALLED]:
            self._add(self._called(ticket))
        foot = self._foot(view)
        if self._mode:
            self._add(foot)
            self._add(Widget())
        else:
            self._numbers.show(self._shown(view))
            self._add(self._numbers)
            self._add(foot)

    def _add(self, widget: Widget) -> None:
        self._body.add_widget(widget)

    def _meals(self) -> BoxLayout:
        def choose(meal: str) -> None:
            self._meal, self._picked, self._mode = meal, 0, ""
            self._build()

        return row_of(
            *(
                button(
                    "",
                    self.shell.say(f"meals.meal_{view.offer.meal}"),
                    partial(choose, view.offer.meal),
                    "meals" if view.offer.meal == self._meal else "",
                    wide=True,
                )
                for view in self._views
            )
        )

    def _shut(self, view: MealView) -> None:
        """Not open: the one thing to do is to open it, where that may be."""
        say = self.shell.say
        self._add(
            Say(
                say(
                    "meals.screen.day",
                    sold=view.figures.sold,
                    served=view.figures.served,
                    taken=short(view.figures.taken_fen),
                    not_collected=view.figures.not_collected,
                )
            )
        )
        if view.offer.state == "not_open":
            self._add(
                row_of(
                    button("door-enter", say("meals.screen.open", planned=view.planned), self._open, "done", wide=True),
                    height=worn().sizes.tile,
                )
            )
        self._add(Widget())

    def _called(self, ticket: TicketRow) -> Surface:
        """A number that was called: it comes, or is called again."""
        say, sizes = self.shell.say, worn().sizes
        row = Surface(
            size_hint_y=None,
            height=mm(sizes.target + sizes.gap / 2),
            padding=mm(sizes.gap / 4),
            spacing=mm(sizes.gap / 2),
        )
        row.add_widget(told(say("meals.number", number=ticket.number), em=sizes.title, bold=True, halign="center"))
        row.add_widget(button("speakerphone", say("meals.screen.call_again"), partial(self._call, ticket.number)))
        row.add_widget(button("check", say("meals.screen.serve"), partial(self._serve, ticket.number), "done"))
        return row

    def _shown(self, view: MealView) -> tuple[TicketRow | PlaceRow, ...]:
        """Whom a portion is kept for comes first, then numbers that still matter, the queue, those that are done."""
        offered = [place for place in view.queue if place.state == "offered"]
        live = [ticket for ticket in view.tickets if ticket.state in {"ordered", "waiting"}]
        queue = [place for place in view.queue if place.state != "offered"]
        done = [ticket for ticket in view.tickets if ticket.state in {"called", "served"}][::-1]
        return (*offered, *live, *queue, *done)

    def _chip(self, item: TicketRow | PlaceRow) -> "Chip":
        say = self.shell.say
        if isinstance(item, PlaceRow):
            state = "offered" if item.state == "offered" else "queues"
            return Chip(
                say("meals.screen.chip_place", place=item.place),
                say(f"meals.screen.{state}"),
                partial(self._order_for, item),
                accent="meals" if state == "offered" else "",
                live=state == "offered",
            )
        chosen = item.number == self._picked
        return Chip(
            say("meals.screen.chip", number=item.number),
            say(f"meals.state_{item.state}"),
            partial(self.pick, item.number),
            accent="help" if chosen else "",
        )

    def _foot(self, view: MealView) -> Widget:
        """What can be done about the number that was picked; else about the meal."""
        say = self.shell.say
        ticket = next((ticket for ticket in view.tickets if ticket.number == self._picked), None)
        if ticket is not None and self._mode == "refund":
            return Giving(self.shell, ticket, partial(self.turn, ""), self._refund)
        if ticket is not None:
            return self._actions(ticket)
        if self._mode == "close":
            unserved = sum(ticket.state in {"waiting", "called"} for ticket in view.tickets)
            asks = Say(say("meals.screen.close_asks", unserved=unserved), bold=True)
            row = row_of(
                button("arrow-back-up", say("widgets.back"), partial(self.turn, ""), wide=True),
                button("door-exit", say("meals.screen.close_yes"), self._close, "stop", wide=True),
            )
            return Stack(asks, row)
        close = button("", say("meals.screen.close"), partial(self.turn, "close"))
        if view.offer.state == _WITHDRAWN:
            return row_of(Widget(), close)
        adds = (button("", f"{qty:+d}", partial(self._add_portions, qty), wide=True) for qty in (-1, 1, 5, 10))
        portions = told(say("meals.screen.portions", portions=view.figures.portions), bold=True)
        return row_of(portions, *adds, close)

    def _actions(self, ticket: TicketRow) -> BoxLayout:
        say = self.shell.say
        number = ticket.number
        may: list[Choice] = []
        if ticket.state in {"waiting", "called"}:
            may.append(button("", say("meals.screen.call"), partial(self._call, number), "meals", wide=True))
            may.append(button("", say("meals.screen.serve"), partial(self._serve, number), "done", wide=True))
        if ticket.state == "served":
            may.append(button("", say("meals.screen.take_back"), partial(self._take_back, number), wide=True))
        more: list[Choice] = [button("", say("widgets.back"), partial(self.pick, 0), wide=True)]
        if ticket.slip:
            more.append(button("", say("meals.screen.reprint"), partial(self._reprint, ticket), wide=True))
        if ticket.state in {"waiting", "called"}:
            more.append(button("", say("meals.screen.refund"), partial(self.turn, "refund"), "stop", wide=True))
        name = told(say("meals.number", number=number), em=worn().sizes.title, bold=True, halign="center")
        return Stack(row_of(name, *may), row_of(*more))

    # What the buttons ask. The desk decides; the panel shows what stands then.

    def _ask(self, request: Callable[[str], Any], said: Callable[[Any], str]) -> None:
        def done(outcome: Any) -> None:
            self._mode, self._picked = "", 0
            self._views = self.shell.desk.read("meals", read)
            self._build()
            self.tell(said(outcome))

        self.shell.ask(request(self.shell.desk.new_id()), done)

    def _say_number(self, key: str) -> Callable[[Any], str]:
        return lambda outcome: self.shell.say(f"meals.screen.{key}", number=outcome.number)

    def _say(self, key: str, **fields: object) -> Callable[[Any], str]:
        meal = self.shell.say(f"meals.meal_{self._meal}")
        return lambda _: self.shell.say(f"meals.screen.{key}", meal=meal, **fields)

    def _open(self) -> None:
        self._ask(lambda request_id: requests.Open(request_id=request_id, meal=self._meal), self._say("opened"))

    def _close(self) -> None:
        self._ask(lambda request_id: requests.Close(request_id=request_id, meal=self._meal), self._say("shut"))

    def _add_portions(self, qty: int) -> None:
        self._ask(
            lambda request_id: requests.AddPortions(request_id=request_id, meal=self._meal, qty=qty),
            self._say("added", qty=f"{qty:+d}"),
        )

    def _sell(self) -> None:
        price = self.view.offer.price_fen
        self._ask(
            lambda request_id: requests.Sell(request_id=request_id, meal=self._meal, way="counter", given_fen=price),
            lambda sold: self.shell.say("meals.screen.sold", number=sold.number, yuan=short(price)),
        )

    def _order_for(self, item: PlaceRow) -> None:
        self._ask(
            lambda request_id: requests.Order(request_id=request_id, meal=self._meal, wait=item.place),
            lambda ordered: self.shell.say("meals.screen.ordered_for", place=item.place, number=ordered.number),
        )

    def _call(self, number: int) -> None:
        self._ask(
            lambda request_id: requests.Call(request_id=request_id, meal=self._meal, number=number),
            self._say_number("has_called"),
        )

    def _serve(self, number: int) -> None:
        self._ask(
            lambda request_id: requests.Serve(request_id=request_id, meal=self._meal, number=number),
            self._say_number("has_served"),
        )

    def _take_back(self, number: int) -> None:
        self._ask(
            lambda request_id: requests.TakeBack(request_id=request_id, meal=self._meal, number=number),
            self._say_number("has_taken_back"),
        )

    def _refund(self, number: int, reason: str, short_: bool) -> None:
        key = "has_owed" if short_ else "has_refunded"
        self._ask(
            lambda request_id: requests.Refund(
                request_id=request_id, meal=self._meal, number=number, reason=reason, drawer_short=short_
            ),
            self._say_number(key),
        )

    def _reprint(self, ticket: TicketRow) -> None:
        self._ask(
            lambda request_id: Reprint(request_id=request_id, slip=ticket.slip),
            lambda _: self.shell.say("meals.screen.has_reprinted", number=ticket.number),
        )


_CALLED: Final = 3  # numbers that were called and stand in rows of their own; further ones are among the others


class Chip(Tappable):
    """A number and how it stands."""

    def __init__(
        self, number: str, state: str, act: Callable[[], None], *, accent: str = "", live: bool = True
    ) -> None:
        sizes = worn().sizes
        super().__init__(accent=accent, live=live, padding=(mm(sizes.gap / 2), 0), spacing=0)
        self._parts = (told(number, em=sizes.word, bold=True), told(state, halign="right"))
        self._parts[1].size_hint_x = 1.4
        for part in self._parts:
            self.add_widget(part)
        self.bind(on_release=lambda _: act())
        self.dress()

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        for part in getattr(self, "_parts", ()):
            part.color = self.text_colour


def _key(item: TicketRow | PlaceRow) -> tuple[str, int]:
    return ("place", item.place) if isinstance(item, PlaceRow) else ("number", item.number)
