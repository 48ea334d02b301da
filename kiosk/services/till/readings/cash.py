"""The drawer's cash shift by shift, from the postings of the events that belong to each (现金平衡)."""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from kiosk.base.money import Posting
from kiosk.base.span import Place
from kiosk.base.store import Store
from kiosk.services.till.figures import DRAWER, Flow, flows

_HERE: Final = "(SELECT first_pos FROM epochs WHERE epoch = ?) + ? - 1"
_POSTED: Final = f"SELECT raw FROM journal WHERE pos > coalesce({_HERE}, 0) AND pos < coalesce({_HERE}, ?) ORDER BY pos"  # noqa: S608 - constants
_END: Final = 2**62


class _Posted(msgspec.Struct):
    post: tuple[Posting, ...] = ()


_POSTINGS: Final = msgspec.json.Decoder(_Posted)


class ShiftCash(msgspec.Struct, frozen=True):
    """One shift's cash in fen: `opening_fen` and all flows come to `expected_fen`; `over_fen` more was counted.

    While the shift is open nothing has been counted, and `over_fen` is 0.
    """

    shift: int
    day: str
    open: bool
    opening_fen: int
    flows: tuple[Flow, ...]
    expected_fen: int
    over_fen: int


def cash(store: Store, first: str, last: str) -> Iterator[ShiftCash]:
    """The cash of every shift of these business days, both included."""
    rows = store.execute(
        "SELECT shift, day, state, after_epoch, after_seq, epoch, seq, expected_fen, over_fen FROM till_shifts "
        "WHERE day BETWEEN ? AND ? ORDER BY shift",
        (first, last),
    ).fetchall()
    return (_shift(store, row) for row in rows)


def open_cash(store: Store) -> ShiftCash | None:
    """The cash of the shift that is open."""
    row = store.execute(
        "SELECT shift, day, state, after_epoch, after_seq, epoch, seq, expected_fen, over_fen FROM till_shifts "
        "WHERE state = 'open'"
    ).fetchone()
    return _shift(store, row) if row else None


def _shift(store: Store, row: Sequence[int | str]) -> ShiftCash:
    shift, day, state, after_epoch, after_seq, epoch, seq, expected, over = row
    posts = _between(store, (int(after_epoch), int(after_seq)), (int(epoch), int(seq)))
    moved = flows(posts)
    if state == "open":
        found = store.execute("SELECT fen FROM till_accounts WHERE account = ?", (DRAWER,)).fetchone()
        expected = found[0] if found else 0
    opening = int(expected) - sum(flow.in_fen - flow.out_fen for flow in moved)
    return ShiftCash(int(shift), str(day), state == "open", opening, moved, int(expected), int(over))


def _between(store: Store, after: Place, before: Place) -> list[tuple[Posting, ...]]:
    """The postings of what happened between two places, neither included; to the end where `before` is none."""
    rows = store.execute(_POSTED, (*after, *before, _END))
    return [post for (raw,) in rows if (post := _POSTINGS.decode(raw).post)]
