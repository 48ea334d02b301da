"""What meals show: tiles on the home screen, the way to a number, the attendant's panel, the call screen."""

from typing import Final

from kiosk.services.meals.screens import card, order, queue
from kiosk.services.meals.screens.board import BOARD_EXAMPLES, board
from kiosk.services.meals.screens.counter import panels
from kiosk.services.meals.screens.find import ITEM_EXAMPLES, days, find
from kiosk.services.meals.screens.noons import PANEL_EXAMPLES
from kiosk.services.meals.screens.scanned import EXAMPLES as SCANNED
from kiosk.services.meals.screens.scanned import scanned
from kiosk.services.meals.screens.tiles import TILE_EXAMPLES, tapped, tiles
from kiosk.widgets.service import Tab

__all__ = [
    "BOARD_EXAMPLES",
    "EXAMPLES",
    "ITEM_EXAMPLES",
    "PANEL_EXAMPLES",
    "TAB",
    "TILE_EXAMPLES",
    "board",
    "days",
    "find",
    "panels",
    "scanned",
    "tapped",
    "tiles",
]

TAB: Final = Tab("bowl-chopsticks", "meals.tab", "meals")
EXAMPLES: Final = (*order.EXAMPLES, *queue.EXAMPLES, *card.EXAMPLES, *SCANNED)
