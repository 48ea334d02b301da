"""What can happen to beds. `day` is the date of the rest, `slot` when it begins (12:00), `bed` the bed's number."""

from typing import ClassVar

from kiosk.base.clock import Deadline
from kiosk.base.event import Fact


class SlotOpened(Fact, frozen=True):
    """A slot of a day is sold for the first time: these beds are its capacity."""

    kind: ClassVar[str] = "beds.slot_opened"
    day: str
    slot: str
    ends: str
    beds: tuple[int, ...]


class SlotChanged(Fact, frozen=True):
    """The station has other beds than when the slot was first sold."""

    kind: ClassVar[str] = "beds.slot_changed"
    day: str
    slot: str
    added: tuple[int, ...]
    gone: tuple[int, ...]


class Held(Fact, frozen=True):
    """A bed is held until the money is in; `wait` is the place in the queue it came from.

    `code` are the digits with which one checks in. `walk_in`: whoever pays lies down at once.
    """

    kind: ClassVar[str] = "beds.held"
    booking: str
    day: str
    slot: str
    ends: str
    room: str
    bed: int
    sale: str
    code: str
    price_fen: int
    until: Deadline
    wait: int = 0
    walk_in: bool = False


class LetGo(Fact, frozen=True):
    """A bed was let go of unpaid; `why` is expired or cancelled."""

    kind: ClassVar[str] = "beds.let_go"
    booking: str
    day: str
    slot: str
    bed: int
    why: str


class TicketIssued(Fact, frozen=True):
    """A bed is paid for.

    It is kept until `arrive_by`; its sleeper is woken at `wake_at` and taken to have left when it is `over`. `late`
    tells what becomes of the money of whoever does not come: kept, or refunded.
    """

    kind: ClassVar[str] = "beds.ticket_issued"
    booking: str
    day: str
    slot: str
    bed: int
    sale: str
    ticket: str
    price_fen: int
    arrive_by: Deadline
    wake_at: Deadline
    over: Deadline
    late: str


class CheckedIn(Fact, frozen=True):
    """Somebody has come and lies down; until `undo_until` that can be undone."""

    kind: ClassVar[str] = "beds.checked_in"
    booking: str
    day: str
    slot: str
    bed: int
    undo_until: Deadline


class CheckedOut(Fact, frozen=True):
    """A rest is over, the money is income, the linen is to be changed; `by_time` where nobody said so."""

    kind: ClassVar[str] = "beds.checked_out"
    booking: str
    day: str
    slot: str
    bed: int
    price_fen: int
    undo_until: Deadline
    by_time: bool = False


class NoShow(Fact, frozen=True):
    """Nobody came in time: the bed is free again. The money is `kept`, or given back."""

    kind: ClassVar[str] = "beds.no_show"
    booking: str
    day: str
    slot: str
    bed: int
    price_fen: int
    kept: bool
    undo_until: Deadline


class Undone(Fact, frozen=True):
    """A check-in, check-out or no-show (`was` in, slept, no_show) that was a mistake; who is to come has time again."""

    kind: ClassVar[str] = "beds.undone"
    booking: str
    day: str
    slot: str
    bed: int
    was: str
    price_fen: int
    arrive_by: Deadline


class Cancelled(Fact, frozen=True):
    """A paid bed was given back, less a fee; `slept_in` where its linen is to be changed."""

    kind: ClassVar[str] = "beds.cancelled"
    booking: str
    day: str
    slot: str
    bed: int
    price_fen: int
    fee_fen: int
    reason: str
    slept_in: bool = False


class Moved(Fact, frozen=True):
    """A paid booking has another bed; `slept_in` where the linen of the first is to be changed."""

    kind: ClassVar[str] = "beds.moved"
    booking: str
    day: str
    slot: str
    bed: int
    to: int
    room: str
    slept_in: bool = False


class Woken(Fact, frozen=True):
    """叫醒: the rest is nearly over for these beds."""

    kind: ClassVar[str] = "beds.woken"
    day: str
    slot: str
    beds: tuple[int, ...]


class LinenChanged(Fact, frozen=True):
    """A bed has clean linen; `day` is when."""

    kind: ClassVar[str] = "beds.linen_changed"
    day: str
    bed: int


class BedClosed(Fact, frozen=True):
    """A bed cannot be used (维修)."""

    kind: ClassVar[str] = "beds.bed_closed"
    bed: int
    reason: str


class BedReopened(Fact, frozen=True):
    """It can be used again."""

    kind: ClassVar[str] = "beds.bed_reopened"
    bed: int


class WaitJoined(Fact, frozen=True):
    """Somebody waits for a bed (等床)."""

    kind: ClassVar[str] = "beds.wait_joined"
    day: str
    slot: str
    ends: str
    room: str
    place: int


class WaitOffered(Fact, frozen=True):
    """A bed is kept for somebody who waits, until then."""

    kind: ClassVar[str] = "beds.wait_offered"
    day: str
    slot: str
    place: int
    bed: int
    until: Deadline


class WaitLeft(Fact, frozen=True):
    """A place in the queue ended without a bed; `why` is left, lapsed or over."""

    kind: ClassVar[str] = "beds.wait_left"
    day: str
    slot: str
    place: int
    why: str


FACTS = (
    SlotOpened,
    SlotChanged,
    Held,
    LetGo,
    TicketIssued,
    CheckedIn,
    CheckedOut,
    NoShow,
    Undone,
    Cancelled,
    Moved,
    Woken,
    LinenChanged,
    BedClosed,
    BedReopened,
    WaitJoined,
    WaitOffered,
    WaitLeft,
)
