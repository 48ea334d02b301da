"""Readings at the centre: the station's own figures, made again equal, never stopped by what cannot be read."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests
from support.centre import RunningCentre, Sender
from support.filled import Sent, day_of_all, season, troubled
from support.record import live, restored
from support.station import SetClock, Station

from kiosk.centre.projections.following import Follower
from kiosk.centre.projections.reading import Mirrors
from kiosk.record.enrolment import EpochKey, sign_enrolment
from kiosk.record.verify import NO_WITNESS, Witness
from kiosk.services.registry import SERVICES
from kiosk.services.staff import requests as staff
from kiosk.station.journal import Journal
from kiosk.station.report import report
from kiosk.station.settings import parse
from kiosk.station.verify import verify_station

TABLES = ("day_figures", "month_figures", "standing", "mentions", "mirrored", "follower")


def follower(centre: RunningCentre, folder: Path) -> tuple[Follower, Mirrors]:
    mirrors = Mirrors(folder, SERVICES, lambda text: parse(text, SERVICES))
    return Follower(centre.centre, mirrors), mirrors


def run(centre: RunningCentre, job: Any) -> Any:
    return asyncio.run_coroutine_threadsafe(job, centre._loop).result(60)


def readings(centre: RunningCentre) -> dict[str, list[Any]]:
    return {table: sorted(centre.sql(f"SELECT * FROM {table}"), key=str) for table in TABLES}


def test_a_seasons_figures_are_those_of_the_station_and_made_again_they_are_the_same(
    centre: RunningCentre, tmp_path: Path
) -> None:
    season(tmp_path / "season", 6)
    day_of_all(tmp_path / "all")
    for name in ("season", "all"):
        sent = Sent(tmp_path / name)
        sent.enrol(centre, name)
        sent.send(centre, 97)
    following, _ = follower(centre, tmp_path / "mirrors")
    run(centre, following.catch_up())
    journal = Journal(tmp_path / "season" / "journal.db", readonly=True)
    here = report(journal, "2024-03-01", "2024-03-31").total
    journal.close()
    sums = dict(
        centre.sql(
            "SELECT f.name, sum(f.value) FROM day_figures f JOIN stations s ON s.station_id = f.station_id "
            "WHERE s.name = 'season' GROUP BY f.name"
        )
    )
    assert here.served > 100
    assert sums["meals.report.days:served"] == here.served
    assert sums["meals.report.days:taken"] == here.taken_fen
    assert sums["meals.report.days:subsidy"] == here.subsidy_fen
    before = readings(centre)
    assert all(before.values())
    run(centre, following.rebuild())
    assert readings(centre) == before
    assert not run(centre, following.round())


def test_events_that_cannot_be_read_are_findings_and_what_follows_is_read(
    centre: RunningCentre, tmp_path: Path
) -> None:
    sender = Sender()
    sender.write("meals.from_the_future", {"x": 1})
    sender.put(b"no json at all")
    sender.live(3)
    sender.enrol(centre)
    assert sender.send(centre).ok
    following, mirrors = follower(centre, tmp_path / "mirrors")
    run(centre, following.catch_up())
    assert [row[0] for row in centre.sql("SELECT kind FROM findings ORDER BY subject")] == ["unread", "unread"]
    station = centre.sql("SELECT station_id FROM stations")[0][0]
    shown = mirrors.with_mirror(station, sender.device, lambda mirror: mirrors.timeline(mirror, "2024-03-01"))
    assert [line.kind for line in shown] == ["house.epoch_opened", *["house.person_called"] * 3]


def test_a_mirror_is_a_record_that_verify_accepts(centre: RunningCentre, tmp_path: Path) -> None:
    troubled(tmp_path / "one")
    sent = Sent(tmp_path / "one")
    station = sent.enrol(centre, "府西")
    sent.send(centre)
    following, mirrors = follower(centre, tmp_path / "mirrors")
    run(centre, following.catch_up())
    path = mirrors.path(station, sent.device)
    verdict = verify_station(path, Witness((), (), (bytes(sent.key.verify_key),)), SERVICES, rebuild=True)
    assert verdict.fault is None
    assert verdict.events > 60


def test_a_round_that_is_cut_short_is_done_again_and_comes_to_the_same(
    centre: RunningCentre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day_of_all(tmp_path / "all")
    sent = Sent(tmp_path / "all")
    sent.enrol(centre, "府西")
    sent.send(centre, 20)
    following, _ = follower(centre, tmp_path / "mirrors")

    async def cut(*_: object) -> None:
        raise OSError("the power")

    with monkeypatch.context() as patch:
        patch.setattr(following, "_keep", cut)
        with pytest.raises(OSError, match="the power"):
            run(centre, following.round())
    assert not any(readings(centre).values())
    run(centre, following.catch_up())
    before = readings(centre)
    assert all(before.values())
    run(centre, following.rebuild())
    assert readings(centre) == before


def test_what_a_backup_forgot_is_set_aside_and_told(centre: RunningCentre, tmp_path: Path) -> None:
    live(tmp_path / "one")
    first = Sent(tmp_path / "one")
    station = first.enrol(centre, "府西")
    restored(tmp_path / "one", tmp_path / "two")
    with Station(tmp_path / "one", SetClock()).closing() as late:
        late.ask(staff.Add(request_id=late.id(), who="a7", role="attendant", shown="周*"))
    first.send(centre)
    following, mirrors = follower(centre, tmp_path / "mirrors")
    run(centre, following.catch_up())
    second = Sent(tmp_path / "two")
    code = centre.code("府西", second.device)
    with sqlite3.connect(second.journal) as db:
        epochs = tuple(EpochKey(*row) for row in db.execute("SELECT epoch, public_key FROM house_epochs"))
    asked = sign_enrolment(second.key, code, second.device, "一体机", epochs)
    assert requests.post(f"{centre.url}/v1/enrolments", data=msgspec.json.encode(asked), timeout=30).ok
    second.skip(1)
    second.send(centre)
    run(centre, following.catch_up())
    kinds = dict(centre.sql("SELECT kind, fields FROM findings WHERE kind = 'set_aside'"))
    assert '"count":1' in kinds["set_aside"]
    here = Journal(second.journal, readonly=True)
    count = here.count()
    here.close()
    assert centre.sql("SELECT events FROM mirrored WHERE station_id = :s", s=station) == [(count,)]
    verdict = verify_station(mirrors.path(station, second.device), NO_WITNESS, SERVICES, rebuild=True)
    assert verdict.fault is None
    before = readings(centre)
    run(centre, following.rebuild())
    assert readings(centre) == before


def test_a_damaged_mirror_is_made_again(centre: RunningCentre, tmp_path: Path) -> None:
    day_of_all(tmp_path / "all")
    sent = Sent(tmp_path / "all")
    station = sent.enrol(centre, "府西")
    sent.send(centre)
    following, mirrors = follower(centre, tmp_path / "mirrors")
    run(centre, following.catch_up())
    before = readings(centre)
    path = mirrors.path(station, sent.device)
    path.write_bytes(b"no database at all, but long enough to be looked at" * 100)
    centre.sql("UPDATE follower SET leaf = 0")
    run(centre, following.catch_up())
    assert readings(centre) == before


def test_a_mirror_that_was_lost_is_made_again_when_the_device_sends_more(centre: RunningCentre, tmp_path: Path) -> None:
    sender = Sender().live(5)
    sender.enrol(centre)
    assert sender.send(centre).ok
    following, mirrors = follower(centre, tmp_path / "mirrors")
    run(centre, following.catch_up())
    ((station,),) = centre.sql("SELECT station_id FROM stations")
    mirrors.forget(station, sender.device)
    assert sender.live(3).send(centre, 7).ok
    run(centre, following.catch_up())
    before = readings(centre)
    assert centre.sql("SELECT seq, events FROM mirrored") == [(9, 9)]
    shown = mirrors.with_mirror(station, sender.device, lambda mirror: mirrors.timeline(mirror, "2024-03-01"))
    assert [line.seq for line in shown] == list(range(1, 10))
    run(centre, following.rebuild())
    assert readings(centre) == before
