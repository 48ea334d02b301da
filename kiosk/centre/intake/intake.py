"""Batches are checked as they come, and committed in groups: one transaction for all that wait.

Whoever sent a batch is answered after the commit. In the transaction the device's row is locked, its head compared, the
events appended and the head moved: exactly once, however often a batch is sent.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import Select, insert, select, update
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Clock
from kiosk.base.ids import Ids
from kiosk.centre.disk import Disk
from kiosk.centre.intake import standings
from kiosk.centre.intake.judging import (
    Accepted,
    Again,
    Checked,
    Epoch,
    Finding,
    Fork,
    Problem,
    Refusal,
    Standing,
    check,
    judge,
)
from kiosk.centre.intake.pacing import Pacing
from kiosk.centre.log import ledger
from kiosk.centre.log.ledger import Ledger
from kiosk.centre.store.database import Database, append
from kiosk.centre.store.events import Stretch, append_events
from kiosk.centre.store.tables import BATCHES, DEVICES, EVIDENCE
from kiosk.record.batch import BadBatch, Batch, decode
from kiosk.record.chain import GENESIS

_LOG: Final = logging.getLogger(__name__)
# What one transaction takes at most, and how many events may wait before a station is asked to come back.
GROUP_EVENTS: Final = 5_000
WAITING_EVENTS: Final = 100_000
# So many transactions at once where the database can: one is encoded while the other reaches the disk.
_TOGETHER: Final = 2
# A clock that is off by more is a finding.
SKEW_MS: Final = 5 * 60 * 1000


class Receipt(msgspec.Struct, frozen=True):
    """The answer to a batch: the head that is acknowledged, the leaf it stands in, the newest checkpoint, the pace."""

    device: str
    epoch: int
    seq: int
    hash: str
    leaf: int
    checkpoint: str
    received_at: str
    next_after_s: int


class _Waiting(msgspec.Struct, frozen=True):
    """A batch that was checked, as it came, and who waits for the answer."""

    checked: Checked
    body: bytes
    sent_at: datetime | None
    answer: asyncio.Future[Receipt]


class _Taken(msgspec.Struct):
    """What one transaction does, gathered before it is written."""

    at: datetime
    events: list[Stretch] = []
    batches: list[tuple[Standing, Batch, int, int]] = []
    moved: list[tuple[Standing, Epoch]] = []
    seen: list[standings.Seen] = []
    findings: list[tuple[Standing, Finding, str]] = []
    answers: list[Callable[[int, str], None]] = []

    @property
    def stamp(self) -> str:
        """When it was taken in."""
        return self.at.isoformat(timespec="milliseconds")


class Intake:
    """Takes batches in. `most` is how many batches one transaction may hold."""

    def __init__(self, database: Database, log: Ledger, clock: Clock, ids: Ids, disk: Disk, most: int = 1_000) -> None:
        self._database = database
        self._disk = disk
        self._log = log
        self._clock = clock
        self._ids = ids
        self._most = most
        self._known: dict[bytes, Standing] = {}
        self._queue: deque[_Waiting] = deque()
        self._under_way: set[bytes] = set()
        self._waiting_events = 0
        self._wake = asyncio.Event()
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self._failing = False
        self.pacing = Pacing()
        self.taken_events = 0
        self.taken_batches = 0

    def start(self) -> None:
        """Begins to commit what comes."""
        together = _TOGETHER if self._database.is_postgres else 1
        self._tasks = [asyncio.create_task(self._run(), name=f"intake-{number}") for number in range(together)]

    async def stop(self) -> None:
        """Commits what waits, and takes nothing more."""
        self._stopping = True
        self._wake.set()
        await asyncio.gather(*self._tasks)

    @property
    def waiting_events(self) -> int:
        """How many events wait for their transaction."""
        return self._waiting_events

    def forget(self, device: bytes) -> None:
        """What is known of a device has changed."""
        self._known.pop(device, None)

    async def take(self, body: bytes, sent_at: datetime | None = None) -> Receipt:
        """Takes a batch in, durably. Raises Refusal."""
        try:
            batch = decode(body)
        except BadBatch as error:
            raise Refusal(error.wrong) from None
        if self._stopping:
            raise Refusal("stopping")
        if self._waiting_events > WAITING_EVENTS:
            raise Refusal("busy")
        if self._disk.full:
            raise Refusal("full")
        checked = await self._check(batch)
        waiting = _Waiting(checked, body, sent_at, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._waiting_events += len(batch.events)
        self._wake.set()
        return await waiting.answer

    async def _check(self, batch: Batch) -> Checked:
        """The batch against what is known of its device; what was known may be old, then it is read again."""
        standing = self._known.get(batch.device)
        if standing is not None:
            try:
                return check(batch, standing)
            except Refusal:
                self.forget(batch.device)
        async with self._database.reading() as connection:
            found = await standings.standings(connection, [batch.device])
        if batch.device not in found:
            raise Refusal("unknown_device")
        standing = self._known[batch.device] = found[batch.device]
        return check(batch, standing)

    async def _run(self) -> None:
        while self._queue or not self._stopping:
            group = self._next()
            if not group:
                self._wake.clear()
                await self._wake.wait()
                continue
            devices = {waiting.checked.batch.device for waiting in group}
            self._under_way |= devices
            began = self._clock.now().up
            try:
                await self._commit(group)
                self._failing = False
            except (DBAPIError, InterfaceError, OSError) as error:
                if not self._failing:
                    _LOG.exception("nothing can be taken in", exc_info=error)
                self._failing = True
                _refuse(group, "busy")
            except BaseException:
                _refuse(group, "stopping")
                raise
            finally:
                self._under_way -= devices
                self._wake.set()
            self.pacing.committed(self._clock.now().up - began)

    def _next(self) -> list[_Waiting]:
        """Who is in the next transaction: in order, each device once, and in one transaction at a time."""
        group: dict[bytes, _Waiting] = {}
        events, later = 0, []
        while self._queue and events < GROUP_EVENTS and len(group) < self._most:
            waiting = self._queue.popleft()
            device = waiting.checked.batch.device
            if device in group or device in self._under_way:
                later.append(waiting)
                continue
            group[device] = waiting
            events += len(waiting.checked.batch.events)
        self._queue.extendleft(reversed(later))
        self._waiting_events -= events
        return list(group.values())

    async def _commit(self, group: Sequence[_Waiting]) -> None:
        taken = _Taken(self._clock.now().at)
        async with self._database.writing() as connection:
            locked = await standings.standings(
                connection, (waiting.checked.batch.device for waiting in group), lock=True
            )
            for waiting in group:
                await self._judge(connection, waiting, locked, taken)
            first, note, committed = await self._write(connection, taken)
        committed()
        for standing, epoch in taken.moved:
            known = self._known.get(standing.device, standing)
            self._known[standing.device] = msgspec.structs.replace(known, epochs={**known.epochs, epoch.epoch: epoch})
        self.taken_events += sum(len(stretch.raws) for stretch in taken.events)
        self.taken_batches += len(taken.batches)
        for answer in taken.answers:
            answer(first, note)

    async def _judge(
        self, connection: AsyncConnection, waiting: _Waiting, locked: dict[bytes, Standing], taken: _Taken
    ) -> None:
        batch = waiting.checked.batch
        standing = locked.get(batch.device)
        if standing is None:
            taken.answers.append(_refused(waiting, Refusal("unknown_device")))
            return
        try:
            judgement = judge(waiting.checked, standing, await _kept(connection, batch, standing))
        except Refusal as refusal:
            taken.answers.append(_refused(waiting, refusal))
            return
        match judgement:
            case Accepted():
                self._accept(waiting, standing, judgement, taken)
            case Again():
                row = await connection.execute(_leaf_of(standing, batch))
                taken.answers.append(self._acknowledge(waiting, row.scalar_one(), taken, relative=False))
            case Fork():
                await self._quarantine(connection, waiting, standing, judgement, taken)
                taken.answers.append(_refused(waiting, Refusal("fork", (batch.epoch, judgement.seq))))

    def _accept(self, waiting: _Waiting, standing: Standing, accepted: Accepted, taken: _Taken) -> None:
        batch, skip = waiting.checked.batch, accepted.first - waiting.checked.batch.first
        owner, device, epoch = standing.station_id, batch.device, batch.epoch
        taken.events.append(
            Stretch(owner, device, epoch, accepted.first, waiting.checked.hashes[skip:], batch.events[skip:])
        )
        skew = _skew_ms(waiting.sent_at, taken.at)
        taken.moved.append((standing, accepted.epoch))
        if accepted.ended is not None:
            taken.moved.append((standing, accepted.ended))
        taken.seen.append(standings.Seen(owner, device, taken.stamp, skew))
        taken.findings += [(standing, finding, "") for finding in accepted.findings]
        if abs(skew) > SKEW_MS:
            clock = Finding("clock", f"{device.hex()}-{taken.stamp[:10]}", {"seconds": skew // 1000})
            taken.findings.append((standing, clock, ""))
        taken.answers.append(self._acknowledge(waiting, len(taken.batches), taken, relative=True))
        taken.batches.append((standing, batch, accepted.first, skew))

    async def _quarantine(
        self, connection: AsyncConnection, waiting: _Waiting, standing: Standing, fork: Fork, taken: _Taken
    ) -> None:
        """Keeps the second record whole beside the first, and takes nothing more from this device."""
        batch, evidence = waiting.checked.batch, self._ids.new()
        await connection.execute(
            insert(EVIDENCE).values(
                station_id=standing.station_id,
                evidence_id=evidence,
                device=batch.device,
                epoch=batch.epoch,
                seq=fork.seq,
                kind="fork",
                body=waiting.body,
                received_at=taken.stamp,
            )
        )
        await connection.execute(
            update(DEVICES)
            .where(DEVICES.c.station_id == standing.station_id, DEVICES.c.device == batch.device)
            .values(state="quarantined")
        )
        taken.findings.append((standing, fork.finding, evidence))
        self.forget(batch.device)

    async def _write(self, connection: AsyncConnection, taken: _Taken) -> tuple[int, str, Callable[[], None]]:
        leaves = [batch.leaf(first).data for _, batch, first, _ in taken.batches]
        await standings.move(connection, taken.moved)
        await standings.note_seen(connection, taken.seen)
        await standings.open_findings(connection, taken.findings, taken.stamp)
        await append_events(connection, taken.events)
        if not leaves:
            size, note = await ledger.newest(connection)
            return size, note, _nothing
        first, note, committed = await self._log.append(connection, leaves)
        rows = [
            (
                *(standing.station_id, batch.device, batch.epoch, begin, batch.last, batch.head, batch.signature),
                *(leaf, taken.stamp, skew),
            )
            for leaf, (standing, batch, begin, skew) in enumerate(taken.batches, first)
        ]
        await append(connection, BATCHES, rows)
        return first, note, committed

    def _acknowledge(
        self, waiting: _Waiting, leaf: int, taken: _Taken, *, relative: bool
    ) -> Callable[[int, str], None]:
        def answer(first: int, note: str) -> None:
            batch = waiting.checked.batch
            place, stands = (batch.device.hex(), batch.epoch, batch.last), first + leaf if relative else leaf
            if not waiting.answer.done():
                waiting.answer.set_result(
                    Receipt(*place, batch.head.hex(), stands, note, taken.stamp, self.pacing.next_after_s)
                )

        return answer


async def _kept(connection: AsyncConnection, batch: Batch, standing: Standing) -> list[bytes]:
    """The hashes that were taken in from the event before the batch on."""
    epoch = standing.epochs.get(batch.epoch)
    if epoch is None or epoch.seq == 0:
        return [GENESIS] if batch.first == 1 else []
    if batch.first > epoch.seq:
        return [epoch.hash] if batch.first == epoch.seq + 1 else []
    found = await standings.hashes(connection, standing, batch.epoch, max(1, batch.first - 1), batch.last)
    return [GENESIS, *found] if batch.first == 1 else found


def _leaf_of(standing: Standing, batch: Batch) -> Select[int]:
    """The leaf that covers a batch's last event."""
    return select(BATCHES.c.leaf).where(
        BATCHES.c.station_id == standing.station_id,
        BATCHES.c.device == batch.device,
        BATCHES.c.epoch == batch.epoch,
        BATCHES.c.first <= batch.last,
        BATCHES.c.last >= batch.last,
    )


def _skew_ms(sent_at: datetime | None, received_at: datetime) -> int:
    """The sender's clock minus ours; 0 where it did not say."""
    return 0 if sent_at is None else int((sent_at - received_at).total_seconds() * 1000)


def _refused(waiting: _Waiting, refusal: Refusal) -> Callable[[int, str], None]:
    def answer(_: int, __: str) -> None:
        if not waiting.answer.done():
            waiting.answer.set_exception(refusal)

    return answer


def _refuse(group: Sequence[_Waiting], problem: Problem) -> None:
    for waiting in group:
        if not waiting.answer.done():
            waiting.answer.set_exception(Refusal(problem))


def _nothing() -> None:
    """Nothing was appended."""
