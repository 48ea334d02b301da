"""Members as people at the centre look them up: by their number at a station, by their card, by their id's beginning.

Nothing here names anybody: names and phones never leave the station.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.event import parse_code
from kiosk.centre.members.tables import MEMBER_CARDS, MEMBER_LEASES, MEMBER_PHONES, MEMBER_PLACES
from kiosk.centre.store.tables import DEVICES, STATIONS

MOST: Final = 50
# So many letters of an id are shown, and are enough to ask for one.
ID_LETTERS: Final = 6
_HEX: Final = frozenset("0123456789abcdef")


class Known(msgspec.Struct, frozen=True):
    """Under which number a station's journal knows a member."""

    member: str
    number: int
    station_id: str


class Card(msgspec.Struct, frozen=True):
    """A printed card: where it was issued, the place of the event that says so, whether it is still good."""

    station: str
    epoch: int
    seq: int
    live: bool


class Held(msgspec.Struct, frozen=True):
    """A lease that is not settled: where, since when, how much of it there still is."""

    station: str
    at: str
    unit: str
    hold: int
    state: str


class More(msgspec.Struct, frozen=True):
    """What else there is of a member: cards, numbers at stations, leases that are not settled, phones."""

    cards: tuple[Card, ...]
    places: tuple[tuple[str, int], ...]
    leases: tuple[Held, ...]
    phones: int


async def by_station(connection: AsyncConnection, stations: Sequence[str] | None) -> list[tuple[str, int]]:
    """How many members have a card of a station that is good: (station, how many), most first."""
    count = func.count(MEMBER_CARDS.c.member.distinct())
    asked = (
        select(DEVICES.c.station_id, count)
        .join(MEMBER_CARDS, MEMBER_CARDS.c.device == DEVICES.c.device)
        .where(MEMBER_CARDS.c.live == 1)
        .group_by(DEVICES.c.station_id)
        .order_by(count.desc())
    )
    rows: Any = await connection.execute(_own(asked, DEVICES.c.station_id, stations).limit(MOST))
    return [(station, int(many)) for station, many in rows]


async def look_up(connection: AsyncConnection, stations: Sequence[str] | None, asked: str) -> tuple[Known, ...]:
    """Who is meant by a number, a card's code or the beginning of an id; at some stations, or all."""
    which = _meant(asked.strip())
    if which is None:
        return ()
    one = MEMBER_PLACES.c
    found = (
        select(one.member, one.account, one.station_id).where(which).order_by(one.station_id, one.account).distinct()
    )
    return tuple(Known(*row) for row in await connection.execute(_own(found, one.station_id, stations).limit(MOST)))


def _meant(asked: str) -> ColumnElement[bool] | None:
    """Which places of members are meant; None where it is neither a number, a card nor an id."""
    if asked.isascii() and asked.isdigit() and len(asked) < ID_LETTERS:
        return MEMBER_PLACES.c.account == int(asked)
    if len(asked) >= ID_LETTERS and set(asked.lower()) <= _HEX:
        return MEMBER_PLACES.c.member.startswith(asked.lower(), autoescape=True)
    try:
        code = parse_code(asked)
    except ValueError:
        return None
    card = select(MEMBER_CARDS.c.member).where(
        *(MEMBER_CARDS.c.epoch == code.epoch, MEMBER_CARDS.c.seq == code.seq, MEMBER_CARDS.c.hash16 == code.hash16)
    )
    return MEMBER_PLACES.c.member.in_(card)


async def is_known(connection: AsyncConnection, stations: Sequence[str] | None, member: str) -> bool:
    """Whether one of some stations, or any, knows a member."""
    asked = select(MEMBER_PLACES.c.member).where(MEMBER_PLACES.c.member == member)
    return (await connection.execute(_own(asked, MEMBER_PLACES.c.station_id, stations).limit(1))).first() is not None


async def more(connection: AsyncConnection, member: str) -> More:
    """What else there is of a member."""
    cards, held = MEMBER_CARDS.c, MEMBER_LEASES.c
    issued = (
        select(STATIONS.c.name, cards.epoch, cards.seq, cards.live)
        .join(DEVICES, DEVICES.c.device == cards.device)
        .join(STATIONS, STATIONS.c.station_id == DEVICES.c.station_id)
        .where(cards.member == member)
        .order_by(cards.live.desc(), cards.epoch.desc(), cards.seq.desc())
    )
    numbers = (
        select(STATIONS.c.name, MEMBER_PLACES.c.account)
        .join(STATIONS, STATIONS.c.station_id == MEMBER_PLACES.c.station_id)
        .where(MEMBER_PLACES.c.member == member)
        .distinct()
        .order_by(STATIONS.c.name, MEMBER_PLACES.c.account)
    )
    open_ones = (
        select(STATIONS.c.name, held.at, held.unit, held.hold, held.state)
        .join(STATIONS, STATIONS.c.station_id == held.station_id)
        .where(held.member == member, held.state.in_(("open", "suspended")))
        .order_by(held.at)
    )
    phones = select(func.count()).select_from(MEMBER_PHONES).where(MEMBER_PHONES.c.member == member)
    rows: list[Any] = [(await connection.execute(asked.limit(MOST))).all() for asked in (issued, numbers, open_ones)]
    return More(
        tuple(Card(station, epoch, seq, bool(live)) for station, epoch, seq, live in rows[0]),
        tuple((station, number) for station, number in rows[1]),
        tuple(Held(*row) for row in rows[2]),
        int((await connection.execute(phones)).scalar_one()),
    )


def _own(asked: Select[Any], column: Any, stations: Sequence[str] | None) -> Select[Any]:
    return asked if stations is None else asked.where(column.in_(stations))
