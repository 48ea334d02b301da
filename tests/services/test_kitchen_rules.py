"""The kitchen: menus, retained samples, what was cooked."""

from collections.abc import Callable
from typing import Any

import pytest
from support.scenes import R, refusal, scene
from support.station import Station

from kiosk.base.request import Request
from kiosk.services.meals import requests as meals
from kiosk.services.meals.rules import kitchen
from kiosk.services.meals.rules.state import SampleState
from kiosk.services.meals.settings import Meal, Price
from kiosk.services.meals.settings import Settings as MealsSettings

MEALS = MealsSettings((Meal("lunch", 30, ("10:30", "13:30"), "11:30", (Price("2024-01-01", 500, 900),)),))
HIDDEN = ("红烧\x1b@肉", "红烧\x85肉", "红烧\u202e肉", "红烧\n肉", "红烧\x7f肉", "红烧\ud800肉")
TODAY = SampleState("2024-03-01")
KEPT = SampleState("2024-03-01", "2024-03-01T11:30:00.000+08:00")


@pytest.mark.parametrize(
    ("rule", "state", "request_", "reason"),
    [
        (kitchen.set_menu, TODAY, meals.SetMenu(request_id=R, meal="lunch", dishes=("菜",) * 13), "meals.bad_menu"),
        (kitchen.set_menu, TODAY, meals.SetMenu(request_id=R, meal="lunch", dishes=("长" * 41,)), "meals.bad_menu"),
        (
            kitchen.keep_sample,
            TODAY,
            meals.KeepSample(request_id=R, meal="lunch", dish=" ", grams=125),
            "meals.bad_menu",
        ),
        (
            kitchen.keep_sample,
            TODAY,
            meals.KeepSample(request_id=R, meal="lunch", dish="红烧肉", grams=124),
            "meals.sample_too_small",
        ),
        (
            kitchen.keep_sample,
            KEPT,
            meals.KeepSample(request_id=R, meal="lunch", dish="红烧肉", grams=125),
            "meals.sample_kept_already",
        ),
        (
            kitchen.discard_sample,
            TODAY,
            meals.DiscardSample(request_id=R, day="2024-03-01", meal="lunch", dish="红烧肉"),
            "meals.no_such_sample",
        ),
        (
            kitchen.discard_sample,
            KEPT,
            meals.DiscardSample(request_id=R, day="2024-03-01", meal="lunch", dish="红烧肉"),
            "meals.sample_too_young",
        ),
        (
            kitchen.record_cooking,
            TODAY,
            meals.RecordCooking(request_id=R, meal="lunch", cooked=30, wasted=31, cost_fen=0),
            "meals.bad_cooking",
        ),
        (
            kitchen.record_cooking,
            TODAY,
            meals.RecordCooking(request_id=R, meal="lunch", cooked=30, wasted=-1, cost_fen=0),
            "meals.bad_cooking",
        ),
        (
            kitchen.record_cooking,
            TODAY,
            meals.RecordCooking(request_id=R, meal="lunch", cooked=30, wasted=0, cost_fen=-1),
            "meals.bad_cooking",
        ),
        (kitchen.set_menu, TODAY, meals.SetMenu(request_id=R, meal="tea", dishes=("菜",)), "meals.no_such_meal"),
        (
            kitchen.keep_sample,
            TODAY,
            meals.KeepSample(request_id=R, meal="tea", dish="红烧肉", grams=125),
            "meals.no_such_meal",
        ),
        (
            kitchen.record_cooking,
            TODAY,
            meals.RecordCooking(request_id=R, meal="tea", cooked=30, wasted=0, cost_fen=0),
            "meals.no_such_meal",
        ),
        *(
            (kitchen.set_menu, TODAY, meals.SetMenu(request_id=R, meal="lunch", dishes=("汤", bad)), "meals.bad_text")
            for bad in HIDDEN
        ),
        *(
            (
                kitchen.keep_sample,
                TODAY,
                meals.KeepSample(request_id=R, meal="lunch", dish=bad, grams=125),
                "meals.bad_text",
            )
            for bad in HIDDEN
        ),
    ],
)
def test_the_kitchen_refuses(rule: Callable[..., Any], state: SampleState, request_: Request, reason: str) -> None:
    assert refusal(rule, state, request_, scene(MEALS, "11:29", day="2024-03-03")).reason == reason


def test_a_sample_may_go_after_two_days() -> None:
    away = meals.DiscardSample(request_id=R, day="2024-03-01", meal="lunch", dish="红烧肉")
    decision = kitchen.discard_sample(KEPT, away, scene(MEALS, "11:30", day="2024-03-03"))
    assert [happened.fact.kind for happened in decision.events] == ["meals.sample_discarded"]


def test_a_meal_that_was_opened_and_then_dropped_from_the_settings_is_still_cooked_for() -> None:
    cooked = meals.RecordCooking(request_id=R, meal="lunch", cooked=30, wasted=1, cost_fen=27_000)
    opened = SampleState("2024-03-01", opened=True)
    assert kitchen.record_cooking(opened, cooked, scene(MealsSettings())).events


def fridge(station: Station) -> list[tuple[str, bool]]:
    return [(dish, bool(gone)) for dish, gone in station.rows("SELECT dish, discarded_at FROM meals_samples")]


def keep(station: Station) -> None:
    station.ask(meals.KeepSample(request_id=station.id(), meal="lunch", dish=" 红烧肉", grams=125))


def discard(station: Station) -> None:
    station.ask(meals.DiscardSample(request_id=station.id(), day="2024-03-01", meal="lunch", dish="红烧肉 "))


def test_a_sample_is_found_again_whatever_spaces_were_typed_around_it(station: Station) -> None:
    station.open()
    keep(station)
    station.clock.pass_(48 * 3600)
    discard(station)
    assert fridge(station) == [("红烧肉", True)]


def test_a_dish_may_have_a_second_sample_on_a_day_once_the_first_is_gone(station: Station) -> None:
    """The day is still open two days later; or the clock was wrong for a while, and both have the same time."""
    station.open()
    keep(station)
    station.clock.jump(48 * 3600)
    discard(station)
    station.clock.jump(-48 * 3600)
    keep(station)
    assert fridge(station) == [("红烧肉", True), ("红烧肉", False)]
