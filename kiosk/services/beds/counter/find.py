"""What beds tell the counter's page: bookings and beds, each with what can be done about it, and today's slots."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import msgspec

from kiosk.base.clock import when
from kiosk.base.request import Request, Scene
from kiosk.base.store import Store
from kiosk.services.beds import requests
from kiosk.services.beds.figures import Figures
from kiosk.services.beds.readings.found import found
from kiosk.services.beds.readings.house import BedNow, SlotNow, house
from kiosk.services.beds.readings.views import Ticket
from kiosk.services.beds.rules.changes import CHANGED_MIND, STAFF_REASONS
from kiosk.services.beds.rules.room import REASONS
from kiosk.services.beds.rules.state import BookingState
from kiosk.services.beds.screens.pictures import BED, room_word
from kiosk.services.beds.screens.samples import TODAY
from kiosk.services.beds.screens.samples import ticket as sample
from kiosk.services.slips.requests import Reprint
from kiosk.services.till.requests import Receive
from kiosk.widgets.amounts import short
from kiosk.widgets.item import Act, Item
from kiosk.widgets.service import ItemExample, Say
from kiosk.widgets.shell import Shell

_ICONS: Final = {"held": "cash", "paid": "ticket", "in": "zzz", "slept": "check", "no_show": "walk", "cancelled": "x"}


def find(shell: Shell, text: str) -> tuple[Item, ...]:
    """The bookings that a text means."""
    return tuple(ticket_item(shell.say, one) for one in shell.desk.read("beds", partial(found, text=text)))


def ticket_item(say: Say, one: Ticket) -> Item:
    """A booking: whose bed, when, how it stands."""
    booking = one.booking
    time = say(
        "beds.slip_time", month=int(booking.day[5:7]), day=int(booking.day[8:]), slot=booking.slot, ends=booking.ends
    )
    state = say(f"beds.state_{booking.state}")
    where = f" · {room_word(say, one.room)}" if one.room else ""
    changed = f" · {when(one.changed_at)['time']}" if one.changed_at else ""
    return Item(
        key=booking.booking,
        icon=_ICONS.get(booking.state, "x"),
        title=say("beds.number", number=booking.bed),
        lines=(f"{time}{where}", f"{state}{changed} · {say('beds.slip_code', code=booking.code)}"),
        acts=tuple(ticket_acts(say, one)),
        accent="beds" if booking.state in {"paid", "in"} else "",
    )


def ticket_acts(say: Say, one: Ticket) -> Iterator[Act]:
    """What can be done about a booking as it stands."""
    booking = one.booking
    name, bed, code = booking.booking, booking.bed, booking.code

    def said(key: str) -> Callable[[Any], str]:
        return lambda _: say(f"beds.counter.{key}", bed=bed)

    if booking.state == "held":
        word = say("beds.counter.take")
        yield Act("cash-banknote", word, partial(_receive, one), said("has_paid"), "done")
    if booking.state == "paid":
        word = say("beds.counter.check_in")
        yield Act("door-enter", word, _asking(requests.CheckIn, code=code), said("is_in"), "done")
    if booking.state == "paid" and one.late:
        word = say("beds.counter.no_show")
        yield Act("walk", word, _asking(requests.NoShow, booking=name), said("is_no_show"))
    if booking.state == "in":
        word = say("beds.counter.check_out")
        yield Act("door-exit", word, _asking(requests.CheckOut, code=code), said("is_out"), "done")
    if one.undoable:
        word = say(f"beds.counter.undo_{booking.state}")
        yield Act("arrow-back-up", word, _asking(requests.Undo, booking=name), said("is_undone"))
    if booking.state in {"paid", "in"} and one.free:
        yield _move(say, one)
    if one.slip and booking.state != "in":
        word = say("beds.counter.reprint")
        yield Act("printer", word, _asking(Reprint, slip=one.slip), said("has_reprinted"))
    if booking.state in {"paid", "in"}:
        yield _give_back(say, one)


def _asking(kind: Callable[..., Request], **fields: object) -> Callable[[str], Request]:
    """A request of a kind, from a fresh id."""
    return lambda request_id: kind(request_id=request_id, **fields)


def _receive(one: Ticket, request_id: str) -> Receive:
    return Receive(request_id=request_id, sale=one.booking.sale, way="counter", given_fen=one.booking.price_fen)


def _move(say: Say, one: Ticket) -> Act:
    """To which bed, of those that are free."""
    booking = one.booking
    beds = tuple(
        Act(
            BED,
            str(bed),
            _asking(requests.Move, booking=booking.booking, bed=bed),
            partial(_moved, say, booking.bed, bed),
        )
        for bed in one.free
    )
    return Act("refresh", say("beds.counter.move"), asks=say("beds.counter.move_asks", bed=booking.bed), then=beds)


def _moved(say: Say, bed: int, to: int, _: object) -> str:
    return say("beds.counter.has_moved", bed=bed, to=to)


def _give_back(say: Say, one: Ticket) -> Act:
    """Why, first; and whether the drawer has it."""
    yuan = short(one.booking.price_fen)
    reasons = STAFF_REASONS if one.booking.state == "in" else (CHANGED_MIND, *STAFF_REASONS)
    asks = say("beds.counter.give_back_asks", bed=one.booking.bed, yuan=yuan)
    owed = Act(
        "cash-banknote-off",
        say("beds.counter.owe"),
        asks=asks,
        then=tuple(_reason(say, one, reason, drawer_short=True) for reason in reasons),
    )
    then = (*(_reason(say, one, reason, drawer_short=False) for reason in reasons), owed)
    return Act("receipt-refund", say("beds.counter.give_back"), accent="stop", asks=asks, then=then)


def _reason(say: Say, one: Ticket, reason: str, *, drawer_short: bool) -> Act:
    request = _asking(requests.Cancel, booking=one.booking.booking, reason=reason, drawer_short=drawer_short)
    key = "has_owed" if drawer_short else "has_given_back"

    def said(back: requests.GivenBack) -> str:
        return say(f"beds.counter.{key}", bed=back.bed, yuan=short(back.fen))

    return Act("", say(f"beds.screen.reason_{reason}"), request, said, "stop")


def bed_item(say: Say, now: BedNow) -> Item:
    """A bed of the map: whoever has it, and the bed itself."""
    bed, one = now.bed, now.ticket
    booked = one is not None and now.state in {"held", "paid", "in", "slept"}
    state = say(f"beds.spot_{now.state}") if not booked else ""
    warn = say(f"beds.spot_{now.warn}") if now.warn and now.warn != now.state else ""
    item = ticket_item(say, one) if one is not None and booked else None
    was = ticket_acts(say, one) if one is not None and not booked and one.undoable else ()
    acts = (*(item.acts if item else was), *_bed_acts(say, now))
    return Item(
        key=f"bed/{bed}",
        icon=item.icon if item else BED,
        title=say("beds.number", number=bed),
        lines=tuple(line for line in (state, *(item.lines if item else ()), warn) if line),
        acts=acts,
        accent="stop" if now.warn else item.accent if item else "",
    )


def _bed_acts(say: Say, now: BedNow) -> Iterator[Act]:
    bed = now.bed

    def said(key: str) -> Callable[[Any], str]:
        return lambda _: say(f"beds.counter.{key}", bed=bed)

    if "dirty" in {now.state, now.warn}:
        word = say("beds.counter.linen")
        yield Act("sparkles", word, _asking(requests.ChangeLinen, bed=bed), said("is_made"), "done")
    if "closed" in {now.state, now.warn}:
        word = say("beds.counter.reopen")
        yield Act("check", word, _asking(requests.ReopenBed, bed=bed), said("is_open"))
    else:
        reasons = tuple(
            Act(
                "",
                say(f"beds.screen.reason_{reason}"),
                _asking(requests.CloseBed, bed=bed, reason=reason),
                said("is_closed"),
                "stop",
            )
            for reason in REASONS
        )
        yield Act("tool", say("beds.counter.close"), asks=say("beds.counter.close_asks", bed=bed), then=reasons)


def days(shell: Shell) -> tuple[Item, ...]:
    """Today's slots, and what they came to."""
    return tuple(slot_item(shell.say, one) for one in shell.desk.read("beds", _today))


def _today(store: Store, scene: Scene[Any]) -> tuple[SlotNow, ...]:
    return tuple(one for one in house(store, scene).slots if one.day == scene.now.date)


def slot_item(say: Say, one: SlotNow) -> Item:
    """A slot of today. Nobody opens or closes it: it begins and ends by the clock."""
    sums = one.figures
    came_to = say(
        "beds.counter.day",
        beds=sums.beds,
        sold=sums.sold,
        slept=sums.slept,
        no_shows=sums.no_shows,
        cancelled=sums.cancelled,
        taken=short(sums.taken_fen),
    )
    return Item(
        key=f"beds/{one.slot}",
        icon=BED,
        title=say("beds.bed"),
        lines=(f"{one.slot}–{one.ends}", came_to),
    )


_SUMS: Final = Figures(5, 7, 1, 5, 2, 1, 1, 0, 2, 1000, 600)
_SLOT: Final = SlotNow(TODAY, "12:00", "14:00", 200, sold=True, running=True, rooms=(), figures=_SUMS)


_MANY: Final = msgspec.structs.replace(sample(), free=tuple(range(10, 38)))


def _sample(say: Say, state: BookingState) -> tuple[Item, ...]:
    return (ticket_item(say, sample(state)),)


_SHOWN: Final[tuple[BookingState, ...]] = ("held", "paid", "cancelled", "no_show")
ITEM_EXAMPLES: Final = (
    *(
        ItemExample(
            state.replace("_", "-"),
            partial(_sample, state=state),
        )
        for state in _SHOWN
    ),
    ItemExample("in", lambda say: (ticket_item(say, sample("in", undoable=True)),)),
    ItemExample("slept", lambda say: (ticket_item(say, sample("slept", undoable=True)),)),
    ItemExample("move", lambda say: (ticket_item(say, sample()),), asks=1),
    ItemExample("move-many", lambda say: (ticket_item(say, _MANY),), asks=1),
    ItemExample("give-back", lambda say: (ticket_item(say, sample()),), asks=3),
    ItemExample("days", lambda say: (slot_item(say, _SLOT),)),
)
