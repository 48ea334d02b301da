"""The follower: reads what was taken in, in the order of the log, and keeps mirrors and summaries seconds behind it.

It remembers the next leaf. A round folds every device of the next batches into its mirror, then writes all summaries
and findings and the leaf in one transaction: a round that was cut short is done again and comes to the same.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.base.reports import Table
from kiosk.centre.background import Background
from kiosk.centre.centre import Centre
from kiosk.centre.intake.standings import put_once
from kiosk.centre.projections import summaries
from kiosk.centre.projections.mirror import Folded, Mirror, Signed, Taken
from kiosk.centre.projections.reading import Mirrors
from kiosk.centre.store.console_tables import DAY_FIGURES, FOLLOWER, MENTIONS, MIRRORED, MONTH_FIGURES, STANDING
from kiosk.centre.store.tables import BATCHES, EPOCHS, EVENTS, FINDINGS
from kiosk.record.chain import parse_head

_LOG: Final = logging.getLogger(__name__)
_MOST_BATCHES: Final = 500
# One device's events that are folded in one go.
_MOST_EVENTS: Final = 5_000
_PAUSE_S: Final = 0.5
# How far back signals are looked for: what is too even shows over weeks.
_SIGNAL_DAYS: Final = 31
_UNREAD_TOLD: Final = 20


class Work(msgspec.Struct):
    """What a round found of one device."""

    station: str
    device: bytes
    folded: Folded
    made: summaries.Summary
    said: list[tuple[int, int, str, str, str]]
    mirrored: dict[str, Any]
    findings: list[tuple[str, str, dict[str, Any]]]


class Follower:
    """Follows the log for as long as the centre is open."""

    def __init__(self, centre: Centre, mirrors: Mirrors) -> None:
        self._centre = centre
        self._mirrors = mirrors
        self.background = Background("follower", self._step, _PAUSE_S)
        self._one_at_a_time = asyncio.Lock()
        self._seals = tuple(fact for service in mirrors.services for fact in service.seals)

    async def _step(self) -> bool:
        try:
            return await self.round() or await self._age()
        except Exception:  # noqa: BLE001 - a page that is late is better than a centre that stopped: told, and tried again
            _LOG.exception("the record cannot be read")
            return False

    async def catch_up(self) -> None:
        """Reads everything that was taken in by now."""
        while await self.round():
            pass

    async def rebuild(self) -> None:
        """Takes all readings away, and makes them again from the events."""
        async with self._centre.database.writing() as connection:
            devices = [
                tuple(row) for row in await connection.execute(select(EPOCHS.c.station_id, EPOCHS.c.device).distinct())
            ]
            for table in (DAY_FIGURES, MONTH_FIGURES, STANDING, MENTIONS, MIRRORED, FOLLOWER):
                await connection.execute(delete(table))
        for station, device in devices:
            self._mirrors.forget(station, bytes(device))
        await self.catch_up()

    async def round(self) -> bool:
        """Reads the next batches; False where there were none."""
        async with self._one_at_a_time:
            return await self._round()

    async def _round(self) -> bool:
        async with self._centre.database.reading() as connection:
            leaf = (await connection.execute(select(FOLLOWER.c.leaf))).scalar() or 0
            asked = (
                select(BATCHES.c.station_id, BATCHES.c.device, BATCHES.c.leaf)
                .where(BATCHES.c.leaf >= leaf)
                .order_by(BATCHES.c.leaf)
                .limit(_MOST_BATCHES)
            )
            rows = (await connection.execute(asked)).all()
        if not rows:
            return False
        touched = dict.fromkeys((row.station_id, bytes(row.device)) for row in rows)
        works = [await self._whole(station, device) for station, device in touched]
        await self._keep(works, rows[-1].leaf + 1)
        return True

    async def _whole(self, station: str, device: bytes) -> Work:
        """What is new of a device; a mirror that is damaged is made again."""
        try:
            return await self._device(station, device)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            _LOG.warning("a mirror is made again: %s", error)
            await self._anew(station, device)
            return await self._device(station, device)

    async def _anew(self, station: str, device: bytes) -> None:
        """Takes away what was read of a device: it is read from the beginning."""
        self._mirrors.forget(station, device)
        async with self._centre.database.writing() as connection:
            await summaries.clear(connection, station, device)
            own = (MIRRORED.c.station_id == station, MIRRORED.c.device == device)
            await connection.execute(delete(MIRRORED).where(*own))

    async def _device(self, station: str, device: bytes) -> Work:
        """Folds all that is new of a device, however many batches it came in."""
        set_aside = await self._behind(station, device)
        while True:
            events, heads = await self._fresh(station, device)
            if not events:
                break
            await asyncio.to_thread(self._fold, station, device, events, heads)
        async with self._centre.database.reading() as connection:
            own = (MIRRORED.c.station_id == station, MIRRORED.c.device == device)
            told = (await connection.execute(select(MIRRORED.c.events).where(*own))).scalar() or 0
        work = await asyncio.to_thread(self._read, station, device, told)
        work.findings += set_aside
        return work

    async def _behind(self, station: str, device: bytes) -> list[tuple[str, str, dict[str, Any]]]:
        """Where a later epoch went on from an earlier place than was read: read anew from there, and told."""
        found = []
        places = await asyncio.to_thread(self._mirrors.with_mirror, station, device, Mirror.places)
        for epoch, last, head in await self._lines(station, device):
            if head > last:
                found.append(("set_aside", f"{device.hex()}-{epoch}", {"epoch": epoch, "count": head - last}))
            if places.get(epoch, 0) > last:
                await self._anew(station, device)
        return found

    async def _lines(self, station: str, device: bytes) -> list[tuple[int, int, int]]:
        """A device's epochs in order: up to where each is carried on by the next, and its head."""
        own = (EPOCHS.c.station_id == station, EPOCHS.c.device == device)
        async with self._centre.database.reading() as connection:
            asked = select(EPOCHS.c.epoch, EPOCHS.c.seq, EPOCHS.c.cites).where(*own).order_by(EPOCHS.c.epoch)
            rows = (await connection.execute(asked)).all()
        cited = {(head := parse_head(row.cites)).epoch: head.seq for row in rows if row.cites and row.seq}
        return [(row.epoch, min(row.seq, cited.get(row.epoch, row.seq)), row.seq) for row in rows if row.seq]

    async def _fresh(self, station: str, device: bytes) -> tuple[list[Taken], list[Signed]]:
        """The next events that the mirror does not have, in the order of the device's line, with the signed heads."""
        places = await asyncio.to_thread(self._mirrors.with_mirror, station, device, Mirror.places)
        for epoch, last, _ in await self._lines(station, device):
            here = places.get(epoch, 0)
            if here >= last:
                continue
            upto = min(last, here + _MOST_EVENTS)
            async with self._centre.database.reading() as connection:
                events = await events_of(connection, station, device, epoch, here, upto)
                heads = await heads_of(connection, station, device, epoch, here, upto)
            return events, heads
        return [], []

    def _fold(self, station: str, device: bytes, events: list[Taken], heads: list[Signed]) -> None:
        mirror = self._mirrors.open(station, device)
        try:
            mirror.fold(events, heads)
        finally:
            mirror.close()

    def _read(self, station: str, device: bytes, told: int) -> Work:
        """What is to be written of a device, of which `told` events were written before."""
        now = self._centre.clock.now()
        mirror = self._mirrors.open(station, device)
        try:
            folded = mirror.since(told)
            return self._work(station, device, mirror, folded, now)
        finally:
            mirror.close()

    def _work(self, station: str, device: bytes, mirror: Mirror, folded: Folded, now: Now) -> Work:
        entries = folded.entries
        last_day = entries[-1].at[:10] if entries else now.date
        sealed = any(isinstance(entry.fact, self._seals) for entry in entries)
        since = (date.fromisoformat(last_day) - timedelta(days=_SIGNAL_DAYS)).isoformat()
        signals = (min(since, entries[0].at[:10]), last_day) if sealed else None
        days = summaries.days_of(entries)
        made = summaries.summary(self._mirrors, mirror, now, days, signals)
        newest = mirror.db.execute("SELECT epoch, seq, pos FROM journal ORDER BY pos DESC LIMIT 1").fetchone()
        epoch, seq, events = newest or (0, 0, 0)
        said = summaries.mentions(self._mirrors.services, entries)
        mirrored = {"epoch": epoch, "seq": seq, "events": events, "last_at": entries[-1].at if entries else ""}
        return Work(station, device, folded, made, said, mirrored, _findings(device, folded, made.signals))

    async def _keep(self, works: Sequence[Work], leaf: int) -> None:
        now = self._centre.clock.now()
        async with self._centre.database.writing() as connection:
            for work in works:
                await summaries.keep(connection, work.station, work.device, work.made, work.said, now.date)
                await _note_place(connection, work)
                for kind, subject, fields in work.findings:
                    row: dict[str, object] = {"station_id": work.station, "kind": kind, "subject": subject}
                    row["fields"] = msgspec.json.encode(fields).decode()
                    await put_once(connection, FINDINGS, row | {"state": "open", "opened_at": now.stamp})
            if (await connection.execute(update(FOLLOWER).values(leaf=leaf))).rowcount == 0:
                await connection.execute(FOLLOWER.insert().values(one=1, leaf=leaf))

    async def _age(self) -> bool:
        """How things stand is read again when a day has passed: ages are in days. One device at a time."""
        now = self._centre.clock.now()
        async with self._centre.database.reading() as connection:
            asked = select(STANDING.c.station_id, STANDING.c.device).where(STANDING.c.day < now.date).limit(1)
            row = (await connection.execute(asked)).first()
        if row is None:
            return False

        def read(mirror: Mirror) -> summaries.Summary:
            return summaries.summary(self._mirrors, mirror, now, (), None)

        made = await asyncio.to_thread(self._mirrors.with_mirror, row.station_id, bytes(row.device), read)
        still = msgspec.structs.replace(made, figures={})
        async with self._centre.database.writing() as connection:
            await summaries.keep(connection, row.station_id, bytes(row.device), still, (), now.date)
        return True


def _findings(device: bytes, folded: Folded, signals: Sequence[Table]) -> list[tuple[str, str, dict[str, Any]]]:
    """Events that could not be read, and every line of the services' signals."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    for one in folded.unread[:_UNREAD_TOLD]:
        fields = {"epoch": one.epoch, "seq": one.seq, "problem": one.problem[:200]}
        found.append(("unread", f"{device.hex()}-{one.epoch}-{one.seq}", fields))
    for table in signals:
        for row in table.rows:
            encoded = msgspec.json.encode(row)
            subject = f"{table.key}-{sha256(device + table.key.encode() + encoded).hexdigest()[:24]}"
            found.append(("signal", subject, {"table": table.key, "row": msgspec.to_builtins(row)}))
    return found


async def _note_place(connection: AsyncConnection, work: Work) -> None:
    own = (MIRRORED.c.station_id == work.station, MIRRORED.c.device == work.device)
    values = {name: value for name, value in work.mirrored.items() if value != ""}
    if (await connection.execute(update(MIRRORED).where(*own).values(values))).rowcount == 0:
        row = {"station_id": work.station, "device": work.device, **work.mirrored}
        await connection.execute(MIRRORED.insert().values(row))


async def events_of(
    connection: AsyncConnection, station: str, device: bytes, epoch: int, after: int, upto: int
) -> list[Taken]:
    """Events that were taken in, after one place of an epoch up to another."""
    asked = (
        select(EVENTS.c.seq, EVENTS.c.hash, EVENTS.c.raw)
        .where(EVENTS.c.station_id == station, EVENTS.c.device == device, EVENTS.c.epoch == epoch)
        .where(EVENTS.c.seq > after, EVENTS.c.seq <= upto)
        .order_by(EVENTS.c.seq)
    )
    return [Taken(epoch, row.seq, bytes(row.hash), bytes(row.raw)) for row in await connection.execute(asked)]


async def heads_of(
    connection: AsyncConnection, station: str, device: bytes, epoch: int, after: int, upto: int
) -> list[Signed]:
    """The heads under which they came."""
    asked = select(BATCHES.c.last, BATCHES.c.head, BATCHES.c.signature).where(
        *(BATCHES.c.station_id == station, BATCHES.c.device == device, BATCHES.c.epoch == epoch),
        *(BATCHES.c.last > after, BATCHES.c.last <= upto),
    )
    rows = await connection.execute(asked)
    return [Signed(epoch, row.last, bytes(row.head), bytes(row.signature)) for row in rows]


async def behind(connection: AsyncConnection) -> int:
    """How many batches were taken in and not read yet."""
    leaf = (await connection.execute(select(FOLLOWER.c.leaf))).scalar() or 0
    newest = (await connection.execute(select(func.max(BATCHES.c.leaf)))).scalar()
    return 0 if newest is None else newest + 1 - leaf
