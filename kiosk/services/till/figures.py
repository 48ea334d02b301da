"""Money as folds over events: the same numbers at the station, at the centre and in a verification."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from kiosk.base.event import Entry
from kiosk.base.money import Posting
from kiosk.services.till import events, machine_events

DRAWER: Final = "cash.drawer"


def balances(entries: Iterable[Entry]) -> dict[str, int]:
    """Every account's balance in fen after the entries, accounts in order of name."""
    sums: dict[str, int] = {}
    for entry in entries:
        for account, fen in entry.post:
            sums[account] = sums.get(account, 0) + fen
    return dict(sorted(sums.items()))


class Flow(msgspec.Struct, frozen=True):
    """What came into the drawer from an account, and what went out of it to there, in fen."""

    account: str
    in_fen: int
    out_fen: int


def flows(posts: Iterable[Sequence[Posting]]) -> tuple[Flow, ...]:
    """The drawer's cash by where it came from and went to, of the postings of events.

    All in less all out is what the drawer changed by.
    """
    into, out = Counter[str](), Counter[str]()
    for post in posts:
        drawer = sum(fen for account, fen in post if account == DRAWER)
        if not drawer:
            continue
        side, left = (into, drawer) if drawer > 0 else (out, -drawer)
        for account, fen in post:
            against = -fen if drawer > 0 else fen
            # Where paper paid beside the cash, no more than the cash itself went there.
            part = max(0, min(left, against)) if account != DRAWER else 0
            side[account] += part
            left -= part
    names = sorted({*(+into), *(+out)})
    return tuple(Flow(name, into[name], out[name]) for name in names)


class Counted(msgspec.Struct, frozen=True):
    """What happened at a till, as numbers of times and of papers."""

    sales: int = 0
    late: int = 0
    refunds: int = 0
    vouchers_sold: int = 0
    vouchers_used: int = 0
    vouchers_void: int = 0
    change_owed: int = 0
    drawer_opened: int = 0
    x_readings: int = 0
    counts: int = 0
    machine_in: int = 0
    payouts: int = 0
    collected: int = 0
    filled: int = 0
    alarms: int = 0


def counted(entries: Sequence[Entry]) -> Counted:
    """The numbers of a shift."""
    facts = [entry.fact for entry in entries]
    kinds = Counter(type(fact) for fact in facts)
    issued = Counter(fact.what for fact in facts if isinstance(fact, events.PaperIssued))
    return Counted(
        sales=kinds[events.SalePaid],
        late=sum(isinstance(fact, events.SalePaid) and fact.late for fact in facts),
        refunds=kinds[events.Refunded] + kinds[events.OwedPaid],
        vouchers_sold=issued["voucher"],
        vouchers_used=sum(isinstance(fact, events.PaperUsed) and fact.what == "voucher" for fact in facts),
        vouchers_void=kinds[events.PaperVoided],
        change_owed=issued["change"],
        drawer_opened=kinds[events.DrawerOpened] + kinds[machine_events.DrawerFoundOpen],
        x_readings=kinds[events.XRead],
        counts=kinds[events.ShiftCounted],
        machine_in=kinds[events.MoneyIn],
        payouts=kinds[machine_events.PayoutEnded],
        collected=kinds[machine_events.BoxCollected],
        filled=kinds[machine_events.HopperFilled] + kinds[machine_events.HopperCounted],
        alarms=kinds[machine_events.MachineAlarm],
    )
