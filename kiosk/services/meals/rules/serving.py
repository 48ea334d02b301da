"""Serving, taking back, refunding."""

from kiosk.base.event import Happened
from kiosk.base.money import Posting
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.sale import Refund
from kiosk.services.meals import events, requests
from kiosk.services.meals.rules.days import OWED_MEALS
from kiosk.services.meals.rules.state import CALLED, UNSERVED, MealDay, Ticket, TicketStateNow, not_open, written
from kiosk.services.meals.settings import Settings


def serve(state: TicketStateNow, request: requests.Serve, scene: Scene[Settings]) -> Decision:
    """The meal is handed out: the money becomes income, and the gap to the cost is due as subsidy."""
    day = serving_day(state.day, request.meal, scene)
    ticket = in_state(_asked(state, request.number), *UNSERVED)
    called = (
        () if ticket.state in CALLED else (Happened(events.Called(day=day.day, meal=day.meal, number=ticket.number)),)
    )
    return Decision((*called, handed_out(day, ticket)), requests.Numbered(number=ticket.number))


def take_back(state: TicketStateNow, request: requests.TakeBack, scene: Scene[Settings]) -> Decision:
    """A serving tapped by mistake is undone to the fen."""
    day = serving_day(state.day, request.meal, scene)
    ticket = in_state(_asked(state, request.number), "served")
    return Decision((taken_back(day, ticket),), requests.Numbered(number=ticket.number))


def refund(state: TicketStateNow, request: requests.Refund, scene: Scene[Settings]) -> Decision:
    """Paid and unserved goes back in full, from the drawer, or as 待退 where the drawer is short."""
    if state.day is None:
        raise not_open(request.meal, scene)
    reason = written(request.reason)
    if not reason:
        raise Refused("meals.reason_needed", {})
    ticket = in_state(_asked(state, request.number), *UNSERVED)
    refunded = events.TicketRefunded(
        day=state.day.day,
        meal=state.day.meal,
        number=ticket.number,
        qty=ticket.qty,
        price_fen=ticket.price_fen,
        reason=reason,
    )
    money = Refund(
        ticket.sale,
        ticket.qty * ticket.price_fen,
        OWED_MEALS,
        reason,
        pay=not request.drawer_short,
        number=ticket.number,
    )
    return Decision((Happened(refunded),), requests.Numbered(number=ticket.number), refunds=(money,))


def serving_day(day: MealDay | None, meal_id: str, scene: Scene[Settings]) -> MealDay:
    """The open day, once serving has begun: no clock that jumps, no new settings send the hall away hungry."""
    meal = scene.settings.meal(meal_id)
    if day is None:
        raise not_open(meal_id, scene)
    if meal is not None and scene.now.minute < meal.serving_from and not day.calling:
        raise Refused("meals.not_serving_yet", {"meal": meal_id, "serving_from": meal.serving_from})
    return day


def handed_out(day: MealDay, ticket: Ticket) -> Happened:
    """A number is served: its price becomes income, the gap to the cost is due."""
    return _served(events.Served, day, ticket, 1)


def taken_back(day: MealDay, ticket: Ticket) -> Happened:
    """A number was not served after all."""
    return _served(events.ServingTakenBack, day, ticket, -1)


def _served(fact: type[events.Served | events.ServingTakenBack], day: MealDay, ticket: Ticket, sign: int) -> Happened:
    happened = fact(
        day=day.day,
        meal=day.meal,
        number=ticket.number,
        qty=ticket.qty,
        price_fen=ticket.price_fen,
        cost_fen=ticket.cost_fen,
    )
    return Happened(happened, _income(ticket, sign))


def _asked(state: TicketStateNow, number: int) -> Ticket:
    if state.ticket is None:
        raise Refused("meals.no_such_number", {"number": number})
    return state.ticket


def in_state(ticket: Ticket, *states: str) -> Ticket:
    """The ticket, where it is in one of these states. Raises Refused."""
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
