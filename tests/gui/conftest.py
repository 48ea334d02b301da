"""Fixtures of the tests on the glass."""

from collections.abc import Iterator

import pytest
from gui.house import House
from support.station import Station


@pytest.fixture
def house(station: Station) -> Iterator[House]:
    """A station at 11:12 with its desk on a thread; lunch is open with 30 portions."""
    station.open(30)
    made = House(station)
    try:
        yield made
    finally:
        made.close()
