"""Verification of a station's file: the chain, what stands in the events, and readings made again from them."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

import apsw

from kiosk.base.event import Entry
from kiosk.base.service import Service
from kiosk.reading.applying import apply
from kiosk.record.breaks import Fault, FaultName, Link
from kiosk.record.chain import GENESIS, Head
from kiosk.record.verify import Inspector, Verdict, Witness, verify
from kiosk.station.files import StationFiles
from kiosk.station.journal import Journal

_SHOWN: Final = 300


def verify_station(path: Path, witness: Witness, services: Sequence[Service], *, rebuild: bool) -> Verdict:
    """Verifies a journal, a backup of one, or the journal in a station's folder; with `rebuild` every reading too.

    The file is only read. Raises NotAJournal where it is no journal, or one of a newer program.
    """
    journal = Journal(StationFiles(path).journal if path.is_dir() else path, readonly=True)
    try:
        return _verify(journal, witness, services, rebuild=rebuild)
    finally:
        journal.close()


def _verify(journal: Journal, witness: Witness, services: Sequence[Service], *, rebuild: bool) -> Verdict:
    again = _Readings(services) if rebuild else None
    damage: list[str] = []

    def links() -> Iterator[Link]:
        try:
            yield from journal.links()
        except apsw.Error as error:
            damage.append(str(error))

    verdict = Verdict(Head(0, 0, GENESIS), 0, None)
    try:
        journal.db.execute("BEGIN")
        facts = (fact for service in services for fact in service.facts)
        sealed = frozenset(fact.kind for service in services for fact in service.seals)
        from_centre = _from_centre(journal)
        verdict = verify(
            journal.device,
            links(),
            journal.signed_heads(),
            frozenset() if from_centre else sealed,
            witness,
            Inspector(facts, again.apply if again else None),
        )
        if damage:
            return _with(verdict, "damaged", f"from here on the file cannot be read: {damage[0]}")
        if verdict.fault is None and from_centre and verdict.head not in {one.head for one in journal.signed_heads()}:
            return _with(verdict, "signature", "the newest event of what a centre gave out is not signed")
        if verdict.fault is None and again is not None:
            if difference := again.difference(journal.db):
                return _with(verdict, "readings", difference)
            # Whatever else lies in the file: its pages and indexes, and what is this machine's own.
            if (said := str(journal.db.execute("PRAGMA integrity_check(1)").get)) != "ok":
                return _with(verdict, "damaged", said)
    except (apsw.Error, UnicodeDecodeError) as error:
        return _with(verdict, "damaged", f"the file cannot be read: {_told(error)}")
    else:
        return verdict


def _told(error: apsw.Error | UnicodeDecodeError) -> str:
    """The error without what stands in the file."""
    return f"a text is none: {error.reason}" if isinstance(error, UnicodeDecodeError) else str(error)


def _from_centre(journal: Journal) -> bool:
    """Whether a centre gave this record out: its heads are those under which it came, the last of them at its end."""
    return bool(journal.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'came_by_line'").fetchone())


def _with(verdict: Verdict, name: FaultName, detail: str) -> Verdict:
    return Verdict(verdict.head, verdict.events, Fault(name, verdict.head.epoch, verdict.head.seq, detail))


class _Readings:
    """All readings, made again in memory."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services
        self._by_kind = {fact.kind: service for service in services for fact in service.facts}
        self._followers = tuple(service for service in services if service.follow is not None)
        self._db = apsw.Connection(":memory:")
        for service in services:
            self._db.execute(service.schema)
        self._db.execute("BEGIN")

    def apply(self, entry: Entry) -> tuple[FaultName, str] | None:
        """Applies one event; what a reading cannot take is told as a fault of the journal."""
        try:
            apply(self._db, self._by_kind, self._followers, entry)
        except Exception as error:  # noqa: BLE001 - whatever a forged event makes a reading raise, the event is at fault
            return "readings", f"{entry.fact.kind} does not fit what came before ({error})"
        return None

    def difference(self, stored: apsw.Connection) -> str:
        """The first difference between the stored readings and these: table, key and both rows; "" for none."""
        for service in self._services:
            for table in service.tables:
                found = _first_difference(stored, self._db, table)
                if found:
                    return found
        return ""


def _first_difference(stored: apsw.Connection, again: apsw.Connection, table: str) -> str:
    """Compares one table row for row, in the order of its key."""
    columns: list[tuple[str, int]] = again.execute(  # type: ignore[assignment] # the pragma's own types
        "SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (table,)
    ).fetchall()
    key = [name for name, place in sorted(columns, key=lambda column: column[1]) if place]
    query = f"SELECT {', '.join(name for name, _ in columns)} FROM {table} ORDER BY {', '.join(key)}"  # noqa: S608 - names of our own schema
    places = [next(place for place, (name, _) in enumerate(columns) if name == part) for part in key]
    try:
        rows = stored.execute(query)
    except apsw.SQLError as error:
        return f"{table}: {error}"
    for have, want in zip_longest(rows, again.execute(query)):
        if have != want:
            # The row whose key comes first is the one that the other side lacks.
            keyed = [row for row in (have, want) if row is not None]
            first = min(keyed, key=lambda row: [(isinstance(row[place], str), row[place]) for place in places])
            where = ", ".join(f"{columns[place][0]} {first[place]}" for place in places)
            same = len(keyed) == 2 and all(have[place] == want[place] for place in places)
            return (
                f"{table} at {where}: stored is {_shown(have if same or first is have else None)}, "
                f"the journal says {_shown(want if same or first is want else None)}"
            )
    return ""


def _shown(row: tuple[Any, ...] | None) -> str:
    return "nothing" if row is None else str(row)[:_SHOWN]
