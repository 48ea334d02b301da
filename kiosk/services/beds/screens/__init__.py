"""What beds show workers: a tile on the home screen, the way to a bed, arriving, the call screen."""

from typing import Final

from kiosk.services.beds.screens import choose, code, queue, ticket
from kiosk.services.beds.screens.board import BOARD_EXAMPLES, board
from kiosk.services.beds.screens.code import scanned
from kiosk.services.beds.screens.tiles import TILE_EXAMPLES, tapped, tiles

__all__ = [
    "BOARD_EXAMPLES",
    "EXAMPLES",
    "TILE_EXAMPLES",
    "board",
    "scanned",
    "tapped",
    "tiles",
]

EXAMPLES: Final = (*choose.EXAMPLES, *ticket.EXAMPLES, *queue.EXAMPLES, *code.EXAMPLES)
