"""Attackers: with the disk, on the network, with yesterday's image, with a PIN to guess, with a screen's own rights."""

import logging
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from support.centre import RunningCentre
from support.joining import Joining
from support.station import HAND, SETTINGS, SetClock, Station, station_in
from support.tools import Shed

from kiosk import bootstrap, bootstrap_founding
from kiosk.base.people import Who
from kiosk.base.request import Refused
from kiosk.cli import main
from kiosk.cli.logs import logged
from kiosk.record.verify import Witness
from kiosk.services.people import requests as people
from kiosk.services.registry import SERVICES
from kiosk.services.staff.requests import SignIn
from kiosk.station.backup import back_up
from kiosk.station.files import StationFiles
from kiosk.station.line.answers import Cut
from kiosk.station.line.client import Client, sealed
from kiosk.station.verify import verify_station

NAME, PHONE = "欧阳建国", "13835901234"
BORROWER = Who(NAME, PHONE)


# With the disk


def found_in(folder: Path, *texts: str) -> set[str]:
    """The files, whatever they are called, that hold one of the texts: as UTF-8, UTF-16, GB18030 or JSON's escapes."""
    ways = ("utf-8", "utf-16-le", "gb18030", "unicode_escape")
    forms = {text.encode(way) for text in texts for way in ways}
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    }


@pytest.fixture
def used(tmp_path: Path) -> Iterator[Path]:
    """A folder after a day of use: what the station left, its logs, its copies, its reports; it is still at work."""
    folder = tmp_path / "all"
    with logged(folder / "station", "run"), station_in(folder / "station") as station:
        shed = Shed(station)
        unit, other = shed.register("drill"), shed.register("drill")
        shed.lend(unit, who=BORROWER)
        lent = shed.lend(other, who=BORROWER)
        shed.back(other)
        person = station.rows("SELECT person FROM people_persons")[0][0]
        assert station.ask(people.View(request_id=station.id(), person=person, why="lost_slip"), HAND).who == BORROWER
        with pytest.raises(Refused):
            station.ask(people.View(request_id=station.id(), person=lent, why="lost_slip"), HAND)
        fault = ValueError(BORROWER, people.Correct(request_id="r", person=person, who=BORROWER))
        logging.getLogger("kiosk.station").error("a fault with somebody in it: %s", BORROWER, exc_info=fault)
        back_up(station.files, folder / "backup.db")
        reported = ("report", "everything", "2024-03", "--data", str(folder / "station"))
        (folder / "report.txt").write_text(CliRunner().invoke(main, [*reported, "--json"]).output, encoding="utf-8")
        assert not CliRunner().invoke(main, [*reported, "--xlsx", str(folder / "report.xlsx")]).exit_code
        assert (folder / "station" / "journal.db-wal").stat().st_size
        (folder / "station" / ".making").mkdir()
        yield folder


def test_a_day_of_use_leaves_no_name_and_no_phone_anywhere_in_the_clear(used: Path) -> None:
    names = {path.name for path in used.rglob("*") if path.is_file()}
    assert {"journal.db", "journal.db-wal", "people.keys", "run.log", "backup.db", "report.txt"} <= names
    assert "a fault with somebody in it" in (used / "station" / "run.log").read_text(encoding="utf-8")
    assert found_in(used, NAME, PHONE) == set()
    assert {"station/journal.db-wal", "backup.db"} <= found_in(used, "爱心驿站") | found_in(used, "drill"), (
        "the control"
    )


def test_the_files_that_open_something_are_for_the_station_s_user_alone(tmp_path: Path) -> None:
    files = StationFiles(tmp_path / "new")
    bootstrap_founding.make_station(files, SetClock(), SETTINGS)
    for path in (files.device_key, files.pepper, files.first_pin):
        assert path.stat().st_mode & 0o077 == 0, path.name


# On the network


@pytest.mark.parametrize(
    ("url", "said_in_the_open"),
    [
        ("https://centre.example", False),
        ("HTTPS://centre.example", False),
        ("http://127.0.0.1:8480", False),
        ("http://localhost:8480", False),
        ("http://[::1]:8480", False),
        ("http://centre.example", True),
        ("http://10.0.0.1", True),
        ("http://127.0.0.1.centre.example", True),
        ("http://localhost@centre.example", True),
        ("http://127.0.0.1@centre.example", True),
        ("http:https://centre.example", True),
        ("ftp://centre.example", True),
        ("centre.example", True),
        ("http://[centre", True),
        ("", True),
    ],
)
def test_nothing_is_said_in_the_open_beyond_this_machine(url: str, *, said_in_the_open: bool) -> None:
    assert sealed(url) != said_in_the_open


def test_a_centre_without_tls_hears_nothing_of_a_station_not_even_its_code(
    station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def nowhere(*where: object, **_: object) -> list[object]:
        asked.append(where)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    before = station.kinds()
    with pytest.raises(Cut) as cut:
        bootstrap.enrol(station.files, station.clock, "http://centre.example", "4711-0815")
    assert (cut.value.way, asked, station.kinds()) == ("plain", [], before)
    done = CliRunner().invoke(main, ["enrol", "http://centre.example", "1", "--data", str(station.files.folder)])
    assert done.exit_code == 2
    assert "https://" in done.output
    control = Client("https://centre.example", station.desk.settings.line)
    with pytest.raises(Cut):
        control.predecessor("4711")
    control.close()
    assert asked, "the control: with TLS the address is looked up"


# With yesterday's image of the disk


def test_yesterday_s_image_that_goes_on_selling_is_found_as_a_fork_and_nothing_of_it_is_taken_for_the_record(
    tmp_path: Path, centre: RunningCentre
) -> None:
    clock = SetClock()
    live = Station(tmp_path / "live", clock)
    live.open(30)
    live.buy()
    line = Joining(live)
    line.join(centre)
    line.sync()
    shutil.copytree(live.files.folder, tmp_path / "image")
    first = live.buy()
    line.sync()
    clock.pass_(3600)
    image = Station(tmp_path / "image", clock)
    assert image.buy() == first, "the same number is given a second time: the image cannot know"
    second = Joining(image)
    second.sync()
    assert second.now.trouble == "fork"
    assert centre.sql("SELECT state FROM devices") == [("quarantined",)]
    assert centre.sql("SELECT count(*) FROM findings WHERE kind = 'fork'") == [(1,)]
    assert len(centre.sql("SELECT 1 FROM events")) == len(line.events())
    for joined, of in ((line, live), (second, image)):
        joined.close()
        of.close()


def test_a_code_of_one_s_own_slip_proves_which_of_two_numbers_is_in_the_record(tmp_path: Path) -> None:
    clock = SetClock()
    live = Station(tmp_path / "live", clock)
    live.open(30)
    live.close()
    shutil.copytree(tmp_path / "live", tmp_path / "image")
    slips = []
    for name, dark_s in (("live", 60), ("image", 3600)):
        later = SetClock()
        later.pass_(dark_s)
        with Station(tmp_path / name, later).closing() as station:
            station.buy()
            head = station.desk.journal.head()
            slips.append(head)
    assert slips[0].seq == slips[1].seq
    for mine, name, fault in ((0, "live", None), (1, "live", "rewritten"), (0, "image", "rewritten")):
        verdict = verify_station(tmp_path / name / "journal.db", Witness((slips[mine],)), SERVICES, rebuild=False)
        assert (verdict.fault.name if verdict.fault else None) == fault


# With a PIN to guess


def guess(station: Station, right: bool = False, by: str = "worker") -> str:
    """One try at the attendant's PIN: what is answered."""
    try:
        station.ask(SignIn(request_id=station.id(), who="a2", pin_right=right), by)
    except Refused as refused:
        return refused.reason
    return "in"


def locked_out(station: Station) -> None:
    for _ in range(5):
        guess(station)
    assert guess(station, right=True) == "staff.locked_out"


def test_guesses_are_counted_across_restarts_and_processes(tmp_path: Path) -> None:
    clock = SetClock()
    for tries in range(4):
        with Station(tmp_path / "station", clock).closing() as station:
            assert guess(station) == "staff.pin_wrong", tries
    with Station(tmp_path / "station", clock).closing() as one, Station(tmp_path / "station", clock).closing() as two:
        assert guess(one) == "staff.locked_out"
        assert guess(two, right=True) == "staff.locked_out"
        assert one.kinds().count("staff.pin_wrong") == 5
        assert one.kinds().count("staff.locked_out") == 1


@pytest.mark.parametrize("jump_s", [3600, 86_400 * 365 * 10, -86_400])
def test_a_clock_that_is_moved_ends_no_lock(station: Station, jump_s: int) -> None:
    locked_out(station)
    station.clock.jump(jump_s)
    assert guess(station, right=True) == "staff.locked_out"
    station.clock.pass_(301)
    assert guess(station, right=True) == "in"


def test_neither_does_a_restart_in_the_past(tmp_path: Path) -> None:
    clock = SetClock()
    with Station(tmp_path / "station", clock).closing() as station:
        locked_out(station)
    clock.reboot()
    clock.jump(-86_400)
    with Station(tmp_path / "station", clock).closing() as station:
        assert guess(station, right=True) == "staff.locked_out"
        clock.pass_(300)
        assert guess(station, right=True) == "in"


@pytest.mark.parametrize("ahead_s", [600, 86_400, 86_400 * 365])
def test_a_restart_in_the_future_gives_no_try_before_five_minutes(tmp_path: Path, ahead_s: int) -> None:
    """Whoever sets the clock in the firmware and starts the machine again guesses no faster than whoever waits."""
    clock = SetClock()
    with Station(tmp_path / "station", clock).closing() as station:
        locked_out(station)
    clock.reboot()
    clock.jump(ahead_s)
    with Station(tmp_path / "station", clock).closing() as station:
        assert guess(station, right=True) == "staff.locked_out"
        clock.pass_(270)
        assert guess(station, right=True) == "staff.locked_out"
        clock.pass_(11)
        assert guess(station, right=True) == "in"


def test_the_next_morning_a_name_that_was_locked_for_a_day_is_free_after_five_minutes(tmp_path: Path) -> None:
    clock = SetClock()
    text = SETTINGS + "\n[services.staff]\nlock_s = 86400\n"
    with Station(tmp_path / "station", clock, text).closing() as station:
        locked_out(station)
    clock.pass_(86_400)
    clock.reboot()
    with Station(tmp_path / "station", clock, text).closing() as station:
        assert guess(station, right=True) == "staff.locked_out"
        clock.pass_(280)
        assert guess(station, right=True) == "in"


def test_nobody_guesses_faster_than_sixty_times_an_hour_and_each_try_is_in_the_record(station: Station) -> None:
    counted = 0
    for _ in range(3600):
        station.clock.pass_(1)
        guess(station)
    counted = station.kinds().count("staff.pin_wrong")
    assert counted <= 60
    assert station.kinds().count("staff.locked_out") == counted // 5


# With the rights of the workers' screen: whatever is typed, scanned or sent there

FOR_WORKERS = {
    *("beds.book", "beds.cancel", "beds.check_in", "beds.check_out", "beds.join_wait", "beds.leave_wait"),
    *("house.call_person", "meals.join_wait", "meals.leave_wait", "meals.order"),
    *("points.present", "points.redeem", "staff.sign_in", "till.cancel", "till.choose_way", "till.pay_with_papers"),
    *("tools.acknowledge", "tools.answer", "tools.consent", "tools.hold", "tools.let_go"),
}


def test_what_a_workers_screen_may_ask_is_this_and_nothing_else() -> None:
    asked = {handler.request.name for service in SERVICES for handler in service.handlers if "worker" in handler.roles}
    assert asked == FOR_WORKERS


def test_everything_else_is_refused_there_and_leaves_nothing(station: Station) -> None:
    before = station.rows("SELECT count(*) FROM journal")
    for service in SERVICES:
        for handler in service.handlers:
            if handler.request.name in FOR_WORKERS:
                continue
            needed = [field.name for field in msgspec.structs.fields(handler.request) if field.required]
            fields = {name: SETTINGS if name == "text" else station.id() for name in needed}
            request = handler.request(**fields)
            for by in ("worker", "worker:a1", "attendant", "supervisor", "attendant:a1", "supervisor:nobody", ""):
                with pytest.raises(Refused) as refused:
                    station.ask(request, by)
                assert refused.value.reason == "staff.not_allowed", (handler.request.name, by)
    assert station.rows("SELECT count(*) FROM journal") == before
