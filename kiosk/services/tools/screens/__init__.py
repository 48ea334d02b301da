"""What tools show: tiles on the home screen, the ways out and back, the attendant's panel."""

from typing import Final

from kiosk.widgets.example import Example
from kiosk.widgets.item import Item
from kiosk.widgets.panel import Panel
from kiosk.widgets.service import (
    BoardExample,
    BoardPart,
    HomeTile,
    ItemExample,
    PanelExample,
    Tab,
    TileExample,
)
from kiosk.widgets.shell import Shell

TAB: Final = Tab("tools", "tools.tab", "tools")
EXAMPLES: Final[tuple[Example, ...]] = ()
TILE_EXAMPLES: Final[tuple[TileExample, ...]] = ()
PANEL_EXAMPLES: Final[tuple[PanelExample, ...]] = ()
ITEM_EXAMPLES: Final[tuple[ItemExample, ...]] = ()
BOARD_EXAMPLES: Final[tuple[BoardExample, ...]] = ()


def tiles(shell: Shell) -> tuple[HomeTile, ...]:
    """None yet."""
    del shell
    return ()


def tapped(shell: Shell, key: str) -> None:
    """Nothing is touched."""
    del shell, key


def panels(shell: Shell) -> tuple[Panel, ...]:
    """None yet."""
    del shell
    return ()


def board(shell: Shell) -> tuple[BoardPart, ...]:
    """Nobody is called for tools."""
    del shell
    return ()


def scanned(shell: Shell, text: str) -> bool:
    """Nothing is known."""
    del shell, text
    return False


def find(shell: Shell, text: str) -> tuple[Item, ...]:
    """Nothing is found."""
    del shell, text
    return ()


def days(shell: Shell) -> tuple[Item, ...]:
    """Tools have no day to open."""
    del shell
    return ()
