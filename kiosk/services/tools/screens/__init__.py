"""What tools show workers: tiles on the home screen, the ways out and back."""

from typing import Final

from kiosk.services.tools.screens import back, out
from kiosk.services.tools.screens.back import scanned
from kiosk.services.tools.screens.tiles import TILE_EXAMPLES, tapped, tiles
from kiosk.widgets.service import BoardExample, BoardPart
from kiosk.widgets.shell import Shell

__all__ = [
    "BOARD_EXAMPLES",
    "EXAMPLES",
    "TILE_EXAMPLES",
    "board",
    "scanned",
    "tapped",
    "tiles",
]

EXAMPLES: Final = (*out.EXAMPLES, *back.EXAMPLES)
BOARD_EXAMPLES: Final[tuple[BoardExample, ...]] = ()


def board(shell: Shell) -> tuple[BoardPart, ...]:
    """Nobody is called for tools: numbers are taken up at the counter at once."""
    del shell
    return ()
