"""A day on a disk that is recorded, and what had been promised to whom at each moment of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest.mock import patch

import apsw
import msgspec
from lab.power_disk import Image, Op, RecordingVfs
from lab.workday import SETTINGS_OF_ALL, Day, Step, Works, all_of, played
from support.station import SetClock, Station

from kiosk.base.people import Who
from kiosk.base.request import Outcome, Request
from kiosk.services.registry import SERVICES
from kiosk.station import desk as desks
from kiosk.station import journal as journals
from kiosk.station.journal import connect
from kiosk.station.spool import Job

# So many pages of the log are copied back at a time: often enough that the power goes meanwhile too.
_CHECKPOINT_PAGES: Final = 60
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "journal": ("journal", "epochs"),
    "heads": ("heads",),
    "outcomes": ("outcomes",),
    "spool": ("spool",),
    "vault": ("vault", "sqlite_sequence"),
    "published": ("published",),
    "secrets": ("secrets", "device"),
    "readings": tuple(table for service in SERVICES for table in service.tables),
}
Copy = tuple[str, int]


def contents(db: apsw.Connection) -> dict[str, str]:
    """All that a station's file holds, a digest a part."""
    return {part: digest(db, part) for part in PARTS}


def line(db: apsw.Connection) -> dict[str, Any]:
    """How far the line is, by column: what the centre said is noted in several statements."""
    cursor = db.execute("SELECT * FROM line")
    row = cursor.fetchone()
    return dict(zip((name for name, _ in cursor.get_description()), row, strict=True)) if row else {}


def digest(db: apsw.Connection, part: str) -> str:
    """One part of it."""
    found = sha256()
    for table in PARTS[part]:
        for row in db.execute(f"SELECT * FROM {table}"):
            found.update(repr(row).encode())
    return found.hexdigest()


class Answered(msgspec.Struct, frozen=True):
    """What was promised when something had been answered: after `at` operations on the disk, the whole of the record.

    `names` are those whom the vault keeps; `request` is what was answered, None for what is no request.
    """

    at: int
    now: datetime
    pos: int
    contents: dict[str, str]
    line: dict[str, Any]
    accounts: dict[str, int]
    names: dict[str, Who | None]
    request: Request | None = None
    by: str = ""
    outcome: Outcome | None = None


class Lived(msgspec.Struct):
    """A recorded day: the files at its beginning, what was done to them, what was answered, when paper came out."""

    start: Image
    ops: list[Op]
    answered: list[Answered] = []
    first_byte: dict[Copy, int] = {}
    paper: dict[Copy, int] = {}


class _Recorded(Station):
    """A station that notes what it has promised, as soon as it has."""

    lived: Lived | None = None

    def ask(self, request: Request, by: str = "supervisor:a1") -> Any:
        outcome = super().ask(request, by)
        self.promised(request, by, outcome)
        return outcome

    def promised(self, request: Request | None = None, by: str = "", outcome: Outcome | None = None) -> None:
        lived = self.lived
        if lived is None:
            return
        db = self.desk.journal.db
        people = [row[0] for row in self.rows("SELECT person FROM vault")]
        vault = self.desk.vault(db)
        promise = Answered(
            *(len(lived.ops), self.clock.at, self.desk.journal.count(), contents(db), line(db), self.accounts()),
            *({person: vault.plain(person) for person in people}, request, by, outcome),
        )
        lived.answered.append(promise)


def files_in(folder: Path) -> Image:
    """The files that SQLite keeps in a station's folder."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.name.startswith(("journal.db", "people.keys")) and not path.name.endswith("-shm")
    }


def live(folder: Path, seed: int, *, synchronous: str = "FULL") -> Lived:
    """A day in a new station's folder, the same for the same seed; `synchronous` is what the control takes away."""
    with patch("os.urandom", Random(seed).randbytes), _recording(folder, synchronous) as ops:
        _Recorded(folder, SetClock(), SETTINGS_OF_ALL).close()
        ops.clear()
        lived = Lived(files_in(folder), ops)
        station = _Recorded(folder, SetClock(), SETTINGS_OF_ALL)
        station.lived = lived
        station.promised()
        works = _Promising(station, lived)
        played(all_of(Day(station)), works.do)
        works.close()
        station.close()
    return lived


@contextmanager
def _recording(folder: Path, synchronous: str) -> Iterator[list[Op]]:
    def connected(path: Path, *, readonly: bool = False) -> apsw.Connection:
        connection = connect(path, readonly=readonly)
        connection.pragma("synchronous", synchronous)
        return connection

    vfs = RecordingVfs(folder)
    try:
        with ExitStack() as patches:
            patches.enter_context(patch.object(journals, "_CHECKPOINT_PAGES", _CHECKPOINT_PAGES))
            for room in (journals, desks):
                patches.enter_context(patch.object(room, "connect", connected))
            yield vfs.ops
    finally:
        vfs.unregister()


class _Promising:
    """Does the steps of a day, and notes what was promised by each, and when paper came out."""

    def __init__(self, station: _Recorded, lived: Lived) -> None:
        self._station = station
        self._lived = lived
        self._copy: Copy | None = None
        self._works = Works(station, lambda _: self._came_out())
        spool = self._works.printing.press.spool
        self._mark = spool.mark
        self._patch = patch.object(spool, "mark", self._marked)
        self._patch.start()

    def do(self, step: Step) -> Outcome | None:
        outcome = self._works.do(step)
        if step.name in ("join", "line"):
            self._station.promised()
        return outcome

    def _marked(self, job: Job, state: str, reason: str = "") -> None:
        self._mark(job, state, reason)
        self._station.promised()
        if state == "sending":
            self._copy = (job.slip, job.copy)
            self._lived.first_byte[self._copy] = len(self._lived.ops)

    def _came_out(self) -> None:
        assert self._copy is not None
        self._lived.paper[self._copy] = len(self._lived.ops)

    def close(self) -> None:
        self._patch.stop()
        self._works.close()
