"""Menu, retained samples, what was cooked."""

from datetime import datetime, timedelta
from typing import Final

from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.meals import events, requests
from kiosk.services.meals.rules.state import SampleState, written
from kiosk.services.meals.settings import Settings

# 食品安全国家标准 GB 31654-2021, 8.6: every dish at least 125 g, at least 48 h.
SAMPLE_GRAMS: Final = 125
SAMPLE_HOURS: Final = 48
MOST_TEXT: Final = 40
MOST_DISHES: Final = 12


def set_menu(state: SampleState, request: requests.SetMenu, scene: Scene[Settings]) -> Decision:
    """The dishes of the day, as the board and the kiosk show them."""
    _served_here(state, request.meal, scene)
    dishes = tuple(dish for dish in map(written, request.dishes) if dish)
    if len(dishes) > MOST_DISHES or any(len(dish) > MOST_TEXT for dish in dishes):
        raise Refused("meals.bad_menu", {"dishes": MOST_DISHES, "letters": MOST_TEXT})
    return Decision((Happened(events.MenuSet(day=state.day, meal=request.meal, dishes=dishes)),))


def keep_sample(state: SampleState, request: requests.KeepSample, scene: Scene[Settings]) -> Decision:
    """A sample that is large enough, one a dish at a time."""
    _served_here(state, request.meal, scene)
    dish = written(request.dish)
    if not 1 <= len(dish) <= MOST_TEXT:
        raise Refused("meals.bad_menu", {"dishes": MOST_DISHES, "letters": MOST_TEXT})
    if not SAMPLE_GRAMS <= request.grams <= 5000:
        raise Refused("meals.sample_too_small", {"grams": SAMPLE_GRAMS})
    if state.kept_at:
        raise Refused("meals.sample_kept_already", {"dish": dish})
    return Decision((Happened(events.SampleKept(day=state.day, meal=request.meal, dish=dish, grams=request.grams)),))


def discard_sample(state: SampleState, request: requests.DiscardSample, scene: Scene[Settings]) -> Decision:
    """Not before its time."""
    dish = written(request.dish)
    if not state.kept_at:
        raise Refused("meals.no_such_sample", {"dish": dish[:MOST_TEXT]})
    until = datetime.fromisoformat(state.kept_at) + timedelta(hours=SAMPLE_HOURS)
    if scene.now.at < until:
        raise Refused("meals.sample_too_young", {"hours": SAMPLE_HOURS})
    return Decision((Happened(events.SampleDiscarded(day=request.day, meal=request.meal, dish=dish)),))


def record_cooking(state: SampleState, request: requests.RecordCooking, scene: Scene[Settings]) -> Decision:
    """What the kitchen says; said again, the last word counts."""
    _served_here(state, request.meal, scene)
    if not 0 <= request.wasted <= request.cooked <= 5000 or not 0 <= request.cost_fen <= 10_000_000:
        raise Refused("meals.bad_cooking", {})
    return Decision(
        (
            Happened(
                events.CookingRecorded(
                    day=state.day,
                    meal=request.meal,
                    cooked=request.cooked,
                    wasted=request.wasted,
                    cost_fen=request.cost_fen,
                )
            ),
        )
    )


def _served_here(state: SampleState, meal: str, scene: Scene[Settings]) -> None:
    """A meal of the settings, or one that was opened before they dropped it."""
    if scene.settings.meal(meal) is None and not state.opened:
        raise Refused("meals.no_such_meal", {"meal": meal})
