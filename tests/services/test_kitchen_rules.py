"""The kitchen: menus, retained samples, what was cooked."""

from collections.abc import Callable
from typing import Any

import pytest
from support.scenes import R, refusal, scene

from kiosk.base.request import Request
from kiosk.services.meals import requests as meals
from kiosk.services.meals.rules import kitchen
from kiosk.services.meals.rules.state import SampleState
from kiosk.services.meals.settings import Settings as MealsSettings

MEALS = MealsSettings()
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
    ],
)
def test_the_kitchen_refuses(rule: Callable[..., Any], state: SampleState, request_: Request, reason: str) -> None:
    assert refusal(rule, state, request_, scene(MEALS, "11:29", day="2024-03-03")).reason == reason


def test_a_sample_may_go_after_two_days() -> None:
    away = meals.DiscardSample(request_id=R, day="2024-03-01", meal="lunch", dish="红烧肉")
    decision = kitchen.discard_sample(KEPT, away, scene(MEALS, "11:30", day="2024-03-03"))
    assert [happened.fact.kind for happened in decision.events] == ["meals.sample_discarded"]
