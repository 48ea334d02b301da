"""On which display a screen stands, where there are several."""

import pytest

from kiosk.touch.display import Room, chosen
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass

TELEVISION = Glass(43, 1920, 1080)
TOUCH = Room(0, 0, 1080, 1920)
SECOND = Room(1080, 0, 1366, 768)
THIRD = Room(2446, 0, 1920, 1080)


@pytest.mark.parametrize(
    ("found", "workers", "counter", "board"),
    [
        ((), None, None, None),
        ((TOUCH,), TOUCH, TOUCH, TOUCH),
        ((TOUCH, SECOND), TOUCH, SECOND, SECOND),
        ((TOUCH, THIRD), TOUCH, THIRD, THIRD),
        ((TOUCH, SECOND, THIRD), TOUCH, SECOND, THIRD),
        ((TOUCH, THIRD, SECOND), TOUCH, SECOND, THIRD),
        ((THIRD, THIRD), THIRD, THIRD, THIRD),
    ],
)
def test_the_workers_screen_has_the_first_display_the_counter_and_the_board_the_others(
    found: tuple[Room, ...], workers: Room | None, counter: Room | None, board: Room | None
) -> None:
    assert chosen(found, PORTRAIT, 0) == workers
    assert chosen(found, LANDSCAPE, 1) == counter
    assert chosen(found, TELEVISION, 2) == board
