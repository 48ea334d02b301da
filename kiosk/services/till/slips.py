"""What the till puts on paper: refund slips and 待退 slips."""

from kiosk.base.clock import when
from kiosk.base.event import Entry
from kiosk.base.money import capitals, yuan
from kiosk.base.service import Letterhead
from kiosk.base.store import Store
from kiosk.paper.elements import Feed, Pair, QrCode, Rule, Slip, Text
from kiosk.services.staff import readings as staff
from kiosk.services.till import events, readings


def slip(store: Store, entry: Entry, head: Letterhead) -> Slip | None:
    """The paper of one event, or None."""
    match entry.fact:
        case events.Refunded() | events.OwedPaid() as fact:
            return _slip(store, entry, head, "refund", fact)
        case events.RefundOwed() | events.ChangeOwed() as fact:
            return _slip(store, entry, head, "owed", fact)
        case _:
            return None


def _slip(
    store: Store,
    entry: Entry,
    head: Letterhead,
    kind: str,
    fact: events.Refunded | events.OwedPaid | events.RefundOwed | events.ChangeOwed,
) -> Slip:
    say, fen = head.say, fact.fen
    title = say(f"till.slip_{kind}")
    sale = readings.sale(store, fact.sale)
    assert sale is not None  # the event names a sale of this journal
    what = tuple(
        Pair(
            f"{say(f'{line.service}.number', number=line.number)} "
            + say(f"{line.service}.line_{line.what}", number=line.number, qty=line.qty),
            "￥" + yuan(line.fen),
        )
        for line in readings.renumbered(sale.lines, fact.number)
    )
    by = staff.shown(store, entry.by)
    return Slip(
        f"till.{kind}",
        title,
        (
            Text(head.station, "center"),
            Text(title, "center", 2),
            Text(say("slip.when", **when(entry.at))),
            Rule(),
            *what,
            Pair(say("till.slip_back"), "￥" + yuan(fen), 2),
            Text(say("slip.capitals", capitals=capitals(fen))),
            Text(say(f"till.slip_{kind}_note")),
            *((Pair("", say("slip.by", by=by)),) if by else ()),
            Feed(),
            QrCode(head.qr, (head.code.digits, *((say("slip.phone", phone=head.phone),) if head.phone else ()))),
            Text(say("slip.no_invoice"), "center"),
        ),
    )
