"""What is shown of people: the counter's search finds them by a phone's last four digits, masked."""

from typing import Final

from kiosk.services.people.screens.find import ITEM_EXAMPLES, find
from kiosk.widgets.example import Example
from kiosk.widgets.item import Item
from kiosk.widgets.panel import Panel
from kiosk.widgets.service import BoardExample, BoardPart, HomeTile, PanelExample, Tab, TileExample
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

TAB: Final = Tab("users", "people.find.tab", "help")
EXAMPLES: Final[tuple[Example, ...]] = ()
TILE_EXAMPLES: Final[tuple[TileExample, ...]] = ()
PANEL_EXAMPLES: Final[tuple[PanelExample, ...]] = ()
BOARD_EXAMPLES: Final[tuple[BoardExample, ...]] = ()


def tiles(shell: Shell) -> tuple[HomeTile, ...]:
    """Nothing of people stands on a workers' screen."""
    del shell
    return ()


def tapped(shell: Shell, key: str) -> None:
    """There is no tile to touch."""
    del shell, key


def panels(shell: Shell) -> tuple[Panel, ...]:
    """People are looked for, not worked with."""
    del shell
    return ()


def board(shell: Shell) -> tuple[BoardPart, ...]:
    """Nobody is named across the hall."""
    del shell
    return ()


def scanned(shell: Shell, text: str) -> bool:
    """No code means a person."""
    del shell, text
    return False


def days(shell: Shell) -> tuple[Item, ...]:
    """Nothing of people is opened or closed by the day."""
    del shell
    return ()
