"""Time as the record sees it: wall clock, time since boot, boot id. China Standard Time throughout."""

from datetime import datetime, timedelta, timezone
from typing import Final, Protocol

import msgspec

CST: Final = timezone(timedelta(hours=8), "CST")


class Now(msgspec.Struct, frozen=True):
    """One moment: `at` the wall clock (+08:00), `up` ms since boot, `boot` the boot's id.

    The wall clock may be wrong and may jump; `up` only grows, and only within one `boot`.
    """

    at: datetime
    up: int
    boot: str

    @property
    def stamp(self) -> str:
        """The wall clock as events carry it: 2024-03-01T11:12:03.118+08:00."""
        return self.at.isoformat(timespec="milliseconds")

    @property
    def date(self) -> str:
        """The wall clock's calendar date, 2024-03-01."""
        return self.at.date().isoformat()

    @property
    def minute(self) -> str:
        """The wall clock's time of day, 11:12."""
        return f"{self.at.hour:02d}:{self.at.minute:02d}"


class Clock(Protocol):
    """Where the time comes from; passed in, so that tests and replays bring their own."""

    def now(self) -> Now:
        """The present moment."""
        ...


class Deadline(msgspec.Struct, frozen=True):
    """When a hold of `held_s` seconds ends: by the time since boot while the same boot lasts, else by the wall clock.

    A clock that jumps must neither free a held portion early nor hold it for ever: a machine that starts in the past
    ends what an earlier boot held once it has been up for as long as that was to be held.
    """

    at: str
    up: int
    boot: str
    held_s: int

    def passed(self, now: Now) -> bool:
        """Whether the hold is over."""
        if self.boot == now.boot:
            return now.up >= self.up
        return now.stamp >= self.at or now.up >= self.held_s * 1000


def deadline(now: Now, seconds: int) -> Deadline:
    """The moment `seconds` from now."""
    return Deadline(
        (now.at + timedelta(seconds=seconds)).isoformat(timespec="milliseconds"),
        now.up + seconds * 1000,
        now.boot,
        seconds,
    )


def seconds_left(until: Deadline, now: Now) -> int:
    """Whole seconds until the deadline, never below zero."""
    if until.boot == now.boot:
        return max(0, (until.up - now.up) // 1000)
    by_wall = (datetime.fromisoformat(until.at) - now.at).total_seconds()
    return max(0, int(min(by_wall, until.held_s - now.up / 1000)))


def when(stamp: str) -> dict[str, object]:
    """The parts of an event's wall clock that sentences use: year, month, day, time (11:12)."""
    at = datetime.fromisoformat(stamp)
    return {"year": at.year, "month": at.month, "day": at.day, "time": f"{at.hour:02d}:{at.minute:02d}"}
