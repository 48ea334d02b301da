"""Example states of the attendant's panel."""

from functools import partial
from typing import Final

from kiosk.services.tools.counter.panel import ToolsPanel, ToolsView
from kiosk.services.tools.readings.views import Matters
from kiosk.services.tools.screens.samples import FAULT, KINDS, loan, seen, unit
from kiosk.widgets.panel import Panel
from kiosk.widgets.service import PanelExample
from kiosk.widgets.shell import Shell

_CALLED: Final = "2024-03-02T09:12:00.000+08:00"
_MATTERS: Final = Matters(
    kept=(seen(loan("held", 7)), seen(loan("prepared", 8, of="generator", consent="needed"), 1)),
    waits=(seen(loan("asked", 3, faults=(FAULT,), deduct_fen=1500)), seen(loan("agreed", 4, of="scaffold"), 2)),
    out=(
        seen(loan("out", 1, of="toolbox", person="p1"), 3, overdue=True),
        seen(loan("out", 2, person="p1", called_at=_CALLED, reached="no"), overdue=True),
        *(seen(loan("out", number, person="p1")) for number in range(9, 16)),
    ),
)
_UNITS: Final = (
    unit(kept=_MATTERS.kept[:1], counted="no"),
    unit("out", 2, has=_MATTERS.out[1], counted="no"),
    unit("repair", 3, counted="yes"),
    unit("shelf", 4, uninspected=True, counted="no"),
    unit("overdue", 1, 3, has=_MATTERS.out[0], counted="no"),
    *(unit("shelf", number, 3, counted="no") for number in range(2, 9)),
)
_NOON: Final = ToolsView(_MATTERS, _UNITS, KINDS, counting=True, next_year="2025-03-01")
_QUIET: Final = ToolsView(Matters(), (), KINDS, next_year="2025-03-01")


def _panel(
    shell: Shell, view: ToolsView = _NOON, mode: str = "open", picked: str = "", opens: int = -1
) -> tuple[Panel, ...]:
    return (ToolsPanel(shell, view, mode, picked, opens),)


def _coming(shell: Shell) -> tuple[Panel, ...]:
    panel = ToolsPanel(shell, _QUIET, "new")
    if not shell.reads:
        panel.come(KINDS[1])
    return (panel,)


_PANELS: Final = (
    ("open", partial(_panel)),
    ("quiet", partial(_panel, view=_QUIET)),
    ("units", partial(_panel, mode="units")),
    ("count", partial(_panel, mode="count")),
    ("count-begin", partial(_panel, view=_QUIET, mode="count")),
    ("late", partial(_panel, mode="late")),
    ("new", partial(_panel, mode="new")),
    ("new-one", _coming),
    ("picked", partial(_panel, picked="l1")),
    ("hand-out", partial(_panel, picked="l7", opens=0)),
    ("look-over", partial(_panel, picked="l1", opens=0)),
    ("give-back", partial(_panel, picked="l4", opens=0)),
)
PANEL_EXAMPLES: Final = tuple(PanelExample(name, panels) for name, panels in _PANELS)
