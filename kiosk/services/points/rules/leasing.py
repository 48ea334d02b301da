"""Accounts that a centre keeps: handed over by two, then lent to this device, lease by lease."""

from hashlib import sha256
from typing import Final

import msgspec

from kiosk.base.clock import Deadline, deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.points import events, requests
from kiosk.services.points.rules.state import PhoneState, RedeemState, card_of, granted, who
from kiosk.services.points.settings import UNITS, Settings, Unit

# How long a phone's code is redeemed with after it was shown here without the centre.
_PHONE_S: Final = 2 * 60
# No code is good for longer: one that seems to be tells that the clock here is behind, and is not believed.
_AHEAD_S: Final = 90
# How long a lease is spent within here, by the time since boot: somebody stands at the glass.
LEASE_S: Final = 10 * 60


# What members have: their numbers, and how much of which unit.
Balances = tuple[tuple[int, tuple[tuple[Unit, int], ...]], ...]


class HandOverState(msgspec.Struct, frozen=True):
    """For handing over: whether the centre keeps the accounts already, what waits, by whom; what members have."""

    taken: bool
    hand_over: str = ""
    log_key: str = ""
    by: str = ""
    balances: Balances = ()


class Lent(msgspec.Struct, frozen=True):
    """A lease that was taken: how much of it was spent, whether it is open."""

    lease: str
    account: int
    unit: Unit
    used: int
    open: bool
    until: Deadline


class LeaseState(msgspec.Struct, frozen=True):
    """For leases: whether a centre keeps the accounts, this epoch, the lease asked about, one open for the same member.

    `account` is whom the member is here, 0 where nobody yet; `last` the last number given.
    """

    centre: bool
    epoch: int
    lent: Lent | None = None
    other: Lent | None = None
    account: int = 0
    last: int = 0


def hand_over(state: HandOverState, request: requests.HandOver, scene: Scene[Settings]) -> Decision:
    """One writes it down; entered again, the newest counts."""
    if not scene.settings.offered:
        raise Refused("points.not_here", {})
    if state.taken:
        raise Refused("points.handed_over_already", {})
    entered = events.HandOverEntered(hand_over=f"h{request.request_id}", log_key=request.log_key)
    return Decision((Happened(entered),))


def approve(state: HandOverState, request: requests.ApproveHandOver, scene: Scene[Settings]) -> Decision:
    """四眼: another one approves it, with a supervisor among the two; every balance is the centre's from then on."""
    del request
    if state.taken:
        raise Refused("points.handed_over_already", {})
    if not state.hand_over:
        raise Refused("points.no_such_earning", {})
    if who(scene.by) == who(state.by):
        raise Refused("points.own_entry", {})
    if "supervisor" not in {scene.role, state.by.partition(":")[0]}:
        raise Refused("points.supervisor_needed", {})
    took = events.CentreTookOver(hand_over=state.hand_over, log_key=state.log_key, accounts=len(state.balances))
    handed = (
        events.HandedOver(
            hand_over=state.hand_over, account=account, book=granted("centre", tuple((u, -a) for u, a in has))
        )
        for account, has in state.balances
    )
    return Decision((Happened(took), *(Happened(one) for one in handed)))


def present(state: RedeemState, request: requests.Present, scene: Scene[Settings]) -> Decision:
    """Whose card it is; nothing is written. Raises Refused where nothing can be had with it now."""
    del request
    account = card_of(state)
    if account.owed_by == "centre" and scene.settings.floor <= state.exposed:
        ends = [account.holding(unit).until for unit in UNITS]
        if all(until is None or until.passed(scene.now) for until in ends):
            raise Refused("points.no_line", {})
    return Decision((), requests.CardOut(account=account.number))


def take(state: LeaseState, request: requests.TakeLease, scene: Scene[Settings]) -> Decision:
    """Once, in the epoch that it was given to; what the same member had open before is closed."""
    if not state.centre or request.epoch != state.epoch:
        raise Refused("points.no_line", {})
    if state.lent is not None:
        return Decision((), requests.CardOut(account=state.lent.account))
    account = state.account or state.last + 1
    taken = events.LeaseTaken(
        lease=request.lease,
        account=account,
        member=request.member,
        unit=request.unit,
        cap=request.cap,
        epoch=request.epoch,
        not_after=request.not_after,
        until=deadline(scene.now, LEASE_S),
        shown=shown(request.card),
        signed=request.signed,
    )
    before = (closed(state.other),) if state.other is not None else ()
    return Decision((*before, Happened(taken)), requests.CardOut(account=account))


def close(state: LeaseState, request: requests.CloseLease, scene: Scene[Settings]) -> Decision:
    """Nothing more is spent within it; one whose answer never came is given back unseen."""
    del scene
    if state.lent is None:
        unseen = events.LeaseClosed(lease=request.lease, account=0, spent=0)
        return Decision((Happened(unseen),) if state.centre else ())
    return Decision((closed(state.lent),) if state.lent.open else ())


def take_phone(state: PhoneState, request: requests.TakePhone, scene: Scene[Settings]) -> Decision:
    """Without the centre a phone's code is believed once, in its own minute, from a member who is known here.

    A clock that is off refuses, and never lets an old code pass.
    """
    if not scene.settings.floor:
        raise Refused("points.no_line", {})
    ahead = request.not_after - scene.now.at.timestamp()
    if state.before or not 0 <= ahead <= _AHEAD_S:
        raise Refused("points.phone_code_old", {})
    if state.account is None or scene.settings.floor <= state.exposed:
        raise Refused("points.no_line", {})
    believed = events.PhoneShown(
        nonce=request.nonce,
        account=state.account.number,
        member=request.member,
        not_after=request.not_after,
        until=deadline(scene.now, _PHONE_S),
        shown=shown(request.card),
    )
    return Decision((Happened(believed),), requests.CardOut(account=state.account.number))


def due(open_leases: tuple[Lent, ...], scene: Scene[Settings]) -> tuple[Decision, ...]:
    """Whoever left without a word has left."""
    return tuple(Decision((closed(one),)) for one in open_leases if one.until.passed(scene.now))


def closed(lent: Lent) -> Happened:
    """The event."""
    return Happened(events.LeaseClosed(lease=lent.lease, account=lent.account, spent=lent.used))


def shown(card: str) -> str:
    """What was held before the scanner, as the record keeps it: its hash."""
    return sha256(card.strip().encode()).hexdigest()[:32]
