"""What points show: a tile on the home screen, card, goods, passbook, the attendant's panel."""

from typing import Final

from kiosk.services.points.screens import book, card, done, shelf
from kiosk.services.points.screens.counter.examples import PANEL_EXAMPLES
from kiosk.services.points.screens.counter.panel import panels
from kiosk.services.points.screens.find import ITEM_EXAMPLES, find
from kiosk.services.points.screens.tiles import TILE_EXAMPLES, scanned, tapped, tiles
from kiosk.widgets.item import Item
from kiosk.widgets.service import BoardExample, BoardPart, Tab
from kiosk.widgets.shell import Shell

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

TAB: Final = Tab("gift", "points.tab", "points")
EXAMPLES: Final = (*card.EXAMPLES, *shelf.EXAMPLES, *book.EXAMPLES, *done.EXAMPLES)
BOARD_EXAMPLES: Final[tuple[BoardExample, ...]] = ()


def board(shell: Shell) -> tuple[BoardPart, ...]:
    """Nobody is called for goods: they are taken at the counter at once."""
    del shell
    return ()


def days(shell: Shell) -> tuple[Item, ...]:
    """Points have no day to open."""
    del shell
    return ()
