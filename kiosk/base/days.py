"""Which days a station is open: the public 调休 calendar where it follows it, and its own exceptions. Pure.

The calendar is that of the State Council's notices, as the library chinesecalendar keeps it; a year whose notice is
not in it yet goes by the weekends.
"""

from datetime import date, timedelta
from typing import Final

import msgspec

_LOOKS_AHEAD: Final = 62  # days: no public holiday is as long


class OpenDays(msgspec.Struct, frozen=True):
    """`calendar` tells whether days that the public calendar has off are days off here; then the dates that differ."""

    calendar: bool = False
    closed: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()

    def open_on(self, day: str) -> bool:
        """Whether the station is open on a date, 2026-02-17."""
        if day in self.open:
            return True
        return day not in self.closed and not (self.calendar and not works_on(date.fromisoformat(day)))

    def next_open(self, day: str) -> date | None:
        """The first open date after this one; None where none is near."""
        first = date.fromisoformat(day)
        ahead = (first + timedelta(days=days) for days in range(1, _LOOKS_AHEAD))
        return next((later for later in ahead if self.open_on(later.isoformat())), None)

    def resumes(self, day: str) -> date | None:
        """The same, where it is not the very next day: whoever says "tomorrow" must know."""
        later = self.next_open(day)
        return later if later and later - date.fromisoformat(day) > timedelta(days=1) else None


def is_date(text: str) -> bool:
    """Whether a text is a date in the one form that sorts."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


EVERY_DAY: Final = OpenDays()


def works_on(day: date) -> bool:
    """Whether people work on a day: by the notice of its year, by the weekend where that is not known."""
    noticed = _noticed(day)
    return day.weekday() < 5 if noticed is None else noticed


def known(year: int) -> bool:
    """Whether the notice of a year is known."""
    return _noticed(date(year, 1, 1)) is not None


def _noticed(day: date) -> bool | None:
    """Whether people work on a day by the notice of its year, None where that is not known."""
    from chinese_calendar import is_workday  # noqa: PLC0415 - no station that is open every day waits for it

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return None
