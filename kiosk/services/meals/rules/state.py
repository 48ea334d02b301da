"""What the rules need to know, and nothing more."""

from typing import Final, Literal

import msgspec

from kiosk.base.clock import Now
from kiosk.base.plain import LONGEST, plain
from kiosk.base.request import Refused, Scene
from kiosk.services.meals.settings import Meal, Settings

TicketState = Literal[
    "ordered", "waiting", "called", "recalled", "missed", "served", "not_collected", "refunded", "expired"
]
# Paid, and not handed out. Called once, a number is taken to come; called again or doubted, it is served by hand.
UNSERVED: Final = ("waiting", "called", "recalled", "missed")
CALLED: Final = ("called", "recalled", "missed")


class MealDay(msgspec.Struct, frozen=True):
    """One meal on one business date: `taken` portions have a number, `offered` ones are kept for the queue.

    `numbers` and `places` are how many were given, `skipped` how many were left out as another epoch began that day;
    `waiting` counts paid numbers not yet called, `calling` tells that serving began.
    """

    day: str
    meal: str
    open: bool
    portions: int = 0
    taken: int = 0
    offered: int = 0
    numbers: int = 0
    places: int = 0
    queue: int = 0
    waiting: int = 0
    calling: bool = False
    skipped: int = 0

    @property
    def next_number(self) -> int:
        """The number that is given next."""
        return self.numbers + self.skipped + 1

    @property
    def next_place(self) -> int:
        """The place in the queue that is given next."""
        return self.places + self.skipped + 1

    @property
    def left(self) -> int:
        """Portions that anybody may still have."""
        return self.portions - self.taken - self.offered


class Ticket(msgspec.Struct, frozen=True):
    """One number. Prices are 0 until it is paid for."""

    number: int
    qty: int
    state: TicketState
    sale: str
    member: str = ""
    price_fen: int = 0
    cost_fen: int = 0


class Place(msgspec.Struct, frozen=True):
    """A place in the queue: waiting, offered, or ended."""

    place: int
    state: str


class DayState(msgspec.Struct, frozen=True):
    """For opening and closing: the open day (maybe a forgotten one), what is unfinished, whether today is used up."""

    open: MealDay | None
    unfinished: tuple[Ticket, ...] = ()
    places: tuple[Place, ...] = ()
    closed_today: bool = False


class OrderState(msgspec.Struct, frozen=True):
    """For an order: the open day, how many meals the member has today, and the place whose offer is taken up."""

    day: MealDay | None
    closed_today: bool = False
    member_has: int = 0
    place: Place | None = None


class TicketStateNow(msgspec.Struct, frozen=True):
    """For all about one number: the open day, the number asked for or found, how many meals its member has."""

    day: MealDay | None
    ticket: Ticket | None = None
    member_has: int = 0


class CallState(msgspec.Struct, frozen=True):
    """For a call: the open day, whom it is about in order, and who was called before and is taken as served."""

    day: MealDay | None
    tickets: tuple[Ticket, ...] = ()
    before: tuple[Ticket, ...] = ()


class SampleState(msgspec.Struct, frozen=True):
    """For samples and the kitchen: the business date meant, when the sample in the fridge was kept (empty: none).

    `opened` tells whether the meal was opened on that date.
    """

    day: str
    kept_at: str = ""
    opened: bool = False


def not_open(meal_id: str, scene: Scene[Settings], *, closed: bool = False) -> Refused:
    """Why nothing can be had of a meal that has no open day: not served here, closed for today, or not open yet."""
    meal = scene.settings.meal(meal_id)
    if meal is None:
        return Refused("meals.no_such_meal", {"meal": meal_id})
    later = scene.days.resumes(scene.now.date)
    if closed and later:
        return Refused(
            "meals.closed_until", {"meal": meal_id, "opens": meal.sale[0], "month": later.month, "day": later.day}
        )
    return Refused("meals.closed" if closed else "meals.not_open", {"meal": meal_id, "opens": meal.sale[0]})


def check_day(scene: Scene[Settings]) -> None:
    """Raises Refused on a day on which the station is closed (放假)."""
    if scene.days.open_on(scene.now.date):
        return
    later = scene.days.next_open(scene.now.date)
    if later is None:
        raise Refused("house.closed_for_long", {})
    raise Refused("house.day_off", {"month": later.month, "day": later.day})


def written(text: str) -> str:
    """Free text as it may enter the record, without the spaces around it.

    Raises Refused for hidden characters, and for more letters than a reason needs.
    """
    stripped = text.strip()
    if len(stripped) > LONGEST:
        raise Refused("meals.text_too_long", {"most": LONGEST})
    if not plain(stripped):
        raise Refused("meals.bad_text", {})
    return stripped


def in_window(meal: Meal, now: Now) -> bool:
    """Whether the meal is sold at this time of day."""
    opens, ends = meal.sale
    return opens <= now.minute < ends


def check_window(meal: Meal, scene: Scene[Settings]) -> None:
    """Raises Refused before the sale window, and after it."""
    opens, ends = meal.sale
    if scene.now.minute < opens:
        raise Refused("meals.too_early", {"meal": meal.id, "opens": opens})
    if scene.now.minute >= ends:
        later = scene.days.resumes(scene.now.date)
        if later:
            raise Refused(
                "meals.too_late_until", {"meal": meal.id, "ends": ends, "month": later.month, "day": later.day}
            )
        raise Refused("meals.too_late", {"meal": meal.id, "ends": ends})
