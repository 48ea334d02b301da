"""The queue for extra portions (等加饭)."""

import msgspec

from kiosk.base.clock import Deadline, deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.meals import events, requests
from kiosk.services.meals.rules.state import MealDay, OrderState, check_day, check_window, in_window, not_open
from kiosk.services.meals.settings import Settings


class QueueDue(msgspec.Struct, frozen=True):
    """An open day with a queue: offers with their ends, and who waits, in order."""

    day: MealDay
    offers: tuple[tuple[int, Deadline], ...]
    waiting: tuple[int, ...]


def join(state: OrderState, request: requests.JoinWait, scene: Scene[Settings]) -> Decision:
    """Whoever finds the pot empty may wait for more; with portions left, or no sale, there is nothing to wait for."""
    check_day(scene)
    meal = scene.settings.meal(request.meal)
    if state.day is None or meal is None:
        raise not_open(request.meal, scene, closed=state.closed_today)
    check_window(meal, scene)
    if state.day.left > 0:
        raise Refused("meals.portions_left", {"meal": request.meal, "left": state.day.left})
    place = state.day.next_place
    return Decision(
        (Happened(events.WaitJoined(day=state.day.day, meal=request.meal, place=place)),),
        requests.Waiting(place=place, ahead=state.day.queue),
    )


def leave(state: OrderState, request: requests.LeaveWait, scene: Scene[Settings]) -> Decision:
    """Nobody must wait."""
    del scene
    if state.day is None or state.place is None or state.place.state not in {"waiting", "offered"}:
        raise Refused("meals.no_such_place", {"place": request.place})
    return Decision((Happened(events.WaitLeft(day=state.day.day, meal=request.meal, place=request.place, why="left")),))


def due(state: QueueDue, scene: Scene[Settings]) -> tuple[Decision, ...]:
    """Offers that lapsed are ended; while the meal is sold, free portions are offered to the first who wait."""
    day = state.day
    meal = scene.settings.meal(day.meal)
    lapsed = [place for place, until in state.offers if until.passed(scene.now)]
    ended = tuple(Happened(events.WaitLeft(day=day.day, meal=day.meal, place=place, why="lapsed")) for place in lapsed)
    free = max(0, day.left + len(lapsed)) if meal is not None and in_window(meal, scene.now) else 0
    until = deadline(scene.now, scene.settings.offer_s)
    offers = tuple(
        Happened(events.WaitOffered(day=day.day, meal=day.meal, place=place, until=until))
        for place in state.waiting[:free]
    )
    return (Decision((*ended, *offers)),) if ended or offers else ()
