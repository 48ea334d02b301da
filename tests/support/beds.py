"""A station with beds for a test: two rooms, five beds, one slot, and short words for what tests ask most."""

from pathlib import Path
from typing import Any

from kiosk.services.beds import requests as beds
from kiosk.services.house.requests import Tick
from kiosk.services.till import requests as till
from support.station import HAND, SETTINGS, SetClock, Station

ROOMS = """
[[services.beds.rooms]]
id = "men"
who = "men"
way = "left"
map = ["1 2 3", "- door -"]

[[services.beds.rooms]]
id = "women"
who = "women"
way = "right"
map = ["4 door 5"]
"""
# The last one of the settings.
_SECTION = "[services.beds]"
TODAY = "2024-03-01"
TOMORROW = "2024-03-02"
NOON = "12:00"


def with_beds(*lines: str, rooms: str = ROOMS, text: str = SETTINGS) -> str:
    """The settings with these beds in the place of theirs, and lines of `[services.beds]`."""
    rest, _, _ = text.partition(_SECTION)
    return "\n".join([rest, _SECTION, *lines, rooms])


class Hostel(Station):
    """A station with beds, at 11:12."""

    def __init__(self, folder: Path, text: str = "", clock: SetClock | None = None) -> None:
        super().__init__(folder, clock or SetClock(), text or with_beds())

    def at(self, minute: str) -> None:
        """Time passes until then, and the keeper looks."""
        hours, minutes = minute.split(":")
        then = self.clock.at.replace(hour=int(hours), minute=int(minutes), second=0, microsecond=0)
        self.clock.pass_((then - self.clock.at).total_seconds())
        self.tick()

    def tick(self) -> None:
        self.ask(Tick(request_id=self.id()), "device")

    def book(self, bed: int = 0, room: str = "men", day: str = TODAY, slot: str = NOON, **more: Any) -> beds.Booked:
        request = beds.Book(request_id=self.id(), day=day, slot=slot, room=room, bed=bed, **more)
        booked = self.ask(request, "worker")
        assert isinstance(booked, beds.Booked)
        return booked

    def paid(self, bed: int = 0, room: str = "men", **more: Any) -> beds.Booked:
        """A bed that is paid for."""
        booked = self.book(bed, room, **more)
        self.pay(booked.sale, 200)
        return booked

    def walk_in(self, bed: int = 0, room: str = "men", given_fen: int = 200, **more: Any) -> beds.Sold:
        request = beds.Sell(
            request_id=self.id(), slot=NOON, room=room, bed=bed, way="counter", given_fen=given_fen,
            **{"day": TODAY, "enter": True, **more},
        )  # fmt: skip
        sold = self.ask(request, HAND)
        assert isinstance(sold, beds.Sold)
        return sold

    def arrive(self, code: str, by: str = "worker") -> beds.Bedded:
        arrived = self.ask(beds.CheckIn(request_id=self.id(), code=code), by)
        assert isinstance(arrived, beds.Bedded)
        return arrived

    def leave(self, code: str, by: str = "worker") -> None:
        self.ask(beds.CheckOut(request_id=self.id(), code=code), by)

    def undo(self, booking: str) -> None:
        self.ask(beds.Undo(request_id=self.id(), booking=booking), HAND)

    def cancel(self, booking: str, reason: str = "changed_mind", by: str = HAND, **more: Any) -> beds.GivenBack:
        back = self.ask(beds.Cancel(request_id=self.id(), booking=booking, reason=reason, **more), by)
        assert isinstance(back, beds.GivenBack)
        return back

    def linen(self, bed: int) -> None:
        self.ask(beds.ChangeLinen(request_id=self.id(), bed=bed), HAND)

    def wait(self, room: str = "men") -> beds.Waiting:
        place = self.ask(beds.JoinWait(request_id=self.id(), slot=NOON, room=room), "worker")
        assert isinstance(place, beds.Waiting)
        return place

    def cancel_sale(self, sale: str) -> None:
        self.ask(till.Cancel(request_id=self.id(), sale=sale), "worker")

    def state(self, booking: str) -> tuple[str, int]:
        """How a booking stands, and its bed."""
        row: tuple[str, int] = self.rows("SELECT state, bed FROM beds_bookings WHERE booking = ?", booking)[0]
        return row

    def code(self, booking: str) -> str:
        """The code of a booking's ticket in digits."""
        row = self.rows("SELECT issued_epoch, issued_seq FROM beds_bookings WHERE booking = ?", booking)[0]
        slip: str = self.rows("SELECT slip FROM spool WHERE slip LIKE ? || '-' || ? || '-%'", *row)[0][0]
        return slip
