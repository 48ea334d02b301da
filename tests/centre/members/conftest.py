"""A place in memory for a city that commits often."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory where there is one, so that a commit costs little."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="kiosk-", dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)
