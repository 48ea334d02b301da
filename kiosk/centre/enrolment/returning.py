"""A device's record given back to whoever replaces it: the batches that it once sent, under the heads it signed."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.centre.store.tables import BATCHES, EVENTS
from kiosk.record.batch import Batch, encode_all
from kiosk.record.chain import GENESIS

# One answer holds so many batches, or whole batches up to about so many bytes: what a slow line carries in a minute.
_MOST_BATCHES: Final = 500
_MOST_BYTES: Final = 2 * 1024 * 1024


async def page(connection: AsyncConnection, station: str, device: bytes, epoch: int, after: int) -> bytes:
    """The batches of an epoch from the event after `after` on; empty where there are no more."""
    own = (BATCHES.c.station_id == station, BATCHES.c.device == device, BATCHES.c.epoch == epoch)
    asked = select(BATCHES).where(*own, BATCHES.c.last > after).order_by(BATCHES.c.first).limit(_MOST_BATCHES)
    found: list[Batch] = []
    room = _MOST_BYTES
    for row in await connection.execute(asked):
        rows = (
            await connection.execute(
                select(EVENTS.c.seq, EVENTS.c.hash, EVENTS.c.raw)
                .where(EVENTS.c.station_id == station, EVENTS.c.device == device, EVENTS.c.epoch == epoch)
                .where(EVENTS.c.seq.between(row.first - 1, row.last))
                .order_by(EVENTS.c.seq)
            )
        ).all()
        prev = GENESIS if row.first == 1 else bytes(rows[0].hash)
        events = tuple(bytes(one.raw) for one in rows if one.seq >= row.first)
        found.append(Batch(device, epoch, row.first, prev, bytes(row.head), bytes(row.signature), events))
        room -= sum(len(raw) for raw in events)
        if room < 0:
            break
    return encode_all(found)
