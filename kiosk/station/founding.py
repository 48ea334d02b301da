"""A station comes into its folder whole or not at all, whenever the power goes."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiosk.station.files import StationFiles

_MAKING: Final = ".making"


@contextmanager
def founding(files: StationFiles) -> Iterator[StationFiles]:
    """A folder in which to make a station; at the end its files go to their place, the journal last.

    A key that the place has already is the key of the new station too. What an earlier attempt left is thrown away.
    """
    making = StationFiles(files.folder / _MAKING)
    shutil.rmtree(making.folder, ignore_errors=True)
    making.folder.mkdir(parents=True)
    for key in (files.device_key, files.pepper):
        if key.exists():
            shutil.copy2(key, making.folder / key.name)
    try:
        yield making
        for path in (making.device_key, making.pepper, making.first_pin, making.settings, making.journal):
            if path.exists():
                sync(path)
                path.replace(files.folder / path.name)
        sync(files.folder)
    finally:
        shutil.rmtree(making.folder, ignore_errors=True)


def sync(path: Path) -> None:
    """Puts a file, or the names in a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
