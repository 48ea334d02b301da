"""Fixtures of the tests on the glass."""

from collections.abc import Iterator

import pytest
from gui.harness import stage
from gui.house import House
from kivy.metrics import Metrics
from support.station import Station


@pytest.fixture(autouse=True)
def the_same_millimetres() -> Iterator[None]:
    """Who measures the glass by a card changes what a millimetre is: not for the next test."""
    yield
    if Metrics.dpi != stage().glass.dpi:
        stage().fit(stage().glass)


@pytest.fixture
def house(station: Station) -> Iterator[House]:
    """A station at 11:12 with its desk on a thread; lunch is open with 30 portions."""
    station.open(30)
    made = House(station)
    try:
        yield made
    finally:
        made.close()
