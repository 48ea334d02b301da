"""Leases as people look at them: those that no record has closed in time, those in suspense, what was decided."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.members.tables import MEMBER_ACCOUNTS, MEMBER_EXPOSURES, MEMBER_LEASES
from kiosk.centre.store.tables import DEVICES, STATIONS

MOST: Final = 200
COMMENT_LETTERS: Final = 300


class Lent(msgspec.Struct, frozen=True):
    """A lease: where, for whom (the beginning of the member's id), how much it was for and still holds, since when."""

    lease: str
    station_id: str
    station: str
    device: str
    member: str
    unit: str
    cap: int
    hold: int
    used: int
    state: str
    at: str
    decided_by: str
    decided_at: str
    comment: str


class Unit(msgspec.Struct, frozen=True):
    """All accounts in one unit, and what stations stand for."""

    unit: str
    granted: int
    available: int
    held: int
    spent: int
    suspense: int
    exposed: int


async def lent(connection: AsyncConnection, stations: Sequence[str] | None, now: Now) -> tuple[Lent, ...]:
    """Leases past their time or in suspense, the oldest first, then the newest decisions; at some stations, or all."""
    one = MEMBER_LEASES.c
    late = (one.state == "open") & (one.not_after < int(now.at.timestamp()))
    waiting = _SHOWN.where(late | (one.state == "suspended")).order_by(one.at)
    decided = _SHOWN.where(one.state == "returned").order_by(one.decided_at.desc())
    found: list[Any] = []
    for asked in (waiting, decided):
        own = asked if stations is None else asked.where(one.station_id.in_(stations))
        found += [tuple(row) for row in await connection.execute(own.limit(MOST))]
    return tuple(Lent(*row) for row in found)


_SHOWN: Final = (
    select(
        *(MEMBER_LEASES.c[name] for name in ("lease", "station_id")),
        *(STATIONS.c.name, DEVICES.c.name.label("device_name"), func.substr(MEMBER_LEASES.c.member, 1, 6)),
        *(MEMBER_LEASES.c[name] for name in ("unit", "cap", "hold", "used", "state", "at", "decided_by", "decided_at")),
        MEMBER_LEASES.c.comment,
    )
    .join(STATIONS, STATIONS.c.station_id == MEMBER_LEASES.c.station_id)
    .join(
        DEVICES,
        (DEVICES.c.station_id == MEMBER_LEASES.c.station_id) & (DEVICES.c.device == MEMBER_LEASES.c.device),
    )
    .where(MEMBER_LEASES.c.member != "")
)


async def station_of(connection: AsyncConnection, lease: str) -> str:
    """The station that a lease was given to; empty where there is none."""
    asked = select(MEMBER_LEASES.c.station_id).where(MEMBER_LEASES.c.lease == lease)
    return str((await connection.execute(asked)).scalar() or "")


async def units(connection: AsyncConnection) -> tuple[Unit, ...]:
    """What all members have, by unit."""
    one = MEMBER_ACCOUNTS.c
    sums = [func.sum(one[name]) for name in ("granted", "available", "held", "spent", "suspense")]
    exposed = select(MEMBER_EXPOSURES.c.unit, func.sum(MEMBER_EXPOSURES.c.amount)).group_by(MEMBER_EXPOSURES.c.unit)
    stood = {unit: int(amount) for unit, amount in await connection.execute(exposed)}
    rows: Any = await connection.execute(select(one.unit, *sums).group_by(one.unit).order_by(one.unit.desc()))
    return tuple(
        Unit(unit, int(granted), int(available), int(held), int(spent), int(suspense), stood.get(unit, 0))
        for unit, granted, available, held, spent, suspense in rows
    )
