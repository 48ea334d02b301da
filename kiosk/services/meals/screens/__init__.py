"""What meals show: tiles on the home screen, the way to a number, the attendant's panel, the call screen."""

from typing import Final

from kiosk.services.meals.screens import order, queue
from kiosk.services.meals.screens.board import BOARD_EXAMPLES, board
from kiosk.services.meals.screens.counter import panels
from kiosk.services.meals.screens.noons import PANEL_EXAMPLES
from kiosk.services.meals.screens.tiles import TILE_EXAMPLES, tapped, tiles

__all__ = ["BOARD_EXAMPLES", "EXAMPLES", "PANEL_EXAMPLES", "TILE_EXAMPLES", "board", "panels", "tapped", "tiles"]

EXAMPLES: Final = (*order.EXAMPLES, *queue.EXAMPLES)
