"""Leases: given to one device in one epoch, and what a person decides of one whose device will not come back."""

from typing import Any, Final, Literal

from nacl.signing import SigningKey
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.base.event import Code, parse_code
from kiosk.centre.intake.standings import put_once, standings
from kiosk.centre.members.following import hold_place
from kiosk.centre.members.tables import (
    MEMBER_ACCOUNTS,
    MEMBER_CARDS,
    MEMBER_LEASES,
    MEMBER_NONCES,
)
from kiosk.record.lease import BadLease, Lease, LeaseRequest, granted, parse_request, signed_by
from kiosk.record.token import BadToken, is_token, read

# How long a lease is good for at the station, which knows the time by its own clock: it ends no hold here.
LEASE_S: Final = 15 * 60

LeaseProblem = Literal[
    "lease_format",
    "unknown_device",
    "revoked",
    "quarantined",
    "epoch",
    "signature",
    "no_member",
    "card_void",
    "token",
    "token_used",
    "nothing_left",
    "lease_closed",
    "no_lease",
]


class NoLease(Exception):  # noqa: N818 - an answer to whoever asked
    """A lease that is not given, or not to be decided over; `available` is what the member has."""

    def __init__(self, problem: LeaseProblem, available: int = 0) -> None:
        super().__init__(problem)
        self.problem: LeaseProblem = problem
        self.available = available


async def grant(connection: AsyncConnection, body: bytes, key: SigningKey, now: Now) -> str:
    """The signed lease for a signed request; for the same request the same one. Raises NoLease."""
    try:
        request = parse_request(body)
    except BadLease:
        raise NoLease("lease_format") from None
    station_id = await _whose(connection, request, body)
    lease_id = request.lease_id.hex()
    if before := await _given(connection, lease_id):
        return before
    member = await _member(connection, request, bytes(key.verify_key), now)
    account = (
        await connection.execute(
            select(MEMBER_ACCOUNTS.c.available)
            .where(MEMBER_ACCOUNTS.c.member == member, MEMBER_ACCOUNTS.c.unit == request.unit)
            .with_for_update()
        )
    ).scalar()
    if before := await _given(connection, lease_id):  # the same request, answered while this one waited for the row
        return before
    available = account or 0
    cap = min(request.cap or available, available, 2**31 - 1)
    if cap <= 0:
        raise NoLease("nothing_left", available)
    lease = Lease(
        *(bytes.fromhex(member), request.device, request.epoch, request.unit, cap, request.lease_id),
        int(now.at.timestamp()) + LEASE_S,
    )
    signed = granted(lease, key)
    row = {
        "lease": lease_id,
        "member": member,
        "unit": request.unit,
        "station_id": station_id,
        "device": request.device,
        "epoch": request.epoch,
        "cap": cap,
        "hold": cap,
        "used": 0,
        "state": "open",
        "taken": 0,
        "not_after": lease.not_after,
        "asked_seq": request.seq,
        "asked_hash": request.head,
        "checked": 0,
        "body": body,
        "signed": signed,
        "at": now.stamp,
    }
    await put_once(connection, MEMBER_LEASES, row)
    kept = select(MEMBER_LEASES.c.body).where(MEMBER_LEASES.c.lease == lease_id, MEMBER_LEASES.c.state == "open")
    if (await connection.execute(kept)).scalar() is None:  # its close came in meanwhile
        raise NoLease("lease_closed")
    await _move(connection, member, request.unit, available=-cap, held=cap)
    return signed


async def _given(connection: AsyncConnection, lease_id: str) -> str:
    """What this request was answered before; empty where it was not. Raises NoLease."""
    asked = select(MEMBER_LEASES.c.signed, MEMBER_LEASES.c.state).where(MEMBER_LEASES.c.lease == lease_id)
    row = (await connection.execute(asked)).first()
    if row is None:
        return ""
    if row.state != "open":
        raise NoLease("lease_closed")
    return str(row.signed)


async def _whose(connection: AsyncConnection, request: LeaseRequest, body: bytes) -> str:
    """The station of a device that may ask: active, in its newest epoch, by that epoch's key. Raises NoLease."""
    standing = (await standings(connection, [request.device])).get(request.device)
    if standing is None:
        raise NoLease("unknown_device")
    if standing.state != "active":
        raise NoLease(standing.state)
    if standing.newest.epoch != request.epoch:
        raise NoLease("epoch")
    if not signed_by(standing.newest.public_key, body):
        raise NoLease("signature")
    return standing.station_id


async def _member(connection: AsyncConnection, request: LeaseRequest, public_key: bytes, now: Now) -> str:
    """Who showed a card or a phone; a phone's token is used up by it. Raises NoLease."""
    if not is_token(request.shown):
        return await member_of_card(connection, request.shown)
    try:
        token = read(request.shown, public_key)
    except BadToken:
        raise NoLease("token") from None
    if now.at.timestamp() > token.not_after:
        raise NoLease("token")
    lease_id = request.lease_id.hex()
    row = {"nonce": token.nonce, "lease": lease_id, "at": now.stamp, "not_after": token.not_after}
    await put_once(connection, MEMBER_NONCES, row)
    spent_by = select(MEMBER_NONCES.c.lease).where(MEMBER_NONCES.c.nonce == token.nonce)
    if (await connection.execute(spent_by)).scalar_one() != lease_id:
        raise NoLease("token_used")
    return token.member.hex()


async def member_of_card(connection: AsyncConnection, shown: str) -> str:
    """The member whose card was held before a scanner. Raises NoLease."""
    try:
        code = parse_code(shown)
    except ValueError:
        raise NoLease("no_member") from None
    if not code.device:
        raise NoLease("no_member")
    row = (
        await connection.execute(
            select(MEMBER_CARDS.c.member, MEMBER_CARDS.c.live, MEMBER_CARDS.c.hash16).where(
                MEMBER_CARDS.c.device == bytes.fromhex(code.device),
                MEMBER_CARDS.c.epoch == code.epoch,
                MEMBER_CARDS.c.seq == code.seq,
            )
        )
    ).first()
    if row is None or row.hash16 != code.hash16:
        raise NoLease("no_member")
    if not row.live:
        raise NoLease("card_void")
    return str(row.member)


async def is_card(connection: AsyncConnection, code: Code) -> bool:
    """Whether a code is that of a member's card, void or not."""
    same = (MEMBER_CARDS.c.epoch == code.epoch) & (MEMBER_CARDS.c.seq == code.seq)
    asked = select(MEMBER_CARDS.c.hash16).where(MEMBER_CARDS.c.device == bytes.fromhex(code.device), same)
    return (await connection.execute(asked)).scalar() == code.hash16


async def suspend(connection: AsyncConnection, lease: str, by: str, now: Now, comment: str = "") -> None:
    """What an open lease still holds stands in suspense: a late record may yet spend it, nobody else.

    Raises NoLease.
    """
    row = await _decide(connection, lease, "open")
    await _move(connection, row.member, row.unit, held=-row.hold, suspense=row.hold)
    await _set(connection, lease, by, now, comment, state="suspended")


async def give_back(connection: AsyncConnection, lease: str, by: str, now: Now, comment: str = "") -> None:
    """What stands in suspense is the member's again; if its device did spend it, that will be a finding.

    Raises NoLease.
    """
    row = await _decide(connection, lease, "suspended")
    await _move(connection, row.member, row.unit, suspense=-row.hold, available=row.hold)
    await _set(connection, lease, by, now, comment, state="returned", hold=0)


async def _decide(connection: AsyncConnection, lease: str, state: str) -> Any:
    """The lease in the state in which this can be decided. Raises NoLease."""
    await hold_place(connection)
    asked = select(MEMBER_LEASES).where(MEMBER_LEASES.c.lease == lease, MEMBER_LEASES.c.state == state)
    row = (await connection.execute(asked)).first()
    if row is None:
        raise NoLease("no_lease")
    return row


async def _set(connection: AsyncConnection, lease: str, by: str, now: Now, comment: str, **values: Any) -> None:
    moved = update(MEMBER_LEASES).where(MEMBER_LEASES.c.lease == lease)
    await connection.execute(moved.values(decided_by=by, decided_at=now.stamp, comment=comment, **values))


async def _move(connection: AsyncConnection, member: str, unit: str, **by: int) -> None:
    await connection.execute(
        update(MEMBER_ACCOUNTS)
        .where(MEMBER_ACCOUNTS.c.member == member, MEMBER_ACCOUNTS.c.unit == unit)
        .values({name: MEMBER_ACCOUNTS.c[name] + amount for name, amount in by.items()})
    )


async def untied(connection: AsyncConnection) -> list[tuple[str, str]]:
    """Accounts that do not tie with themselves or with their leases: none, unless somebody changed the database."""
    holds = (
        select(
            MEMBER_LEASES.c.member,
            MEMBER_LEASES.c.unit,
            func.sum(MEMBER_LEASES.c.hold).filter(MEMBER_LEASES.c.state == "open").label("held"),
            func.sum(MEMBER_LEASES.c.hold).filter(MEMBER_LEASES.c.state == "suspended").label("suspense"),
        )
        .where(MEMBER_LEASES.c.member != "")
        .group_by(MEMBER_LEASES.c.member, MEMBER_LEASES.c.unit)
        .subquery()
    )
    one = MEMBER_ACCOUNTS.c
    joined = MEMBER_ACCOUNTS.outerjoin(holds, (holds.c.member == one.member) & (holds.c.unit == one.unit))
    wrong = (
        (one.granted != one.available + one.held + one.spent + one.suspense)
        | (one.held != func.coalesce(holds.c.held, 0))
        | (one.suspense != func.coalesce(holds.c.suspense, 0))
    )
    rows = await connection.execute(select(one.member, one.unit).select_from(joined).where(wrong))
    return [(row.member, row.unit) for row in rows]
