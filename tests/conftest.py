"""Fixtures of all tests."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from lab.summary import lines
from support.station import Station, station_in

# Screens are built by the thousand: collecting as seldom as this takes a third off, for 150 MB a process.
gc.set_threshold(20_000, 10, 10)

# `make test` takes the same steps each time: what fails was broken by the change. `make soak` looks for new ones.
settings.register_profile("same", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("new", deadline=None, print_blob=True)


def pytest_configure(config: pytest.Config) -> None:
    """Chooses how Hypothesis looks."""
    settings.load_profile("new" if config.getoption("markexpr") == "soak" else "same")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The end of `make soak`: each long run, what it counted, and what failed."""
    if config.getoption("markexpr") == "soak":
        terminalreporter.section("soak")
        stats = terminalreporter.stats
        for line in lines(one for outcome in ("passed", "failed", "error") for one in stats.get(outcome, ())):
            terminalreporter.write_line(line)


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
