"""Example states of the shift's panel: before opening, open, forgotten, each thing that takes more than one tap."""

from collections.abc import Callable
from functools import partial
from typing import Final

import msgspec

from kiosk.base.inspection import Figure, Section
from kiosk.services.till.counter.find import PENDING, RETURNED, SHIFT
from kiosk.services.till.counter.moves import Reading
from kiosk.services.till.counter.panel import ShiftPanel
from kiosk.services.till.counter.view import Done, Looked, ShiftView
from kiosk.services.till.readings.machine import AlarmRow
from kiosk.services.till.requests import Hint, ShiftCounted
from kiosk.services.till.rules.change import HopperNow
from kiosk.widgets.panel import Panel
from kiosk.widgets.service import PanelExample
from kiosk.widgets.shell import Shell

_OPEN: Final = ShiftView(SHIFT, "李*", voucher_fen=500)
_SHORT: Final = ShiftCounted(
    counted_fen=12_300,
    expected_fen=13_500,
    large=True,
    hints=(
        Hint("moved_wrong_way", fen=600),
        Hint("note_mistaken", fen=1000, note_fen=2000),
        Hint("tapped_unpaid", times=6, fen=200),
    ),
)
_X: Final = (
    Section(
        "till.z.cash",
        (
            Figure("till.z.opening", "200.00"),
            Figure("till.account.owed_meals", "+145.00"),
            Figure("till.account.owed_refunds", "-5.00"),
            Figure("till.account.cash_bank", "-100.00"),
            Figure("till.z.expected", "240.00"),
        ),
        {"shift": 3},
    ),
    Section(
        "till.z.held", (Figure("till.account.owed_meals", "15.00"), Figure("till.account.owed_deposits", "600.00"))
    ),
    Section("till.z.numbers", (Figure("till.z.sales", "29"), Figure("till.z.drawer_opened", "1"))),
    Section(
        "meals.inspect.lunch",
        (Figure("meals.inspect.sold", "29"), Figure("meals.inspect.served", "26")),
        {"day": "2024-03-01"},
    ),
)


def _panel(
    shell: Shell, view: ShiftView = _OPEN, then: Callable[[ShiftPanel], None] = lambda _: None
) -> tuple[Panel, ...]:
    panel = ShiftPanel(shell, view)
    then(panel)
    return (panel,)


def _typed(panel: ShiftPanel, marks: str, way: Callable[[ShiftPanel], None]) -> None:
    way(panel)
    for mark in marks:
        panel.key("enter" if mark == "/" else mark)


def _x(panel: ShiftPanel) -> None:
    panel.turn(Reading(panel.shell, panel.shell.say("till.slip_x", shift=3), _X, lambda: None))


def _look(panel: ShiftPanel) -> None:
    at = "2024-03-01T11:32:00.000+08:00"
    done = (
        Done("in", at, "李*", 20_000, "float"),
        Done("drawer", at, "李*", 0, "change_note"),
        Done("banked", at, "李*", 10_000, "bank"),
        Done("undone", at, "李*", 10_000),
        Done("recounted", at, "李*", 20_000),
    )
    papers = (Figure("till.inspect.voucher", "45.00", {"count": 9}),)
    panel.show_look(Looked(3, _X, done, papers, (PENDING,)))


_HOPPERS: Final = (HopperNow(3, 100, 40), HopperNow(4, 50, 12))
_MACHINE: Final = ShiftView(
    SHIFT,
    "李*",
    voucher_fen=500,
    hoppers=_HOPPERS,
    machine=True,
    alarms=(
        AlarmRow("a1", "coins", "restarted", ""),
        AlarmRow("a2", "hopper:3", "unknown", ""),
    ),
)
_MISTAKEN: Final = msgspec.structs.replace(_OPEN, recounts=True, undo_fen=20_000)
_PANELS: Final = (
    ("no-shift", partial(_panel, view=ShiftView())),
    ("open", partial(_panel)),
    ("pending", partial(_panel, view=ShiftView(SHIFT, "李*", (PENDING,), forgotten=True))),
    ("returned", partial(_panel, view=ShiftView(SHIFT, "李*", (RETURNED,)))),
    ("phoned", partial(_panel, then=partial(_typed, marks="12345", way=lambda panel: panel.phoned(PENDING)))),
    ("counting", partial(_panel, then=partial(_typed, marks="1/2/3", way=ShiftPanel.count))),
    ("counted", partial(_panel, then=partial(_typed, marks="1/2/3/1/5/12/8/30/", way=ShiftPanel.count))),
    ("short", partial(_panel, then=lambda panel: panel.compare(_SHORT))),
    ("short-why", partial(_panel, then=partial(_typed, marks="1", way=lambda panel: panel.compare(_SHORT)))),
    (
        "even",
        partial(
            _panel,
            then=lambda panel: panel.compare(
                msgspec.structs.replace(_SHORT, counted_fen=13_500, large=False, hints=())
            ),
        ),
    ),
    ("move", partial(_panel, then=partial(_typed, marks="200", way=lambda panel: panel.move("out")))),
    ("move-why", partial(_panel, then=partial(_typed, marks="200/", way=lambda panel: panel.move("out")))),
    ("drawer", partial(_panel, then=ShiftPanel.drawer)),
    ("sell", partial(_panel, then=ShiftPanel.sell)),
    ("sell-many", partial(_panel, then=partial(_typed, marks="530", way=ShiftPanel.sell))),
    ("sell-change", partial(_panel, then=partial(_typed, marks="3100", way=ShiftPanel.sell))),
    ("sell-short", partial(_panel, then=partial(_typed, marks="320", way=ShiftPanel.sell))),
    ("alarms", partial(_panel, view=_MACHINE)),
    ("machine", partial(_panel, view=_MACHINE, then=ShiftPanel.machine)),
    (
        "hopper",
        partial(
            _panel,
            view=_MACHINE,
            then=partial(_typed, marks="40", way=lambda panel: panel.coins("fill", _HOPPERS[0])),
        ),
    ),
    ("mistaken", partial(_panel, view=_MISTAKEN)),
    ("recount", partial(_panel, view=_MISTAKEN, then=ShiftPanel.recount)),
    ("look", partial(_panel, then=_look)),
    ("x", partial(_panel, then=_x)),
)
PANEL_EXAMPLES: Final = tuple(PanelExample(name, panels) for name, panels in _PANELS)
