"""Which rooms and beds a station has for a noon rest, when they are slept in, for how much, by which rules."""

import re
from itertools import chain, pairwise
from typing import Final, Literal

import msgspec

from kiosk.base.days import is_date
from kiosk.base.plain import plain

DOOR: Final = "door"
NOTHING: Final = "-"
# What a worker's screen has room for, with targets for gloves.
MOST_COLUMNS: Final = 6
MOST_ROWS: Final = 4
MOST_BED: Final = 99
NAME_LETTERS: Final = 8
# A noon rest (午休) and no night: what lies outside is no rest that these stations offer.
EARLIEST: Final = "09:00"
LATEST: Final = "18:00"
_MINUTE: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_BED: Final = re.compile(r"[1-9][0-9]?")
_ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,15}")

Who = Literal["any", "women", "men"]
Way = Literal["left", "right", "ahead", "back"]


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What a rest costs, in fen, from a date on."""

    from_: str
    price_fen: int

    def __post_init__(self) -> None:
        if not is_date(self.from_):
            raise ValueError('`from` as a date, "2024-03-01"')
        if not 0 <= self.price_fen <= 100_000:
            raise ValueError("0 <= price_fen <= 100000")


class Room(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One room: for whom, its map, and which way it lies from the workers' screen.

    `map` is drawn row by row, cells apart by spaces: a bed's number, `-` for no bed, `door` where one comes in. `name`
    is shown where there are several rooms of a kind.
    """

    id: str
    map: tuple[str, ...]
    who: Who = "any"
    way: Way = "ahead"
    name: str = ""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError("a room's id: small letters and digits")
        if len(self.name) > NAME_LETTERS or not plain(self.name):
            raise ValueError(f"a name of at most {NAME_LETTERS} letters, none of them invisible")
        rows = self.rows
        if not 1 <= len(rows) <= MOST_ROWS or not 1 <= len(rows[0]) <= MOST_COLUMNS:
            raise ValueError(f"a map of at most {MOST_ROWS} rows and {MOST_COLUMNS} columns")
        if any(len(row) != len(rows[0]) for row in rows):
            raise ValueError("a map whose rows are of the same length")
        cells = tuple(chain(*rows))
        if not all(_BED.fullmatch(cell) or cell in {DOOR, NOTHING} for cell in cells):
            raise ValueError(f'beds as numbers from 1 to {MOST_BED}, "{NOTHING}" for no bed, "{DOOR}"')
        if cells.count(DOOR) > 1 or not self.beds or len(set(self.beds)) != len(self.beds):
            raise ValueError("at least one bed, each number once, one door at the most")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The map's cells, row by row."""
        return tuple(tuple(row.split()) for row in self.map)

    @property
    def beds(self) -> tuple[int, ...]:
        """The numbers of its beds, in order."""
        return tuple(sorted(int(cell) for cell in chain(*self.rows) if cell not in {DOOR, NOTHING}))


class Slot(msgspec.Struct, frozen=True):
    """One rest of the day, from `starts` to `ends` (12:00, 14:00)."""

    starts: str
    ends: str


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[services.beds]`: rooms, slots, prices by date (oldest first), and the rules of a rest.

    Days: `days_ahead` how far ahead a bed is booked. Seconds: `hold_s` an unpaid bed is held, `offer_s` a bed is kept
    for whoever waits for one. Minutes: from `early_min` before a slot one may lie down, up to `grace_min` after its
    beginning (or after a later sale) a bed is kept, until `last_min` before its end it is sold, `wake_min` before its
    end all are woken (叫醒), `leave_min` after it the last are taken to have left, for `undo_min` a mistake is undone.

    A ticket is given back for money until `cancel_min` before its slot, less `cancel_fee_fen`. What was paid for a bed
    that nobody came to is `kept`, or `refunded`.
    """

    rooms: tuple[Room, ...] = ()
    slots: tuple[tuple[str, str], ...] = (("12:00", "14:00"),)
    prices: tuple[Price, ...] = (Price("2024-01-01", 200),)
    days_ahead: int = 1
    hold_s: int = 180
    offer_s: int = 300
    early_min: int = 15
    grace_min: int = 20
    last_min: int = 30
    wake_min: int = 0
    leave_min: int = 15
    undo_min: int = 5
    cancel_min: int = 0
    cancel_fee_fen: int = 0
    no_show: Literal["kept", "refunded"] = "kept"

    def __post_init__(self) -> None:
        ids, beds = [room.id for room in self.rooms], [bed for room in self.rooms for bed in room.beds]
        if len(set(ids)) != len(ids) or len(set(beds)) != len(beds):
            raise ValueError("each room and each bed's number once")
        if not self.slots or not all(_MINUTE.fullmatch(minute) for slot in self.slots for minute in slot):
            raise ValueError('at least one slot, times as "12:00"')
        times = list(chain(*self.slots))
        if any(starts >= ends for starts, ends in self.slots) or times != sorted(times):
            raise ValueError("slots that follow each other, each of which begins before it ends")
        if not (times[0] >= EARLIEST and times[-1] <= LATEST):
            raise ValueError(f"noon rests alone: from {EARLIEST} to {LATEST}")
        if not self.prices or any(one.from_ >= later.from_ for one, later in pairwise(self.prices)):
            raise ValueError("at least one price, dates rising")
        if not 0 <= self.days_ahead <= 30:
            raise ValueError("days_ahead from 0 to 30")
        if not 30 <= self.hold_s <= 1800 or not 30 <= self.offer_s <= 3600:
            raise ValueError("hold_s from 30 to 1800, offer_s from 30 to 3600 seconds")
        minutes = (self.early_min, self.grace_min, self.last_min, self.wake_min, self.leave_min, self.undo_min)
        if not all(0 <= each <= 120 for each in minutes) or not 0 <= self.cancel_min <= 7 * 24 * 60:
            raise ValueError("minutes from 0 to 120, cancel_min up to a week")
        if not 0 <= self.cancel_fee_fen <= 100_000:
            raise ValueError("0 <= cancel_fee_fen <= 100000")

    def slot(self, starts: str) -> Slot | None:
        """The slot that begins then, or None."""
        return next((Slot(*slot) for slot in self.slots if slot[0] == starts), None)

    def room(self, room_id: str) -> Room | None:
        """A room by its id, or None."""
        return next((room for room in self.rooms if room.id == room_id), None)

    def room_of(self, bed: int) -> Room | None:
        """The room in which a bed stands, or None."""
        return next((room for room in self.rooms if bed in room.beds), None)

    @property
    def beds(self) -> tuple[int, ...]:
        """Every bed, in order."""
        return tuple(sorted(bed for room in self.rooms for bed in room.beds))

    def price_on(self, day: str) -> int | None:
        """The price in force on a day, in fen, or None before the first."""
        return next((price.price_fen for price in reversed(self.prices) if price.from_ <= day), None)
