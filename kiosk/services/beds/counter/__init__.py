"""What beds show the attendant: the panel, what the search finds, the day."""

from typing import Final

from kiosk.services.beds.counter.find import ITEM_EXAMPLES, days, find
from kiosk.services.beds.counter.noons import PANEL_EXAMPLES
from kiosk.services.beds.counter.panel import panels
from kiosk.services.beds.screens.pictures import BED
from kiosk.widgets.service import Tab

__all__ = [
    "ITEM_EXAMPLES",
    "PANEL_EXAMPLES",
    "TAB",
    "days",
    "find",
    "panels",
]

TAB: Final = Tab(BED, "beds.tab", "beds")
