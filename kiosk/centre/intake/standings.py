"""What is known of devices, in the database: read, locked, moved on."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.centre.intake.judging import Epoch, Finding, Standing
from kiosk.centre.store.tables import DEVICES, EPOCHS, EVENTS, FINDINGS
from kiosk.record.hello import Room

_SEEN = (
    update(DEVICES)
    .where(DEVICES.c.station_id == bindparam("s"), DEVICES.c.device == bindparam("d"))
    .values(seen_at=bindparam("at"), skew_ms=bindparam("skew"))
)
_MOVED = (
    update(EPOCHS)
    .where(EPOCHS.c.station_id == bindparam("s"), EPOCHS.c.device == bindparam("d"), EPOCHS.c.epoch == bindparam("e"))
    .values(seq=bindparam("q"), hash=bindparam("h"), cites=bindparam("c"), tail=bindparam("t"))
)


async def standings(
    connection: AsyncConnection, devices: Iterable[bytes], *, lock: bool = False
) -> dict[bytes, Standing]:
    """What is known of some devices; with `lock` nobody else moves their heads until the transaction ends."""
    wanted = sorted(set(devices))
    found = (
        select(DEVICES.c.station_id, DEVICES.c.device, DEVICES.c.state)
        .where(DEVICES.c.device.in_(wanted))
        .order_by(DEVICES.c.device)
    )
    rows = (await connection.execute(found.with_for_update() if lock else found)).all()
    # Read after the lock is held: what another process committed meanwhile is seen.
    epochs: dict[bytes, dict[int, Epoch]] = {}
    for row in await connection.execute(select(EPOCHS).where(EPOCHS.c.device.in_(wanted))):
        epoch = Epoch(row.epoch, bytes(row.public_key), row.seq, bytes(row.hash), row.cites, row.tail)
        epochs.setdefault(bytes(row.device), {})[row.epoch] = epoch
    return {
        bytes(row.device): Standing(row.station_id, bytes(row.device), row.state, epochs[bytes(row.device)])
        for row in rows
    }


async def hashes(connection: AsyncConnection, standing: Standing, epoch: int, first: int, last: int) -> list[bytes]:
    """The hashes of events that were taken in, from one place to another, both included."""
    asked = (
        select(EVENTS.c.hash)
        .where(
            EVENTS.c.station_id == standing.station_id,
            EVENTS.c.device == standing.device,
            EVENTS.c.epoch == epoch,
            EVENTS.c.seq.between(first, last),
        )
        .order_by(EVENTS.c.seq)
    )
    return [bytes(row.hash) for row in await connection.execute(asked)]


class Seen(msgspec.Struct, frozen=True):
    """When a device was last heard of, and its clock against ours (ms)."""

    station_id: str
    device: bytes
    at: str
    skew_ms: int


async def note_seen(connection: AsyncConnection, seen: Sequence[Seen]) -> None:
    """Notes when devices were last heard of."""
    if seen:
        await connection.execute(
            _SEEN, [{"s": one.station_id, "d": one.device, "at": one.at, "skew": one.skew_ms} for one in seen]
        )


async def note_room(connection: AsyncConnection, station: str, device: bytes, room: Room) -> None:
    """Notes what a device says of its disk."""
    of_device = (DEVICES.c.station_id == station, DEVICES.c.device == device)
    await connection.execute(update(DEVICES).where(*of_device).values(free_mb=room.free_mb, months_left=room.months))


async def move(connection: AsyncConnection, moved: Sequence[tuple[Standing, Epoch]]) -> None:
    """Moves the heads of epochs; those that are new are added."""
    known = [(standing, epoch) for standing, epoch in moved if epoch.epoch in standing.epochs]
    if known:
        await connection.execute(
            _MOVED,
            [
                {"s": standing.station_id, "d": standing.device, "e": epoch.epoch, "q": epoch.seq, "h": epoch.hash}
                | {"c": epoch.cites, "t": epoch.tail}
                for standing, epoch in known
            ],
        )
    fresh = [(standing, epoch) for standing, epoch in moved if epoch.epoch not in standing.epochs]
    if fresh:
        await connection.execute(
            EPOCHS.insert(),
            [
                {"station_id": standing.station_id, "device": standing.device} | msgspec.structs.asdict(epoch)
                for standing, epoch in fresh
            ],
        )


async def open_findings(connection: AsyncConnection, found: Sequence[tuple[Standing, Finding, str]], at: str) -> None:
    """Opens findings, each with the evidence it rests on; one that is known by its subject stays as it is."""
    for standing, finding, evidence in found:
        await put_once(
            connection,
            FINDINGS,
            {
                "station_id": standing.station_id,
                "kind": finding.kind,
                "subject": finding.subject,
                "fields": msgspec.json.encode(finding.fields).decode(),
                "evidence_id": evidence,
                "state": "open",
                "opened_at": at,
            },
        )


async def put_once(connection: AsyncConnection, table: Table, row: dict[str, object]) -> None:
    """Adds a row where there is none with its key."""
    made = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    await connection.execute(made.on_conflict_do_nothing().values(row))
