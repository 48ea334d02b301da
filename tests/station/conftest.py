"""A centre that stations join."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.centre import RunningCentre, running


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    with running(tmp_path / "centre") as server:
        yield server
