"""Stations that have lived, sent to a centre through its real intake."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import requests
from nacl.signing import SigningKey

from kiosk.base.clock import CST
from kiosk.base.files import bundled
from kiosk.demo.replay import replay
from kiosk.record.batch import Batch, encode
from kiosk.record.chain import GENESIS, Head
from kiosk.record.enrolment import EpochKey, sign_enrolment
from kiosk.record.heads import sign
from kiosk.services.house import requests as house
from kiosk.services.till import requests as till
from kiosk.station.files import StationFiles
from support.centre import RunningCentre, post
from support.station import HAND, SetClock, Station
from support.tools import Shed

SEASON = Path(__file__).parents[1] / "data" / "season-2024.csv"
_MOST = 500


class Sent:
    """The record in a station's folder, which is sent as the line sends it."""

    def __init__(self, folder: Path) -> None:
        files = StationFiles(folder)
        self.journal = files.journal
        self.key = SigningKey(files.device_key.read_bytes())
        with sqlite3.connect(files.journal) as db:
            self.device: bytes = db.execute("SELECT id FROM device").fetchone()[0]
        self._cursor: dict[int, int] = {}

    def enrol(self, centre: RunningCentre, station: str) -> str:
        """Joins as a device of that station; returns the station's id."""
        with sqlite3.connect(self.journal) as db:
            epochs = tuple(EpochKey(*row) for row in db.execute("SELECT epoch, public_key FROM house_epochs"))
        asked = sign_enrolment(self.key, centre.code(station), self.device, "一体机", epochs)
        answer = requests.post(f"{centre.url}/v1/enrolments", data=msgspec.json.encode(asked), timeout=30)
        assert answer.ok, answer.text
        return str(answer.json()["station_id"])

    def skip(self, epoch: int) -> None:
        """Leaves an epoch out, which another disk has sent."""
        self._cursor[epoch] = 2**60

    def send(self, centre: RunningCentre, most: int = _MOST) -> "Sent":
        """Sends what is new."""
        with sqlite3.connect(self.journal) as db:
            rows = db.execute("SELECT epoch, seq, hash, raw FROM journal ORDER BY pos").fetchall()
        hashes = {(epoch, seq): digest for epoch, seq, digest, _ in rows}
        for epoch in sorted({row[0] for row in rows}):
            fresh = [row for row in rows if row[0] == epoch and row[1] > self._cursor.get(epoch, 0)]
            for at in range(0, len(fresh), most):
                part = fresh[at : at + most]
                first, last = part[0][1], part[-1][1]
                head = sign(self.key, self.device, Head(epoch, last, hashes[epoch, last]))
                prev = hashes.get((epoch, first - 1), GENESIS)
                raws = tuple(row[3] for row in part)
                batch = Batch(self.device, epoch, first, prev, head.head.hash, head.signature, raws)
                answer = post(centre, encode(batch))
                assert answer.ok, answer.text
                self._cursor[epoch] = last
        return self


def day_of_all(folder: Path, day: str = "2024-03-01") -> None:
    """A day with every service, as docs/traces.md has it."""
    text = (Path(__file__).parents[2] / "docs" / "traces.md").read_text(encoding="utf-8")
    trace = text.partition("```csv\n")[2].partition("```")[0].replace("2024-03-01", day)
    file = folder.with_suffix(".csv")
    file.write_text(trace, encoding="utf-8")
    replay(file, folder, None, with_printer=False)


def season(folder: Path, days: int) -> None:
    """The first days of a replayed season."""
    lines = SEASON.read_text(encoding="utf-8").splitlines()
    dates = sorted({line[:10] for line in lines[1:]})[:days]
    file = folder.with_suffix(".csv")
    file.write_text("\n".join([lines[0], *(line for line in lines[1:] if line[:10] in dates)]) + "\n", encoding="utf-8")
    replay(file, folder, None, with_printer=False)


def troubled(folder: Path, at: datetime | None = None, name: str = "") -> SetClock:
    """A day that leaves questions: a shift short and waiting for approval, a tool overdue, the printer out of paper."""
    clock = SetClock(at or datetime(2024, 3, 1, 10, 40, tzinfo=CST))
    settings = (bundled("assets") / "station" / "replay.toml").read_text(encoding="utf-8")
    if name:
        settings = settings.replace('name = "爱心驿站"', f'name = "{name}"')
    station = Station(folder, clock, settings)
    station.ask(till.OpenShift(request_id=station.id(), counts=((10000, 1), (100, 20))), HAND)
    shed = Shed(station)
    shed.register("drill")
    shed.register("toolbox")
    shed.lend("drill-1")
    station.open(12)
    numbers = [station.buy() for _ in range(9)]
    clock.pass_(55 * 60)
    for number in numbers[:8]:
        station.serve(number)
        clock.pass_(40)
    report: Any = house.ReportDevice(request_id=station.id(), device="printer", state="paper_out")
    station.ask(report, "device")
    station.close_meal()
    clock.pass_(2 * 3600)
    station.ask(till.CountShift(request_id=station.id(), counts=((10000, 1), (100, 18))), HAND)
    station.ask(till.CloseShift(request_id=station.id(), reason="unknown"), HAND)
    clock.pass_(timedelta(days=1).total_seconds())
    station.close()
    return clock
