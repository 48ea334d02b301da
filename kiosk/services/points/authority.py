"""Who says what an account may spend. A station without a centre is its own authority; with one, its leases are."""

from typing import Final, Protocol

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.store import Store
from kiosk.services.points.settings import Unit

_UNTIL: Final = msgspec.json.Decoder(Deadline)


class Holding(msgspec.Struct, frozen=True):
    """What was granted to an account in one unit: still `available`, `held` for goods to hand out, or `spent`.

    Where it was lent: the `lease`, and until when.
    """

    available: int = 0
    held: int = 0
    spent: int = 0
    lease: str = ""
    until: Deadline | None = None

    @property
    def granted(self) -> int:
        """All that was ever granted and not taken back."""
        return self.available + self.held + self.spent


class Authority(Protocol):
    """Where a rule learns what may be spent. A lease grants what it is capped at, to this device alone."""

    def holding(self, store: Store, account: int, unit: Unit) -> Holding:
        """What this station may spend of an account now."""
        ...


class OwnAuthority:
    """The station's own record."""

    def holding(self, store: Store, account: int, unit: Unit) -> Holding:
        """All that the record says is the member's."""
        row = store.execute(
            "SELECT available, held, spent FROM points_balances WHERE account = ? AND unit = ?", (account, unit)
        ).fetchone()
        return Holding(*row) if row else Holding()


class LeasedAuthority:
    """The centre's leases, as this device took them in this epoch; one of an epoch before is worth nothing."""

    def holding(self, store: Store, account: int, unit: Unit) -> Holding:
        """What is left of the open lease."""
        row = store.execute(
            "SELECT lease, cap - used, until FROM points_leases WHERE account = ? AND unit = ? AND open "
            "AND epoch = (SELECT max(epoch) FROM house_epochs)",
            (account, unit),
        ).fetchone()
        held, spent = store.execute(
            "SELECT coalesce(sum(held), 0), coalesce(sum(spent), 0) FROM points_balances "
            "WHERE account = ? AND unit = ?",
            (account, unit),
        ).fetchone()
        if row is None:
            return Holding(0, held, spent)
        return Holding(row[1], held, spent, row[0], _UNTIL.decode(row[2]))


def centre_keeps(store: Store) -> bool:
    """Whether the accounts were handed over to a centre."""
    return store.execute("SELECT 1 FROM points_centre WHERE taken").fetchone() is not None


def authority(store: Store) -> Authority:
    """Who says now what may be spent here."""
    return LeasedAuthority() if centre_keeps(store) else OwnAuthority()
