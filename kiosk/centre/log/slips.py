"""A slip proved: its event stands in a batch, the batch in the log, and nobody learns what it says."""

import msgspec
from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.event import Code
from kiosk.centre.log import ledger
from kiosk.centre.store.tables import BATCHES, DEVICES, EVENTS


class SlipProof(msgspec.Struct, frozen=True):
    """That the event a slip names was recorded: its batch's leaf, and the path from there to the checkpoint's root.

    `recorded` is false where another event stands at that place: the slip's code was altered, or the record.
    """

    recorded: bool
    leaf: int
    received_at: str
    data: str
    proof: tuple[str, ...]
    checkpoint: str


async def prove_slip(connection: AsyncConnection, code: Code) -> SlipProof | None:
    """The proof of a slip's event; None where nothing of that place has come in yet."""
    device = bytes.fromhex(code.device)
    covers = and_(
        BATCHES.c.station_id == EVENTS.c.station_id,
        BATCHES.c.device == EVENTS.c.device,
        BATCHES.c.epoch == EVENTS.c.epoch,
        BATCHES.c.first <= EVENTS.c.seq,
        BATCHES.c.last >= EVENTS.c.seq,
    )
    row = (
        await connection.execute(
            select(EVENTS.c.hash, BATCHES.c.leaf, BATCHES.c.received_at)
            .join(BATCHES, covers)
            .where(
                EVENTS.c.station_id.in_(select(DEVICES.c.station_id).where(DEVICES.c.device == device)),
                EVENTS.c.device == device,
            )
            .where(EVENTS.c.epoch == code.epoch, EVENTS.c.seq == code.seq)
        )
    ).first()
    if row is None:
        return None
    size, note = await ledger.newest(connection)
    data = await ledger.leaf(connection, row.leaf)
    assert data is not None
    proof = await ledger.inclusion(connection, row.leaf, size)
    same = bytes(row.hash).hex().startswith(code.hash16)
    return SlipProof(same, row.leaf, row.received_at, data.hex(), tuple(step.hex() for step in proof), note)
