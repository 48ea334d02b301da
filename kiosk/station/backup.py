"""Backup and restore: one file with the whole journal; a restored station opens a new epoch that cites the old head."""

import os
from pathlib import Path

import apsw

from kiosk.record.chain import Head
from kiosk.station.files import StationFiles
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
    _sync(to.parent)
    return head


def restore(backup: Path, files: StationFiles) -> Head:
    """Puts a backup in place of a station that is not there any more; returns the head it ends with.

    Raises BackupRefused where the folder holds a station, NotAJournal where the file is no backup.
    """
    if files.journal.exists():
        raise BackupRefused(files.journal, "there is a station here already; move its folder away first")
    source = Journal(backup, readonly=True)
    head = source.head()
    files.folder.mkdir(parents=True, exist_ok=True)
    part = files.journal.with_suffix(".part")
    try:
        _copy(source.db, part)
    finally:
        source.close()
    part.rename(files.journal)
    _sync(files.folder)
    return head


def _copy(source: apsw.Connection, to: Path) -> None:
    to.unlink(missing_ok=True)
    target = apsw.Connection(str(to))
    with target.backup("main", source, "main") as copying:
        copying.step()
    target.execute("PRAGMA journal_mode = DELETE").fetchall()
    target.close()
    with to.open("rb") as file:
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
