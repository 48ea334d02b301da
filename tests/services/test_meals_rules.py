"""Meals: each refusal that a person can meet, from the smallest state that leads to it; prices by date; the queue."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from support.scenes import R, now, refusal, scene

from kiosk.base.clock import deadline
from kiosk.base.request import Request, Scene
from kiosk.services.meals import events
from kiosk.services.meals import requests as meals
from kiosk.services.meals.rules import calling, days, orders, queue, serving
from kiosk.services.meals.rules.state import CallState, DayState, MealDay, OrderState, Place, Ticket, TicketStateNow
from kiosk.services.meals.settings import Meal, Price
from kiosk.services.meals.settings import Settings as MealsSettings

LUNCH = Meal("lunch", 30, ("10:30", "13:30"), "11:30", (Price("2024-01-01", 500, 900),))
MEALS = MealsSettings((LUNCH,))
ONE_A_DAY = msgspec.structs.replace(MEALS, one_a_day=True)
DAY = MealDay("2024-03-01", "lunch", open=True, portions=30)
SOLD_OUT = msgspec.structs.replace(DAY, taken=30, numbers=30)


def ticket(state: Any, number: int = 7, qty: int = 1) -> Ticket:
    return Ticket(number, qty, state, "s1", price_fen=500, cost_fen=900)


def order(**fields: Any) -> meals.Order:
    return meals.Order(request_id=R, meal="lunch", **fields)


def sell(**fields: Any) -> meals.Sell:
    return meals.Sell(request_id=R, meal="lunch", way="counter", given_fen=500, **fields)


# Ordering


@pytest.mark.parametrize(
    ("state", "request_", "around", "reason", "fields"),
    [
        (
            OrderState(DAY),
            meals.Order(request_id=R, meal="supper"),
            scene(MEALS),
            "meals.no_such_meal",
            {"meal": "supper"},
        ),
        (OrderState(None), order(), scene(MEALS), "meals.not_open", {"meal": "lunch", "opens": "10:30"}),
        (
            OrderState(None, closed_today=True),
            order(),
            scene(MEALS),
            "meals.closed",
            {"meal": "lunch", "opens": "10:30"},
        ),
        (OrderState(DAY), order(), scene(MEALS, "10:29"), "meals.too_early", {"meal": "lunch", "opens": "10:30"}),
        (OrderState(DAY), order(), scene(MEALS, "13:30"), "meals.too_late", {"meal": "lunch", "ends": "13:30"}),
        (
            OrderState(msgspec.structs.replace(DAY, day="2023-12-31")),
            order(),
            scene(MEALS),
            "meals.no_price",
            {"meal": "lunch", "day": "2023-12-31"},
        ),
        (OrderState(SOLD_OUT), order(), scene(MEALS), "meals.sold_out", {"meal": "lunch", "next": "wait_list"}),
        (
            OrderState(msgspec.structs.replace(DAY, taken=28, offered=2)),
            order(),
            scene(MEALS),
            "meals.sold_out",
            {"meal": "lunch", "next": "wait_list"},
        ),
        (
            OrderState(msgspec.structs.replace(DAY, taken=28)),
            order(qty=3),
            scene(MEALS),
            "meals.not_enough",
            {"meal": "lunch", "left": 2},
        ),
        *(
            (OrderState(DAY), order(member=bad), scene(MEALS), "meals.bad_member", {})
            for bad in ("m" * 65, "张三", "m 1", "m1\n", "m\x00", "m.1", "１２")
        ),
        (OrderState(DAY), order(qty=0), scene(MEALS), "meals.bad_qty", {"most": 4}),
        (OrderState(DAY), order(qty=-1), scene(MEALS), "meals.bad_qty", {"most": 4}),
        (OrderState(DAY), order(qty=5), scene(MEALS), "meals.bad_qty", {"most": 4}),
        (OrderState(DAY), order(), scene(ONE_A_DAY), "meals.card_needed", {}),
        (OrderState(DAY, member_has=1), order(member="m1"), scene(ONE_A_DAY), "meals.one_a_day", {}),
        (OrderState(DAY), order(member="m1", qty=2), scene(ONE_A_DAY), "meals.bad_qty", {"most": 1}),
        (OrderState(SOLD_OUT), order(wait=1), scene(MEALS), "meals.no_offer", {"place": 1}),
        (OrderState(SOLD_OUT, place=Place(1, "waiting")), order(wait=1), scene(MEALS), "meals.no_offer", {"place": 1}),
        (OrderState(SOLD_OUT, place=Place(1, "lapsed")), order(wait=1), scene(MEALS), "meals.no_offer", {"place": 1}),
        (
            OrderState(msgspec.structs.replace(DAY, taken=29, offered=1), place=Place(1, "offered")),
            order(wait=1, qty=2),
            scene(MEALS),
            "meals.bad_qty",
            {"most": 1},
        ),
    ],
)
def test_who_orders_is_refused(
    state: OrderState, request_: meals.Order, around: Scene[Any], reason: str, fields: dict[str, Any]
) -> None:
    refused = refusal(orders.order, state, request_, around)
    assert (refused.reason, refused.fields) == (reason, fields)


@pytest.mark.parametrize(
    ("state", "request_", "around", "reason"),
    [
        (OrderState(SOLD_OUT), sell(), scene(MEALS), "meals.sold_out"),
        (OrderState(DAY), sell(), scene(MEALS, "10:00"), "meals.too_early"),
        (OrderState(DAY), sell(), scene(ONE_A_DAY), "meals.card_needed"),
        (OrderState(DAY, member_has=1), sell(member="m1"), scene(ONE_A_DAY), "meals.one_a_day"),
        (OrderState(DAY, member_has=1), sell(member="m1", override="  "), scene(ONE_A_DAY), "meals.one_a_day"),
        (OrderState(DAY), sell(member="m" * 65), scene(MEALS), "meals.bad_member"),
        (OrderState(DAY), sell(override="替\x1b工友"), scene(MEALS), "meals.bad_text"),
        (OrderState(DAY), sell(override="替\u2066工友"), scene(MEALS), "meals.bad_text"),
        (OrderState(DAY), sell(override="替" * 61), scene(MEALS), "meals.text_too_long"),
    ],
)
def test_an_attendant_who_sells_is_refused(
    state: OrderState, request_: meals.Sell, around: Scene[Any], reason: str
) -> None:
    assert refusal(orders.sell, state, request_, around).reason == reason


def test_an_attendants_reason_overrides_one_a_day_and_stays_in_the_event() -> None:
    decision = orders.sell(OrderState(DAY, member_has=1), sell(member="m1", override=" 替工友 "), scene(ONE_A_DAY))
    assert decision.events[0].fact == events.Ordered(
        day="2024-03-01",
        meal="lunch",
        number=1,
        qty=1,
        sale="sr1",
        until=deadline(now(), 180),
        member="m1",
        override="替工友",
    )


@pytest.mark.parametrize("minute", ["10:30", "11:29", "13:29"])
def test_orders_are_taken_from_the_first_minute_of_the_window_to_the_last(minute: str) -> None:
    decision = orders.order(OrderState(DAY), order(), scene(MEALS, minute, "worker"))
    assert isinstance(decision.outcome, meals.Ordered)
    assert decision.outcome.number == 1


# The day


@pytest.mark.parametrize(
    ("rule", "state", "request_", "around", "reason", "fields"),
    [
        (
            days.open_day,
            DayState(None),
            meals.Open(request_id=R, meal="supper"),
            scene(MEALS),
            "meals.no_such_meal",
            {"meal": "supper"},
        ),
        (
            days.open_day,
            DayState(DAY),
            meals.Open(request_id=R, meal="lunch"),
            scene(MEALS),
            "meals.already_open",
            {"meal": "lunch"},
        ),
        (
            days.open_day,
            DayState(None, closed_today=True),
            meals.Open(request_id=R, meal="lunch"),
            scene(MEALS),
            "meals.already_closed",
            {"meal": "lunch"},
        ),
        (
            days.open_day,
            DayState(DAY, closed_today=True),
            meals.Open(request_id=R, meal="lunch"),
            scene(MEALS, day="2024-03-02"),
            "meals.already_closed",
            {"meal": "lunch"},
        ),
        (
            days.open_day,
            DayState(None),
            meals.Open(request_id=R, meal="lunch"),
            scene(MEALS, day="2023-12-31"),
            "meals.no_price",
            {"meal": "lunch", "day": "2023-12-31"},
        ),
        (
            days.open_day,
            DayState(None),
            meals.Open(request_id=R, meal="lunch", portions=-1),
            scene(MEALS),
            "meals.bad_portions",
            {"portions": -1},
        ),
        (
            days.open_day,
            DayState(None),
            meals.Open(request_id=R, meal="lunch", portions=2001),
            scene(MEALS),
            "meals.bad_portions",
            {"portions": 2001},
        ),
        (
            days.open_day,
            DayState(DAY, (ticket("ordered"),)),
            meals.Open(request_id=R, meal="lunch"),
            scene(MEALS, day="2024-03-02"),
            "meals.unpaid_orders",
            {"meal": "lunch", "orders": 1},
        ),
        (
            days.close_day,
            DayState(None),
            meals.Close(request_id=R, meal="lunch"),
            scene(MEALS),
            "meals.not_open",
            {"meal": "lunch", "opens": "10:30"},
        ),
        (
            days.close_day,
            DayState(DAY, (ticket("ordered"), ticket("waiting", 8))),
            meals.Close(request_id=R, meal="lunch"),
            scene(MEALS),
            "meals.unpaid_orders",
            {"meal": "lunch", "orders": 1},
        ),
        (
            days.add_portions,
            DayState(None),
            meals.AddPortions(request_id=R, meal="lunch", qty=5),
            scene(MEALS),
            "meals.not_open",
            {"meal": "lunch", "opens": "10:30"},
        ),
        (
            days.add_portions,
            DayState(None),
            meals.AddPortions(request_id=R, meal="tea", qty=5),
            scene(MEALS),
            "meals.no_such_meal",
            {"meal": "tea"},
        ),
        (
            days.add_portions,
            DayState(DAY),
            meals.AddPortions(request_id=R, meal="lunch", qty=0),
            scene(MEALS),
            "meals.bad_portions",
            {"portions": 0},
        ),
        (
            days.add_portions,
            DayState(DAY),
            meals.AddPortions(request_id=R, meal="lunch", qty=1971),
            scene(MEALS),
            "meals.bad_portions",
            {"portions": 1971},
        ),
        (
            days.add_portions,
            DayState(DAY),
            meals.AddPortions(request_id=R, meal="lunch", qty=-30),
            scene(MEALS),
            "meals.bad_portions",
            {"portions": -30},
        ),
        (
            days.add_portions,
            DayState(msgspec.structs.replace(DAY, taken=25, offered=3)),
            meals.AddPortions(request_id=R, meal="lunch", qty=-3, reason="spoiled"),
            scene(MEALS),
            "meals.portions_taken",
            {"left": 2},
        ),
        (
            days.add_portions,
            DayState(DAY),
            meals.AddPortions(request_id=R, meal="lunch", qty=-3, reason=" "),
            scene(MEALS),
            "meals.reason_needed",
            {},
        ),
        (
            days.add_portions,
            DayState(DAY),
            meals.AddPortions(request_id=R, meal="lunch", qty=3, reason="加\x1b菜"),
            scene(MEALS),
            "meals.bad_text",
            {},
        ),
    ],
)
def test_opening_adding_and_closing_are_refused(
    rule: Callable[..., Any],
    state: DayState,
    request_: Request,
    around: Scene[Any],
    reason: str,
    fields: dict[str, Any],
) -> None:
    refused = refusal(rule, state, request_, around)
    assert (refused.reason, refused.fields) == (reason, fields)


# Calling, serving, refunding


def call(number: int = 0, **more: Any) -> meals.Call:
    return meals.Call(request_id=R, meal="lunch", number=number, **more)


def undo(*numbers: int, served: tuple[int, ...] = ()) -> meals.UndoCall:
    return meals.UndoCall(request_id=R, meal="lunch", numbers=numbers, served=served)


def miss() -> meals.Miss:
    return meals.Miss(request_id=R, meal="lunch", number=7)


def serve(number: int = 7) -> meals.Serve:
    return meals.Serve(request_id=R, meal="lunch", number=number)


def take_back(number: int = 7) -> meals.TakeBack:
    return meals.TakeBack(request_id=R, meal="lunch", number=number)


def refund(reason: str = "等不及") -> meals.Refund:
    return meals.Refund(request_id=R, meal="lunch", number=7, reason=reason)


@pytest.mark.parametrize(
    ("rule", "request_", "state", "minute", "reason"),
    [
        (calling.call, call(), CallState(None), "11:45", "meals.not_open"),
        (calling.call, call(), CallState(DAY), "11:29", "meals.not_serving_yet"),
        (calling.call, call(), CallState(DAY), "11:45", "meals.nobody_waits"),
        (calling.call, call(9), CallState(DAY), "11:45", "meals.no_such_number"),
        (calling.call, call(7), CallState(DAY, (ticket("ordered"),)), "11:45", "meals.number_is"),
        (calling.call, call(7), CallState(DAY, (ticket("served"),)), "11:45", "meals.number_is"),
        (calling.call, call(7, to=9), CallState(DAY, (ticket("served"),)), "11:45", "meals.nobody_waits"),
        (calling.call, call(7, to=6), CallState(DAY), "11:45", "meals.too_many_called"),
        (calling.call, call(7, to=27), CallState(DAY), "11:45", "meals.too_many_called"),
        (calling.call, call(count=21), CallState(DAY), "11:45", "meals.too_many_called"),
        (calling.call, call(count=0), CallState(DAY), "11:45", "meals.too_many_called"),
        (calling.undo_call, undo(7), CallState(None), "11:45", "meals.not_open"),
        (calling.undo_call, undo(7), CallState(DAY), "11:45", "meals.no_such_number"),
        (calling.undo_call, undo(7), CallState(DAY, (ticket("recalled"),)), "11:45", "meals.number_is"),
        (calling.undo_call, undo(7), CallState(DAY, (ticket("served"),)), "11:45", "meals.number_is"),
        (calling.undo_call, undo(served=(7,)), CallState(DAY, (ticket("called"),)), "11:45", "meals.number_is"),
        (calling.miss, miss(), CallState(None), "11:45", "meals.not_open"),
        (calling.miss, miss(), CallState(DAY), "11:45", "meals.no_such_number"),
        *(
            (calling.miss, miss(), CallState(DAY, (ticket(state),)), "11:45", "meals.number_is")
            for state in ("ordered", "waiting", "missed", "served", "refunded")
        ),
        (serving.serve, serve(), TicketStateNow(None), "11:45", "meals.not_open"),
        (serving.serve, serve(), TicketStateNow(DAY, ticket("waiting")), "11:00", "meals.not_serving_yet"),
        (serving.serve, serve(), TicketStateNow(DAY), "11:45", "meals.no_such_number"),
        *(
            (serving.serve, serve(), TicketStateNow(DAY, ticket(state)), "11:45", "meals.number_is")
            for state in ("ordered", "served", "not_collected", "refunded", "expired")
        ),
        (serving.take_back, take_back(), TicketStateNow(DAY), "11:45", "meals.no_such_number"),
        (serving.take_back, take_back(), TicketStateNow(DAY, ticket("called")), "11:45", "meals.number_is"),
        (serving.refund, refund(), TicketStateNow(None), "11:45", "meals.not_open"),
        (serving.refund, refund("  "), TicketStateNow(DAY, ticket("waiting")), "11:45", "meals.reason_needed"),
        (serving.refund, refund("等\x00不及"), TicketStateNow(DAY, ticket("waiting")), "11:45", "meals.bad_text"),
        (serving.refund, refund("等" * 61), TicketStateNow(DAY, ticket("waiting")), "11:45", "meals.text_too_long"),
        (serving.refund, refund(), TicketStateNow(DAY), "11:45", "meals.no_such_number"),
        *(
            (serving.refund, refund(), TicketStateNow(DAY, ticket(state)), "11:45", "meals.number_is")
            for state in ("ordered", "served", "not_collected", "refunded", "expired")
        ),
    ],
)
def test_calling_serving_and_refunding_are_refused(
    rule: Callable[..., Any], request_: Request, state: TicketStateNow | CallState, minute: str, reason: str
) -> None:
    refused = refusal(rule, state, request_, scene(MEALS, minute))
    assert refused.reason == reason
    if reason == "meals.number_is":
        found = state.tickets[0] if isinstance(state, CallState) else state.ticket
        assert found is not None
        assert refused.fields == {"number": 7, "state": found.state}


def test_the_next_call_serves_those_seen_called_and_nobody_who_was_called_twice_or_passed_over() -> None:
    before = tuple(ticket(state, number) for number, state in enumerate(("called", "recalled", "missed", "called"), 1))
    state = CallState(DAY, (ticket("waiting", 5), ticket("waiting", 6)), before)
    decision = calling.call(state, call(count=2, served=(1, 2, 3, 4)), scene(MEALS))
    assert decision.outcome == meals.Called(numbers=(5, 6), served=(1, 4))
    assert [(type(happened.fact).__name__, happened.fact.number) for happened in decision.events] == [  # type: ignore[attr-defined] # all of them have a number
        ("Served", 1),
        ("Served", 4),
        ("Called", 5),
        ("Called", 6),
    ]
    assert decision.events[0].post == (
        ("owed.meals", 500),
        ("income.meals", -500),
        ("subsidy.receivable", 400),
        ("income.subsidy", -400),
    )


def test_a_group_is_called_without_those_who_are_served_and_calls_again_who_was_called() -> None:
    states = ("served", "waiting", "called", "missed", "refunded", "ordered")
    state = CallState(DAY, tuple(ticket(state, number) for number, state in enumerate(states, 1)))
    decision = calling.call(state, call(1, to=6), scene(MEALS))
    assert [happened.fact for happened in decision.events] == [
        events.Called(day="2024-03-01", meal="lunch", number=2),
        events.Called(day="2024-03-01", meal="lunch", number=3, again=True),
        events.Called(day="2024-03-01", meal="lunch", number=4, again=True),
    ]


def test_a_mistaken_call_is_undone_to_the_fen() -> None:
    state = CallState(DAY, (ticket("called", 8), ticket("served", 7)))
    decision = calling.undo_call(state, undo(8, served=(7,)), scene(MEALS))
    assert [happened.fact.kind for happened in decision.events] == ["meals.call_taken_back", "meals.serving_taken_back"]
    assert decision.events[1].post[0] == ("owed.meals", -500)


def test_serving_goes_on_when_settings_drop_the_meal() -> None:
    decision = serving.serve(TicketStateNow(DAY, ticket("called")), serve(), scene(MealsSettings()))
    assert decision.events[-1].post == (
        ("owed.meals", 500),
        ("income.meals", -500),
        ("subsidy.receivable", 400),
        ("income.subsidy", -400),
    )


# The queue


@pytest.mark.parametrize(
    ("rule", "state", "request_", "reason", "fields"),
    [
        (
            queue.join,
            OrderState(None),
            meals.JoinWait(request_id=R, meal="lunch"),
            "meals.not_open",
            {"meal": "lunch", "opens": "10:30"},
        ),
        (
            queue.join,
            OrderState(None, closed_today=True),
            meals.JoinWait(request_id=R, meal="lunch"),
            "meals.closed",
            {"meal": "lunch", "opens": "10:30"},
        ),
        (queue.join, OrderState(None), meals.JoinWait(request_id=R, meal="tea"), "meals.no_such_meal", {"meal": "tea"}),
        (
            queue.join,
            OrderState(DAY),
            meals.JoinWait(request_id=R, meal="lunch"),
            "meals.portions_left",
            {"meal": "lunch", "left": 30},
        ),
        (
            queue.leave,
            OrderState(SOLD_OUT),
            meals.LeaveWait(request_id=R, meal="lunch", place=3),
            "meals.no_such_place",
            {"place": 3},
        ),
        (
            queue.leave,
            OrderState(SOLD_OUT, place=Place(3, "served")),
            meals.LeaveWait(request_id=R, meal="lunch", place=3),
            "meals.no_such_place",
            {"place": 3},
        ),
    ],
)
def test_the_queue_refuses(
    rule: Callable[..., Any], state: OrderState, request_: Request, reason: str, fields: dict[str, Any]
) -> None:
    refused = refusal(rule, state, request_, scene(MEALS))
    assert (refused.reason, refused.fields) == (reason, fields)


@pytest.mark.parametrize(
    ("minute", "reason", "fields"),
    [
        ("10:29", "meals.too_early", {"meal": "lunch", "opens": "10:30"}),
        ("13:30", "meals.too_late", {"meal": "lunch", "ends": "13:30"}),
    ],
)
def test_nobody_queues_for_what_is_not_sold_any_more(minute: str, reason: str, fields: dict[str, Any]) -> None:
    join = meals.JoinWait(request_id=R, meal="lunch")
    refused = refusal(queue.join, OrderState(SOLD_OUT), join, scene(MEALS, minute))
    assert (refused.reason, refused.fields) == (reason, fields)


def test_a_portion_kept_in_time_may_be_taken_when_the_sale_is_over() -> None:
    kept = OrderState(msgspec.structs.replace(DAY, taken=29, offered=1, numbers=29), place=Place(1, "offered"))
    decision = orders.order(kept, order(wait=1), scene(MEALS, "13:32"))
    assert isinstance(decision.outcome, meals.Ordered)
    assert decision.outcome.number == 30


# Offers to the queue


def test_what_is_free_is_offered_in_order_and_what_lapsed_goes_to_the_next() -> None:
    soon, gone = deadline(now(), 10), deadline(now(), -1)
    state = queue.QueueDue(
        msgspec.structs.replace(DAY, taken=27, offered=2, places=9), ((1, gone), (2, soon)), (3, 4, 5)
    )
    (decision,) = queue.due(state, scene(MEALS, by="device"))
    assert [(happened.fact.kind, getattr(happened.fact, "place", 0)) for happened in decision.events] == [
        ("meals.wait_left", 1),
        ("meals.wait_offered", 3),
        ("meals.wait_offered", 4),
    ]


def test_nothing_is_offered_where_nothing_is_free() -> None:
    assert queue.due(queue.QueueDue(SOLD_OUT, (), (1, 2)), scene(MEALS, by="device")) == ()


@pytest.mark.parametrize(
    ("settings", "minute"), [(MEALS, "13:30"), (MEALS, "10:29"), (MealsSettings(), "11:45")], ids=str
)
def test_nothing_is_offered_that_could_not_be_taken_and_what_lapsed_still_ends(
    settings: MealsSettings, minute: str
) -> None:
    state = queue.QueueDue(
        msgspec.structs.replace(DAY, taken=27, offered=1, places=9), ((1, deadline(now(minute), -1)),), (3, 4)
    )
    (decision,) = queue.due(state, scene(settings, minute, by="device"))
    assert [happened.fact.kind for happened in decision.events] == ["meals.wait_left"]


# Dates


@pytest.mark.parametrize(
    ("day", "price"),
    [
        ("2023-12-31", None),
        ("2024-01-01", 500),
        ("2024-02-28", 500),
        ("2024-02-29", 600),
        ("2024-03-01", 600),
        ("2024-12-31", 600),
        ("2025-01-01", 700),
        ("2031-01-01", 700),
    ],
)
def test_the_price_is_that_of_the_day(day: str, price: int | None) -> None:
    meal = Meal(
        "lunch",
        30,
        ("10:30", "13:30"),
        "11:30",
        (Price("2024-01-01", 500, 900), Price("2024-02-29", 600, 900), Price("2025-01-01", 700, 900)),
    )
    found = meal.price_on(day)
    assert (found.price_fen if found else None) == price


def test_the_price_of_an_order_is_that_of_the_opened_day_and_not_of_the_wall_clock() -> None:
    meal = Meal(
        "lunch", 30, ("10:30", "13:30"), "11:30", (Price("2024-01-01", 500, 900), Price("2024-03-02", 600, 900))
    )
    decision = orders.order(OrderState(DAY), order(), scene(MealsSettings((meal,)), day="2024-03-02"))
    assert decision.quote is not None
    assert decision.quote.total_fen == 500
