"""Calling numbers: the next, a group, once more; taking a call back; whoever has not come."""

from typing import Final

from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.meals import events, requests
from kiosk.services.meals.rules.serving import handed_out, in_state, serving_day, taken_back
from kiosk.services.meals.rules.state import CALLED, UNSERVED, CallState, MealDay, Ticket
from kiosk.services.meals.settings import Settings

# As many as find room before a serving counter at once.
MOST_CALLED: Final = 20


def call(state: CallState, request: requests.Call, scene: Scene[Settings]) -> Decision:
    """From the serving time on. Whom the attendant saw called once before has come, and is served by it."""
    day = serving_day(state.day, request.meal, scene)
    if not 1 <= request.count <= MOST_CALLED or (request.to and not 0 <= request.to - request.number < MOST_CALLED):
        raise Refused("meals.too_many_called", {"most": MOST_CALLED})
    if request.number and not request.to:
        if not state.tickets:
            raise Refused("meals.no_such_number", {"number": request.number})
        in_state(state.tickets[0], *UNSERVED)
    coming = tuple(ticket for ticket in state.tickets if ticket.state in UNSERVED)
    if not coming:
        raise Refused("meals.nobody_waits", {})
    numbers = tuple(ticket.number for ticket in coming)
    come = tuple(ticket for ticket in state.before if ticket.state == "called" and ticket.number not in numbers)
    return Decision(
        (*(handed_out(day, ticket) for ticket in come), *(_called(day, ticket) for ticket in coming)),
        requests.Called(numbers=numbers, served=tuple(ticket.number for ticket in come)),
    )


def undo_call(state: CallState, request: requests.UndoCall, scene: Scene[Settings]) -> Decision:
    """Everybody is where they were; whose serving was doubted once is served by hand alone."""
    day = serving_day(state.day, request.meal, scene)
    known = {ticket.number: ticket for ticket in state.tickets}
    for number in (*request.numbers, *request.served):
        if number not in known:
            raise Refused("meals.no_such_number", {"number": number})
    called = (in_state(known[number], "called") for number in request.numbers)
    served = (in_state(known[number], "served") for number in request.served)
    back = tuple(Happened(events.CallTakenBack(day=day.day, meal=day.meal, number=ticket.number)) for ticket in called)
    return Decision(
        (*back, *(taken_back(day, ticket) for ticket in served)),
        requests.Called(numbers=request.numbers, served=request.served),
    )


def miss(state: CallState, request: requests.Miss, scene: Scene[Settings]) -> Decision:
    """Nobody came: the number waits aside, for as long as the meal is open."""
    day = serving_day(state.day, request.meal, scene)
    if not state.tickets:
        raise Refused("meals.no_such_number", {"number": request.number})
    in_state(state.tickets[0], "called", "recalled")
    missed = events.Missed(day=day.day, meal=day.meal, number=request.number)
    return Decision((Happened(missed),), requests.Numbered(number=request.number))


def _called(day: MealDay, ticket: Ticket) -> Happened:
    again = ticket.state in CALLED
    return Happened(events.Called(day=day.day, meal=day.meal, number=ticket.number, again=again))
