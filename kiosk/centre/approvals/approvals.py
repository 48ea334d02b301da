"""Verdicts: given here by somebody who looks after the station, sent by the line, or told by phone as a code."""

from collections.abc import Sequence
from typing import Final

import msgspec
from nacl.signing import SigningKey
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.intake.standings import standings
from kiosk.centre.store.console_tables import VERDICTS
from kiosk.centre.store.tables import EPOCHS
from kiosk.record.approval import Decided, Waiting, code, code_key, decide

# So many go with one answer; more with the next.
_MOST: Final = 20


class Verdict(msgspec.Struct, frozen=True):
    """What was decided, by whom, when."""

    station_id: str
    device: bytes
    n: int
    epoch: int
    seq: int
    shift: int
    fen: int
    approves: bool
    by: str
    comment: str
    at: str


async def give(
    connection: AsyncConnection,
    key: SigningKey,
    place: tuple[str, bytes],
    waiting: Waiting,
    by: tuple[str, str],
    now: Now,
    *,
    approves: bool,
) -> None:
    """Keeps a verdict for a device of a station, signed; `by` is who gives it and their comment."""
    station, device = place
    await standings(connection, [device], lock=True)  # two who decide at once are numbered one after the other
    own = (VERDICTS.c.station_id == station, VERDICTS.c.device == device)
    n = ((await connection.execute(select(func.max(VERDICTS.c.n)).where(*own))).scalar() or 0) + 1
    made = decide(key, device, n, waiting, *by, approves=approves)
    row = {"station_id": station, "device": device, "n": n, "approves": int(approves), "at": now.stamp}
    said = {"by": by[0], "comment": by[1], "signature": bytes.fromhex(made.signature)}
    await connection.execute(insert(VERDICTS).values(row | said | msgspec.structs.asdict(waiting)))


async def after(connection: AsyncConnection, station: str, device: bytes, n: int) -> tuple[Decided, ...]:
    """The verdicts that a device does not know yet, in order."""
    own = (VERDICTS.c.station_id == station, VERDICTS.c.device == device, VERDICTS.c.n > n)
    rows = await connection.execute(select(VERDICTS).where(*own).order_by(VERDICTS.c.n).limit(_MOST))
    return tuple(
        Decided(
            row.n,
            Waiting(row.epoch, row.seq, row.shift, row.fen),
            bool(row.approves),
            row.by,
            row.comment,
            bytes(row.signature).hex(),
        )
        for row in rows
    )


async def listed(connection: AsyncConnection, stations: Sequence[str] | None, most: int = 50) -> tuple[Verdict, ...]:
    """What was decided, newest first."""
    asked = select(*(VERDICTS.c[name] for name in Verdict.__struct_fields__))
    if stations is not None:
        asked = asked.where(VERDICTS.c.station_id.in_(stations))
    rows = await connection.execute(asked.order_by(VERDICTS.c.at.desc(), VERDICTS.c.n.desc()).limit(most))
    return tuple(Verdict(*row) for row in rows)


async def code_for(
    connection: AsyncConnection, key: SigningKey, place: tuple[str, bytes], waiting: Waiting, *, approves: bool
) -> str:
    """The code to tell by phone for a verdict; empty where the device has a key that none can be made with."""
    station, device = place
    own = (EPOCHS.c.station_id == station, EPOCHS.c.device == device)
    asked = select(EPOCHS.c.epoch, EPOCHS.c.public_key).where(*own).order_by(EPOCHS.c.epoch.desc()).limit(1)
    epoch, public = (await connection.execute(asked)).one()
    try:
        return code(code_key(key, bytes(public), device, epoch), device, waiting, approves=approves)
    except ValueError:
        return ""
