"""Settings that the centre publishes reach a real station by its line, and a quiet station is heard of."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests
from support.centre import RunningCentre, Sender, running
from support.joining import Joining
from support.station import SETTINGS, SetClock, Station

from kiosk.base.toml import ConfigError
from kiosk.centre.settings import publishing
from kiosk.record.hello import Known, Room, sign_hello
from kiosk.station.line.line import HELLO_S, IDLE_S, LAST_S
from kiosk.station.line.merging import merged

TODAY, TOMORROW, LATER = "2024-03-01", "2024-03-02", "2024-03-09"
RENAMED = SETTINGS.replace('name = "', 'name = "新', 1)
OWN = '\n[line]\nproxy = "http://192.168.1.1:3128"\n'


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def centre(tmp_path: Path, database: str, clock: SetClock) -> Iterator[RunningCentre]:
    with running(tmp_path / "centre", database, clock) as server:
        yield server


@pytest.fixture
def joining(tmp_path: Path, centre: RunningCentre, clock: SetClock) -> Iterator[Joining]:
    with Station(tmp_path / "station", clock).closing() as station, Joining(station).closing() as made:
        made.join(centre)
        yield made


def publish(centre: RunningCentre, *texts: tuple[str, str]) -> None:
    """One version after another: text, and from when on."""

    async def work(connection: Any) -> None:
        station = (await connection.exec_driver_sql("SELECT station_id FROM stations")).scalar_one()
        for text, day in texts:
            now, key = centre.clock.now(), centre.centre.key
            await publishing.publish(connection, [station], text, day, "root", key, now)

    centre.work(work)


def name_of(joining: Joining) -> str:
    return joining.station.desk.settings_in(joining.db).station.name


def greet(joining: Joining) -> None:
    """The next hello, and what it brings."""
    joining.station.clock.pass_(HELLO_S)
    joining.sync()
    joining.line.visit()


def findings(centre: RunningCentre) -> Sequence[Any]:
    return centre.sql("SELECT kind, subject, fields FROM findings ORDER BY subject")


def test_what_is_published_is_in_force_at_the_station_and_after_its_next_start(
    joining: Joining, centre: RunningCentre
) -> None:
    joining.sync()
    before = name_of(joining)
    publish(centre, (RENAMED, TODAY))
    greet(joining)
    assert name_of(joining) == "新" + before
    assert joining.station.kinds().count("house.settings_adopted") == 2
    assert joining.station.files.settings.read_text(encoding="utf-8") == RENAMED
    greet(joining)
    assert joining.station.kinds().count("house.settings_adopted") == 2
    assert findings(centre) == []


def test_its_day_is_waited_for_also_without_a_network(joining: Joining, centre: RunningCentre) -> None:
    joining.sync()
    before = name_of(joining)
    publish(centre, (RENAMED, TOMORROW))
    greet(joining)
    assert name_of(joining) == before
    joining.move_to("http://127.0.0.1:9")
    joining.station.clock.pass_(13 * 3600)
    joining.line.visit()
    assert name_of(joining) == "新" + before


def test_of_several_versions_the_newest_whose_day_has_come_holds(joining: Joining, centre: RunningCentre) -> None:
    joining.sync()
    before = name_of(joining)
    publish(centre, (RENAMED, TOMORROW), (RENAMED.replace("新", "又"), TOMORROW), (RENAMED.replace("新", "后"), LATER))
    greet(joining)
    joining.station.clock.pass_(13 * 3600)
    joining.line.visit()
    assert name_of(joining) == "又" + before
    states = joining.db.execute("SELECT state FROM published ORDER BY version").fetchall()
    assert states == [("passed",), ("adopted",), ("waiting",)]


def test_settings_that_are_wrong_here_are_told_back_and_nothing_of_them_is_adopted(
    joining: Joining, centre: RunningCentre
) -> None:
    joining.sync()
    before = name_of(joining)
    publish(centre, (RENAMED + "\n[services.nothing]\nprice = 1\n", TODAY))
    greet(joining)
    greet(joining)
    assert name_of(joining) == before
    ((kind, subject, fields),) = findings(centre)
    assert (kind, subject.rpartition("-")[2]) == ("settings", "1")
    assert "nothing" in fields
    publish(centre, (RENAMED, TODAY))
    greet(joining)
    assert name_of(joining) == "新" + before


def test_settings_changed_in_the_centre_s_database_are_refused(joining: Joining, centre: RunningCentre) -> None:
    joining.sync()
    before = name_of(joining)
    publish(centre, (SETTINGS, TODAY))
    centre.sql("UPDATE settings_published SET text = :text", text=RENAMED)
    greet(joining)
    greet(joining)
    assert name_of(joining) == before
    ((_, _, fields),) = findings(centre)
    assert "signature" in fields


def test_what_stands_at_the_station_stays_as_it_is() -> None:
    together = merged(RENAMED + '\n[printer]\nprofile = "x"\naddress = "tcp:10.0.0.1:9100"\n', SETTINGS + OWN)
    assert "10.0.0.1" not in together
    assert together.endswith(OWN.lstrip("\n"))
    assert merged(RENAMED, RENAMED) == RENAMED
    with pytest.raises(ConfigError):
        merged("[station", SETTINGS)


def test_a_quiet_station_is_heard_of_with_no_event(joining: Joining, centre: RunningCentre, clock: SetClock) -> None:
    joining.sync()
    events = len(joining.events())
    for _ in range(3):
        clock.pass_(HELLO_S)
        assert joining.line.visit() == IDLE_S
        assert centre.sql("SELECT seen_at FROM devices") == [(clock.now().stamp,)]
    assert len(joining.events()) == events
    clock.pass_(HELLO_S - 1)
    joining.line.visit()
    assert centre.sql("SELECT seen_at FROM devices") != [(clock.now().stamp,)]


def test_a_quiet_station_learns_that_it_was_revoked(joining: Joining, centre: RunningCentre, clock: SetClock) -> None:
    joining.sync()
    centre.sql("UPDATE devices SET state = 'revoked'")
    clock.pass_(HELLO_S)
    assert joining.line.visit() == LAST_S
    assert joining.now.trouble == "revoked"
    centre.sql("UPDATE devices SET state = 'active'")
    joining.line.visit()
    assert joining.now.trouble == ""


@pytest.mark.parametrize(("wrong", "problem"), [("key", "signature"), ("device", "unknown_device"), ("epoch", "epoch")])
def test_whoever_is_not_the_station_is_not_heard(centre: RunningCentre, wrong: str, problem: str) -> None:

    sender, thief = Sender(), Sender()
    sender.enrol(centre)
    at = centre.clock.now().stamp
    device = thief.device if wrong == "device" else sender.device
    epoch = 3 if wrong == "epoch" else 1
    said = sign_hello(thief.key if wrong == "key" else sender.key, device, epoch, Known(0, "", 0), Room(1, -1), at)
    answer = requests.post(f"{centre.url}/v1/hello", data=msgspec.json.encode(said), timeout=30)
    assert answer.json()["type"] == f"/problems/{problem}"
    assert centre.sql("SELECT seen_at FROM devices") == [("",)]
