"""A meal as the counter sees it."""

from typing import Any, Final

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings.kitchen import Cooking, Sample, cooking, samples
from kiosk.services.meals.readings.load import open_day
from kiosk.services.meals.readings.places import PlaceRow, places
from kiosk.services.meals.readings.views import Offer, TicketRow, figures, menu, offers, tickets
from kiosk.services.meals.settings import Settings

SHUT: Final = frozenset({"not_open", "closed", "day_off"})
WITHDRAWN: Final = "withdrawn"


class MealView(msgspec.Struct, frozen=True):
    """One meal: how it stands, its numbers and queue, what the day came to, what is planned, what the kitchen wrote."""

    offer: Offer
    tickets: tuple[TicketRow, ...] = ()
    queue: tuple[PlaceRow, ...] = ()
    figures: Figures = Figures()
    planned: int = 0
    dishes: tuple[str, ...] = ()
    samples: tuple[Sample, ...] = ()
    cooking: Cooking | None = None

    @property
    def shut(self) -> bool:
        """Whether nothing is open."""
        return self.offer.state in SHUT

    @property
    def waiting(self) -> tuple[int, ...]:
        """Numbers that wait to be called, in order."""
        return tuple(ticket.number for ticket in self.tickets if ticket.state == "waiting")

    @property
    def called(self) -> tuple[TicketRow, ...]:
        """Who has been called and is to come, in order of their numbers; without those who were passed over."""
        return tuple(ticket for ticket in self.tickets if ticket.state in {"called", "recalled"})

    @property
    def missed(self) -> tuple[TicketRow, ...]:
        """Who was called and has not come (过号)."""
        return tuple(ticket for ticket in self.tickets if ticket.state == "missed")

    @property
    def seen_called(self) -> tuple[int, ...]:
        """Those called once: the next call takes them as served."""
        return tuple(ticket.number for ticket in self.tickets if ticket.state == "called")


def read(store: Store, scene: Scene[Settings]) -> tuple[MealView, ...]:
    """Every meal of the settings, or still open, as the counter sees it."""
    today = figures(store, scene.now.date, scene.now.date)
    planned: dict[str, int] = {meal.id: meal.portions for meal in scene.settings.meals}
    return tuple(
        MealView(
            offer,
            tickets(store, scene, offer.meal),
            places(store, scene, offer.meal),
            _figures(store, scene, offer.meal, today),
            planned.get(offer.meal, 0),
            menu(store, scene, offer.meal),
            samples(store, scene, offer.meal),
            cooking(store, scene, offer.meal),
        )
        for offer in offers(store, scene)
    )


def _figures(store: Store, scene: Scene[Any], meal: str, today: dict[tuple[str, str], Figures]) -> Figures:
    """Of the day that is open, which may be a forgotten one; else of today."""
    day = open_day(store, meal)
    if day is None or day.day == scene.now.date:
        return today.get((scene.now.date, meal), Figures())
    return figures(store, day.day, day.day).get((day.day, meal), Figures())


def first(views: tuple[MealView, ...]) -> str:
    """The meal that is shown first: one that is open."""
    return next((view.offer.meal for view in views if not view.shut), views[0].offer.meal)


def span(numbers: tuple[int, ...]) -> str:
    """Numbers in a few figures: 8, or 8–12 for a group."""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}–{numbers[-1]}"
