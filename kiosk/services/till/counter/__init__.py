"""What the till shows the attendant: the shift's panel, papers the search finds, the shift of the day."""

from typing import Final

from kiosk.services.till.counter.evenings import PANEL_EXAMPLES
from kiosk.services.till.counter.find import ITEM_EXAMPLES, days, find
from kiosk.services.till.counter.panel import panels
from kiosk.widgets.service import Tab

__all__ = [
    "ITEM_EXAMPLES",
    "PANEL_EXAMPLES",
    "TAB",
    "days",
    "find",
    "panels",
]

TAB: Final = Tab("cash-register", "till.tab", "help", aside=True)
