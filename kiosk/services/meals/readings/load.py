"""What each rule is given."""

from typing import Any, Final

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Scene
from kiosk.base.sale import Line
from kiosk.base.store import Store
from kiosk.services.house.readings import skipped
from kiosk.services.meals import requests
from kiosk.services.meals.rules import orders, queue
from kiosk.services.meals.rules.state import (
    CallState,
    DayState,
    MealDay,
    OrderState,
    Place,
    SampleState,
    Ticket,
    TicketStateNow,
)

_DAY: Final = "day, meal, open, portions, taken, offered, numbers, places, queue, waiting, calling"
_TICKET: Final = "number, qty, state, sale, member, price_fen, cost_fen"
_UNTIL: Final = msgspec.json.Decoder(Deadline)


def _meal_day(store: Store, row: tuple[Any, ...] | None) -> MealDay | None:
    if row is None:
        return None
    day, meal, is_open, portions, taken, offered, numbers, places, queued, waiting, calling = row
    counted = (portions, taken, offered, numbers, places, queued, waiting)
    return MealDay(day, meal, bool(is_open), *counted, bool(calling), skipped(store, day))


def open_day(store: Store, meal: str) -> MealDay | None:
    """The day on which a meal is open now, or None."""
    row = store.execute(f"SELECT {_DAY} FROM meals_days WHERE meal = ? AND open", (meal,)).fetchone()  # noqa: S608 - constants
    return _meal_day(store, row)


def _closed_today(store: Store, meal: str, scene: Scene[Any]) -> bool:
    return (
        store.execute(
            "SELECT 1 FROM meals_days WHERE day = ? AND meal = ? AND NOT open", (scene.now.date, meal)
        ).fetchone()
        is not None
    )


def ticket(store: Store, day: str, meal: str, number: int) -> Ticket | None:
    """One number of a day."""
    row = store.execute(
        f"SELECT {_TICKET} FROM meals_tickets WHERE day = ? AND meal = ? AND number = ?",  # noqa: S608 - constants
        (day, meal, number),
    ).fetchone()
    return Ticket(*row) if row else None


def for_day(
    store: Store, request: requests.Open | requests.Close | requests.AddPortions, scene: Scene[Any]
) -> DayState:
    """The open day with what is unfinished in it."""
    day = open_day(store, request.meal)
    if day is None:
        return DayState(None, closed_today=_closed_today(store, request.meal, scene))
    if isinstance(request, requests.AddPortions):
        return DayState(day)
    tickets = store.execute(
        f"SELECT {_TICKET} FROM meals_tickets WHERE day = ? AND meal = ? AND state IN "  # noqa: S608 - constants
        "('ordered', 'waiting', 'called', 'recalled', 'missed') ORDER BY number",
        (day.day, day.meal),
    ).fetchall()
    places = store.execute(
        "SELECT place, state FROM meals_queue WHERE day = ? AND meal = ? AND state IN ('waiting', 'offered')",
        (day.day, day.meal),
    ).fetchall()
    return DayState(
        day,
        tuple(Ticket(*row) for row in tickets),
        tuple(Place(*row) for row in places),
        day.day != scene.now.date and _closed_today(store, request.meal, scene),
    )


def for_order(
    store: Store, request: requests.Order | requests.Sell | requests.JoinWait | requests.LeaveWait, scene: Scene[Any]
) -> OrderState:
    """The open day, and what the member and the place in the queue bring along."""
    day = open_day(store, request.meal)
    if day is None:
        return OrderState(None, _closed_today(store, request.meal, scene))
    has, place = 0, None
    if isinstance(request, requests.Order | requests.Sell):
        has = _member_has(store, request.member, day.day)
    wanted = (
        request.wait
        if isinstance(request, requests.Order)
        else request.place
        if isinstance(request, requests.LeaveWait)
        else 0
    )
    if wanted:
        row = store.execute(
            "SELECT place, state FROM meals_queue WHERE day = ? AND meal = ? AND place = ?", (day.day, day.meal, wanted)
        ).fetchone()
        place = Place(*row) if row else None
    return OrderState(day, member_has=has, place=place)


def _member_has(store: Store, member: str, day: str) -> int:
    """How many numbers a member holds or has used on a day; a card is not asked for everywhere."""
    if not member:
        return 0
    count: int = store.execute(
        "SELECT count(*) FROM meals_tickets WHERE member = ? AND day = ? AND state NOT IN ('expired', 'refunded')",
        (member, day),
    ).fetchone()[0]
    return count


def for_ticket(
    store: Store, request: requests.Serve | requests.TakeBack | requests.Refund, scene: Scene[Any]
) -> TicketStateNow:
    """The open day and the number asked for."""
    del scene
    day = open_day(store, request.meal)
    return TicketStateNow(day, ticket(store, day.day, day.meal, request.number) if day else None)


def for_call(store: Store, request: requests.Call | requests.UndoCall | requests.Miss, scene: Scene[Any]) -> CallState:
    """The open day, and the numbers asked for; the next waiting ones where none is."""
    del scene
    day = open_day(store, request.meal)
    if day is None:
        return CallState(None)
    key = (day.day, day.meal)
    if isinstance(request, requests.UndoCall):
        return CallState(day, _named(store, key, (*request.numbers, *request.served)))
    if isinstance(request, requests.Miss):
        return CallState(day, _named(store, key, (request.number,)))
    bound: tuple[int, ...]
    if request.number:
        where, bound = "AND number BETWEEN ? AND ? ORDER BY number", (request.number, request.to or request.number)
    else:
        where, bound = "AND state = 'waiting' ORDER BY number LIMIT ?", (max(0, request.count),)
    rows = store.execute(f"SELECT {_TICKET} FROM meals_tickets WHERE day = ? AND meal = ? {where}", (*key, *bound))  # noqa: S608 - constants
    found = tuple(Ticket(*row) for row in rows)
    return CallState(day, found, _named(store, key, request.served))


def _named(store: Store, key: tuple[str, str], numbers: tuple[int, ...]) -> tuple[Ticket, ...]:
    found = (ticket(store, *key, number) for number in dict.fromkeys(numbers))
    return tuple(one for one in found if one is not None)


def for_kitchen(
    store: Store,
    request: requests.SetMenu | requests.KeepSample | requests.DiscardSample | requests.RecordCooking,
    scene: Scene[Any],
) -> SampleState:
    """The business date meant (today where nothing is open), and the sample asked about."""
    if isinstance(request, requests.DiscardSample):
        day = request.day
    else:
        found = open_day(store, request.meal)
        day = found.day if found else scene.now.date
    opened = store.execute("SELECT 1 FROM meals_days WHERE day = ? AND meal = ?", (day, request.meal)).fetchone()
    if not isinstance(request, requests.KeepSample | requests.DiscardSample):
        return SampleState(day, opened=opened is not None)
    row = store.execute(
        "SELECT kept_at FROM meals_samples WHERE day = ? AND meal = ? AND dish = ? AND discarded_at = ''",
        (day, request.meal, request.dish.strip()),
    ).fetchone()
    return SampleState(day, row[0] if row else "", opened is not None)


def _for_line(store: Store, line: Line) -> TicketStateNow:
    day, _, number = line.ref.split("/")
    found = open_day(store, line.what)
    if found is None or found.day != day:
        return TicketStateNow(None)
    known = ticket(store, day, line.what, int(number))
    return TicketStateNow(found, known, _member_has(store, known.member, day) if known else 0)


def fulfil(store: Store, line: Line, sale: str, scene: Scene[Any]) -> tuple[Happened, ...]:
    """What a paid line becomes."""
    return orders.fulfil(_for_line(store, line), line, sale, scene)


def release(store: Store, line: Line, why: str, scene: Scene[Any]) -> tuple[Happened, ...]:
    """What an unpaid line leaves."""
    del scene
    return orders.release(_for_line(store, line), line, why)


def due(store: Store, scene: Scene[Any]) -> tuple[Decision, ...]:
    """What time decides: the queue's offers."""
    decisions: list[Decision] = []
    queued = f"SELECT {_DAY} FROM meals_days INDEXED BY meals_one_open WHERE open AND queue > 0"  # noqa: S608 - constants
    for row in store.execute(queued).fetchall():
        day = _meal_day(store, row)
        assert day is not None
        places = store.execute(
            "SELECT place, state, until FROM meals_queue "
            "WHERE day = ? AND meal = ? AND state IN ('waiting', 'offered') "
            "ORDER BY place",
            (day.day, day.meal),
        ).fetchall()
        offers = tuple((place, _UNTIL.decode(until)) for place, state, until in places if state == "offered")
        waiting = tuple(place for place, state, _ in places if state == "waiting")
        decisions += queue.due(queue.QueueDue(day, offers, waiting), scene)
    return tuple(decisions)
