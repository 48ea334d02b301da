"""A place in memory for the many stations of a state machine, and a centre that stations join."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.centre import RunningCentre, running


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where there is one, so that a commit costs little."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="kiosk-", dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    with running(tmp_path / "centre") as server:
        yield server
