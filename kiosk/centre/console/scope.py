"""What a visitor may see: all stations, or those of their own sub-district; and how pages ask for a period."""

import calendar
from datetime import date
from functools import cached_property
from typing import Final

import msgspec
from litestar.exceptions import NotFoundException
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.accounts.sessions import Visitor
from kiosk.centre.reports.sums import Place, places

_MONTH: Final = 7
# So many stations stand on one page; more are shown by sub-district first.
MOST: Final = 100
# How the sub-district of a station that has none is written.
NO_AREA: Final = "—"


class Scope(msgspec.Struct, frozen=True, dict=True):
    """The stations somebody may see; `ids` is None where that is all of them."""

    places: tuple[Place, ...]
    ids: tuple[str, ...] | None

    def name(self, station: str) -> str:
        """What a station is called."""
        return self._places[station].name if station in self._places else ""

    def place(self, station: str) -> Place:
        """One of them. Raises NotFoundException for any other, as for one that does not exist."""
        if station not in self._places:
            raise NotFoundException
        return self._places[station]

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {place.station_id: place for place in self.places}

    @property
    def wide(self) -> bool:
        """Whether there are so many that a page goes by sub-district."""
        return len(self.places) > MOST

    def narrowed(self, area: str) -> "Scope":
        """Those of one sub-district; all of them where none is named."""
        if not area:
            return self
        found = tuple(place for place in self.places if (place.area or NO_AREA) == area)
        return Scope(found, tuple(place.station_id for place in found))

    @property
    def areas(self) -> tuple[str, ...]:
        """The sub-districts among them."""
        return tuple(dict.fromkeys(place.area for place in self.places if place.area))


async def scope_of(connection: AsyncConnection, visitor: Visitor) -> Scope:
    """What a visitor may see."""
    area = visitor.account.area if visitor.role == "lead" else None
    found = await places(connection, area)
    return Scope(found, None if area is None else tuple(place.station_id for place in found))


def month_of(text: str, now: Now) -> tuple[str, str, str]:
    """A month as asked for (2024-03; this one else): itself, its first and its last date."""
    try:
        first = date.fromisoformat(f"{text[:_MONTH]}-01")
    except ValueError:
        first = now.at.date().replace(day=1)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return f"{first:%Y-%m}", first.isoformat(), last.isoformat()


def day_of(text: str, else_: str) -> str:
    """A date as asked for, or another."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return else_
