"""What the screens module of a service gives to the shells: tiles for the home screen, panels for the counter.

A module `kiosk.services.NAME.screens` (or a package of that name) that has these names is all that a shell needs to
know of a service; it is named in the service's manifest and loaded by that name.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import msgspec

from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell

if TYPE_CHECKING:
    from kiosk.widgets.panel import Panel

# A sentence by its key and fields, in the language spoken now.
Say = Callable[..., str]


class HomeTile(msgspec.Struct, frozen=True):
    """A service's tile on the home screen, as it stands now; `key` is the service's own name for it.

    `closed` says in a word why it is not to be had (卖完了), with an icon; empty where it is. `about` is a sentence
    told beside the tile where there is room for it (today's dishes).
    """

    key: str
    icon: str
    word: str
    accent: str
    number: str = ""
    note: str = ""
    closed: str = ""
    closed_icon: str = "circle-x"
    about: str = ""


class TileExample(msgspec.Struct, frozen=True):
    """One state of a service's tiles, for the examples of the home screen; `name` ends the picture's file name."""

    name: str
    tiles: Callable[[Say], tuple[HomeTile, ...]]


class PanelExample(msgspec.Struct, frozen=True):
    """One state of a service's panels, for the examples of the counter's page."""

    name: str
    panels: Callable[[Shell], "tuple[Panel, ...]"]


class ServiceScreens(Protocol):
    """The names that a service's screens module has."""

    EXAMPLES: tuple[Example, ...]
    TILE_EXAMPLES: tuple[TileExample, ...]
    PANEL_EXAMPLES: tuple[PanelExample, ...]

    @staticmethod
    def tiles(shell: Shell) -> tuple[HomeTile, ...]:
        """The tiles as they stand now; none where the station does not offer the service."""
        ...

    @staticmethod
    def tapped(shell: Shell, key: str) -> None:
        """A tile was touched: closed ones too, to be told why."""
        ...

    @staticmethod
    def panels(shell: Shell) -> "tuple[Panel, ...]":
        """The panels that the attendant works with, as they stand now."""
        ...
