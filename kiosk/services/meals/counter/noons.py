"""Example states of the attendant's panel: before opening, at noon, full, closed, with a number picked, each mode."""

from functools import partial
from typing import Final

import msgspec

from kiosk.base.request import Request
from kiosk.services.meals.counter.asks import Undo
from kiosk.services.meals.counter.panel import MealPanel
from kiosk.services.meals.counter.view import MealView
from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings.kitchen import Cooking, Sample
from kiosk.services.meals.readings.places import PlaceRow
from kiosk.services.meals.readings.views import Offer, TicketRow
from kiosk.widgets.panel import Panel
from kiosk.widgets.service import PanelExample
from kiosk.widgets.shell import Shell


def _row(number: int, state: str) -> TicketRow:
    return TicketRow("lunch", number, 1, state, f"s{number}", 500, "", "" if state == "ordered" else f"1-{number}-0")


def _offer(state: str, left: int, waiting: int, meal: str = "lunch", queue: int = 0) -> Offer:
    return Offer(meal, state, 500, left, waiting, queue, "10:30", "11:30", "13:30")


_DISHES: Final = ("红烧肉", "土豆丝", "拌黄瓜", "米饭", "馒头", "小米汤")
_SAMPLES: Final = (
    Sample("2024-02-28", "lunch", "鱼香肉丝", 125, "2024-02-28T11:21:00.000+08:00", "李*", 0),
    Sample("2024-02-29", "lunch", "回锅肉", 150, "2024-02-29T11:25:00.000+08:00", "李*", 24),
    Sample("2024-03-01", "lunch", "土豆丝", 125, "2024-03-01T11:22:00.000+08:00", "李*", 48),
)
_TICKETS: Final = (
    *(_row(number, "served") for number in range(1, 5)),
    _row(3, "missed"),
    _row(5, "recalled"),
    _row(6, "called"),
    _row(7, "called"),
    *(_row(number, "waiting") for number in range(8, 15)),
    _row(15, "ordered"),
)
_NOON: Final = MealView(
    _offer("on_sale", 12, 7),
    _TICKETS,
    (),
    Figures(30, 15, 0, 14, 4, 0, 0, 0, 7000, 1600),
    30,
    _DISHES,
    _SAMPLES,
    Cooking(32, 0, 26600),
)
_FULL: Final = MealView(
    _offer("sold_out", 0, 40, queue=3),
    tuple(_row(number, "called" if number < 12 else "waiting") for number in range(1, 61)),
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


def _panel(
    shell: Shell, views: tuple[MealView, ...] = (_NOON,), picked: int = 0, mode: str = "", typed: str = ""
) -> tuple[Panel, ...]:
    panel = MealPanel(shell, views, picked, mode, lambda _: ("红烧肉", "鱼香肉丝", "回锅肉", "酸辣土豆丝"))
    for mark in typed:
        panel.key("enter" if mark == "/" else mark)
    return (panel,)


def _long(shell: Shell) -> tuple[Panel, ...]:
    """Numbers that become three digits long, and the last call to be taken back."""
    tickets = (_row(97, "called"), *(_row(number, "waiting") for number in range(98, 105)))
    panel = MealPanel(shell, (msgspec.structs.replace(_NOON, tickets=tickets),))
    panel.asks.last = Undo("97", _not_undone, "")
    panel.turn("")
    return (panel,)


def _not_undone(request_id: str) -> Request:
    raise AssertionError(f"an example undoes nothing: {request_id}")


def _card(shell: Shell) -> tuple[Panel, ...]:
    panel = MealPanel(shell, (_NOON,))
    panel.ask_card(500)
    return (panel,)


_PANELS: Final = (
    ("noon", partial(_panel)),
    ("card", _card),
    ("long-numbers", _long),
    ("full", partial(_panel, views=(_FULL,))),
    ("not-open", partial(_panel, views=(_MORNING,))),
    ("closed", partial(_panel, views=(_EVENING,))),
    ("waiting-picked", partial(_panel, picked=9)),
    ("called-picked", partial(_panel, picked=6)),
    ("served-picked", partial(_panel, picked=2)),
    ("place-picked", partial(_panel, views=(_FULL,), picked=-2)),
    ("refund", partial(_panel, picked=9, mode="refund")),
    ("range", partial(_panel, mode="range", typed="8/12")),
    ("portions", partial(_panel, mode="portions")),
    ("menu", partial(_panel, mode="menu")),
    ("samples", partial(_panel, mode="samples")),
    ("cook", partial(_panel, mode="cook")),
    ("close", partial(_panel, mode="close")),
    ("withdrawn", partial(_panel, views=(_WITHDRAWN,))),
    ("three-meals", partial(_panel, views=_THREE)),
)
PANEL_EXAMPLES: Final = tuple(PanelExample(name, panels) for name, panels in _PANELS)
