"""Backup and restore: one file with the whole journal; a restored station opens a new epoch that cites the old head."""

from pathlib import Path

import apsw

from kiosk.record.chain import Head
from kiosk.station.files import StationFiles
from kiosk.station.founding import sync
from kiosk.station.journal import Journal


class BackupRefused(Exception):  # noqa: N818 - told to a person as it is
    """A backup that would overwrite something, or a restore into a station that exists; `problem` says which."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path = path
        self.problem = problem


def back_up(files: StationFiles, to: Path) -> Head:
    """Copies a station's journal to one file while it works, and returns the head the copy ends with.

    The keys (device, PIN pepper) are not in it. Raises BackupRefused where the file exists, NotAJournal.
    """
    if to.exists():
        raise BackupRefused(to, "there is a file of that name")
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
        raise BackupRefused(path, "there is a station here already; move its folder away first")


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
