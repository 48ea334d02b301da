"""Stations and devices become known: by a one-time code, of which the centre keeps the hash alone.

A code is made for a station: for a device that is new, or for one that is known and comes back with another key (a disk
that was replaced, a backup put back). Enrolling tells every epoch of the device's journal with its key; what is known
of an epoch of which something came is never changed by it.
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
from kiosk.record.chain import GENESIS, Head, parse_head
from kiosk.record.enrolment import CODE_LETTERS, Enrolment, Predecessor, Stretch, plain_code, proved

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
    code = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LETTERS))
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
    return "-".join(code[at : at + _GROUP] for at in range(0, CODE_LETTERS, _GROUP))


async def predecessor(connection: AsyncConnection, code: str, now: Now) -> Predecessor:
    """Whom a code replaces. Raises NotEnrolled."""
    row = await _valid(connection, code, now)
    name = await station_name(connection, row.station_id)
    if not row.device:
        return Predecessor(name, "", 1, "")
    known = (await standings(connection, [bytes.fromhex(row.device)]))[bytes.fromhex(row.device)]
    # An epoch of which nothing came, as when the power went while a device was joining, is begun again.
    epochs = sorted((each for each in known.epochs.values() if each.seq), key=lambda each: each.epoch)
    if not epochs:
        return Predecessor(name, row.device, 1, "")
    cited = {head.epoch: head.seq for each in epochs if (head := _cited(each.cites)) is not None}
    record = tuple(
        Stretch(each.epoch, each.public_key.hex(), each.seq, min(each.seq, cited.get(each.epoch, each.seq)))
        for each in epochs
    )
    return Predecessor(name, row.device, epochs[-1].epoch + 1, epochs[-1].head.text(), record)


def _cited(text: str) -> Head | None:
    """The head that an epoch cites; None where it cites none."""
    try:
        return parse_head(text)
    except ValueError:
        return None


async def replaced(connection: AsyncConnection, code: str, now: Now) -> tuple[str, bytes]:
    """The station of a code, and the device that it replaces. Raises NotEnrolled."""
    row = await _valid(connection, code, now)
    if not row.device:
        raise NotEnrolled("code")
    return row.station_id, bytes.fromhex(row.device)


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
        row = {"station_id": station_id, "device": bytes.fromhex(asked.device), "epoch": each.epoch}
        if before is not None and before.public_key != key:
            if before.seq:
                raise NotEnrolled("key")
            own = [EPOCHS.c[name] == value for name, value in row.items()]
            await connection.execute(update(EPOCHS).where(*own).values(public_key=key))
        if before is None:
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
