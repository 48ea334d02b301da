"""What meals tell the counter's page: the numbers that its search means, and their days."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from kiosk.base.clock import when
from kiosk.services.meals import requests
from kiosk.services.meals.counter.refund import REASONS
from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings.found import DayNow, FoundTicket, days_now, found
from kiosk.services.slips.requests import Reprint
from kiosk.services.till.requests import Receive
from kiosk.widgets.amounts import short
from kiosk.widgets.item import Act, Item
from kiosk.widgets.service import ItemExample, Say
from kiosk.widgets.shell import Shell

_UNSERVED: Final = {"waiting", "called", "recalled", "missed"}
_CALLED: Final = _UNSERVED - {"waiting"}
_ICONS: Final = {"ordered": "cash", "served": "check", "refunded": "receipt-refund", "expired": "x"}


def find(shell: Shell, text: str) -> tuple[Item, ...]:
    """The numbers that a text means, each with what can be done about it."""
    return tuple(ticket_item(shell.say, ticket) for ticket in shell.desk.read("meals", partial(found, text=text)))


def days(shell: Shell) -> tuple[Item, ...]:
    """Every meal's day: to be opened, to be closed, forgotten, over."""
    return tuple(day_item(shell.say, day) for day in shell.desk.read("meals", days_now))


def ticket_item(say: Say, ticket: FoundTicket) -> Item:
    """A number, beside the queue."""
    fen = ticket.qty * ticket.price_fen
    at = when(ticket.changed_at)
    line = say(f"meals.line_{ticket.meal}", qty=ticket.qty)
    date = "" if ticket.live else say("meals.find.date", **at) + " "
    return Item(
        key=f"{ticket.day}/{ticket.meal}/{ticket.number}",
        icon=_ICONS.get(ticket.state, "ticket"),
        title=say("meals.number", number=ticket.number),
        lines=(
            say("meals.find.state", state=say(f"meals.state_{ticket.state}"), time=f"{date}{at['time']}"),
            say("meals.find.what", line=line, yuan=short(fen)),
        ),
        acts=tuple(_ticket_acts(say, ticket, fen)),
        accent="meals" if ticket.state in _UNSERVED else "",
    )


def _ticket_acts(say: Say, ticket: FoundTicket, fen: int) -> Iterator[Act]:
    meal, number = ticket.meal, ticket.number
    if ticket.live and ticket.state == "ordered":
        yield Act(
            "cash-banknote",
            say("meals.find.take", yuan=short(fen)),
            lambda request_id: Receive(request_id=request_id, sale=ticket.sale, way="counter", given_fen=fen),
            lambda received: say("meals.find.paid_late" if received.owed else "meals.find.paid", number=number),
            "done",
        )
    if ticket.live and ticket.state in _UNSERVED:
        again = ticket.state in _CALLED
        yield Act(
            "check",
            say("meals.screen.serve"),
            lambda request_id: requests.Serve(request_id=request_id, meal=meal, number=number),
            _number(say, "has_served", number),
            "done",
        )
        yield Act(
            "speakerphone",
            say("meals.screen.call_again" if again else "meals.screen.call"),
            lambda request_id: requests.Call(request_id=request_id, meal=meal, number=number),
            _number(say, "has_called", number),
        )
    if ticket.live and ticket.state == "served":
        yield Act(
            "arrow-back-up",
            say("meals.screen.take_back"),
            lambda request_id: requests.TakeBack(request_id=request_id, meal=meal, number=number),
            _number(say, "has_taken_back", number),
        )
    if ticket.slip:
        yield Act(
            "printer",
            say("meals.screen.reprint"),
            lambda request_id: Reprint(request_id=request_id, slip=ticket.slip),
            _number(say, "has_reprinted", number),
        )
    if ticket.live and ticket.state in _UNSERVED:
        yield _refund(say, ticket, fen)


def _refund(say: Say, ticket: FoundTicket, fen: int) -> Act:
    """Why, first; and whether the drawer has it."""
    owed = Act(
        "cash-banknote-off",
        say("meals.find.owe"),
        asks=say("meals.find.owed_asks", number=ticket.number, yuan=short(fen)),
        then=tuple(_reason(say, ticket, reason, drawer_short=True) for reason in REASONS),
    )
    reasons = tuple(_reason(say, ticket, reason, drawer_short=False) for reason in REASONS)
    return Act(
        "receipt-refund",
        say("meals.screen.refund"),
        accent="stop",
        asks=say("meals.screen.refund_asks", number=ticket.number, yuan=short(fen)),
        then=(*reasons, owed),
    )


def _reason(say: Say, ticket: FoundTicket, reason: str, *, drawer_short: bool) -> Act:
    def request(request_id: str) -> requests.Refund:
        return requests.Refund(
            request_id=request_id,
            meal=ticket.meal,
            number=ticket.number,
            reason=reason,
            drawer_short=drawer_short,
        )

    said = _number(say, "has_owed" if drawer_short else "has_refunded", ticket.number)
    return Act("", say(f"meals.screen.reason_{reason}"), request, said, "stop")


def _number(say: Say, key: str, number: int) -> Callable[[Any], str]:
    return lambda _: say(f"meals.screen.{key}", number=number)


def day_item(say: Say, day: DayNow) -> Item:
    """A meal's day: what it came to, and what is to be done with it."""
    meal, at = say(f"meals.meal_{day.meal}"), when(f"{day.day}T00:00:00+08:00")
    sums: Figures = day.figures
    came_to = say(
        "meals.find.day",
        portions=sums.portions,
        sold=sums.sold,
        served=sums.served,
        taken=short(sums.taken_fen),
        refunded=sums.refunded,
        not_collected=sums.not_collected,
    )
    lines = {
        "not_open": (say("meals.find.day_not_open"),),
        "open": (say("meals.find.day_open"), came_to),
        "closed": (say("meals.find.day_closed"), came_to),
        "forgotten": (say("meals.find.day_forgotten", **at), say("meals.find.day_still_open"), came_to),
    }
    return Item(
        key=day.meal,
        icon="calendar-x" if day.state == "forgotten" else "soup",
        title=meal,
        lines=lines[day.state],
        acts=tuple(_day_acts(say, day, meal)),
        accent="stop" if day.state == "forgotten" else "",
        urgent=day.state == "forgotten",
    )


def _day_acts(say: Say, day: DayNow, meal: str) -> Iterator[Act]:
    if day.state == "not_open" and day.planned:
        yield Act(
            "door-enter",
            say("meals.screen.open", planned=day.planned),
            lambda request_id: requests.Open(request_id=request_id, meal=day.meal),
            lambda _: say("meals.screen.opened", meal=meal),
            "done",
        )
    if day.state in {"open", "forgotten"}:
        close = Act(
            "door-exit",
            say("meals.screen.close_yes"),
            lambda request_id: requests.Close(request_id=request_id, meal=day.meal),
            lambda _: say("meals.screen.shut", meal=meal),
            "stop",
        )
        asks = say("meals.screen.close_asks", unserved=day.unserved)
        yield Act("door-exit", say("meals.screen.close"), accent="stop", asks=asks, then=(close,))


def _ticket(state: str, slip: str = "1-44-7f3a9c21d04be512", *, live: bool = True) -> FoundTicket:
    at = "2024-03-01T11:12:03.118+08:00"
    return FoundTicket("lunch", 8, 1, state, "s8", 500, at, slip, "2024-03-01", live)


_SUMS: Final = Figures(30, 15, 1, 14, 5, 2, 1, 0, 7000, 2000)
_DAYS: Final = (
    DayNow("lunch", "2024-02-29", "forgotten", _SUMS, unserved=2),
    DayNow("breakfast", "2024-03-01", "closed", _SUMS),
    DayNow("supper", "2024-03-01", "not_open", Figures(), planned=30),
)
ITEM_EXAMPLES: Final = (
    ItemExample("ordered", lambda say: (ticket_item(say, _ticket("ordered", "")),)),
    ItemExample("waiting", lambda say: (ticket_item(say, _ticket("waiting")),)),
    ItemExample("refund", lambda say: (ticket_item(say, _ticket("waiting")),), asks=3),
    ItemExample("served", lambda say: (ticket_item(say, _ticket("served")),)),
    ItemExample("yesterday", lambda say: (ticket_item(say, _ticket("not_collected", live=False)),)),
    ItemExample("days", lambda say: tuple(day_item(say, day) for day in _DAYS)),
    ItemExample("forgotten", lambda say: (day_item(say, _DAYS[0]),)),
    ItemExample("closing", lambda say: (day_item(say, _DAYS[0]),), asks=0),
    ItemExample("closed", lambda say: (day_item(say, _DAYS[1]),)),
    ItemExample("to-open", lambda say: (day_item(say, _DAYS[2]),)),
)
