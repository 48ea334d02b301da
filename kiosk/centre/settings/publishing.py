"""Settings published: a version a station, from a day on, signed by the centre. A station adopts them by itself."""

import difflib
from collections.abc import Sequence

import msgspec
from nacl.signing import SigningKey
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.store.tables import SETTINGS_PUBLISHED as PUBLISHED
from kiosk.record.published import message


class Version(msgspec.Struct, frozen=True):
    """What was published for a station."""

    station_id: str
    version: int
    text: str
    effective_from: str
    published_by: str
    published_at: str


async def publish(
    connection: AsyncConnection,
    stations: Sequence[str],
    text: str,
    effective_from: str,
    by: str,
    key: SigningKey,
    now: Now,
) -> None:
    """The next version for each of some stations."""
    for station in stations:
        newest = select(func.max(PUBLISHED.c.version)).where(PUBLISHED.c.station_id == station)
        version = ((await connection.execute(newest)).scalar() or 0) + 1
        signature = key.sign(message(station, version, effective_from, text)).signature
        await connection.execute(
            insert(PUBLISHED).values(
                station_id=station,
                version=version,
                text=text,
                effective_from=effective_from,
                signature=signature,
                published_by=by,
                published_at=now.stamp,
            )
        )


async def listed(connection: AsyncConnection, stations: Sequence[str] | None, most: int = 100) -> tuple[Version, ...]:
    """What was published, newest first."""
    asked = select(*(PUBLISHED.c[name] for name in Version.__struct_fields__))
    if stations is not None:
        asked = asked.where(PUBLISHED.c.station_id.in_(stations))
    ordered = asked.order_by(PUBLISHED.c.published_at.desc(), PUBLISHED.c.station_id, PUBLISHED.c.version.desc())
    return tuple(Version(*row) for row in await connection.execute(ordered.limit(most)))


async def find(connection: AsyncConnection, station: str, version: int) -> Version | None:
    """One version."""
    asked = select(*(PUBLISHED.c[name] for name in Version.__struct_fields__))
    row = (
        await connection.execute(asked.where(PUBLISHED.c.station_id == station, PUBLISHED.c.version == version))
    ).first()
    return Version(*row) if row else None


def difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """What changed line by line: (`+`, `-` or a blank, the line)."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return tuple((line[:1], line[1:]) for line in lines if not line.startswith(("+++", "---", "@@")))
