"""What beds show: a tile on the home screen, the way to a bed, arriving, the attendant's panel, the call screen."""

from typing import Final

from kiosk.services.beds.screens import choose, code, queue, ticket
from kiosk.services.beds.screens.board import BOARD_EXAMPLES, board
from kiosk.services.beds.screens.code import scanned
from kiosk.services.beds.screens.counter import panels
from kiosk.services.beds.screens.find import ITEM_EXAMPLES, days, find
from kiosk.services.beds.screens.noons import PANEL_EXAMPLES
from kiosk.services.beds.screens.pictures import BED
from kiosk.services.beds.screens.tiles import TILE_EXAMPLES, tapped, tiles
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

TAB: Final = Tab(BED, "beds.tab", "beds")
EXAMPLES: Final = (*choose.EXAMPLES, *ticket.EXAMPLES, *queue.EXAMPLES, *code.EXAMPLES)
