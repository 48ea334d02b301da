"""The follower: reads what was taken in, in the order of the log, and keeps mirrors and summaries seconds behind it.

It remembers the next leaf. A round folds every device of the next batches into its mirror, then writes all summaries
and findings and the leaf in one transaction: a round that was cut short is done again and comes to the same.
"""

import asyncio
import logging
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec
from sqlalchemy import Select, and_, delete, func, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.ext.asyncio import AsyncConnection

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
# Events of a round that are held in memory.
_MOST_HELD: Final = 20_000
# One device's events that are folded in one go.
_MOST_EVENTS: Final = 5_000
# Devices that are folded at a time: while one waits for the disk, another one computes.
_AT_ONCE: Final = 4
_PAUSE_S: Final = 0.5
# How far back signals are looked for: what is too even shows over weeks.
_SIGNAL_DAYS: Final = 31
_UNREAD_TOLD: Final = 20


class Line(msgspec.Struct, frozen=True):
    """An epoch of a device: up to where it is carried on by the next, and its head."""

    epoch: int
    upto: int
    head: int


class Known(msgspec.Struct, frozen=True):
    """A device's epochs in order, how many of its events were told of, and when the newest of those happened."""

    lines: tuple[Line, ...]
    told: int = 0
    last_at: str = ""


class Came(msgspec.Struct, frozen=True):
    """What came of a device in the batches of a round: its events in their order, and the heads under them."""

    events: list[Taken]
    heads: list[Signed]

    def within(self, epoch: int, after: int, upto: int) -> list[Taken]:
        """Those of a stretch of an epoch; none where the first of it is not among them."""
        found = [event for event in self.events if event.epoch == epoch and after < event.seq <= upto]
        return found if found and found[0].seq == after + 1 else []


class Work(msgspec.Struct):
    """What a round found of one device."""

    kept: summaries.Kept
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
            asked = select(BATCHES).where(BATCHES.c.leaf >= leaf).order_by(BATCHES.c.leaf).limit(_MOST_BATCHES)
            rows = _together((await connection.execute(asked)).all())
            if not rows:
                return False
            known = await _known(connection, {row.station_id for row in rows}, {bytes(row.device) for row in rows})
            came = await _came(connection, rows)
        works: list[Work] = []
        for at in range(0, len(came), _AT_ONCE):
            each = (self._whole(*device, known[device], came[device]) for device in list(came)[at : at + _AT_ONCE])
            for found in await asyncio.gather(*each, return_exceptions=True):
                if isinstance(found, BaseException):
                    raise found
                works.append(found)
        await self._keep(works, rows[-1].leaf + 1)
        return True

    async def _whole(self, station: str, device: bytes, known: Known, came: Came) -> Work:
        """What is new of a device; a mirror that is damaged is made again."""
        try:
            return await self._device(station, device, known, came)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            _LOG.warning("a mirror is made again: %s", error)
            await self._anew(station, device)
            return await self._device(station, device, Known(known.lines), came)

    async def _anew(self, station: str, device: bytes) -> None:
        """Takes away what was read of a device: it is read from the beginning."""
        self._mirrors.forget(station, device)
        async with self._centre.database.writing() as connection:
            await summaries.clear(connection, station, device)
            own = (MIRRORED.c.station_id == station, MIRRORED.c.device == device)
            await connection.execute(delete(MIRRORED).where(*own))

    async def _device(self, station: str, device: bytes, known: Known, came: Came) -> Work:
        """Folds all that is new of a device, however many batches it came in."""
        mirror = await asyncio.to_thread(self._mirrors.open, station, device)
        try:
            places = mirror.places()
            if any(places.get(line.epoch, 0) > line.upto for line in known.lines):
                # A later epoch went on from an earlier place than was read: read anew from there.
                await asyncio.to_thread(mirror.close)
                await self._anew(station, device)
                mirror, places, known = self._mirrors.open(station, device), {}, Known(known.lines)
            while stretch := _next_stretch(known.lines, places):
                events, heads = came.within(*stretch), came.heads
                if not events:
                    async with self._centre.database.reading() as connection:
                        events = await events_of(connection, station, device, *stretch)
                        heads = await heads_of(connection, station, device, *stretch)
                await asyncio.to_thread(mirror.fold, events, heads)
                places = mirror.places()
            return await asyncio.to_thread(self._work, station, device, mirror, known)
        finally:
            await asyncio.to_thread(mirror.close)

    def _work(self, station: str, device: bytes, mirror: Mirror, known: Known) -> Work:
        """What is to be written of a device that was folded."""
        now, folded = self._centre.clock.now(), mirror.since(known.told)
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
        place = (epoch, seq, entries[-1].at if entries else known.last_at, events)
        found = [*_findings(device, folded, made.signals), *_set_aside(device, known.lines)]
        return Work(summaries.Kept(station, device, made, said, place), found)

    async def _keep(self, works: Sequence[Work], leaf: int) -> None:
        now = self._centre.clock.now()
        async with self._centre.database.writing() as connection:
            await summaries.keep(connection, [work.kept for work in works], now.date)
            for work in works:
                for kind, subject, fields in work.findings:
                    row: dict[str, object] = {"station_id": work.kept.station, "kind": kind, "subject": subject}
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
        still = summaries.Kept(row.station_id, bytes(row.device), msgspec.structs.replace(made, figures={}))
        async with self._centre.database.writing() as connection:
            await summaries.keep(connection, [still], now.date)
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


def _set_aside(device: bytes, lines: Sequence[Line]) -> list[tuple[str, str, dict[str, Any]]]:
    """What came after the place from which a later epoch went on."""
    return [
        ("set_aside", f"{device.hex()}-{line.epoch}", {"epoch": line.epoch, "count": line.head - line.upto})
        for line in lines
        if line.head > line.upto
    ]


def _next_stretch(lines: Sequence[Line], places: Mapping[int, int]) -> tuple[int, int, int] | None:
    """The next events that a mirror does not have, in the order of the device's line: epoch, after which, up to."""
    for line in lines:
        here = places.get(line.epoch, 0)
        if here < line.upto:
            return line.epoch, here, min(line.upto, here + _MOST_EVENTS)
    return None


def _together(batches: Sequence[Any]) -> Sequence[Any]:
    """As many batches as are held in memory at a time, and at least one."""
    events = 0
    for count, batch in enumerate(batches):
        events += batch.last - batch.first + 1
        if count and events > _MOST_HELD:
            return batches[:count]
    return batches


async def _came(connection: AsyncConnection, batches: Sequence[Any]) -> dict[tuple[str, bytes], Came]:
    """What came in some batches that follow each other, by device."""
    found: dict[tuple[str, bytes], Came] = {}
    for row in batches:
        came = found.setdefault((row.station_id, bytes(row.device)), Came([], []))
        came.heads.append(Signed(row.epoch, row.last, bytes(row.head), bytes(row.signature)))
    of_batch = (EVENTS.c.station_id == BATCHES.c.station_id, EVENTS.c.device == BATCHES.c.device)
    asked = (
        select(EVENTS)
        .join(
            BATCHES,
            and_(*of_batch, EVENTS.c.epoch == BATCHES.c.epoch, EVENTS.c.seq.between(BATCHES.c.first, BATCHES.c.last)),
        )
        .where(BATCHES.c.leaf.between(batches[0].leaf, batches[-1].leaf))
        .order_by(EVENTS.c.station_id, EVENTS.c.device, EVENTS.c.epoch, EVENTS.c.seq)
    )
    for row in await connection.execute(asked):
        taken = Taken(row.epoch, row.seq, bytes(row.hash), bytes(row.raw))
        found[row.station_id, bytes(row.device)].events.append(taken)
    return found


async def _known(
    connection: AsyncConnection, stations: Collection[str], devices: Collection[bytes]
) -> dict[tuple[str, bytes], Known]:
    """What is known of some devices before they are read."""
    told: dict[tuple[str, bytes], tuple[int, str]] = {}
    for row in await connection.execute(_of(MIRRORED, stations, devices)):
        told[row.station_id, bytes(row.device)] = (row.events, row.last_at)
    epochs: dict[tuple[str, bytes], list[Any]] = {}
    for row in await connection.execute(_of(EPOCHS, stations, devices).order_by(EPOCHS.c.epoch)):
        if row.seq:
            epochs.setdefault((row.station_id, bytes(row.device)), []).append(row)
    return {device: Known(_lines(rows), *told.get(device, ())) for device, rows in epochs.items()}


def _of(table: SqlTable, stations: Collection[str], devices: Collection[bytes]) -> Select[Any]:
    return select(table).where(table.c.station_id.in_(stations), table.c.device.in_(devices))


def _lines(rows: Sequence[Any]) -> tuple[Line, ...]:
    cited = {(head := parse_head(row.cites)).epoch: head.seq for row in rows if row.cites}
    return tuple(Line(row.epoch, min(row.seq, cited.get(row.epoch, row.seq)), row.seq) for row in rows)


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
