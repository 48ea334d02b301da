"""What the till shows workers: papers that are scanned, how one pays."""

from typing import Final

from kiosk.services.till.screens import machine, pay
from kiosk.services.till.screens.scanned import EXAMPLES as SCANNED
from kiosk.services.till.screens.scanned import scanned
from kiosk.widgets.service import BoardExample, BoardPart, HomeTile, TileExample
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

EXAMPLES: Final = (*pay.EXAMPLES, *machine.EXAMPLES, *SCANNED)
TILE_EXAMPLES: Final[tuple[TileExample, ...]] = ()
BOARD_EXAMPLES: Final[tuple[BoardExample, ...]] = ()


def tiles(shell: Shell) -> tuple[HomeTile, ...]:
    """None: money is no service of its own."""
    del shell
    return ()


def tapped(shell: Shell, key: str) -> None:
    """There is no tile to touch."""
    del shell, key


def board(shell: Shell) -> tuple[BoardPart, ...]:
    """Nobody is called for money."""
    del shell
    return ()
