"""What meals show the attendant: the panel, what the search finds, the day."""

from typing import Final

from kiosk.services.meals.counter.find import ITEM_EXAMPLES, days, find
from kiosk.services.meals.counter.noons import PANEL_EXAMPLES
from kiosk.services.meals.counter.panel import panels
from kiosk.widgets.service import Tab

__all__ = [
    "ITEM_EXAMPLES",
    "PANEL_EXAMPLES",
    "TAB",
    "days",
    "find",
    "panels",
]

TAB: Final = Tab("bowl-chopsticks", "meals.tab", "meals")
