"""What can happen to meals. `day` is the business date (the date on which the meal was opened), `number` the 号."""

from typing import ClassVar

from kiosk.base.clock import Deadline
from kiosk.base.event import Fact


class DayOpened(Fact, frozen=True):
    """A meal is open for the day, with so many portions planned."""

    kind: ClassVar[str] = "meals.day_opened"
    day: str
    meal: str
    portions: int


class PortionsAdded(Fact, frozen=True):
    """加量: more portions; negative where some are taken away, with a reason."""

    kind: ClassVar[str] = "meals.portions_added"
    day: str
    meal: str
    qty: int
    reason: str = ""


class DayClosed(Fact, frozen=True):
    """A meal is over; every number given is accounted for: served, not collected, refunded or expired."""

    kind: ClassVar[str] = "meals.day_closed"
    day: str
    meal: str
    portions: int
    numbers: int
    served: int
    not_collected: int


class Ordered(Fact, frozen=True):
    """A number was given, its portions held until the money is in; `wait` is the place in the queue it came from."""

    kind: ClassVar[str] = "meals.ordered"
    day: str
    meal: str
    number: int
    qty: int
    sale: str
    until: Deadline
    member: str = ""
    wait: int = 0
    override: str = ""


class OrderExpired(Fact, frozen=True):
    """A number was let go of unpaid: it leaves a gap that this explains; `why` is expired or cancelled."""

    kind: ClassVar[str] = "meals.order_expired"
    day: str
    meal: str
    number: int
    qty: int
    why: str


class TicketIssued(Fact, frozen=True):
    """A number is paid for. Price and approved cost a portion stand here, for ever."""

    kind: ClassVar[str] = "meals.ticket_issued"
    day: str
    meal: str
    number: int
    qty: int
    sale: str
    ticket: str
    price_fen: int
    cost_fen: int


class Called(Fact, frozen=True):
    """叫号, or once more (过号重叫)."""

    kind: ClassVar[str] = "meals.called"
    day: str
    meal: str
    number: int
    again: bool = False


class CallTakenBack(Fact, frozen=True):
    """A call that was tapped by mistake: the number waits again."""

    kind: ClassVar[str] = "meals.call_taken_back"
    day: str
    meal: str
    number: int


class Missed(Fact, frozen=True):
    """过号: called, and nobody came."""

    kind: ClassVar[str] = "meals.missed"
    day: str
    meal: str
    number: int


class Served(Fact, frozen=True):
    """The meal was handed out: now it is income, and the subsidy is due."""

    kind: ClassVar[str] = "meals.served"
    day: str
    meal: str
    number: int
    qty: int
    price_fen: int
    cost_fen: int


class ServingTakenBack(Fact, frozen=True):
    """A serving that was tapped by mistake."""

    kind: ClassVar[str] = "meals.serving_taken_back"
    day: str
    meal: str
    number: int
    qty: int
    price_fen: int
    cost_fen: int


class NotCollected(Fact, frozen=True):
    """Paid, and nobody came before closing."""

    kind: ClassVar[str] = "meals.not_collected"
    day: str
    meal: str
    number: int
    qty: int


class TicketRefunded(Fact, frozen=True):
    """A paid number was given back before it was served."""

    kind: ClassVar[str] = "meals.ticket_refunded"
    day: str
    meal: str
    number: int
    qty: int
    price_fen: int
    reason: str


class WaitJoined(Fact, frozen=True):
    """Somebody queues for extra portions (等加饭)."""

    kind: ClassVar[str] = "meals.wait_joined"
    day: str
    meal: str
    place: int


class WaitOffered(Fact, frozen=True):
    """A portion is kept for somebody in the queue until then."""

    kind: ClassVar[str] = "meals.wait_offered"
    day: str
    meal: str
    place: int
    until: Deadline


class WaitLeft(Fact, frozen=True):
    """A place in the queue ended without a meal; `why` is left, lapsed or closed."""

    kind: ClassVar[str] = "meals.wait_left"
    day: str
    meal: str
    place: int
    why: str


class MenuSet(Fact, frozen=True):
    """What is cooked today."""

    kind: ClassVar[str] = "meals.menu_set"
    day: str
    meal: str
    dishes: tuple[str, ...]


class SampleKept(Fact, frozen=True):
    """留样: a sample of a dish is in the fridge."""

    kind: ClassVar[str] = "meals.sample_kept"
    day: str
    meal: str
    dish: str
    grams: int


class SampleDiscarded(Fact, frozen=True):
    """A retained sample was thrown away after its time."""

    kind: ClassVar[str] = "meals.sample_discarded"
    day: str
    meal: str
    dish: str


class CookingRecorded(Fact, frozen=True):
    """What the kitchen says of the day: portions cooked and wasted, and what they really cost in all."""

    kind: ClassVar[str] = "meals.cooking_recorded"
    day: str
    meal: str
    cooked: int
    wasted: int
    cost_fen: int


FACTS = (
    DayOpened,
    PortionsAdded,
    DayClosed,
    Ordered,
    OrderExpired,
    TicketIssued,
    Called,
    CallTakenBack,
    Missed,
    Served,
    ServingTakenBack,
    NotCollected,
    TicketRefunded,
    WaitJoined,
    WaitOffered,
    WaitLeft,
    MenuSet,
    SampleKept,
    SampleDiscarded,
    CookingRecorded,
)
