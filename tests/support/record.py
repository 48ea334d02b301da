"""A station that has lived some days, and what somebody with an SQL prompt could do to its file."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw
import msgspec
from nacl.signing import SigningKey

from kiosk import bootstrap_founding
from kiosk.record.breaks import Fault, Link
from kiosk.record.chain import GENESIS, Head, hash_event
from kiosk.record.heads import sign
from kiosk.record.verify import NO_WITNESS, Verdict, Witness
from kiosk.services.house import requests as house
from kiosk.services.meals import requests as meals
from kiosk.services.registry import SERVICES
from kiosk.services.till import requests as till
from kiosk.station.backup import back_up
from kiosk.station.files import StationFiles
from kiosk.station.verify import verify_station
from support.station import BOSS, HAND, SetClock, Station


def live(folder: Path) -> None:
    """Three days of lunches: sold, expired, cancelled, refunded, queued for, served, left; the third stays open."""
    station = Station(folder, SetClock())
    for day in range(3):
        _noon(station, closes=day < 2)
        if day < 2:
            station.clock.pass_(24 * 3600 - 200 - 25 * 60)
    station.close()


def _noon(station: Station, *, closes: bool) -> None:
    station.open(6)
    first, second, third = station.buy(), station.buy(2), station.buy()
    late, let_go = station.order(), station.order()
    station.ask(till.Cancel(request_id=station.id(), sale=let_go.sale), "worker")
    station.ask(house.CallPerson(request_id=station.id(), screen="home"), "worker")
    station.clock.pass_(200)
    station.pay(late.sale, 1000)
    station.ask(meals.Refund(request_id=station.id(), meal="lunch", number=third, reason="换班"), HAND)
    station.buy(2)
    station.ask(meals.JoinWait(request_id=station.id(), meal="lunch"), "worker")
    station.ask(meals.AddPortions(request_id=station.id(), meal="lunch", qty=2))
    station.ask(house.Tick(request_id=station.id()), "device")
    station.order(wait=1)
    station.clock.pass_(25 * 60)
    station.serve(first)
    station.serve(second)
    station.ask(meals.TakeBack(request_id=station.id(), meal="lunch", number=second), HAND)
    if closes:
        station.close_meal()
        owed = station.rows("SELECT owed FROM till_owed WHERE paid_at = '' ORDER BY at, owed")[0][0]
        station.ask(till.PayOwed(request_id=station.id(), owed=owed), BOSS)


def restored(folder: Path, to: Path) -> None:
    """The station of `folder` lost and put back from its backup at `to`, with some more of the day."""
    backup = to.with_suffix(".backup")
    back_up(StationFiles(folder), backup)
    clock = SetClock()
    clock.pass_(3 * 24 * 3600)
    bootstrap_founding.restore_station(backup, StationFiles(to), clock)
    station = Station(to, clock)
    station.open(4)
    station.buy()
    station.buy()
    station.close()


class Copy:
    """A copy of a station's folder, to be tampered with."""

    def __init__(self, of: Path, to: Path) -> None:
        shutil.copytree(of, to)
        self.files = StationFiles(to)
        self.key = SigningKey(self.files.device_key.read_bytes())
        with self.sql() as db:
            self.device: bytes = db.execute("SELECT id FROM device").get

    @contextmanager
    def sql(self) -> Iterator[apsw.Connection]:
        """A prompt on the file."""
        db = apsw.Connection(str(self.files.journal))
        try:
            yield db
        finally:
            db.close()

    def links(self) -> list[Link]:
        with self.sql() as db:
            return rows(db, "SELECT epoch, seq, raw, hash FROM journal ORDER BY pos")

    def write(self, links: Sequence[Link]) -> None:
        """Puts these rows in place of the journal's."""
        with self.sql() as db, db:
            db.execute("DELETE FROM journal")
            db.executemany("INSERT INTO journal (epoch, seq, raw, hash) VALUES (?, ?, ?, ?)", links)

    def forget_heads(self) -> None:
        with self.sql() as db:
            db.execute("DELETE FROM heads")

    def sign_again(self, key: SigningKey) -> None:
        """Signs the heads' places anew, as whoever has a key could."""
        hashes = {(epoch, seq): digest for epoch, seq, _, digest in self.links()}
        with self.sql() as db, db:
            for epoch, seq in rows(db, "SELECT epoch, seq FROM heads"):
                signed = sign(key, self.device, Head(epoch, seq, hashes[epoch, seq]))
                db.execute(
                    "INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?)", (epoch, seq, signed.head.hash, signed.signature)
                )

    def head(self) -> Head:
        epoch, seq, _, digest = self.links()[-1]
        return Head(epoch, seq, digest)

    def seq_of(self, kind: str, nth: int = 0) -> int:
        """The number of the nth event of a kind in epoch 1."""
        return [seq for epoch, seq, raw, _ in self.links() if epoch == 1 and kind_of(raw) == kind][nth]

    def verdict(self, witness: Witness = NO_WITNESS, *, rebuild: bool = False) -> Verdict:
        return verify_station(self.files.folder, witness, SERVICES, rebuild=rebuild)

    def fault(self, witness: Witness = NO_WITNESS, *, rebuild: bool = False) -> Fault:
        fault = self.verdict(witness, rebuild=rebuild).fault
        assert fault is not None
        return fault


def rows(db: apsw.Connection, sql: str) -> list[Any]:
    return db.execute(sql).fetchall()


class _Kind(msgspec.Struct):
    kind: str


def kind_of(raw: bytes) -> str:
    return msgspec.json.decode(raw, type=_Kind).kind


def rechain(device: bytes, links: Sequence[Link]) -> list[Link]:
    """The rows numbered and hashed anew, as whoever knows the format could."""
    made: list[Link] = []
    for epoch, _, raw, _ in links:
        before = made[-1] if made and made[-1][0] == epoch else (epoch, 0, b"", GENESIS)
        made.append((epoch, before[1] + 1, raw, hash_event(device, epoch, before[1] + 1, before[3], raw)))
    return made


def renumber(links: Sequence[Link]) -> list[Link]:
    """The rows numbered anew and nothing else."""
    made: list[Link] = []
    for epoch, _, raw, digest in links:
        before = made[-1][1] if made and made[-1][0] == epoch else 0
        made.append((epoch, before + 1, raw, digest))
    return made
