"""What meals put on paper: the number (号码)."""

from kiosk.base.clock import when
from kiosk.base.event import Entry
from kiosk.base.money import capitals, yuan
from kiosk.base.service import Letterhead
from kiosk.base.store import Store
from kiosk.paper.elements import Feed, Pair, QrCode, Rule, Slip, Text
from kiosk.services.meals import events
from kiosk.services.meals.readings import load
from kiosk.services.staff import readings as staff
from kiosk.services.till import readings as till


def slip(store: Store, entry: Entry, head: Letterhead) -> Slip | None:
    """The paper of one event, or None."""
    if not isinstance(entry.fact, events.TicketIssued):
        return None
    fact, say = entry.fact, head.say
    paid = till.receipt(store, fact.sale)
    day = load.open_day(store, fact.meal)
    ahead = max(0, day.waiting - 1) if day else 0
    fen = fact.qty * fact.price_fen
    meal = head.settings.meal(fact.meal)
    wait = say("meals.slip_wait", serving_from=meal.serving_from) if meal else ""
    number = say("meals.number", number=fact.number)
    way = say(f"till.way_{paid.way}")
    change = say("till.slip_change", change="￥" + yuan(paid.change_fen)) if paid.change_fen else ""
    by = staff.shown(store, paid.by)
    return Slip(
        "meals.ticket",
        number,
        (
            Text(head.station, "center"),
            Text(f"{say('meals.meal_' + fact.meal)}  {number}", "center", 2),
            Pair(
                say("slip.when", **when(entry.at)),
                say("meals.slip_ahead", ahead=ahead) if ahead else say("meals.slip_first"),
            ),
            Rule(),
            Pair(say("meals.line_" + fact.meal, number=fact.number, qty=fact.qty), "￥" + yuan(fen)),
            Pair(say("slip.capitals", capitals=capitals(fen)), f"{way} {change}".strip()),
            Pair(wait, say("slip.by", by=by) if by else ""),
            Feed(),
            QrCode(head.qr, (head.code.digits, *((say("slip.phone", phone=head.phone),) if head.phone else ()))),
            Text(say("slip.no_invoice"), "center"),
        ),
    )
