"""Numbers: ordered, sold, paid for, let go of."""

import re
from typing import Final

from kiosk.base.clock import deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.sale import Line, Payment, Quote
from kiosk.services.meals import events, requests
from kiosk.services.meals.rules.state import (
    MealDay,
    OrderState,
    TicketStateNow,
    check_day,
    check_window,
    not_open,
    written,
)
from kiosk.services.meals.settings import Meal, Price, Settings

_MEMBER: Final = re.compile(r"[A-Za-z0-9_-]{0,64}")


def order(state: OrderState, request: requests.Order, scene: Scene[Settings]) -> Decision:
    """A number for whoever comes in time, as long as there are portions; one kept for who queues outlasts the sale."""
    offered = bool(request.wait) and state.place is not None and state.place.state == "offered"
    day, meal, price = _may_sell(state, request, scene, offered=offered)
    if request.wait:
        if not offered:
            raise Refused("meals.no_offer", {"place": request.wait})
        if request.qty != 1:
            raise Refused("meals.bad_qty", {"most": 1})
    _enough(day, request.qty, 1 if request.wait else 0, scene.settings)
    if scene.settings.one_a_day:
        _one_a_day(request.member, request.qty, state.member_has)
    number, sale = day.next_number, "s" + request.request_id
    until = deadline(scene.now, scene.settings.hold_s)
    ordered = events.Ordered(
        day=day.day,
        meal=meal.id,
        number=number,
        qty=request.qty,
        sale=sale,
        until=until,
        member=request.member,
        wait=request.wait,
    )
    line = _line(day.day, meal, number, request.qty, price)
    return Decision(
        (Happened(ordered),),
        quote=Quote((line,), scene.settings.hold_s),
        outcome=requests.Ordered(number=number, sale=sale, total_fen=line.fen, until=until, ahead=day.waiting),
    )


def sell(state: OrderState, request: requests.Sell, scene: Scene[Settings]) -> Decision:
    """A ticket sold at once; a second meal on one card needs a reason, which stays in the record."""
    day, meal, price = _may_sell(state, request, scene)
    override = written(request.override)
    _enough(day, request.qty, 0, scene.settings)
    if scene.settings.one_a_day and not override:
        _one_a_day(request.member, request.qty, state.member_has)
    number, sale = day.next_number, "s" + request.request_id
    ordered = events.Ordered(
        day=day.day,
        meal=meal.id,
        number=number,
        qty=request.qty,
        sale=sale,
        until=deadline(scene.now, scene.settings.hold_s),
        member=request.member,
        override=override,
    )
    line = _line(day.day, meal, number, request.qty, price)
    quote = Quote((line,), scene.settings.hold_s, Payment(request.way, request.given_fen))
    return Decision((Happened(ordered),), requests.Sold(number=number, sale=sale), quote=quote)


def _may_sell(
    state: OrderState, request: requests.Order | requests.Sell, scene: Scene[Settings], *, offered: bool = False
) -> tuple[MealDay, Meal, Price]:
    """The open day, the meal and its price. Raises Refused where nobody may buy; `offered` lasts beyond the window."""
    check_day(scene)
    meal = scene.settings.meal(request.meal)
    if meal is None or state.day is None:
        raise not_open(request.meal, scene, closed=state.closed_today)
    if not offered:
        check_window(meal, scene)
    if _MEMBER.fullmatch(request.member) is None:
        raise Refused("meals.bad_member", {})
    price = meal.price_on(state.day.day)
    if price is None:
        raise Refused("meals.no_price", {"meal": request.meal, "day": state.day.day})
    return state.day, meal, price


def _enough(day: MealDay, qty: int, offered: int, settings: Settings) -> None:
    if not 1 <= qty <= settings.most_qty:
        raise Refused("meals.bad_qty", {"most": settings.most_qty})
    left = day.left + offered
    if left <= 0:
        raise Refused("meals.sold_out", {"meal": day.meal, "next": "wait_list"})
    if left < qty:
        raise Refused("meals.not_enough", {"meal": day.meal, "left": left})


def _one_a_day(member: str, qty: int, has: int) -> None:
    if not member:
        raise Refused("meals.card_needed", {})
    if has:
        raise Refused("meals.one_a_day", {})
    if qty != 1:
        raise Refused("meals.bad_qty", {"most": 1})


def _line(day: str, meal: Meal, number: int, qty: int, price: Price) -> Line:
    return Line("meals", meal.id, qty, qty * price.price_fen, number, f"{day}/{meal.id}/{number}")


def fulfil(state: TicketStateNow, line: Line, sale: str, scene: Scene[Settings]) -> tuple[Happened, ...]:
    """The number of a paid line becomes a ticket; where its hold was over, a new number is taken, if there is one."""
    day, ticket = state.day, state.ticket
    meal = scene.settings.meal(line.what)
    if day is None or ticket is None or meal is None:
        raise not_open(line.what, scene, closed=True)
    price = meal.price_on(day.day)
    if price is None:
        raise Refused("meals.no_price", {"meal": line.what, "day": day.day})
    number = ticket.number
    again: tuple[Happened, ...] = ()
    if ticket.state != "ordered":
        _enough(day, line.qty, 0, scene.settings)
        if scene.settings.one_a_day and state.member_has:
            raise Refused("meals.one_a_day", {})
        number = day.next_number
        again = (
            Happened(
                events.Ordered(
                    day=day.day,
                    meal=line.what,
                    number=number,
                    qty=line.qty,
                    sale=sale,
                    until=deadline(scene.now, scene.settings.hold_s),
                    member=ticket.member,
                )
            ),
        )
    issued = events.TicketIssued(
        day=day.day,
        meal=line.what,
        number=number,
        qty=line.qty,
        sale=sale,
        ticket="t" + sale[1:],
        price_fen=line.fen // line.qty,
        cost_fen=price.cost_fen,
    )
    return (*again, Happened(issued))


def release(state: TicketStateNow, line: Line, why: str) -> tuple[Happened, ...]:
    """An unpaid number is let go of; its portions are free again."""
    day, ticket = state.day, state.ticket
    if day is None or ticket is None or ticket.state != "ordered":
        return ()
    return (Happened(events.OrderExpired(day=day.day, meal=line.what, number=ticket.number, qty=ticket.qty, why=why)),)
