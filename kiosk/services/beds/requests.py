"""What can be asked about beds."""

from typing import ClassVar

from kiosk.base.clock import Deadline
from kiosk.base.request import Outcome, Request


class Book(Request, frozen=True):
    """A worker wants a bed of a room; any free one where `bed` is 0.

    `wait` is the place in the queue whose offer is taken up.
    """

    name: ClassVar[str] = "beds.book"
    day: str
    slot: str
    room: str
    bed: int = 0
    wait: int = 0


class Booked(Outcome, frozen=True):
    """The bed, how much it costs, until when it is held, the digits to check in with."""

    booking: str
    bed: int
    sale: str
    code: str
    total_fen: int
    until: Deadline


class Sell(Request, frozen=True):
    """The attendant sells a bed at once, money in hand; with `enter` whoever pays lies down at once."""

    name: ClassVar[str] = "beds.sell"
    day: str
    slot: str
    room: str
    way: str
    given_fen: int
    bed: int = 0
    enter: bool = False


class Sold(Outcome, frozen=True):
    """The bed and its booking."""

    booking: str
    bed: int
    sale: str


class Bedded(Outcome, frozen=True):
    """The booking it was about, and its bed."""

    booking: str
    bed: int


class CheckIn(Request, frozen=True):
    """Somebody has come: `code` is what is scanned from the ticket, its digits, or the ticket's own code."""

    name: ClassVar[str] = "beds.check_in"
    code: str


class CheckOut(Request, frozen=True):
    """A rest is over; `code` as for the check-in."""

    name: ClassVar[str] = "beds.check_out"
    code: str


class NoShow(Request, frozen=True):
    """Nobody has come in time, says the attendant."""

    name: ClassVar[str] = "beds.mark_no_show"
    booking: str


class Undo(Request, frozen=True):
    """A check-in, check-out or no-show was a mistake, minutes ago."""

    name: ClassVar[str] = "beds.undo"
    booking: str


class Cancel(Request, frozen=True):
    """A paid bed is given back. A worker who thinks otherwise (`changed_mind`) has until the time of the settings.

    With `drawer_short`, and where a worker asks at the screen, the money is owed (待退).
    """

    name: ClassVar[str] = "beds.cancel"
    booking: str
    reason: str
    drawer_short: bool = False


class GivenBack(Outcome, frozen=True):
    """The bed that is free again, and the money that goes back."""

    bed: int
    fen: int


class Move(Request, frozen=True):
    """A paid booking gets another bed."""

    name: ClassVar[str] = "beds.move"
    booking: str
    bed: int


class ChangeLinen(Request, frozen=True):
    """A bed has clean linen."""

    name: ClassVar[str] = "beds.change_linen"
    bed: int


class CloseBed(Request, frozen=True):
    """A bed is out of use."""

    name: ClassVar[str] = "beds.close_bed"
    bed: int
    reason: str


class ReopenBed(Request, frozen=True):
    """It can be used again."""

    name: ClassVar[str] = "beds.reopen_bed"
    bed: int


class JoinWait(Request, frozen=True):
    """Waits for a bed of a room today."""

    name: ClassVar[str] = "beds.join_wait"
    slot: str
    room: str


class Waiting(Outcome, frozen=True):
    """The place in the queue, and how many are before it for the same room."""

    place: int
    ahead: int


class LeaveWait(Request, frozen=True):
    """Leaves the queue."""

    name: ClassVar[str] = "beds.leave_wait"
    slot: str
    place: int
