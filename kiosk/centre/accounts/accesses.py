r"""The access log: who took something along, or looked at what somebody did; chained: no line is altered unseen.

`hash(n) = SHA256("kiosk/access/1" ‖ n(u64) ‖ prev(32) ‖ raw)`, integers big-endian, 32 zeros before the first. `raw` is
JSON as it was written. Whoever keeps a head (the newest n and hash, shown on the page) can tell later that nothing
before it was changed or cut away.
"""

import struct
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

import msgspec
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.store.console_tables import ACCESSES
from kiosk.record.chain import GENESIS

_PREFIX: Final = b"kiosk/access/1"
_PLACE: Final = struct.Struct(">Q")


class Access(msgspec.Struct, frozen=True):
    """One line: `what` is export, search, timeline, slip, account, device, settings, finding, approval or sign_in."""

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


def _hash(n: int, prev: bytes, raw: bytes) -> bytes:
    return sha256(_PREFIX + _PLACE.pack(n) + prev + raw).digest()


async def note(connection: AsyncConnection, by: str, what: str, now: Now, /, **fields: str) -> None:
    """Adds a line, in the transaction of what it tells of."""
    if connection.dialect.name == "postgresql":
        await connection.execute(text("LOCK TABLE accesses IN EXCLUSIVE MODE"))
    newest = select(ACCESSES.c.n, ACCESSES.c.hash).order_by(ACCESSES.c.n.desc()).limit(1)
    last = (await connection.execute(newest)).first()
    n, prev = (last.n + 1, bytes(last.hash)) if last else (1, GENESIS)
    raw = msgspec.json.encode(Access(now.stamp, by, what, fields))
    await connection.execute(insert(ACCESSES).values(n=n, hash=_hash(n, prev, raw), raw=raw))


async def first_wrong(connection: AsyncConnection) -> int | None:
    """The first line that is not as it was written, or not there; None where all hold."""
    expected, prev = 1, GENESIS
    for row in await connection.execute(select(ACCESSES).order_by(ACCESSES.c.n)):
        if row.n != expected or bytes(row.hash) != _hash(row.n, prev, bytes(row.raw)):
            return expected
        expected, prev = expected + 1, bytes(row.hash)
    return None


async def newest(connection: AsyncConnection, most: int, before: int = 2**62) -> tuple[Line, ...]:
    """The newest lines, newest first."""
    asked = select(ACCESSES).where(ACCESSES.c.n < before).order_by(ACCESSES.c.n.desc()).limit(most)
    return tuple(
        Line(row.n, bytes(row.hash).hex(), _ACCESS.decode(bytes(row.raw))) for row in await connection.execute(asked)
    )
