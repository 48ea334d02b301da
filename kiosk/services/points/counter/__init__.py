"""What points show the attendant: the panel, what the search finds."""

from typing import Final

from kiosk.services.points.counter.examples import PANEL_EXAMPLES
from kiosk.services.points.counter.find import ITEM_EXAMPLES, find
from kiosk.services.points.counter.panel import panels
from kiosk.widgets.item import Item
from kiosk.widgets.service import Tab
from kiosk.widgets.shell import Shell

__all__ = [
    "ITEM_EXAMPLES",
    "PANEL_EXAMPLES",
    "TAB",
    "days",
    "find",
    "panels",
]

TAB: Final = Tab("gift", "points.tab", "points")


def days(shell: Shell) -> tuple[Item, ...]:
    """Points have no day to open."""
    del shell
    return ()
