"""A station comes into its folder whole or not at all, whenever the power goes."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from kiosk.station.files import StationFiles, sync

_MAKING: Final = ".making"


@contextmanager
def founding(files: StationFiles) -> Iterator[StationFiles]:
    """A folder in which to make a station; at the end its files go to their place, the journal last.

    A key that the place has already is the key of the new station too. What an earlier attempt left is thrown away.
    Each is on the disk under its name before the next: the folder, the first PIN before the pepper it was made with.
    """
    making = StationFiles(files.folder / _MAKING)
    shutil.rmtree(making.folder, ignore_errors=True)
    made = [folder for folder in (files.folder, *files.folder.parents) if not folder.exists()]
    making.folder.mkdir(parents=True)
    for folder in made:
        sync(folder.parent)
    for key in (files.device_key, files.pepper):
        if key.exists():
            shutil.copy2(key, making.folder / key.name)
    try:
        yield making
        for path in (making.device_key, making.first_pin, making.pepper, making.settings, making.journal):
            if path.exists():
                _move(path, files.folder)
    finally:
        shutil.rmtree(making.folder, ignore_errors=True)


def _move(path: Path, folder: Path) -> None:
    sync(path)
    path.replace(folder / path.name)
    sync(folder)
