"""Fixtures of all tests."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from support.station import Station, station_in

# Screens are built by the thousand: collecting as seldom as this takes a third off, for 150 MB a process.
gc.set_threshold(20_000, 10, 10)

# `make test` takes the same steps each time: what fails was broken by the change. `make soak` looks for new ones.
settings.register_profile("same", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("new", deadline=None, print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    """Chooses how Hypothesis looks."""
    settings.load_profile("new" if config.getoption("markexpr") == "soak" else "same")


@pytest.fixture(scope="module", autouse=True)
def _swept() -> Iterator[None]:
    """What a module leaves behind is collected once and not looked through again: pauses would stop real clocks."""
    yield
    gc.collect()
    gc.freeze()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    """A station at 11:12 on 1 March 2024, lunch not yet open."""
    with station_in(tmp_path / "station") as made:
        yield made
