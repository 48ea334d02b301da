"""Backup and restore: one file with the whole journal; a restored station opens a new epoch that cites the old head."""

from pathlib import Path
from typing import Literal

import apsw

from kiosk.record.chain import Head
from kiosk.station.files import StationFiles, sync
from kiosk.station.journal import Journal

InTheWay = Literal["file_there", "station_there", "no_replay_here"]


class BackupRefused(Exception):  # noqa: N818 - a finding, told to a person
    """A backup that would overwrite something, or a station that would be made where one is; `path` is in the way."""

    def __init__(self, path: Path, reason: InTheWay) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason: InTheWay = reason


def back_up(files: StationFiles, to: Path) -> Head:
    """Copies a station's journal to one file while it works, and returns the head the copy ends with.

    The keys (device, PIN pepper) are not in it. Raises BackupRefused where the file exists, NotAJournal.
    """
    if to.exists():
        raise BackupRefused(to, "file_there")
    journal = Journal(files.journal, readonly=True)
    part = to.with_name(to.name + ".part")
    try:
        _copy(journal.db, part)
    finally:
        journal.close()
    copied = Journal(part, readonly=True)
    head = copied.head()
    copied.close()
    part.rename(to)
    sync(to.parent)
    return head


def free_for_restore(files: StationFiles) -> None:
    """Raises BackupRefused where the folder holds a station, or what SQLite left of one."""
    for path in sorted(files.folder.glob(files.journal.name + "*")):
        raise BackupRefused(path, "station_there")


def restore(backup: Path, files: StationFiles) -> Head:
    """Copies a backup to where a station is being made; returns the head it ends with. Raises NotAJournal."""
    source = Journal(backup, readonly=True)
    try:
        _copy(source.db, files.journal)
        return source.head()
    finally:
        source.close()


def _copy(source: apsw.Connection, to: Path) -> None:
    to.unlink(missing_ok=True)
    target = apsw.Connection(str(to))
    with target.backup("main", source, "main") as copying:
        copying.step()
    target.execute("PRAGMA journal_mode = DELETE").fetchall()
    target.close()
    sync(to)
