"""What a service gives to the shells: to the workers' and the board by `screens`, to the attendants' by `counter`.

Tiles for the home screen and its part of the call screen; panels, what the search finds and the day for the counter.

Modules (or packages) `kiosk.services.NAME.screens` and `kiosk.services.NAME.counter` that have these names are all
that a shell needs to know of a service; they are named in its manifest and loaded by that name, each where it is
needed.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import msgspec

from kiosk.base.phrase import Phrase
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell

if TYPE_CHECKING:
    from kiosk.widgets.item import Item
    from kiosk.widgets.panel import Panel

# A sentence by its key and fields, in the language spoken now.
Say = Callable[..., str]


class HomeTile(msgspec.Struct, frozen=True):
    """A service's tile on the home screen, as it stands now; `key` is the service's own name for it.

    `closed` says in a word why it is not to be had (卖完了), with an icon; empty where it is. `about` is a sentence
    told beside the tile where there is room for it (today's dishes); `spoken` is what the tile is, said aloud.
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
    spoken: tuple[Phrase, ...] = ()


class Tab(msgspec.Struct, frozen=True):
    """Where a service's panels stand on the counter's page: its picture, the key of its word, its colour's name.

    One that is `aside` is nothing that is sold: its button stands below the money, and leads there and back.
    """

    icon: str
    word: str
    accent: str
    aside: bool = False


class TileExample(msgspec.Struct, frozen=True):
    """One state of a service's tiles, for the examples of the home screen; `name` ends the picture's file name."""

    name: str
    tiles: Callable[[Say], tuple[HomeTile, ...]]


class PanelExample(msgspec.Struct, frozen=True):
    """One state of a service's panels, for the examples of the counter's page."""

    name: str
    panels: Callable[[Shell], "tuple[Panel, ...]"]


class ItemExample(msgspec.Struct, frozen=True):
    """What the counter's search finds, in one state; `asks` is the place of the act whose question is open."""

    name: str
    items: Callable[[Say], "tuple[Item, ...]"]
    asks: int = -1


class BoardCall(msgspec.Struct, frozen=True):
    """Somebody who is called and has not come yet: `words` as they stand alone (8号), `short` in a list (8).

    `key` names whom, and stays the same when they are called again; `at` is when, as events carry it. `note` says
    below the words what it is about, where the heading does not.
    """

    key: str
    words: str
    short: str
    at: str
    note: str = ""


def _unspoken(keys: tuple[str, ...], *, named: bool) -> tuple[Phrase, ...]:
    """A service whose calls are seen only."""
    del keys, named
    return ()


class BoardPart(msgspec.Struct, frozen=True):
    """What a service tells on the call screen (叫号屏), as it stands now.

    `calls`, the newest first, stand below `heading`, as large as the screen allows; `idle` is said in their place while
    there are none. `past` are those who came last, the newest first. `facts` are read across the hall (等叫 7 位),
    `about` by those who stand nearer (today's dishes, the hours). `aloud` gives what is said for calls by their keys,
    together, as few sentences as can be; `named` where what is called for (午餐) must be said too.
    """

    title: str
    icon: str
    accent: str
    heading: str
    idle: str
    calls: tuple[BoardCall, ...] = ()
    past: tuple[str, ...] = ()
    past_word: str = ""
    facts: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    aloud: Callable[..., tuple[Phrase, ...]] = _unspoken


class BoardExample(msgspec.Struct, frozen=True):
    """One state of a service's part of the call screen, for the examples of that."""

    name: str
    parts: Callable[[Say], tuple[BoardPart, ...]]


class ServiceScreens(Protocol):
    """The names that a service's screens module has."""

    EXAMPLES: tuple[Example, ...]
    TILE_EXAMPLES: tuple[TileExample, ...]
    BOARD_EXAMPLES: tuple[BoardExample, ...]

    @staticmethod
    def tiles(shell: Shell) -> tuple[HomeTile, ...]:
        """The tiles as they stand now; none where the station does not offer the service."""
        ...

    @staticmethod
    def tapped(shell: Shell, key: str) -> None:
        """A tile was touched: closed ones too, to be told why."""
        ...

    @staticmethod
    def board(shell: Shell) -> tuple[BoardPart, ...]:
        """What the call screen tells of the service now, in the language spoken now; none where it calls nobody."""
        ...

    @staticmethod
    def scanned(shell: Shell, text: str) -> bool:
        """Something was scanned at a workers' screen. Whether it is this service's, which then shows what it is about.

        `text` is whatever a scanner typed: up to 512 characters, by anybody.
        """
        ...


class ServiceCounter(Protocol):
    """The names that a service's counter module has."""

    TAB: Tab
    PANEL_EXAMPLES: tuple[PanelExample, ...]
    ITEM_EXAMPLES: tuple[ItemExample, ...]

    @staticmethod
    def panels(shell: Shell) -> "tuple[Panel, ...]":
        """The panels that the attendant works with, as they stand now."""
        ...

    @staticmethod
    def find(shell: Shell, text: str) -> "tuple[Item, ...]":
        """What of the service the counter's search means: a number, a phone's last digits, a slip's code, a unit.

        `text` is what was typed or scanned there, up to 512 characters, by anybody. Nothing where it means nothing.
        """
        ...

    @staticmethod
    def days(shell: Shell) -> "tuple[Item, ...]":
        """What of the service is opened and closed by the day, with what the day came to; a forgotten one first."""
        ...
