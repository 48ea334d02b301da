"""What a member sees of their account: what there is, what moved it, and by which number they go where."""

from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.centre.members.books import Account
from kiosk.centre.members.tables import MEMBER_ACCOUNTS, MEMBER_CARDS, MEMBER_LINES, MEMBER_PLACES
from kiosk.centre.store.tables import STATIONS

LINES: Final = 12
UNITS: Final = ("points", "minutes", "times")


class Line(msgspec.Struct, frozen=True):
    """A line of the passbook (积分存折): when, where, what for in both languages, how much of which unit."""

    at: str
    station: str
    kind: str
    zh: str
    en: str
    unit: str
    amount: int


class Passbook(msgspec.Struct, frozen=True):
    """A member: their number where their card was issued and that station, accounts by unit, some lines.

    `older` is whether there are lines before these.
    """

    number: int
    home: str
    accounts: dict[str, Account]
    lines: tuple[Line, ...]
    older: bool


async def passbook(connection: AsyncConnection, member: str, page: int) -> Passbook:
    """A member's account, with one page of lines (from 0), the newest first."""
    accounts = {
        row.unit: Account(row.granted, row.available, row.held, row.spent, row.suspense)
        for row in await connection.execute(select(MEMBER_ACCOUNTS).where(MEMBER_ACCOUNTS.c.member == member))
    }
    one = MEMBER_LINES.c
    asked = (
        select(one.at, STATIONS.c.name, one.kind, one.zh, one.en, one.unit, one.amount)
        .outerjoin(STATIONS, STATIONS.c.station_id == one.station_id)
        .where(one.member == member)
        .order_by(one.at.desc(), one.device, one.epoch.desc(), one.seq.desc(), one.unit)
        .offset(page * LINES)
        .limit(LINES + 1)
    )
    lines = [Line(row.at, row.name or "", *row[2:]) for row in await connection.execute(asked)]
    home = (
        await connection.execute(
            select(MEMBER_PLACES.c.account, MEMBER_PLACES.c.station_id)
            .join(
                MEMBER_CARDS,
                (MEMBER_CARDS.c.device == MEMBER_PLACES.c.device) & (MEMBER_CARDS.c.member == MEMBER_PLACES.c.member),
            )
            .where(MEMBER_PLACES.c.member == member, MEMBER_CARDS.c.live == 1)
            .order_by(MEMBER_PLACES.c.epoch.desc())
        )
    ).first()
    number, station = (home.account, home.station_id) if home else (0, "")
    return Passbook(number, station, accounts, tuple(lines[:LINES]), len(lines) > LINES)
