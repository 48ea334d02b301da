"""What a station's event does to members' accounts: pure. What happened, happened; what should not have is a finding.

`granted = available + held + spent + suspense` holds after every event. A lease's hold is let go of by one thing only:
its own device's record, in its own epoch, coming in past the lease's close.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

from kiosk.record.token import BadToken, parse
from kiosk.services.points import events

Kind = Literal[
    "lease_unknown",
    "lease_elsewhere",
    "double_spend",
    "lease_tally",
    "overdrawn",
    "reversed_more",
    "member_unknown",
    "rewound",
    "token_twice",
    "lease_stranded",
    "unreadable",
]
# What carries a book.
Moving = (
    events.Redeemed
    | events.RedemptionReversed
    | events.EarningApproved
    | events.EarningReversed
    | events.Adjusted
    | events.HandedOver
)


class Found(msgspec.Struct, frozen=True):
    """What somebody must look at; `subject` makes it one finding however often it is met."""

    station_id: str
    kind: Kind
    subject: str
    fields: Mapping[str, int | str]
    evidence: bytes = b""


class Account(msgspec.Struct):
    """A member's account in one unit."""

    granted: int = 0
    available: int = 0
    held: int = 0
    spent: int = 0
    suspense: int = 0


class LeaseRow(msgspec.Struct):
    """A lease as the centre keeps it. `state`: open, closed, suspended, returned (given back by a person)."""

    lease: str
    member: str
    unit: str
    station_id: str
    device: bytes
    epoch: int
    cap: int
    hold: int
    used: int
    state: str
    taken: int


class Card(msgspec.Struct, frozen=True):
    """A card that was issued."""

    device: bytes
    epoch: int
    seq: int
    hash16: str
    member: str
    replaces: bool


class Place(msgspec.Struct, frozen=True):
    """A member's number in a device's journal, from an epoch on."""

    device: bytes
    account: int
    epoch: int
    member: str
    kind: str
    station_id: str


class Line(msgspec.Struct, frozen=True):
    """A line of a passbook."""

    member: str
    device: bytes
    epoch: int
    seq: int
    unit: str
    at: str
    kind: str
    zh: str
    en: str
    amount: int
    station_id: str


class Met(msgspec.Struct, frozen=True):
    """An event about points as it was taken in."""

    station_id: str
    device: bytes
    epoch: int
    seq: int
    hash: bytes
    at: str
    fact: object


class Books(msgspec.Struct):
    """What a stretch of events touches, loaded; moved on by `apply`, then written back."""

    accounts: dict[tuple[str, str], Account] = {}
    leases: dict[str, LeaseRow] = {}
    places: dict[tuple[bytes, int, int], Place] = {}
    exposures: dict[tuple[str, str], int] = {}
    cards: list[Card] = []
    lines: list[Line] = []
    found: list[Found] = []
    # What each phone's code was used for, by its nonce: a lease, or the place of an event.
    used: dict[bytes, str] = {}
    fresh: list[tuple[bytes, str, int, str]] = []

    def member(self, met: Met, account: int) -> str:
        """Whose number it is in a journal at an epoch; empty where nobody's."""
        epochs = [key for key in self.places if key[:2] == (met.device, account) and key[2] <= met.epoch]
        return self.places[max(epochs)].member if epochs else ""

    def account(self, member: str, unit: str) -> Account:
        """An account, opened where there is none."""
        return self.accounts.setdefault((member, unit), Account())


def apply(books: Books, met: Met) -> None:
    """Moves the books on by one event."""
    match met.fact:
        case events.CardIssued() as fact:
            _card(books, met, fact)
        case events.LeaseTaken() as fact:
            _taken(books, met, fact)
        case events.LeaseClosed() as fact:
            _closed(books, met, fact)
        case (
            events.Redeemed()
            | events.RedemptionReversed()
            | events.EarningApproved()
            | events.EarningReversed() as fact
        ):
            _moved(books, met, fact)
        case events.Adjusted() | events.HandedOver() as fact:
            _moved(books, met, fact)
        case _:
            pass


def _moved(books: Books, met: Met, fact: Moving) -> None:
    """What an event moves of what the centre owes; what the station itself owed is no business of the centre."""
    for unit, side, amount in fact.book:
        if side not in {"leased", "exposure", "centre"}:
            continue
        if isinstance(fact, events.Redeemed):
            _spent(books, met, fact, unit, side, amount)
        elif isinstance(fact, events.RedemptionReversed):
            _returned(books, met, fact, unit, side, -amount)
        elif side == "centre":
            _granted(books, met, fact, unit, -amount)


def _card(books: Books, met: Met, fact: events.CardIssued) -> None:
    member = books.member(met, fact.account) if fact.replaces else ""
    if not member:
        member = met.hash[:16].hex()
        place = Place(met.device, fact.account, met.epoch, member, fact.member, met.station_id)
        books.places[met.device, fact.account, met.epoch] = place
    books.cards.append(Card(met.device, met.epoch, met.seq, met.hash[:8].hex(), member, fact.replaces))


def _taken(books: Books, met: Met, fact: events.LeaseTaken) -> None:
    lease = books.leases.get(fact.lease)
    if lease is None or not lease.member:
        books.found.append(_finding(met, "lease_unknown", fact.lease, {"lease": fact.lease}))
        return
    if not _own(lease, met):
        books.found.append(_finding(met, "lease_elsewhere", fact.lease, {"lease": fact.lease}))
        return
    lease.taken = 1
    if books.member(met, fact.account) != lease.member:
        place = Place(met.device, fact.account, met.epoch, lease.member, "member", met.station_id)
        books.places[met.device, fact.account, met.epoch] = place


def _closed(books: Books, met: Met, fact: events.LeaseClosed) -> None:
    lease = books.leases.get(fact.lease)
    if lease is None:  # its answer never came: it is never to be granted any more
        books.leases[fact.lease] = LeaseRow(
            *(fact.lease, "", "points", met.station_id, met.device, met.epoch, 0, 0, 0, "closed", 0)
        )
        return
    if not _own(lease, met):
        books.found.append(_finding(met, "lease_elsewhere", fact.lease, {"lease": fact.lease}))
        return
    if fact.spent != lease.used:
        fields: dict[str, int | str] = {"lease": fact.lease, "said": fact.spent, "used": lease.used}
        books.found.append(_finding(met, "lease_tally", fact.lease, fields))
    release(books, lease, "closed")


def release(books: Books, lease: LeaseRow, state: str) -> None:
    """What is left of a lease is the member's to spend again."""
    if lease.state in {"open", "suspended"}:
        _hold(books, lease, -lease.hold)
        books.account(lease.member, lease.unit).available += lease.hold
        lease.hold = 0
        lease.state = state


def _hold(books: Books, lease: LeaseRow, amount: int) -> None:
    account = books.account(lease.member, lease.unit)
    if lease.state == "open":
        account.held += amount
    else:
        account.suspense += amount


def _own(lease: LeaseRow, met: Met) -> bool:
    """Whether an event stands in the record of the device and epoch that a lease was given to."""
    return (lease.device, lease.epoch) == (met.device, met.epoch)


def _spent(books: Books, met: Met, fact: events.Redeemed, unit: str, side: str, amount: int) -> None:
    member = books.member(met, fact.account)
    if not member:
        books.found.append(_finding(met, "member_unknown", _at(met), {"number": fact.account}))
        return
    account = books.account(member, unit)
    if side == "leased":
        amount_held = _within(books, met, fact.lease, member, unit, amount)
        account.available -= amount - amount_held
    else:
        account.available -= amount
    account.spent += amount
    if side == "exposure" and account.available < 0:  # the station stands for what the member had not
        short = min(amount, -account.available)
        account.granted += short
        account.available += short
        key = met.station_id, unit
        books.exposures[key] = books.exposures.get(key, 0) + short
    _overdrawn(books, met, member, unit)
    _line(books, met, fact, member, unit, -amount)
    if fact.token:
        _shown(books, met, fact.token, member)


def _shown(books: Books, met: Met, text: str, member: str) -> None:
    """A phone's code that a station believed without the centre: once is good, and at one place."""
    try:
        token = parse(text)
    except BadToken:
        books.found.append(_finding(met, "unreadable", _at(met), {}))
        return
    before = books.used.get(token.nonce, "")
    lease = books.leases.get(before)
    if token.member.hex() != member or (before and not (lease and _own(lease, met))):
        fields: dict[str, int | str] = {"member": token.member.hex(), "before": before, "nonce": token.nonce.hex()}
        found = _finding(met, "token_twice", f"{token.nonce.hex()}-{_at(met)}", fields)
        books.found.append(msgspec.structs.replace(found, evidence=text.encode()))
    if not before:
        books.used[token.nonce] = _at(met)
        books.fresh.append((token.nonce, _at(met), token.not_after, met.at))


def _within(books: Books, met: Met, lease_id: str, member: str, unit: str, amount: int) -> int:
    """How much of a redemption its lease still holds; a finding where that is not all of it."""
    lease = books.leases.get(lease_id)
    fields: dict[str, int | str] = {"lease": lease_id, "amount": amount, "unit": unit}
    if lease is None or (lease.member, lease.unit) != (member, unit):
        books.found.append(_finding(met, "lease_unknown", _at(met), fields))
        return 0
    if not _own(lease, met):
        books.found.append(_finding(met, "double_spend", _at(met), fields))
        return 0
    held = min(amount, lease.hold)
    _hold(books, lease, -held)
    lease.hold -= held
    lease.used += amount
    if held < amount:
        books.found.append(_finding(met, "double_spend", _at(met), fields | {"over": amount - held}))
    return held


def _returned(books: Books, met: Met, fact: events.RedemptionReversed, unit: str, side: str, amount: int) -> None:
    member = books.member(met, fact.account)
    if not member:
        books.found.append(_finding(met, "member_unknown", _at(met), {"number": fact.account}))
        return
    if side == "centre":  # redeemed from what the station owed, before it handed its accounts over
        _granted(books, met, fact, unit, amount)
        return
    account, lease = books.account(member, unit), books.leases.get(fact.lease)
    back = min(amount, account.spent)
    if back < amount:
        fields: dict[str, int | str] = {"number": fact.account, "amount": amount, "spent": account.spent}
        books.found.append(_finding(met, "reversed_more", _at(met), fields))
    account.spent -= back
    if lease is not None and _own(lease, met) and lease.state in {"open", "suspended"}:
        lease.hold += back
        lease.used -= back
        _hold(books, lease, back)
    else:
        account.available += back
    if side == "exposure":
        key = met.station_id, unit
        stood = min(back, books.exposures.get(key, 0))
        books.exposures[key] = books.exposures.get(key, 0) - stood
        account.granted -= stood
        account.available -= stood
    _overdrawn(books, met, member, unit)
    _line(books, met, fact, member, unit, back)


def _granted(
    books: Books,
    met: Met,
    fact: Moving,
    unit: str,
    amount: int,
) -> None:
    member = books.member(met, fact.account)
    if not member:
        books.found.append(_finding(met, "member_unknown", _at(met), {"number": fact.account}))
        return
    account = books.account(member, unit)
    account.granted += amount
    account.available += amount
    _overdrawn(books, met, member, unit)
    _line(books, met, fact, member, unit, amount)


def _overdrawn(books: Books, met: Met, member: str, unit: str) -> None:
    account = books.account(member, unit)
    if account.available < 0:
        fields: dict[str, int | str] = {"member": member, "unit": unit, "by": -account.available}
        books.found.append(_finding(met, "overdrawn", f"{member}-{unit}-{_at(met)}", fields))


def _line(books: Books, met: Met, fact: Moving, member: str, unit: str, amount: int) -> None:
    zh, en = getattr(fact, "zh", ""), getattr(fact, "en", "")
    kind = fact.kind.partition(".")[2]
    place = met.device, met.epoch, met.seq
    books.lines.append(Line(member, *place, unit, met.at, kind, zh, en, amount, met.station_id))


def _finding(met: Met, kind: Kind, subject: str, fields: dict[str, int | str]) -> Found:
    """A finding that names the event which shows it: its bytes stand in the record, and in the log."""
    place: dict[str, int | str] = {"device": met.device.hex(), "epoch": met.epoch, "seq": met.seq}
    return Found(met.station_id, kind, subject, fields | place)


def _at(met: Met) -> str:
    return f"{met.device.hex()}-{met.epoch}-{met.seq}"
