"""What tools show the attendant: the panel, what it opens (hand-over, looking over, paying), what the search finds."""

from typing import Final

from kiosk.services.tools.counter.examples import PANEL_EXAMPLES
from kiosk.services.tools.counter.find import ITEM_EXAMPLES, find
from kiosk.services.tools.counter.panel import panels
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

TAB: Final = Tab("tools", "tools.tab", "tools")


def days(shell: Shell) -> tuple[Item, ...]:
    """Tools have no day to open."""
    del shell
    return ()
