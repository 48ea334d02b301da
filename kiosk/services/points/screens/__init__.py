"""What points show workers: a tile on the home screen, card, goods, passbook."""

from typing import Final

from kiosk.services.points.screens import book, card, done, shelf
from kiosk.services.points.screens.tiles import TILE_EXAMPLES, scanned, tapped, tiles
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

EXAMPLES: Final = (*card.EXAMPLES, *shelf.EXAMPLES, *book.EXAMPLES, *done.EXAMPLES)
BOARD_EXAMPLES: Final[tuple[BoardExample, ...]] = ()


def board(shell: Shell) -> tuple[BoardPart, ...]:
    """Nobody is called for goods: they are taken at the counter at once."""
    del shell
    return ()
