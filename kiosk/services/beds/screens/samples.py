"""What the example states of the beds' screens are made of."""

from typing import Final

from kiosk.base.clock import Deadline
from kiosk.services.beds.readings.views import Offer, RoomOffer, Ticket
from kiosk.services.beds.requests import Booked
from kiosk.services.beds.rules.state import Booking, BookingState
from kiosk.services.beds.settings import Room

MEN: Final = Room("men", ("1 2 3", "4 - 5", "- door -"), "men", "left")
WOMEN: Final = Room("women", ("6 7", "door 8"), "women", "right")
BIG: Final = Room(
    "any", ("1 2 3 4 5 6", "7 8 9 10 11 12", "13 14 15 16 17 18", "19 20 door - 21 22"), "any", "ahead", "东屋"
)
TODAY: Final = "2024-03-01"
NEVER: Final = Deadline("", 0, "", 180)
KEPT: Final = Deadline("2024-03-01T12:20:00.000+08:00", 0, "", 0)
BOOKED: Final = Booked(booking="b1", bed=3, sale="s1", code="402718", total_fen=200, until=NEVER)


def offer(*rooms: RoomOffer, ahead: int = 0, slot: str = "12:00", ends: str = "14:00") -> Offer:
    """A slot of the first days of March."""
    return Offer(f"2024-03-0{1 + ahead}", slot, ends, ahead, 200, rooms)


FREE: Final = offer(RoomOffer(MEN, (3, 4)), RoomOffer(WOMEN, (6, 7, 8)))
FULL: Final = offer(RoomOffer(MEN, (), 2), RoomOffer(WOMEN, ()))
TOMORROW: Final = offer(RoomOffer(MEN, (1, 2, 3, 4, 5)), RoomOffer(WOMEN, (6, 7, 8)), ahead=1)
LATE: Final = offer(RoomOffer(MEN, (1, 2)), RoomOffer(WOMEN, (7,)), slot="14:00", ends="16:00")


def ticket(state: BookingState = "paid", bed: int = 3, room: Room = MEN, **more: bool) -> Ticket:
    """A booking of today, in a state."""
    found = Booking(
        "b1",
        TODAY,
        "12:00",
        "14:00",
        room.id,
        bed,
        state,
        "s1",
        "402718",
        200,
        KEPT,
        kept=True,
    )
    slip = "" if state == "held" else "1-44-7f3a9c21d04be512"
    return Ticket(found, room, slip, "2024-03-01T11:12:03.118+08:00", more.get("undoable", False), (1, 2, 4, 5))
