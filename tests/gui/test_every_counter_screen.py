"""The automatic walk of the attendants' screens."""

import pytest
from gui.test_every_screen import EXAMPLES, found_wrong

from kiosk.widgets.example import Example

COUNTER = [example for example in EXAMPLES if example.mode == "counter"]


@pytest.mark.parametrize("example", COUNTER, ids=lambda example: example.name)
def test_a_screen_can_be_read_reached_and_understood_in_every_state(example: Example) -> None:
    assert not found_wrong(example)
