"""The spool (打印队列): slips on their way to paper. Once a byte has left, nothing is sent again by itself."""

from typing import Any, Final

import apsw
import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.people import NOBODY, People
from kiosk.paper import names

_UNTIL: Final = msgspec.json.Decoder(Deadline)
# The condition of the index of open copies stands here again: only then SQLite uses it.
_OPEN: Final = (
    "SELECT job, copy, slip, body, until, reason FROM spool "
    "WHERE state IN ('queued', 'sending') AND state = ? ORDER BY job"
)


class Job(msgspec.Struct, frozen=True):
    """One copy of one slip on its way; `job` is its key, in the order in which slips were issued."""

    job: int
    copy: int
    slip: str
    body: bytes
    until: Deadline


class Spool:
    """The spool's table, on a connection of its own; every mark is on disk before it returns.

    `people` fills in the masked names where a slip has marks for them.
    """

    def __init__(self, connection: apsw.Connection, people: People = NOBODY) -> None:
        self._db = connection
        self._people = people

    def _job(self, row: tuple[Any, ...]) -> Job:
        job, copy, slip, body, until, _ = row
        return Job(job, copy, slip, names.filled(body, self._people.masked), _UNTIL.decode(until))

    def next(self) -> Job | None:
        """The copy of the oldest slip that waits."""
        row = self._db.execute(_OPEN + " LIMIT 1", ("queued",)).fetchone()
        return self._job(row) if row else None

    def interrupted(self) -> tuple[tuple[Job, str], ...]:
        """Copies that were under way when the process ended, each with the device it was being sent to."""
        rows = self._db.execute(_OPEN, ("sending",)).fetchall()
        return tuple((self._job(row), str(row[-1])) for row in rows)

    def left(self, job: Job) -> bool:
        """Whether bytes of a copy may have left."""
        row = self._db.execute("SELECT state = 'sending' FROM spool WHERE job = ?", (job.job,)).fetchone()
        return bool(row and row[0])

    def mark(self, job: Job, state: str, reason: str = "") -> None:
        """Moves a copy on; the `reason` of one that is being sent is the device it is sent to."""
        self._db.execute("UPDATE spool SET state = ?, reason = ? WHERE job = ?", (state, reason, job.job))

    def version(self) -> int:
        """Changes whenever another connection committed."""
        number: int = self._db.pragma("data_version")
        return number

    def close(self) -> None:
        """Closes the connection."""
        self._db.close()
