"""Opening, adding portions, closing."""

from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.sale import Refund
from kiosk.services.meals import events, requests
from kiosk.services.meals.rules.state import DayState, MealDay, check_day, not_open, written
from kiosk.services.meals.settings import Settings

OWED_MEALS = "owed.meals"


def open_day(state: DayState, request: requests.Open, scene: Scene[Settings]) -> Decision:
    """A meal opens once a day. A day that nobody closed is closed first, under its own date."""
    meal = scene.settings.meal(request.meal)
    if meal is None:
        raise Refused("meals.no_such_meal", {"meal": request.meal})
    check_day(scene)
    today = scene.now.date
    if state.open is not None and state.open.day == today:
        raise Refused("meals.already_open", {"meal": request.meal})
    if state.closed_today:
        raise Refused("meals.already_closed", {"meal": request.meal})
    if meal.price_on(today) is None:
        raise Refused("meals.no_price", {"meal": request.meal, "day": today})
    portions = request.portions or meal.portions
    if not 1 <= portions <= 2000:
        raise Refused("meals.bad_portions", {"portions": portions})
    forgotten = _closing(state) if state.open is not None else Decision(())
    opened = Happened(events.DayOpened(day=today, meal=meal.id, portions=portions))
    return Decision((*forgotten.events, opened), refunds=forgotten.refunds)


def add_portions(state: DayState, request: requests.AddPortions, scene: Scene[Settings]) -> Decision:
    """加量; what somebody already has cannot be taken away again."""
    if state.open is None:
        raise not_open(request.meal, scene)
    if request.qty == 0 or not 1 <= state.open.portions + request.qty <= 2000:
        raise Refused("meals.bad_portions", {"portions": request.qty})
    if state.open.left + request.qty < 0:
        raise Refused("meals.portions_taken", {"left": max(0, state.open.left)})
    reason = written(request.reason)
    if request.qty < 0 and not reason:
        raise Refused("meals.reason_needed", {})
    added = events.PortionsAdded(day=state.open.day, meal=request.meal, qty=request.qty, reason=reason)
    return Decision((Happened(added),))


def close_day(state: DayState, request: requests.Close, scene: Scene[Settings]) -> Decision:
    """Every number is accounted for; what is paid for and not collected is owed back."""
    if state.open is None:
        raise not_open(request.meal, scene)
    return _closing(state)


def _closing(state: DayState) -> Decision:
    day = state.open
    assert day is not None
    unpaid = sum(ticket.state == "ordered" for ticket in state.unfinished)
    if unpaid:
        raise Refused("meals.unpaid_orders", {"meal": day.meal, "orders": unpaid})
    left = tuple(
        Happened(events.NotCollected(day=day.day, meal=day.meal, number=ticket.number, qty=ticket.qty))
        for ticket in state.unfinished
    )
    queue = tuple(
        Happened(events.WaitLeft(day=day.day, meal=day.meal, place=place.place, why="closed")) for place in state.places
    )
    refunds = tuple(
        Refund(ticket.sale, ticket.qty * ticket.price_fen, OWED_MEALS, "not_collected", pay=False, number=ticket.number)
        for ticket in state.unfinished
    )
    return Decision((*left, *queue, _closed(day, sum(ticket.qty for ticket in state.unfinished))), refunds=refunds)


def _closed(day: MealDay, not_collected: int) -> Happened:
    return Happened(
        events.DayClosed(
            day=day.day,
            meal=day.meal,
            portions=day.portions,
            numbers=day.numbers,
            served=day.taken - not_collected,
            not_collected=not_collected,
        )
    )
