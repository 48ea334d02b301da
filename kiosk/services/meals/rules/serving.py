"""Calling, serving, taking back, refunding."""

from kiosk.base.event import Happened
from kiosk.base.money import Posting
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.sale import Refund
from kiosk.services.meals import events, requests
from kiosk.services.meals.rules.days import OWED_MEALS
from kiosk.services.meals.rules.state import MealDay, Ticket, TicketStateNow, not_open, written
from kiosk.services.meals.settings import Settings


def call(state: TicketStateNow, request: requests.Call, scene: Scene[Settings]) -> Decision:
    """From the serving time on, the next number, or the one asked for; a called number once more."""
    day = _serving(state, request.meal, scene)
    if state.ticket is None:
        raise (
            Refused("meals.nobody_waits", {})
            if not request.number
            else Refused("meals.no_such_number", {"number": request.number})
        )
    ticket = _in(state.ticket, "waiting", "called")
    called = events.Called(day=day.day, meal=day.meal, number=ticket.number, again=ticket.state == "called")
    return Decision((Happened(called),), requests.Numbered(number=ticket.number))


def serve(state: TicketStateNow, request: requests.Serve, scene: Scene[Settings]) -> Decision:
    """The meal is handed out: the money becomes income, and the gap to the cost is due as subsidy."""
    day = _serving(state, request.meal, scene)
    ticket = _in(_asked(state, request.number), "waiting", "called")
    called = (
        () if ticket.state == "called" else (Happened(events.Called(day=day.day, meal=day.meal, number=ticket.number)),)
    )
    served = events.Served(
        day=day.day,
        meal=day.meal,
        number=ticket.number,
        qty=ticket.qty,
        price_fen=ticket.price_fen,
        cost_fen=ticket.cost_fen,
    )
    return Decision((*called, Happened(served, _income(ticket, 1))), requests.Numbered(number=ticket.number))


def take_back(state: TicketStateNow, request: requests.TakeBack, scene: Scene[Settings]) -> Decision:
    """A serving tapped by mistake is undone to the fen."""
    day = _serving(state, request.meal, scene)
    ticket = _in(_asked(state, request.number), "served")
    taken = events.ServingTakenBack(
        day=day.day,
        meal=day.meal,
        number=ticket.number,
        qty=ticket.qty,
        price_fen=ticket.price_fen,
        cost_fen=ticket.cost_fen,
    )
    return Decision((Happened(taken, _income(ticket, -1)),), requests.Numbered(number=ticket.number))


def refund(state: TicketStateNow, request: requests.Refund, scene: Scene[Settings]) -> Decision:
    """Paid and unserved goes back in full, from the drawer, or as 待退 where the drawer is short."""
    if state.day is None:
        raise not_open(request.meal, scene.settings)
    reason = written(request.reason)
    if not reason:
        raise Refused("meals.reason_needed", {})
    ticket = _in(_asked(state, request.number), "waiting", "called")
    refunded = events.TicketRefunded(
        day=state.day.day,
        meal=state.day.meal,
        number=ticket.number,
        qty=ticket.qty,
        price_fen=ticket.price_fen,
        reason=reason,
    )
    money = Refund(ticket.sale, ticket.qty * ticket.price_fen, OWED_MEALS, reason, pay=not request.drawer_short)
    return Decision((Happened(refunded),), requests.Numbered(number=ticket.number), refunds=(money,))


def _serving(state: TicketStateNow, meal_id: str, scene: Scene[Settings]) -> MealDay:
    """The open day, once serving has begun: no clock that jumps, no new settings send the hall away hungry."""
    meal = scene.settings.meal(meal_id)
    if state.day is None:
        raise not_open(meal_id, scene.settings)
    if meal is not None and scene.now.minute < meal.serving_from and not state.day.calling:
        raise Refused("meals.not_serving_yet", {"meal": meal_id, "serving_from": meal.serving_from})
    return state.day


def _asked(state: TicketStateNow, number: int) -> Ticket:
    if state.ticket is None:
        raise Refused("meals.no_such_number", {"number": number})
    return state.ticket


def _in(ticket: Ticket, *states: str) -> Ticket:
    if ticket.state not in states:
        raise Refused("meals.number_is", {"number": ticket.number, "state": ticket.state})
    return ticket


def _income(ticket: Ticket, sign: int) -> tuple[Posting, ...]:
    price, subsidy = sign * ticket.qty * ticket.price_fen, sign * ticket.qty * (ticket.cost_fen - ticket.price_fen)
    return (
        (OWED_MEALS, price),
        ("income.meals", -price),
        ("subsidy.receivable", subsidy),
        ("income.subsidy", -subsidy),
    )
