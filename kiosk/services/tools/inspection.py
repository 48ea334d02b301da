"""What an auditor is shown of the tools: where every unit is, what is held of the workers' money, what is late."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from kiosk.base.clock import Now
from kiosk.base.event import Entry
from kiosk.base.inspection import Figure, Section
from kiosk.base.money import yuan
from kiosk.base.store import Store
from kiosk.services.till.readings import balances
from kiosk.services.tools.figures import Stock, loans, moves
from kiosk.services.tools.readings.load import loans as loans_where
from kiosk.services.tools.readings.tables import OPEN
from kiosk.services.tools.readings.views import deposits, stock
from kiosk.services.tools.rules.state import DEPOSITS, overdue

_STOCK: Final = ("opening", "come", "lost", "scrapped", "here", "out", "repair")


def inspect(store: Store, now: Now) -> tuple[Section, ...]:
    """The units, and the deposits, against the account that holds them; nothing where there never was a unit."""
    units = stock(store)
    if not units.come:
        return ()
    late = [one for one in loans_where(store, f"{OPEN} AND state = 'out' ORDER BY due") if overdue(one, now)]
    held = deposits(store)
    return (
        Section("tools.inspect.units", _units(units)),
        Section(
            "tools.inspect.deposits",
            (
                Figure("tools.inspect.open", yuan(held.fen), {"count": held.loans}),
                Figure("tools.inspect.account", yuan(-balances(store).get(DEPOSITS, 0))),
                Figure("tools.inspect.oldest", held.since or "-"),
                Figure("tools.inspect.late", str(len(late))),
                Figure("tools.inspect.late_since", late[0].due.replace("T", " ") if late else "-"),
            ),
        ),
    )


def _units(units: Stock) -> tuple[Figure, ...]:
    return tuple(Figure(f"tools.inspect.{name}", str(getattr(units, name))) for name in _STOCK)


def z(store: Store, entries: Sequence[Entry]) -> tuple[Section, ...]:
    """What a shift did: tools lent and returned, deposits taken, given back, deducted; then where every unit is."""
    units = stock(store)
    if not units.come:
        return ()
    did, moved = loans(entries), sum(moves(entries).values(), Counter[str]())
    opening = units.here + units.out + units.repair - moved["come"] + moved["lost"] + moved["scrapped"]
    tied = Stock(opening, moved["come"], moved["lost"], moved["scrapped"], units.here, units.out, units.repair)
    held = deposits(store)
    return (
        Section(
            "tools.inspect.z",
            (
                Figure("tools.inspect.lent", str(did.lent)),
                Figure("tools.inspect.returned", str(did.returned)),
                Figure("tools.inspect.taken", yuan(did.taken_fen)),
                Figure("tools.inspect.back", yuan(did.back_fen)),
                Figure("tools.inspect.deducted", yuan(did.deducted_fen)),
                Figure("tools.inspect.open", yuan(held.fen), {"count": held.loans}),
                *_units(tied),
            ),
        ),
    )
