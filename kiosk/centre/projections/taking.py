"""A device's record made for taking along: every event as it was written, with the heads it came under."""

import asyncio
import tempfile
from pathlib import Path

from sqlalchemy import select

from kiosk.centre.centre import Centre
from kiosk.centre.projections.following import events_of, heads_of
from kiosk.centre.projections.mirror import Mirror
from kiosk.centre.projections.reading import Mirrors
from kiosk.centre.store.tables import EPOCHS


async def write_record(centre: Centre, mirrors: Mirrors, station: str, device: bytes) -> bytes:
    """The file's bytes, read from what was taken in and not from a mirror."""
    own = (EPOCHS.c.station_id == station, EPOCHS.c.device == device)
    async with centre.database.reading() as connection:
        asked = select(EPOCHS.c.epoch, EPOCHS.c.seq).where(*own).order_by(EPOCHS.c.epoch)
        parts = []
        for epoch, last in [tuple(row) for row in await connection.execute(asked)]:
            place = (connection, station, device, epoch, 0, last)
            parts.append((await events_of(*place), await heads_of(*place)))

    def made() -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "record.db"
            mirror = Mirror(path, device, mirrors.services, exact=True)
            for events, heads in parts:
                mirror.fold(events, heads)
            mirror.close()
            return path.read_bytes()

    return await asyncio.to_thread(made)
