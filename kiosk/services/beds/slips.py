"""What beds put on paper: the ticket (床位票), with the bed's number, the way to it and the digits to check in with."""

from kiosk.base.clock import when
from kiosk.base.event import Entry
from kiosk.base.money import capitals, yuan
from kiosk.base.service import Letterhead
from kiosk.base.store import Store
from kiosk.paper.elements import Feed, Pair, QrCode, Rule, Slip, Text
from kiosk.services.beds import events
from kiosk.services.beds.readings import load
from kiosk.services.beds.rules.state import Booking
from kiosk.services.beds.settings import DOOR, NOTHING, Room
from kiosk.services.staff import readings as staff
from kiosk.services.till import readings as till


def slip(store: Store, entry: Entry, head: Letterhead) -> Slip | None:
    """The paper of one event, or None."""
    if not isinstance(entry.fact, events.TicketIssued | events.Moved):
        return None
    say = head.say
    booking = load.by_id(store, entry.fact.booking)
    assert booking is not None  # the event names a booking of this journal
    paid = till.receipt(store, booking.sale)
    room: Room | None = head.settings.room_of(booking.bed)
    number = say("beds.number", number=booking.bed)
    change = say("till.slip_change", change="￥" + yuan(paid.change_fen)) if paid.change_fen else ""
    by = staff.shown(store, paid.by)
    by_whom = say("slip.by", by=by) if by else ""
    kept = "beds.slip_kept" if booking.kept else "beds.slip_refunded"
    return Slip(
        "beds.ticket",
        number,
        (
            Text(head.station, "center"),
            Text(f"{say('beds.bed')}  {number}", "center", 2),
            Text(_time(booking, head), "center"),
            *(_way(room, booking.bed, head) if room else ()),
            Rule(),
            Pair(say("beds.line_rest", number=booking.bed, qty=1), "￥" + yuan(booking.price_fen)),
            Pair(
                say("slip.capitals", capitals=capitals(booking.price_fen)),
                f"{say(f'till.way_{paid.way}')} {change}".strip(),
            ),
            Pair(say("slip.when", **when(entry.at)), by_whom),
            Text(say(kept, until=booking.arrive_by.at[11:16])),
            Feed(),
            QrCode(
                head.qr,
                (
                    say("beds.slip_code", code=f"{booking.code[:3]} {booking.code[3:]}"),
                    head.code.digits,
                    *((say("slip.phone", phone=head.phone),) if head.phone else ()),
                ),
            ),
            Text(say("slip.no_invoice"), "center"),
        ),
    )


def _time(booking: Booking, head: Letterhead) -> str:
    return head.say(
        "beds.slip_time",
        month=int(booking.day[5:7]),
        day=int(booking.day[8:]),
        slot=booking.slot,
        ends=booking.ends,
    )


def _way(room: Room, bed: int, head: Letterhead) -> tuple[Text, ...]:
    """Which way the room lies, and its map: the bed in brackets."""
    say = head.say
    way = say(f"beds.way_{room.way}", room=room.name or say(f"beds.room_{room.who}"))

    def cell(text: str) -> str:
        if text == str(bed):
            return f"[{text:>2}]"
        return f" {'  ' if text == NOTHING else say('beds.slip_door') if text == DOOR else f'{text:>2}'} "

    return (Text(way, "center"), *(Text("".join(cell(text) for text in row), "center") for row in room.rows))
