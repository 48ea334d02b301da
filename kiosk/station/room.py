"""How much room is left on the disk that holds the record."""

import os
from pathlib import Path

from kiosk.base.store import Store

MB = 1024 * 1024


def free_mb(store: Store) -> int:
    """Megabytes free where the file of a connection lies."""
    file = next(iter(store.execute("PRAGMA database_list")))[2]
    stat = os.statvfs(Path(file).parent)
    return stat.f_bavail * stat.f_frsize // MB
