r"""The access log: who took something along, or looked at what somebody did; chained: no line is altered unseen.

`raw` is JSON as it was written; the hash is that of `kiosk/record/accesses.py`. Every checkpoint of the log names the
newest line, so whoever keeps one, as every station does, can tell later that nothing before it was changed or cut away.
"""

from collections.abc import Mapping
from typing import Final

import msgspec
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.store.console_tables import ACCESSES
from kiosk.record.accesses import AccessHead, hash_access
from kiosk.record.chain import GENESIS


class Access(msgspec.Struct, frozen=True):
    """One line.

    `what` is export, search, timeline, slip, member, account, device, settings, finding, lease, approval or sign_in.
    """

    at: str
    by: str
    what: str
    fields: Mapping[str, str] = {}


class Line(msgspec.Struct, frozen=True):
    """A line in its place."""

    n: int
    hash: str
    access: Access


_ACCESS: Final = msgspec.json.Decoder(Access)


async def note(connection: AsyncConnection, by: str, what: str, now: Now, /, **fields: str) -> None:
    """Adds a line, in the transaction of what it tells of."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("LOCK TABLE accesses IN EXCLUSIVE MODE"))
    last = await head(connection)
    n, prev = (last.n + 1, last.hash) if last else (1, GENESIS)
    raw = msgspec.json.encode(Access(now.stamp, by, what, fields))
    await connection.execute(insert(ACCESSES).values(n=n, hash=hash_access(n, prev, raw), raw=raw))


async def head(connection: AsyncConnection) -> AccessHead | None:
    """The newest line; None before any."""
    asked = select(ACCESSES.c.n, ACCESSES.c.hash).order_by(ACCESSES.c.n.desc()).limit(1)
    row = (await connection.execute(asked)).first()
    return AccessHead(row.n, bytes(row.hash)) if row else None


async def first_wrong(connection: AsyncConnection) -> int | None:
    """The first line that is not as it was written, or not there; None where all hold."""
    expected, prev = 1, GENESIS
    for row in await connection.execute(select(ACCESSES).order_by(ACCESSES.c.n)):
        if row.n != expected or bytes(row.hash) != hash_access(row.n, prev, bytes(row.raw)):
            return expected
        expected, prev = expected + 1, bytes(row.hash)
    return None


async def newest(connection: AsyncConnection, most: int, before: int = 2**62) -> tuple[Line, ...]:
    """The newest lines, newest first."""
    asked = select(ACCESSES).where(ACCESSES.c.n < before).order_by(ACCESSES.c.n.desc()).limit(most)
    return tuple(
        Line(row.n, bytes(row.hash).hex(), _ACCESS.decode(bytes(row.raw))) for row in await connection.execute(asked)
    )
