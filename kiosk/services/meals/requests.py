"""What can be asked about meals."""

from typing import ClassVar

from kiosk.base.clock import Deadline
from kiosk.base.request import Outcome, Request


class Open(Request, frozen=True):
    """Opens a meal for today; 0 portions means as many as the settings plan. A forgotten day is closed first."""

    name: ClassVar[str] = "meals.open"
    meal: str
    portions: int = 0


class Close(Request, frozen=True):
    """Closes the meal that is open: what was paid for and not collected becomes 待退."""

    name: ClassVar[str] = "meals.close"
    meal: str


class AddPortions(Request, frozen=True):
    """加量; a negative number takes some away, as long as nobody has those portions, and says why."""

    name: ClassVar[str] = "meals.add_portions"
    meal: str
    qty: int
    reason: str = ""


class Order(Request, frozen=True):
    """A worker wants a meal. `wait` is the place in the queue whose offer is taken up."""

    name: ClassVar[str] = "meals.order"
    meal: str
    qty: int = 1
    member: str = ""
    wait: int = 0


class Ordered(Outcome, frozen=True):
    """The number, how much it costs, until when it is held, and how many paid numbers are before it."""

    number: int
    sale: str
    total_fen: int
    until: Deadline
    ahead: int


class Sell(Request, frozen=True):
    """The attendant sells a ticket at once, money in hand; `override` is the reason for a second meal on one card."""

    name: ClassVar[str] = "meals.sell"
    meal: str
    way: str
    given_fen: int
    qty: int = 1
    member: str = ""
    override: str = ""


class Sold(Outcome, frozen=True):
    """The number and the sale."""

    number: int
    sale: str


class Call(Request, frozen=True):
    """Calls the next `count` where `number` is 0; else that number, or all from it to `to` that are still to come.

    A called number is called again. `served` are those whom the attendant saw called before: they have come.
    """

    name: ClassVar[str] = "meals.call"
    meal: str
    number: int = 0
    to: int = 0
    count: int = 1
    served: tuple[int, ...] = ()


class Called(Outcome, frozen=True):
    """Who was called, and who was thereby served."""

    numbers: tuple[int, ...]
    served: tuple[int, ...] = ()


class UndoCall(Request, frozen=True):
    """Takes a call back: `numbers` wait again, and those whom it served have not been served."""

    name: ClassVar[str] = "meals.undo_call"
    meal: str
    numbers: tuple[int, ...]
    served: tuple[int, ...] = ()


class Miss(Request, frozen=True):
    """过号: a called number has not come; it leaves the call screen, and may still be called again or served."""

    name: ClassVar[str] = "meals.miss"
    meal: str
    number: int


class Numbered(Outcome, frozen=True):
    """The number it was about."""

    number: int


class Serve(Request, frozen=True):
    """The meal is handed out; a number that was not called yet is called by it."""

    name: ClassVar[str] = "meals.serve"
    meal: str
    number: int


class TakeBack(Request, frozen=True):
    """Undoes a serving that was tapped by mistake."""

    name: ClassVar[str] = "meals.take_back"
    meal: str
    number: int


class Refund(Request, frozen=True):
    """Gives the money of an unserved number back in full; `drawer_short` says there is not enough in the drawer."""

    name: ClassVar[str] = "meals.refund"
    meal: str
    number: int
    reason: str
    drawer_short: bool = False


class JoinWait(Request, frozen=True):
    """Queues for extra portions."""

    name: ClassVar[str] = "meals.join_wait"
    meal: str


class Waiting(Outcome, frozen=True):
    """The place in the queue, and how many are before it."""

    place: int
    ahead: int


class LeaveWait(Request, frozen=True):
    """Leaves the queue."""

    name: ClassVar[str] = "meals.leave_wait"
    meal: str
    place: int


class SetMenu(Request, frozen=True):
    """Says what is cooked today."""

    name: ClassVar[str] = "meals.set_menu"
    meal: str
    dishes: tuple[str, ...]


class KeepSample(Request, frozen=True):
    """Records a retained sample (留样)."""

    name: ClassVar[str] = "meals.keep_sample"
    meal: str
    dish: str
    grams: int


class DiscardSample(Request, frozen=True):
    """Records that a sample was thrown away."""

    name: ClassVar[str] = "meals.discard_sample"
    day: str
    meal: str
    dish: str


class RecordCooking(Request, frozen=True):
    """Records what was cooked, wasted and really spent."""

    name: ClassVar[str] = "meals.record_cooking"
    meal: str
    cooked: int
    wasted: int
    cost_fen: int
