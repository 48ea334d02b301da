"""The centre's own disk: looked at before anything is taken in, so that it is never full in the middle of it."""

import shutil
from pathlib import Path
from typing import Final

import msgspec

MB: Final = 1024**2
GB: Final = 1024 * MB
# Under this nothing is taken in: what is read, noted and answered still has room. What was let in fits many times over.
RESERVE: Final = GB // 2
# Under this somebody has to find, order and fit a larger one: a city of 200 stations writes so much in months.
SOON: Final = 8 * GB


class Disk(msgspec.Struct, frozen=True):
    """The disk that a folder lies on, in bytes. A PostgreSQL on another machine is watched there."""

    folder: Path

    @property
    def free(self) -> int:
        """What can still be written."""
        return shutil.disk_usage(self.folder).free

    @property
    def full(self) -> bool:
        """Whether nothing more is taken in."""
        return self.free < RESERVE
