"""Who says what an account may spend. A station without a centre is its own authority; with one, its leases are."""

from typing import Protocol

import msgspec

from kiosk.base.store import Store
from kiosk.services.points.settings import Unit


class Holding(msgspec.Struct, frozen=True):
    """What was granted to an account in one unit: still `available`, `held` for goods to hand out, or `spent`."""

    available: int = 0
    held: int = 0
    spent: int = 0

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


AUTHORITY: Authority = OwnAuthority()
