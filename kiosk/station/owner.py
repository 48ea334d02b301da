"""The one process of a station that owns its devices: `kiosk run` holds a lock on a file."""

import fcntl
import os
from pathlib import Path


class OwnedElsewhere(Exception):  # noqa: N818 - told to a person as it is
    """Another process owns this station's devices; `pid` is what it left in the lock file."""

    def __init__(self, path: Path, pid: str) -> None:
        super().__init__(f"{path}: held by process {pid or '?'}")
        self.path = path
        self.pid = pid


class Owner:
    """Holds the lock for as long as it lives; the system lets go of it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Takes the lock. Raises OwnedElsewhere."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = os.read(self._file, 20).decode("ascii", "replace").strip()
            os.close(self._file)
            raise OwnedElsewhere(path, pid) from None
        os.truncate(self._file, 0)
        os.pwrite(self._file, str(os.getpid()).encode(), 0)

    def release(self) -> None:
        """Lets go."""
        os.close(self._file)
