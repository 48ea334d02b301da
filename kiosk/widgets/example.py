"""Example states of screens, so that each can be seen, walked and photographed without a station.

Every `services/*/screens.py` and every screen module of the shells has `EXAMPLES: tuple[Example, ...]`.
"""

from typing import Literal, NoReturn

import msgspec

from kiosk.widgets.shell import Build

# `setup` is the first start: as large as for workers, and nobody there to be called yet.
Mode = Literal["worker", "counter", "board", "setup"]


class Example(msgspec.Struct, frozen=True):
    """One state of one screen. `name` is the picture's file name (`meals-sold-out`), unique among all of them.

    `build` makes the screen from values written beside it and never asks the desk: what a screen shows is passed to it.
    """

    name: str
    build: Build
    mode: Mode = "worker"


def nothing(*_: object) -> None:
    """What an example's answer does."""


def nowhere(*_: object) -> NoReturn:
    """Where an example's button leads, if it makes a screen: examples are looked at, not followed."""
    raise AssertionError("an example leads nowhere")
