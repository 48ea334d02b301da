"""A copy of the centre's database, made while it works: SQLite's own, or an archive of pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from sqlalchemy.engine import URL

# Times the database that have to be free: its copy, and the day goes on.
_ROOM: Final = 2
_SAID: Final = 400


class NotBackedUp(Exception):  # noqa: N818 - told to whoever asked for the copy
    """There is no copy: why, in the words of SQLite, pg_dump or the system."""


def back_up(url: URL, to: Path, owner: tuple[int, int]) -> Path:
    """Copies the database at an address, whole or not at all; returns where the copy is. Raises NotBackedUp.

    `owner` (user, group) is whose centre it is: PostgreSQL is asked in that name where root asks for the copy.
    """
    postgres = url.get_backend_name() == "postgresql"
    to = to.with_name(to.name + (".dump" if postgres else ".db"))
    part = to.with_name(to.name + ".part")
    try:
        to.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            if postgres:
                _dump(url, file.fileno(), owner)
            else:
                _copy(Path(url.database or ""), part)
            os.fsync(file.fileno())
        part.replace(to)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink()
        raise NotBackedUp(str(error)) from error
    os.sync()
    return to


def _copy(source: Path, to: Path) -> None:
    if shutil.disk_usage(to.parent).free < _ROOM * source.stat().st_size:
        raise OSError(f"{to.parent}: no room")
    with closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as db, closing(sqlite3.connect(to)) as copy:
        db.backup(copy)
        found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def _dump(url: URL, to: int, owner: tuple[int, int]) -> None:
    user, group = owner if os.geteuid() == 0 else (None, None)
    # The password goes where no list of processes shows it.
    asked = url.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    command = ("pg_dump", "--format=custom", "--no-password", "--dbname", asked)
    ended = subprocess.run(  # noqa: S603 - pg_dump
        command, stdout=to, stderr=subprocess.PIPE, text=True, check=False, user=user, group=group, env=environment
    )
    if ended.returncode:
        raise OSError(ended.stderr.strip()[-_SAID:])
