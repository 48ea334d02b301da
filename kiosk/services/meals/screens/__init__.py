"""What meals show workers: tiles on the home screen, the way to a number, the call screen."""

from typing import Final

from kiosk.services.meals.screens import card, order, queue
from kiosk.services.meals.screens.board import BOARD_EXAMPLES, board
from kiosk.services.meals.screens.scanned import EXAMPLES as SCANNED
from kiosk.services.meals.screens.scanned import scanned
from kiosk.services.meals.screens.tiles import TILE_EXAMPLES, tapped, tiles

__all__ = [
    "BOARD_EXAMPLES",
    "EXAMPLES",
    "TILE_EXAMPLES",
    "board",
    "scanned",
    "tapped",
    "tiles",
]

EXAMPLES: Final = (*order.EXAMPLES, *queue.EXAMPLES, *card.EXAMPLES, *SCANNED)
