"""Example states of the attendant's panel: before opening, at noon, full, closed, with a number picked."""

from typing import Final

from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings.places import PlaceRow
from kiosk.services.meals.readings.views import Offer, TicketRow
from kiosk.services.meals.screens.counter import MealPanel, MealView
from kiosk.widgets.service import PanelExample


def _row(number: int, state: str) -> TicketRow:
    return TicketRow("lunch", number, 1, state, f"s{number}", 500, "", "" if state == "ordered" else f"1-{number}-0")


def _offer(state: str, left: int, waiting: int, meal: str = "lunch", queue: int = 0) -> Offer:
    return Offer(meal, state, 500, left, waiting, queue, "10:30", "11:30", "13:30")


_TICKETS: Final = (
    *(_row(number, "served") for number in range(1, 6)),
    _row(6, "called"),
    _row(7, "called"),
    *(_row(number, "waiting") for number in range(8, 15)),
    _row(15, "ordered"),
)
_NOON: Final = MealView(_offer("on_sale", 12, 7), _TICKETS, (), Figures(30, 15, 0, 14, 5, 0, 0, 0, 7000, 2000), 30)
_FULL: Final = MealView(
    _offer("sold_out", 0, 40, queue=3),
    tuple(_row(number, "called" if number < 5 else "waiting") for number in range(1, 61)),
    (PlaceRow(1, "offered"), PlaceRow(2, "waiting"), PlaceRow(3, "waiting")),
    Figures(60, 60, 0, 60, 0, 0, 0, 3, 30000, 0),
    30,
)
_MORNING: Final = MealView(_offer("not_open", 0, 0), planned=30)
_EVENING: Final = MealView(
    _offer("closed", 0, 0), figures=Figures(30, 30, 1, 29, 28, 1, 0, 0, 14500, 11200), planned=30
)
_WITHDRAWN: Final = MealView(
    Offer("lunch", "withdrawn", 0, 12, 7, 0, "", "", ""),
    _TICKETS[:-1],
    (),
    Figures(30, 15, 1, 14, 5, 0, 0, 0, 7000, 2000),
)
_THREE: Final = (MealView(_offer("closed", 0, 0, "breakfast")), _NOON, MealView(_offer("not_open", 0, 0, "supper")))

PANEL_EXAMPLES: Final = (
    PanelExample("noon", lambda shell: (MealPanel(shell, (_NOON,)),)),
    PanelExample("full", lambda shell: (MealPanel(shell, (_FULL,)),)),
    PanelExample("not-open", lambda shell: (MealPanel(shell, (_MORNING,)),)),
    PanelExample("closed", lambda shell: (MealPanel(shell, (_EVENING,)),)),
    PanelExample("waiting-picked", lambda shell: (MealPanel(shell, (_NOON,), picked=9),)),
    PanelExample("served-picked", lambda shell: (MealPanel(shell, (_NOON,), picked=2),)),
    PanelExample("refund", lambda shell: (MealPanel(shell, (_NOON,), picked=9, mode="refund"),)),
    PanelExample("close", lambda shell: (MealPanel(shell, (_NOON,), mode="close"),)),
    PanelExample("withdrawn", lambda shell: (MealPanel(shell, (_WITHDRAWN,)),)),
    PanelExample("three-meals", lambda shell: (MealPanel(shell, _THREE),)),
)
