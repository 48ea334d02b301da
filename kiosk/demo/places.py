"""Where the windows of the demonstration stand on a desktop, side by side. Pure."""

from typing import Final

import msgspec

from kiosk.touch.display import Room

_SIDE_SHARE: Final = 0.23
_SIDE_LEAST: Final = 300
_FRAME: Final = 34  # pixels above a window for its name, where the desktop puts one there


class Places(msgspec.Struct, frozen=True):
    """Left the workers' screen, in the middle the counter above the board, right the side window."""

    workers: Room
    counter: Room
    board: Room
    side: Room


def arranged(desktop: Room) -> Places:
    """All four on one desktop: each in its own shape, as large as all of them allow."""
    side = max(_SIDE_LEAST, round(desktop.width * _SIDE_SHARE))
    high = desktop.height - _FRAME
    # In the middle two screens of 16:9, one above the other; the upright 9:16 beside them is as high as both.
    both = high - _FRAME
    workers = round(min(high * 9 / 16, (desktop.width - side) * 0.4))
    middle = min(desktop.width - side - workers, round(both * 16 / 9 * 0.62))
    counter = min(both * 0.62, middle * 9 / 16)
    board = both - counter
    left, top = desktop.left, desktop.top + _FRAME
    return Places(
        workers=Room(left, top, workers, high),
        counter=Room(left + workers, top, middle, round(counter)),
        board=Room(left + workers, top + round(counter) + _FRAME, middle, round(board)),
        side=Room(left + workers + middle, top, desktop.width - workers - middle, high),
    )
