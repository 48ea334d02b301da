"""Stations and devices become known: by a one-time code, of which the centre keeps the hash alone.

A code is made for a station: for a device that is new, or for one that is known and comes back with another key (a disk
that was replaced, a backup put back). Enrolling tells every epoch of the device's journal with its key; what is known
of an epoch is never changed by it.
"""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.intake.judging import Standing
from kiosk.centre.intake.standings import standings
from kiosk.centre.store.tables import DEVICES, ENROL_CODES, EPOCHS, STATIONS
from kiosk.record.chain import GENESIS
from kiosk.record.enrolment import Enrolment, Predecessor, plain_code, proved

# Crockford's base 32 without letters that read like digits: 12 of them are 60 bits.
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LETTERS: Final = 12
_GROUP: Final = 4
CODE_HOURS: Final = 24


class NotEnrolled(Exception):  # noqa: N818 - an answer to whoever asked
    """An enrolment that is refused, and why."""

    def __init__(self, problem: Literal["code", "device_elsewhere", "key", "proof"]) -> None:
        super().__init__(problem)
        self.problem = problem


def _hash(code: str) -> bytes:
    return sha256(b"kiosk/code/1" + plain_code(code).encode()).digest()


def new_station_id() -> str:
    """A random id for a station."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))


async def add_station(connection: AsyncConnection, name: str, area: str, now: Now) -> str:
    """A new station; returns its id."""
    station = new_station_id()
    await connection.execute(insert(STATIONS).values(station_id=station, name=name, area=area, at=now.stamp))
    return station


async def station_name(connection: AsyncConnection, station_id: str) -> str:
    """What a station is called here."""
    found: str = (
        await connection.execute(select(STATIONS.c.name).where(STATIONS.c.station_id == station_id))
    ).scalar_one()
    return found


async def station_called(connection: AsyncConnection, name: str) -> str | None:
    """The id of the first station of a name."""
    named = select(STATIONS.c.station_id).where(STATIONS.c.name == name).order_by(STATIONS.c.at)
    found: str | None = (await connection.execute(named)).scalars().first()
    return found


async def has_device(connection: AsyncConnection, station_id: str, device: bytes) -> bool:
    """Whether a device is a station's."""
    known = (await standings(connection, [device])).get(device)
    return known is not None and known.station_id == station_id


async def make_code(connection: AsyncConnection, station_id: str, by: str, now: Now, device: bytes = b"") -> str:
    """A one-time code for a station's new device, or for `device` that comes back with another key."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LETTERS))
    until = (now.at + timedelta(hours=CODE_HOURS)).isoformat(timespec="milliseconds")
    await connection.execute(
        insert(ENROL_CODES).values(
            station_id=station_id,
            code_hash=_hash(code),
            device=device.hex(),
            made_by=by,
            made_at=now.stamp,
            until=until,
        )
    )
    return "-".join(code[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP))


async def predecessor(connection: AsyncConnection, code: str, now: Now) -> Predecessor:
    """Whom a code replaces. Raises NotEnrolled."""
    row = await _valid(connection, code, now)
    name = await station_name(connection, row.station_id)
    if not row.device:
        return Predecessor(name, "", 1, "")
    device = bytes.fromhex(row.device)
    newest = (await standings(connection, [device]))[device].newest
    return Predecessor(name, row.device, newest.epoch + 1, newest.head.text())


async def _valid(connection: AsyncConnection, code: str, now: Now, *, lock: bool = False) -> Any:
    asked = select(ENROL_CODES).where(ENROL_CODES.c.code_hash == _hash(code))
    row = (await connection.execute(asked.with_for_update() if lock else asked)).first()
    if row is None or row.used_at or now.stamp > row.until:
        raise NotEnrolled("code")
    return row


async def enrol(connection: AsyncConnection, asked: Enrolment, now: Now) -> Standing:
    """Makes a device known to its station, or known again. Raises NotEnrolled."""
    device = bytes.fromhex(asked.device)
    if not proved(asked):
        raise NotEnrolled("proof")
    code = await _valid(connection, asked.code, now, lock=True)
    known = (await standings(connection, [device], lock=True)).get(device)
    if (known is not None and known.station_id != code.station_id) or (asked.device if known else "") != code.device:
        raise NotEnrolled("device_elsewhere")
    await _note_device(connection, asked, code.station_id, now, again=known is not None)
    await _note_epochs(connection, asked, code.station_id, known)
    await connection.execute(
        update(ENROL_CODES)
        .where(ENROL_CODES.c.station_id == code.station_id, ENROL_CODES.c.code_hash == code.code_hash)
        .values(used_at=now.stamp, used_by=asked.device)
    )
    return (await standings(connection, [device]))[device]


async def _note_device(
    connection: AsyncConnection, asked: Enrolment, station_id: str, now: Now, *, again: bool
) -> None:
    device = bytes.fromhex(asked.device)
    if again:
        own = (DEVICES.c.station_id == station_id, DEVICES.c.device == device)
        await connection.execute(update(DEVICES).where(*own).values(state="active", enrolled_at=now.stamp))
        return
    row = {"station_id": station_id, "device": device, "name": asked.name, "state": "active", "enrolled_at": now.stamp}
    await connection.execute(insert(DEVICES).values(row))


async def _note_epochs(connection: AsyncConnection, asked: Enrolment, station_id: str, known: Standing | None) -> None:
    for each in asked.epochs:
        before = known.epochs.get(each.epoch) if known else None
        key = bytes.fromhex(each.public_key)
        if before is not None and before.public_key != key:
            raise NotEnrolled("key")
        if before is None:
            row = {"station_id": station_id, "device": bytes.fromhex(asked.device), "epoch": each.epoch}
            rest = {"public_key": key, "seq": 0, "hash": GENESIS, "cites": "", "tail": "open"}
            await connection.execute(insert(EPOCHS).values(row | rest))


async def revoke(connection: AsyncConnection, device: bytes) -> bool:
    """Takes nothing more from a device; what it sent stays. False where there is no such device."""
    known = (await standings(connection, [device], lock=True)).get(device)
    if known is None:
        return False
    own = (DEVICES.c.station_id == known.station_id, DEVICES.c.device == device)
    await connection.execute(update(DEVICES).where(*own).values(state="revoked"))
    return True
