"""What an auditor is shown of the money: the drawer now (X reading), what is owed, every account."""

from kiosk.base.clock import Now
from kiosk.base.inspection import Figure, Section
from kiosk.base.money import yuan
from kiosk.base.store import Store
from kiosk.services.till import readings


def inspect(store: Store, now: Now) -> tuple[Section, ...]:
    """The money as the postings say it stands."""
    del now
    owed = store.execute("SELECT count(*), coalesce(sum(fen), 0) FROM till_owed WHERE paid_at = ''").fetchone()
    accounts = readings.balances(store)
    return (
        Section(
            "till.inspect.title",
            (
                Figure("till.inspect.drawer", yuan(readings.drawer_fen(store))),
                Figure("till.inspect.owed", yuan(owed[1]), {"count": owed[0]}),
            ),
        ),
        Section(
            "till.inspect.accounts",
            tuple(
                Figure(f"till.account.{account.replace('.', '_')}", yuan(fen), {"account": account})
                for account, fen in accounts.items()
            ),
        ),
    )
