"""The members' projection: follows accepted batches leaf by leaf, each once, in one transaction with its place.

It runs when somebody needs the accounts (a lease, a page, a decision) and in the background; who holds the lock of its
place moves on, everybody else waits for that one.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from sqlalchemy import and_, bindparam, insert, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Clock
from kiosk.base.event import UNREADABLE, Event, Fact
from kiosk.base.ids import Ids
from kiosk.centre.background import Background
from kiosk.centre.intake.standings import put_once
from kiosk.centre.log import ledger
from kiosk.centre.members.books import Account, Books, Found, LeaseRow, Met, Place, apply
from kiosk.centre.members.tables import (
    MEMBER_ACCOUNTS,
    MEMBER_CARDS,
    MEMBER_EVIDENCE,
    MEMBER_EXPOSURES,
    MEMBER_LEASES,
    MEMBER_LINES,
    MEMBER_NONCES,
    MEMBER_PLACES,
    MEMBER_STATE,
)
from kiosk.centre.store.database import Database
from kiosk.centre.store.tables import BATCHES, EVENTS, EVIDENCE, FINDINGS
from kiosk.record.batch import decode
from kiosk.record.token import BadToken, parse
from kiosk.services.points.events import FACTS, Redeemed

_LOG: Final = logging.getLogger(__name__)
BATCHES_AT_ONCE: Final = 200
_PAUSE_S: Final = 1.0
_EVENT: Final = msgspec.json.Decoder(Event)
_FACTS: Final = {fact.kind: msgspec.json.Decoder(fact) for fact in FACTS}
_OURS: Final = b'"points.'
_LEASE: Final = tuple(LeaseRow.__struct_fields__)


class Stretch(msgspec.Struct, frozen=True):
    """A batch as the projection meets it: whose events, from where to where."""

    station_id: str
    device: bytes
    epoch: int
    first: int
    last: int


async def follow(database: Database, clock: Clock, ids: Ids) -> None:
    """Brings the accounts up to all that was taken in."""
    while True:
        async with database.reading() as connection:
            if not await _behind(connection):
                return
        async with database.writing() as connection:
            await step(connection, clock.now().stamp, ids)


def following(database: Database, clock: Clock, ids: Ids) -> Background:
    """Follows for as long as the centre is open, so that findings open before anybody looks."""

    async def step() -> bool:
        try:
            await follow(database, clock, ids)
        except (DBAPIError, InterfaceError, OSError) as error:
            _LOG.exception("members' accounts cannot be moved on", exc_info=error)
        return False

    return Background("members", step, _PAUSE_S)


async def _behind(connection: AsyncConnection) -> bool:
    at = (await connection.execute(select(MEMBER_STATE.c.leaf))).scalar()
    if at is None or at < (await ledger.newest(connection))[0]:
        return True
    return bool(await _forks(connection))


async def hold_place(connection: AsyncConnection) -> int:
    """The next leaf; nobody else moves accounts by events, or decides over leases, until this transaction ends."""
    await put_once(connection, MEMBER_STATE, {"one": 1, "leaf": 0})
    found: int = (await connection.execute(select(MEMBER_STATE.c.leaf).with_for_update())).scalar_one()
    return found


async def step(connection: AsyncConnection, at: str, ids: Ids) -> None:
    """Follows some batches."""
    leaf = await hold_place(connection)
    rows = (
        await connection.execute(
            select(BATCHES).where(BATCHES.c.leaf >= leaf).order_by(BATCHES.c.leaf).limit(BATCHES_AT_ONCE)
        )
    ).all()
    stretches = [Stretch(row.station_id, bytes(row.device), row.epoch, row.first, row.last) for row in rows]
    met, unread = await _met(connection, stretches)
    books = await _load(connection, met)
    books.found += unread
    for one in met:
        apply(books, one)
    await _write(connection, books)
    found = [*books.found, *await _rewound(connection, stretches), *await _stranded(connection, stretches)]
    await open_findings(connection, found, at, ids)
    for row in await _forks(connection):
        await open_findings(connection, _in_fork(row), at, ids, row.evidence_id)
        await connection.execute(insert(MEMBER_EVIDENCE).values(evidence_id=row.evidence_id))
    if rows:
        await connection.execute(update(MEMBER_STATE).values(leaf=rows[-1].leaf + 1))


async def _met(connection: AsyncConnection, stretches: Sequence[Stretch]) -> tuple[list[Met], list[Found]]:
    """The events about points, in the order in which they were taken in; what cannot be read is a finding."""
    met: list[Met] = []
    unread: list[Found] = []
    for one in stretches:
        rows = await connection.execute(
            select(EVENTS.c.seq, EVENTS.c.hash, EVENTS.c.raw)
            .where(EVENTS.c.station_id == one.station_id, EVENTS.c.device == one.device, EVENTS.c.epoch == one.epoch)
            .where(EVENTS.c.seq.between(one.first, one.last))
            .order_by(EVENTS.c.seq)
        )
        for row in rows:
            raw = bytes(row.raw)
            if _OURS not in raw:
                continue
            try:
                found = _fact(raw)
            except UNREADABLE:
                place: dict[str, int | str] = {"device": one.device.hex(), "epoch": one.epoch, "seq": row.seq}
                subject = f"{one.device.hex()}-{one.epoch}-{row.seq}"
                unread.append(Found(one.station_id, "unreadable", subject, place))
                continue
            if found is not None:
                place_of = (one.station_id, one.device, one.epoch, row.seq, bytes(row.hash))
                met.append(Met(*place_of, *found))
    return met, unread


def _fact(raw: bytes) -> tuple[str, Fact] | None:
    """When it happened, and the fact; None where it is none of points. Raises msgspec.MsgspecError."""
    event = _EVENT.decode(raw)
    if not event.kind.startswith("points."):
        return None
    decoder = _FACTS.get(event.kind)
    if decoder is None:
        raise msgspec.ValidationError(f"unknown: {event.kind}")
    return event.at, decoder.decode(event.data)


async def _load(connection: AsyncConnection, met: Sequence[Met]) -> Books:
    """What these events may touch; accounts are locked, always in the same order."""
    books = Books()
    if not met:
        return books
    codes = [_nonce(one) for one in met]
    for keys in _some({nonce for nonce in codes if nonce}):
        used = select(MEMBER_NONCES.c.nonce, MEMBER_NONCES.c.lease).where(MEMBER_NONCES.c.nonce.in_(keys))
        books.used.update({bytes(row.nonce): row.lease for row in await connection.execute(used)})
    named = [(one, getattr(one.fact, "account", 0), getattr(one.fact, "lease", "")) for one in met]
    pairs = {(one.device, account) for one, account, _ in named}
    for keys in _some(pairs):
        found = tuple_(MEMBER_PLACES.c.device, MEMBER_PLACES.c.account).in_(keys)
        for row in await connection.execute(select(MEMBER_PLACES).where(found)):
            place = Place(bytes(row.device), row.account, row.epoch, row.member, row.kind, row.station_id)
            books.places[place.device, place.account, place.epoch] = place
    for ids in _some({lease for _, _, lease in named if lease} | set(books.used.values())):
        asked = select(*(MEMBER_LEASES.c[name] for name in _LEASE)).where(MEMBER_LEASES.c.lease.in_(ids))
        for row in await connection.execute(asked):
            books.leases[row.lease] = LeaseRow(**{**row._mapping, "device": bytes(row.device)})  # noqa: SLF001 - its documented way to a dict
    members = {place.member for place in books.places.values()} | {one.member for one in books.leases.values()}
    for some in _some(members):
        locked = (
            select(MEMBER_ACCOUNTS)
            .where(MEMBER_ACCOUNTS.c.member.in_(some))
            .order_by(MEMBER_ACCOUNTS.c.member, MEMBER_ACCOUNTS.c.unit)
            .with_for_update()
        )
        for row in await connection.execute(locked):
            books.accounts[row.member, row.unit] = Account(
                row.granted, row.available, row.held, row.spent, row.suspense
            )
    stations = {one.station_id for one in met}
    for row in await connection.execute(select(MEMBER_EXPOSURES).where(MEMBER_EXPOSURES.c.station_id.in_(stations))):
        books.exposures[row.station_id, row.unit] = row.amount
    return books


def _nonce(met: Met) -> bytes:
    """The nonce of a phone's code that an event carries; nothing where it carries none that can be read."""
    try:
        return parse(met.fact.token).nonce if isinstance(met.fact, Redeemed) and met.fact.token else b""
    except BadToken:
        return b""


async def _write(connection: AsyncConnection, books: Books) -> None:
    await _put(
        connection,
        MEMBER_ACCOUNTS,
        [
            {"member": member, "unit": unit, **msgspec.structs.asdict(account)}
            for (member, unit), account in sorted(books.accounts.items())
        ],
    )
    await _put(connection, MEMBER_PLACES, [msgspec.structs.asdict(place) for place in books.places.values()])
    moved = [msgspec.structs.asdict(lease) for lease in books.leases.values()]
    await put_leases(connection, moved)
    for card in books.cards:
        if card.replaces:
            await connection.execute(update(MEMBER_CARDS).where(MEMBER_CARDS.c.member == card.member).values(live=0))
        row = {name: getattr(card, name) for name in ("device", "epoch", "seq", "hash16", "member")}
        await connection.execute(insert(MEMBER_CARDS).values(row | {"live": 1}))
    for nonce, place, not_after, at in books.fresh:
        row = {"nonce": nonce, "lease": place, "at": at, "not_after": not_after}
        await put_once(connection, MEMBER_NONCES, row)
    await _put(connection, MEMBER_LINES, [msgspec.structs.asdict(line) for line in books.lines])
    await _put(
        connection,
        MEMBER_EXPOSURES,
        [
            {"station_id": station, "unit": unit, "amount": amount}
            for (station, unit), amount in books.exposures.items()
        ],
    )


async def put_leases(connection: AsyncConnection, rows: list[dict[str, Any]]) -> None:
    """Moves leases on; of one that was closed before it was granted, notes that it never will be."""
    known = {"not_after": 0, "asked_seq": 0, "asked_hash": b"", "checked": 1, "body": b"", "signed": "", "at": ""}
    if rows:
        made = _upsert(connection, MEMBER_LEASES)
        changed = {name: made.excluded[name] for name in ("hold", "used", "state", "taken")}
        await connection.execute(
            made.on_conflict_do_update(index_elements=["lease"], set_=changed), [row | known for row in rows]
        )


async def _put(connection: AsyncConnection, table: Any, rows: list[dict[str, Any]]) -> None:
    """Adds or replaces rows by their key."""
    if not rows:
        return
    made = _upsert(connection, table)
    keys = [column.name for column in table.primary_key]
    rest = {column.name: made.excluded[column.name] for column in table.columns if column.name not in keys}
    await connection.execute(made.on_conflict_do_update(index_elements=keys, set_=rest), rows)


def _upsert(connection: AsyncConnection, table: Any) -> Any:
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


async def _rewound(connection: AsyncConnection, stretches: Sequence[Stretch]) -> list[Found]:
    """Leases that were asked for by a journal which is not the one that came in: a disk that was put back."""
    found: list[Found] = []
    for device, epoch, last in {(one.device, one.epoch, one.last) for one in stretches}:
        rows = await connection.execute(
            select(MEMBER_LEASES.c.lease, MEMBER_LEASES.c.asked_hash, MEMBER_LEASES.c.asked_seq)
            .add_columns(MEMBER_LEASES.c.station_id, MEMBER_LEASES.c.body, EVENTS.c.hash)
            .join(
                EVENTS,
                and_(
                    EVENTS.c.station_id == MEMBER_LEASES.c.station_id,
                    EVENTS.c.device == MEMBER_LEASES.c.device,
                    EVENTS.c.epoch == MEMBER_LEASES.c.epoch,
                    EVENTS.c.seq == MEMBER_LEASES.c.asked_seq,
                ),
            )
            .where(MEMBER_LEASES.c.device == device, MEMBER_LEASES.c.epoch == epoch, MEMBER_LEASES.c.checked == 0)
            .where(MEMBER_LEASES.c.asked_seq <= last)
        )
        seen = rows.all()
        for row in seen:
            if bytes(row.asked_hash) != bytes(row.hash):
                fields: dict[str, int | str] = {"lease": row.lease, "device": device.hex(), "epoch": epoch}
                fields["seq"] = row.asked_seq
                found.append(Found(row.station_id, "rewound", row.lease, fields, bytes(row.body)))
        if seen:
            await connection.execute(
                update(MEMBER_LEASES).where(MEMBER_LEASES.c.lease == bindparam("l")).values(checked=1),
                [{"l": row.lease} for row in seen],
            )
    return found


async def _stranded(connection: AsyncConnection, stretches: Sequence[Stretch]) -> list[Found]:
    """Open leases of an epoch that another has followed: only a late tail, or a person, can end them."""
    begun = [one for one in stretches if one.first == 1 and one.epoch > 1]
    if not begun:
        return []
    before = or_(*(and_(MEMBER_LEASES.c.device == one.device, MEMBER_LEASES.c.epoch < one.epoch) for one in begun))
    rows = await connection.execute(select(MEMBER_LEASES).where(before, MEMBER_LEASES.c.state == "open"))
    return [
        Found(
            row.station_id,
            "lease_stranded",
            row.lease,
            {"lease": row.lease, "device": bytes(row.device).hex(), "epoch": row.epoch, "amount": row.hold},
        )
        for row in rows
    ]


async def _forks(connection: AsyncConnection) -> Sequence[Any]:
    """Second records that nobody has looked through for points yet."""
    looked = select(MEMBER_EVIDENCE.c.evidence_id)
    asked = select(EVIDENCE).where(EVIDENCE.c.kind == "fork", EVIDENCE.c.evidence_id.not_in(looked))
    return (await connection.execute(asked)).all()


def _in_fork(row: Any) -> list[Found]:
    """What a second record says was redeemed: goods went twice, or another lease was spent."""
    batch = decode(bytes(row.body))
    found = []
    for seq, raw in enumerate(batch.events, batch.first):
        if seq < row.seq or _OURS not in raw:
            continue
        try:
            what = _fact(raw)
        except UNREADABLE:
            continue  # a fork is a finding already
        if what is not None and isinstance(what[1], Redeemed):
            unit, _, amount = next(move for move in what[1].book if move[1] != "redeemed")
            place: dict[str, int | str] = {"device": batch.device.hex(), "epoch": batch.epoch, "seq": seq}
            fields = place | {"lease": what[1].lease, "amount": amount, "unit": unit}
            subject = f"{batch.device.hex()}-{batch.epoch}-{seq}-fork"
            found.append(Found(row.station_id, "double_spend", subject, fields))
    return found


async def open_findings(
    connection: AsyncConnection, found: Iterable[Found], at: str, ids: Ids, evidence_id: str = ""
) -> None:
    """Opens findings, with what was signed and contradicts the record where there is such a thing."""
    for one in found:
        evidence = evidence_id
        if one.evidence:
            evidence = ids.new()
            place = {"device": bytes.fromhex(str(one.fields["device"]))}
            kind = "token" if one.kind == "token_twice" else "lease_request"
            rest = {"epoch": one.fields["epoch"], "seq": one.fields["seq"], "kind": kind}
            kept = {"station_id": one.station_id, "evidence_id": evidence, "body": one.evidence, "received_at": at}
            await connection.execute(insert(EVIDENCE).values(place | rest | kept))
        await put_once(
            connection,
            FINDINGS,
            {
                "station_id": one.station_id,
                "kind": one.kind,
                "subject": one.subject,
                "fields": msgspec.json.encode(one.fields).decode(),
                "evidence_id": evidence,
                "state": "open",
                "opened_at": at,
            },
        )


def _some(keys: set[Any], most: int = 5_000) -> Iterable[list[Any]]:
    """A set in sorted pieces that a statement can hold."""
    listed = sorted(keys)
    return (listed[at : at + most] for at in range(0, len(listed), most))
