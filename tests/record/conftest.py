"""Stations that have lived, made once; every test tampers with a copy of its own."""

from pathlib import Path

import pytest
from support.record import Copy, live, restored

from kiosk.record.breaks import Link


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lived") / "station"
    live(folder)
    return folder


@pytest.fixture(scope="session")
def twice(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same station restored from a backup: two epochs."""
    folder = tmp_path_factory.mktemp("twice") / "station"
    restored(lived, folder)
    return folder


@pytest.fixture(scope="session")
def recorded(lived: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[Link]]:
    """The device and the journal's rows."""
    copy = Copy(lived, tmp_path_factory.mktemp("recorded") / "copy")
    return copy.device, copy.links()


@pytest.fixture
def copy(lived: Path, tmp_path: Path) -> Copy:
    return Copy(lived, tmp_path / "copy")


@pytest.fixture
def copy_of_two(twice: Path, tmp_path: Path) -> Copy:
    return Copy(twice, tmp_path / "copy_of_two")
