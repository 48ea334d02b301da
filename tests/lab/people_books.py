"""An auditor of all services: hears the events of a station, nothing else, and compares what the station says."""

from collections import Counter
from typing import Any, Final

import msgspec
from services.test_tools_machine import Ledger
from support.auditor import Auditor
from support.machine import DECODERS

from kiosk.base.clock import Deadline, Now
from kiosk.base.event import Entry, Event
from kiosk.base.store import Store
from kiosk.services.points import figures
from kiosk.services.points.events import Redeemed
from kiosk.services.points.settings import UNITS
from kiosk.services.till.events import SaleCancelled, SaleExpired, SaleOpened, SalePaid
from kiosk.services.tools.events import Held as ToolHeld
from kiosk.services.tools.events import HoldEnded, Prepared

_LATE_MS: Final = 2000


class Books:
    """What the events came to so far: meals and money, tools and deposits, points and goods."""

    def __init__(self) -> None:
        self.read = 0
        self.kinds: Counter[str] = Counter()
        self._auditor = Auditor()
        self._loans = Ledger()
        self._entries: list[Entry] = []
        self._points: Counter[tuple[int, str]] = Counter()
        self._stock: Counter[str] = Counter()
        self._redeemed = 0
        self._held: dict[str, Deadline] = {}

    def listen(self, store: Store) -> bool:
        """Hears what is new; whether there was anything. Raises AssertionError where it must not have happened."""
        before = self.read
        for epoch, seq, raw in store.execute("SELECT epoch, seq, raw FROM journal WHERE pos > ?", (self.read,)):
            self.read += 1
            event = msgspec.json.decode(raw, type=Event)
            self.kinds[event.kind] += 1
            self._auditor.hear(raw)
            fact = DECODERS[event.kind].decode(event.data)
            entry = Entry(epoch, seq, event.at, event.by, event.req, fact, event.post)
            self._entries.append(entry)
            self._hear_points(entry)
            self._hear_holds(fact)
        self._loans.hear(self._entries)
        return self.read > before

    def _hear_points(self, entry: Entry) -> None:
        fact: Any = entry.fact
        moves = figures.book(entry)
        for unit in UNITS:
            assert sum(amount for of, _, amount in moves if of == unit) == 0, "points from nowhere"
        for unit, account, amount in moves:
            if account == "members":
                self._points[fact.account, unit] -= amount
                assert self._points[fact.account, unit] >= 0, "points below zero"
        change = figures.goods(entry)
        if change is not None:
            self._stock[change[0]] += change[1].came - change[1].went + change[1].adjusted
            assert self._stock[change[0]] >= 0, "goods below zero"
        if isinstance(fact, Redeemed):
            self._redeemed += 1
            assert fact.number == self._redeemed, "numbers go up by one and are never given again"

    def _hear_holds(self, fact: Any) -> None:
        """What waits to be paid for, or to be fetched, and until when."""
        match fact:
            case SaleOpened():
                self._held[f"sale {fact.sale}"] = fact.until
            case SalePaid() | SaleExpired() | SaleCancelled():
                self._held.pop(f"sale {fact.sale}", None)
            case ToolHeld():
                self._held[f"loan {fact.loan}"] = fact.until
            case Prepared() | HoldEnded():
                self._held.pop(f"loan {fact.loan}", None)
            case _:
                pass

    def holds(self, now: Now) -> None:
        """Whether nothing is held any more that had run out when time went by last."""
        for what, until in self._held.items():
            over = until.boot == now.boot and until.up < now.up - _LATE_MS
            assert not over, f"{what} is held beyond its time"

    def compare(self, store: Store) -> None:
        """Whether the station says what its events say."""
        accounts = self._auditor.accounts
        assert sum(accounts.values()) == 0, "money from nowhere"
        assert accounts["cash.drawer"] >= 0, "less than nothing in the drawer"
        assert accounts["owed.refunds"] == -sum(self._auditor.owed.values()), "待退 is not what is owed"
        assert accounts["owed.deposits"] == -sum(self._loans.held_fen.values()), "deposits are not those of open loans"
        said = dict(store.execute("SELECT account, fen FROM till_accounts WHERE fen <> 0"))
        assert said == {account: fen for account, fen in accounts.items() if fen}, "accounts"
        out = dict(store.execute("SELECT unit, loan FROM tools_loans WHERE state = 'out'"))
        assert out == self._loans.out, "who has which tool"
        have = store.execute("SELECT account, unit, available FROM points_balances WHERE available <> 0")
        assert {(account, unit): amount for account, unit, amount in have} == +self._points, "points"
        stock = dict(store.execute("SELECT goods, stock FROM points_stock WHERE stock <> 0"))
        assert stock == +self._stock, "goods"
        for (date, meal), day in self._auditor.days.items():
            tickets = store.execute(
                "SELECT number, state, qty FROM meals_tickets WHERE day = ? AND meal = ?", (date, meal)
            )
            assert tickets.fetchall() == [(n, one.state, one.qty) for n, one in day.tickets.items()], "numbers"
            counted = store.execute(
                "SELECT open, portions, taken, offered FROM meals_days WHERE day = ? AND meal = ?", (date, meal)
            )
            assert counted.fetchall() == [(day.open, day.portions, day.taken(), day.offered())], "portions"
