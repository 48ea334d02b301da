"""Which meals a station serves, when, how many, for how much."""

import re
from datetime import date
from typing import Final, Literal

import msgspec

MealId = Literal["breakfast", "lunch", "supper"]
_MINUTE: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """What a portion costs the worker, and its approved cost (核定成本), from a date on; both in fen."""

    from_: str
    price_fen: int
    cost_fen: int

    def __post_init__(self) -> None:
        if not _is_date(self.from_):
            raise ValueError('`from` as a date, "2024-03-01"')
        if not 0 <= self.price_fen <= 100_000 or not self.price_fen <= self.cost_fen <= 100_000:
            raise ValueError("0 <= price_fen <= cost_fen <= 100000")


def _is_date(text: str) -> bool:
    """Whether the text is a date in the one form that sorts."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Meal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of meal: planned portions, the sale window, when serving begins, prices by date (oldest first)."""

    id: MealId
    portions: int
    sale: tuple[str, str]
    serving_from: str
    prices: tuple[Price, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.portions <= 2000:
            raise ValueError("portions from 1 to 2000")
        if not all(_MINUTE.fullmatch(minute) for minute in (*self.sale, self.serving_from)):
            raise ValueError('times as "11:30"')
        if not self.sale[0] <= self.serving_from < self.sale[1]:
            raise ValueError("sale opens, then serving begins, then sale ends")
        starts = [price.from_ for price in self.prices]
        if not starts or starts != sorted(set(starts)):
            raise ValueError("at least one price, dates rising")

    def price_on(self, day: str) -> Price | None:
        """The price in force on a day, or None before the first."""
        return next((price for price in reversed(self.prices) if price.from_ <= day), None)


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[services.meals]`: the kinds of meal, and the rules they share.

    A number is held `hold_s` for payment, a portion `offer_s` for those who queue; `most_qty` portions an order at the
    most; `one_a_day` gives one person one meal a day, by member card.
    """

    meals: tuple[Meal, ...] = ()
    hold_s: int = 180
    offer_s: int = 300
    most_qty: int = 4
    one_a_day: bool = False

    def __post_init__(self) -> None:
        ids = [meal.id for meal in self.meals]
        if len(ids) != len(set(ids)):
            raise ValueError("each meal once")
        if not 30 <= self.hold_s <= 1800 or not 30 <= self.offer_s <= 3600:
            raise ValueError("hold_s from 30 to 1800, offer_s from 30 to 3600 seconds")
        if not 1 <= self.most_qty <= 50:
            raise ValueError("most_qty from 1 to 50")

    def meal(self, meal_id: str) -> Meal | None:
        """A kind of meal by its id, or None where the station does not serve it."""
        return next((meal for meal in self.meals if meal.id == meal_id), None)
