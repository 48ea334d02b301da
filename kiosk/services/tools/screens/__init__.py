"""What tools show: tiles on the home screen, the ways out and back, the attendant's panel."""

from typing import Final

from kiosk.services.tools.screens import back, out
from kiosk.services.tools.screens.back import scanned
from kiosk.services.tools.screens.counter.examples import PANEL_EXAMPLES
from kiosk.services.tools.screens.counter.panel import panels
from kiosk.services.tools.screens.find import ITEM_EXAMPLES, find
from kiosk.services.tools.screens.tiles import TILE_EXAMPLES, tapped, tiles
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

TAB: Final = Tab("tools", "tools.tab", "tools")
EXAMPLES: Final = (*out.EXAMPLES, *back.EXAMPLES)
BOARD_EXAMPLES: Final[tuple[BoardExample, ...]] = ()


def board(shell: Shell) -> tuple[BoardPart, ...]:
    """Nobody is called for tools: numbers are taken up at the counter at once."""
    del shell
    return ()


def days(shell: Shell) -> tuple[Item, ...]:
    """Tools have no day to open."""
    del shell
    return ()
