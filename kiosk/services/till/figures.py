"""Money as folds over events: the same numbers at the station, at the centre and in a verification."""

from collections.abc import Iterable

from kiosk.base.event import Entry


def balances(entries: Iterable[Entry]) -> dict[str, int]:
    """Every account's balance in fen after the entries, accounts in order of name."""
    sums: dict[str, int] = {}
    for entry in entries:
        for account, fen in entry.post:
            sums[account] = sums.get(account, 0) + fen
    return dict(sorted(sums.items()))
