"""The disk: how long it is enough for is told months ahead, at the counter and in 体检; what grows has an end."""

import logging
from datetime import timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path

import pytest
from support.station import SETTINGS, Station, station_in

from kiosk.cli.logs import logged
from kiosk.services.house.requests import CallPerson
from kiosk.services.registry import SERVICES
from kiosk.station import doctor, room
from kiosk.station.room import MB, SOON_MONTHS, months, months_left
from kiosk.touch.state import state_now, told

YEAR = 365.0


@pytest.mark.parametrize(
    ("free_mb", "a_day", "left"),
    [
        (1000, 300, 31.0),  # a megabyte a day
        (1000, 3000, 3.1),
        (64, 300, 0.0),
        (10, 300, 0.0),
    ],
)
def test_room_is_told_in_months_at_the_pace_of_late(free_mb: int, a_day: int, left: float) -> None:
    events, lately = 1_000_000, 30_000
    size = events * 3466  # bytes an event takes with its readings
    found = months(free_mb * MB, 64 * MB, size, events, lately, lately / a_day)
    assert found == pytest.approx(left, abs=0.06)


@pytest.mark.parametrize(("lately", "days"), [(300, 1.0), (300, -2000.0), (0, YEAR)])
def test_a_young_station_or_one_whose_clock_was_wrong_tells_nothing(lately: int, days: float) -> None:
    assert months(1000 * MB, 64 * MB, 5 * MB, 300, lately, days) is None


def test_more_events_never_mean_more_time() -> None:
    told_of = [months(1000 * MB, 64 * MB, 500 * MB, 100_000, lately, 100.0) for lately in range(1, 30_000, 997)]
    assert None not in told_of
    assert told_of == sorted(told_of, key=lambda left: -(left or 0))


def lived(station: Station, days: int) -> None:
    """Some weeks of few events."""
    for _ in range(days):
        station.ask(CallPerson(request_id=station.id(), screen="workers"), "worker")
        station.clock.pass_(86_400)


def test_a_disk_that_lasts_for_years_is_said_by_nobody(station: Station) -> None:
    lived(station, 30)
    left = months_left(station.desk.journal.db, station.clock.now(), 64)
    assert left is not None
    assert left > SOON_MONTHS
    assert state_now(station.desk.journal.db, station.scene(), printer=False).months is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_disk_that_is_full_in_months_is_said_at_the_counter_and_in_the_check_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    text = SETTINGS.replace("[station]", "[station]\ndisk_reserve_mb = 1", 1)
    with station_in(tmp_path / "small", text) as station:
        said_ahead(station, monkeypatch, lang)


def said_ahead(station: Station, monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    lived(station, 60)
    db = station.desk.journal.db
    station.rows("CREATE TABLE much AS SELECT zeroblob(?)", 20 * MB)  # a third of a megabyte a day
    monkeypatch.setattr(room, "_free_bytes", lambda _: 36 * MB)
    now = state_now(db, station.scene(), printer=False)
    assert (now.disk, now.months) == ("ok", 4)

    def say(key: str, **fields: object) -> str:
        return station.desk.words.say("zh" if lang == "zh" else "en", key, **fields)

    disk = next(one for one in told(say, now) if one.icon == "database")
    assert str(now.months) in disk.words
    assert not disk.wrong
    findings = doctor.station(station.files, SERVICES, station.clock, lambda _: None, lambda _: "")  # type: ignore[arg-type,return-value] # there is no printer
    found = next(one for one in findings if one.name == "disk")
    assert (found.state, found.says) == ("warn", "soon")
    assert str(found.fields["months"]) in say("doctor.disk_soon", **found.fields)


def test_logs_have_an_end(tmp_path: Path) -> None:
    with logged(tmp_path, "run"):
        handlers = [one for one in logging.getLogger().handlers if isinstance(one, RotatingFileHandler)]
        (handler,) = [one for one in handlers if Path(one.baseFilename).parent == tmp_path]
        assert handler.maxBytes * (handler.backupCount + 1) <= 4_000_000
        handler.maxBytes = 5_000
        for number in range(500):
            logging.getLogger("kiosk.test").warning("line %s of a long night", number)
    written = sorted(tmp_path.iterdir())
    assert len(written) == handler.backupCount + 1
    assert sum(path.stat().st_size for path in written) <= 5_000 * (handler.backupCount + 1)


def test_a_season_tells_its_pace_whatever_its_clock_did_once(tmp_path: Path) -> None:
    with station_in(tmp_path / "station") as station:
        lived(station, 20)
        station.clock.jump(-timedelta(days=3650).total_seconds())
        lived(station, 1)
        assert months_left(station.desk.journal.db, station.clock.now(), 64) is None
