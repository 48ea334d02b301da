"""A whole ticket committed (sale, postings, readings, outcome, spool), beside a bare row of the same SQLite."""

from pathlib import Path
from typing import Final

import apsw

from figures.figure import Figure, Line, at_least, at_most
from figures.samples import Samples, take_turns, timed
from figures.stations import Counter, lived
from kiosk.station.journal import connect

_SMALL: Final = 1_000
_LARGE: Final = 1_000_000
# One commit of each in turn: what the disk and the neighbours do at a moment meets all of them alike, and a station's
# commits do not follow each other in a tight loop either.
_ROUNDS: Final = 1_400
# The bare row again, in such a loop, for whoever wants to compare with that.
_LOOP: Final = 1_000
# Until each write-ahead log has been filled once (4000 pages: one a bare row, a dozen a ticket) and is written over.
_WARM_ROWS: Final = 4_200
_WARM_TICKETS: Final = 450
# As large as an event of a ticket.
_ROW: Final = bytes(360)


def measure(folder: Path, cache: Path) -> list[Line]:
    """The rates in turn, on the same disk, with the same settings of the connection."""
    bare = connect(folder / "bare.db")
    bare.execute("CREATE TABLE bare (pos INTEGER PRIMARY KEY, raw BLOB NOT NULL) STRICT")
    small = Counter(folder / "small", lived(_SMALL, cache, folder / "small"))
    large = Counter(folder / "large", lived(_LARGE, cache, folder / "large"))
    counter = Counter(folder / "counter", lived(_SMALL, cache, folder / "counter"))
    row = timed(lambda: bare.execute("INSERT INTO bare (raw) VALUES (?)", (_ROW,)))
    _empty_logs(bare, *(each.desk.journal.db for each in (small, large, counter)))
    rivals = {"bare": row, "small": small.sell, "large": large.sell, "money": counter.take_money}
    for name, step in rivals.items():
        for _ in range(_WARM_ROWS if name == "bare" else _WARM_TICKETS):
            step()
    samples = take_turns(rivals, _ROUNDS)
    loop = Samples([row() for _ in range(_LOOP)])
    return [
        _beside_bare(samples["small"], samples["bare"], loop),
        _money(samples["money"], samples["bare"]),
        _growth(samples["small"], samples["large"]),
    ]


def _empty_logs(*connections: apsw.Connection) -> None:
    """Nothing of what was copied shall still be on its way to the disk."""
    for connection in connections:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _beside_bare(ticket: Samples, bare: Samples, loop: Samples) -> Line:
    ratio = bare.quantile(0.5) / ticket.quantile(0.5)
    promised, met = at_least(ratio, 0.40, 0.55)
    numbers = {"ratio_of_medians": ratio, "ratio_of_means": bare.mean / ticket.mean}
    return Line(
        what="a whole ticket committed",
        measured=ticket.text(),
        beside=f"a bare row: {bare.text()}",
        ratio=f"{ratio:.2f} of the bare rate (medians)",
        promised=promised,
        met=met,
        numbers=numbers | ticket.numbers("ticket") | bare.numbers("bare") | loop.numbers("bare_in_a_loop"),
    )


def _money(money: Samples, bare: Samples) -> Line:
    """Where a worker has ordered at the glass, the ticket is committed in two steps; this is the one at the counter."""
    ratio = bare.quantile(0.5) / money.quantile(0.5)
    return Line(
        what="of that, the money taken for a number ordered before",
        measured=money.text(),
        beside=f"a bare row: {bare.text()}",
        ratio=f"{ratio:.2f} of the bare rate (medians)",
        promised="",
        met=None,
        numbers={"ratio_of_medians": ratio} | money.numbers("money"),
    )


def _growth(small: Samples, large: Samples) -> Line:
    ratio = large.quantile(0.5) / small.quantile(0.5)
    promised, met = at_most(ratio, 1.15)
    return Line(
        what=f"the same after {_LARGE:,} events",
        measured=large.text(),
        beside=f"after {_SMALL:,}: {small.text()}",
        ratio=f"{ratio:.2f} times as long (medians)",
        promised=promised,
        met=met,
        numbers={"ratio_of_medians": ratio} | large.numbers("large") | small.numbers("small"),
    )


FIGURE: Final = Figure("commit", measure)
