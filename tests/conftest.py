"""Fixtures of all tests."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from support.station import Station, station_in

# Screens are built by the thousand: collecting as seldom as this takes a third off, for 150 MB a process.
gc.set_threshold(20_000, 10, 10)

settings.register_profile("kiosk", deadline=None, print_blob=True)
settings.load_profile("kiosk")


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    """A station at 11:12 on 1 March 2024, lunch not yet open."""
    with station_in(tmp_path / "station") as made:
        yield made
