"""Numbers: ordered, sold, paid for, let go of."""

from kiosk.base.clock import deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.base.sale import Line, Payment, Quote
from kiosk.services.meals import events, requests
from kiosk.services.meals.rules.state import MealDay, OrderState, TicketStateNow, not_open
from kiosk.services.meals.settings import Meal, Price, Settings


def order(state: OrderState, request: requests.Order, scene: Scene[Settings]) -> Decision:
    """A number for whoever comes in time, as long as there are portions."""
    day, meal, price = _may_sell(state, request.meal, scene)
    if request.wait:
        if state.place is None or state.place.state != "offered":
            raise Refused("meals.no_offer", {"place": request.wait})
        if request.qty != 1:
            raise Refused("meals.bad_qty", {"most": 1})
    _enough(day, request.qty, 1 if request.wait else 0, scene.settings)
    if scene.settings.one_a_day:
        _one_a_day(request.member, request.qty, state.member_has)
    number, sale = day.numbers + 1, "s" + request.request_id
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
    day, meal, price = _may_sell(state, request.meal, scene)
    _enough(day, request.qty, 0, scene.settings)
    if scene.settings.one_a_day and not request.override.strip():
        _one_a_day(request.member, request.qty, state.member_has)
    number, sale = day.numbers + 1, "s" + request.request_id
    ordered = events.Ordered(
        day=day.day,
        meal=meal.id,
        number=number,
        qty=request.qty,
        sale=sale,
        until=deadline(scene.now, scene.settings.hold_s),
        member=request.member,
        override=request.override.strip(),
    )
    line = _line(day.day, meal, number, request.qty, price)
    quote = Quote((line,), scene.settings.hold_s, Payment(request.way, request.given_fen))
    return Decision((Happened(ordered),), requests.Sold(number=number, sale=sale), quote=quote)


def _may_sell(state: OrderState, meal_id: str, scene: Scene[Settings]) -> tuple[MealDay, Meal, Price]:
    meal = scene.settings.meal(meal_id)
    if meal is None:
        raise Refused("meals.no_such_meal", {"meal": meal_id})
    opens, ends = meal.sale
    if state.day is None:
        raise not_open(meal_id, scene.settings, closed=state.closed_today)
    if scene.now.minute < opens:
        raise Refused("meals.too_early", {"meal": meal_id, "opens": opens})
    if scene.now.minute >= ends:
        raise Refused("meals.too_late", {"meal": meal_id, "ends": ends})
    price = meal.price_on(state.day.day)
    if price is None:
        raise Refused("meals.no_price", {"meal": meal_id, "day": state.day.day})
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
        raise not_open(line.what, scene.settings, closed=True)
    price = meal.price_on(day.day)
    if price is None:
        raise Refused("meals.no_price", {"meal": line.what, "day": day.day})
    number = ticket.number
    again: tuple[Happened, ...] = ()
    if ticket.state != "ordered":
        _enough(day, line.qty, 0, scene.settings)
        if scene.settings.one_a_day and state.member_has:
            raise Refused("meals.one_a_day", {})
        number = day.numbers + 1
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
