"""How lines of a trace become requests about beds."""

import re
from typing import Final

from kiosk.base.days import is_date
from kiosk.base.request import Refused
from kiosk.base.service import TraceKind
from kiosk.base.trace import BadRow, Player, TraceRow
from kiosk.services.beds import requests
from kiosk.services.beds.settings import Settings
from kiosk.services.till import requests as till

_ATTENDANT: Final = "supervisor:a1"
_ITEM: Final = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)/(?P<slot>\d\d:\d\d)")


def _check(row: TraceRow, settings: Settings) -> None:
    found = _ITEM.fullmatch(row.item)
    if found is None or not is_date(found["day"]) or settings.slot(found["slot"]) is None:
        raise BadRow("item: date/slot, the slot one of " + ", ".join(starts for starts, _ in settings.slots))
    if not settings.rooms:
        raise BadRow("kind: this station has no beds")
    if row.amount_fen < 0:
        raise BadRow("amount_fen: what was paid, 0 or more")


def _bed(row: TraceRow, player: Player) -> None:
    """Books and pays; the same `who` for the same slot once more has come and lies down."""
    booked = player.memory.pop(("beds", row.item, row.who), None)
    if booked is not None:
        player.ask(requests.CheckIn(request_id=player.new_id(), code=booked), _ATTENDANT)
        return
    booking = _book(row, player)
    paid = till.Receive(request_id=player.new_id(), sale=booking.sale, way="counter", given_fen=row.amount_fen)
    player.ask(paid, _ATTENDANT)
    player.memory[("beds", row.item, row.who)] = booking.code


def _book(row: TraceRow, player: Player) -> requests.Booked:
    """In the first room that has a bed."""
    day, _, slot = row.item.partition("/")
    rooms = player.settings("beds").rooms
    for at, room in enumerate(rooms, 1):
        try:
            booked = player.ask(requests.Book(request_id=player.new_id(), day=day, slot=slot, room=room.id), "worker")
        except Refused as refused:
            if refused.reason != "beds.full" or at == len(rooms):
                raise
            continue
        assert isinstance(booked, requests.Booked)
        return booked
    raise AssertionError("the settings were checked: there is a room")


TRACES: Final = (TraceKind("beds", "bed", _check, _bed),)
