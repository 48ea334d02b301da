"""Events are added a stretch at a time: the hot path of the centre.

PostgreSQL takes them by COPY in its binary format (postgresql.org/docs/current/sql-copy.html): all that the events of a
stretch have in common is encoded once.
"""

import struct
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.centre.store.tables import EVENTS

_COLUMNS: Final = tuple(EVENTS.columns.keys())
_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END: Final = b"\xff\xff"
_FIELDS: Final = struct.pack(">h", len(_COLUMNS))
_LENGTH: Final = struct.Struct(">i")
_NUMBER: Final = struct.Struct(">iq")
_SEQ_AND_HASH: Final = struct.Struct(">iqi32si")


class Stretch(msgspec.Struct, frozen=True):
    """Events of one epoch that follow each other from `first` on."""

    station_id: str
    device: bytes
    epoch: int
    first: int
    hashes: Sequence[bytes]
    raws: Sequence[bytes]

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """A row of the table for each."""
        own = (self.station_id, self.device, self.epoch)
        for seq, (digest, raw) in enumerate(zip(self.hashes, self.raws, strict=True), self.first):
            yield (*own, seq, digest, raw)

    def binary(self) -> bytes:
        """The same as COPY reads it."""
        station = self.station_id.encode()
        own = b"".join(
            (
                *(_FIELDS, _LENGTH.pack(len(station)), station),
                *(_LENGTH.pack(len(self.device)), self.device, _NUMBER.pack(8, self.epoch)),
            )
        )
        pack = _SEQ_AND_HASH.pack
        parts: list[bytes] = []
        for seq, (digest, raw) in enumerate(zip(self.hashes, self.raws, strict=True), self.first):
            parts += (own, pack(8, seq, 32, digest, len(raw)), raw)
        return b"".join(parts)


async def append_events(connection: AsyncConnection, stretches: Sequence[Stretch]) -> None:
    """Adds the events of some stretches."""
    if not stretches:
        return
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * len(_COLUMNS))
        rows = [row for stretch in stretches for row in stretch.rows()]
        await connection.exec_driver_sql(f"INSERT INTO {EVENTS.name} VALUES ({marks})", rows)  # noqa: S608 - our own table
        return

    async def source() -> AsyncIterator[bytes]:
        yield _HEAD
        for stretch in stretches:
            yield stretch.binary()
        yield _END

    raw = await connection.get_raw_connection()
    assert raw.driver_connection is not None
    await raw.driver_connection.copy_to_table(EVENTS.name, source=source(), columns=_COLUMNS, format="binary")
