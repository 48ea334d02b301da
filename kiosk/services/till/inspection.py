"""What an auditor is shown of the money: the drawer now, what is owed, shifts, every account; and a Z's lines."""

from collections.abc import Mapping, Sequence

import msgspec

from kiosk.base.clock import Now
from kiosk.base.event import Entry
from kiosk.base.inspection import Figure, Section
from kiosk.base.money import yuan
from kiosk.base.store import Store
from kiosk.services.till import readings
from kiosk.services.till.figures import DRAWER, Flow, balances, counted, flows
from kiosk.services.till.readings import OwedRow
from kiosk.services.till.readings.cash import open_cash
from kiosk.services.till.readings.papers import open_papers
from kiosk.services.till.rules.shifts import ShiftNow


def inspect(store: Store, now: Now) -> tuple[Section, ...]:
    """The money as the postings say it stands."""
    del now
    owed = store.execute("SELECT count(*), coalesce(sum(fen), 0) FROM till_owed WHERE paid_at = ''").fetchone()
    shift = store.execute("SELECT shift, day FROM till_shifts WHERE state = 'open'").fetchone()
    last = store.execute("SELECT shift FROM till_shifts WHERE epoch > 0 ORDER BY shift DESC LIMIT 1").fetchone()
    pending = store.execute("SELECT count(*) FROM till_shifts WHERE state = 'pending'").fetchone()[0]
    accounts, cash = readings.balances(store), open_cash(store)
    return (
        Section(
            "till.inspect.title",
            (
                Figure("till.inspect.drawer", yuan(readings.drawer_fen(store))),
                Figure("till.inspect.owed", yuan(owed[1]), {"count": owed[0]}),
                *(
                    Figure(f"till.inspect.{what}", yuan(fen), {"count": count})
                    for what, (count, fen) in open_papers(store).items()
                ),
            ),
        ),
        *((_cash(cash.shift, cash.opening_fen, cash.flows, cash.expected_fen),) if cash else ()),
        Section(
            "till.inspect.shifts",
            (
                Figure("till.inspect.shift_open", str(shift[0]), {"day": shift[1]})
                if shift
                else Figure("till.inspect.no_shift", ""),
                Figure("till.inspect.last_z", str(last[0] if last else 0)),
                Figure("till.inspect.pending", str(pending)),
                Figure("till.inspect.over", yuan(-accounts.get("over_short", 0))),
            ),
        ),
        Section("till.inspect.accounts", _labelled(accounts)),
    )


def _labelled(accounts: Mapping[str, int]) -> tuple[Figure, ...]:
    return tuple(
        Figure(f"till.account.{account.replace('.', '_')}", yuan(fen), {"account": account})
        for account, fen in accounts.items()
    )


def shift_sections(
    shift: ShiftNow, entries: Sequence[Entry], opening_fen: int, drawer_fen: int, accounts: Mapping[str, int]
) -> tuple[Section, ...]:
    """The till's own lines of an X or a Z: the drawer's cash, what is held for others, what came in, how often."""
    of_drawer = flows(entry.post for entry in entries)
    change = balances(entries)
    held = {account: -fen for account, fen in accounts.items() if account.startswith("owed.")}
    others = {
        account: fen if account.startswith(("cash.", "online.", "subsidy.")) else -fen
        for account, fen in change.items()
        if account != DRAWER and not account.startswith("owed.") and fen
    }
    numbers = counted(entries)
    return (
        _cash(shift.shift, opening_fen, of_drawer, drawer_fen),
        Section("till.z.held", _labelled(held)),
        Section("till.z.others", _labelled(others)),
        Section(
            "till.z.numbers",
            tuple(
                Figure(f"till.z.{field.name}", str(getattr(numbers, field.name)))
                for field in msgspec.structs.fields(numbers)
                if getattr(numbers, field.name)
            ),
        ),
    )


def _cash(shift: int, opening_fen: int, of_drawer: Sequence[Flow], drawer_fen: int) -> Section:
    """Opening, and what came in and went out, come to what the drawer must hold."""
    return Section(
        "till.z.cash",
        (
            Figure("till.z.opening", yuan(opening_fen)),
            *(_flow(flow.account, flow.in_fen) for flow in of_drawer if flow.in_fen),
            *(_flow(flow.account, -flow.out_fen) for flow in of_drawer if flow.out_fen),
            Figure("till.z.expected", yuan(drawer_fen)),
        ),
        {"shift": shift},
    )


def _flow(account: str, fen: int) -> Figure:
    sign = "+" if fen > 0 else ""
    return Figure(f"till.account.{account.replace('.', '_')}", sign + yuan(fen), {"account": account})


def open_section(owed: Sequence[OwedRow]) -> Section:
    """What is still to be given back."""
    total = sum(row.fen for row in owed)
    return Section("till.z.open", (Figure("till.inspect.owed", yuan(total), {"count": len(owed)}),))
