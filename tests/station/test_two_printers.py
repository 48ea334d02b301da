"""Two printers: a slip goes to the first that is ready, and moves on only where no byte has left."""

from collections.abc import Iterator

import msgspec
import pytest
from support.press import Printing, printing
from support.station import BOSS, HAND, SETTINGS, Station

from kiosk import bootstrap_devices
from kiosk.base.reports import Table
from kiosk.base.toml import ConfigError
from kiosk.devices.profiles import load_printer
from kiosk.reading.tables import tables
from kiosk.services.house import readings as house
from kiosk.services.registry import SERVICES
from kiosk.services.slips import requests as slips
from kiosk.services.slips.readings import LastTest, last_test
from kiosk.station import settings
from kiosk.virtual.faults import Fault

WIDE, NARROW = "generic-80-gb18030", "generic-58-gb18030"
BOTH = """
[printer]
profile = "generic-80-gb18030"
address = "tcp:127.0.0.1:9100"

[second_printer]
profile = "generic-58-gb18030"
address = "tcp:127.0.0.1:9101"
"""


@pytest.fixture
def two(station: Station) -> Iterator[Printing]:
    station.open()
    with printing(station, (WIDE, NARROW)) as made:
        for driver in made.drivers:
            status = msgspec.structs.replace(driver.profile.status, reply_timeout_s=0.01, confirm_timeout_s=0.01)
            driver.profile = msgspec.structs.replace(driver.profile, status=status)
        yield made


def ended(station: Station) -> list[tuple[str, str, str]]:
    return station.rows("SELECT state, device, printer FROM slips_copies ORDER BY at")


def devices(station: Station) -> dict[str, str]:
    return house.device_states(station.desk.journal.db, station.scene())


def test_slips_go_to_the_first_and_to_the_second_while_that_has_no_paper(station: Station, two: Printing) -> None:
    first, second = two.papers
    station.buy()
    two.print_all()
    first.faults.set("paper_out")
    station.clock.pass_(1)
    station.buy()
    two.print_all()
    assert devices(station)["printer"] == "paper_out"
    first.faults.clear()
    station.clock.pass_(1)
    station.buy()
    two.press.look()
    two.print_all()
    assert ended(station) == [
        ("confirmed", "printer", WIDE),
        ("confirmed", "second_printer", NARROW),
        ("confirmed", "printer", WIDE),
    ]
    assert (len(first.slips), len(second.slips)) == (2, 1)
    [narrow] = second.slips
    assert narrow.spec == load_printer(NARROW).spec, "the slip is drawn for the paper it comes out on"
    assert not narrow.print_out(bootstrap_devices.slip_face()).overran
    assert devices(station)["printer"] == "ready"


def test_a_slip_of_which_bytes_have_left_stays_where_it_is(station: Station, two: Printing) -> None:
    first, second = two.papers
    station.buy()
    first.faults.set_after(100, "off")
    two.print_all()
    two.print_all()
    assert ended(station) == [("uncertain", "printer", WIDE)]
    assert second.slips == ()


def test_one_that_is_ready_goes_before_one_that_keeps_silent(station: Station, two: Printing) -> None:
    first, second = two.papers
    first.faults.set("silent")
    station.buy()
    two.print_all()
    assert ended(station) == [("confirmed", "second_printer", NARROW)]
    second.faults.set("cover_open")
    station.clock.pass_(1)
    station.buy()
    two.print_all()
    assert ended(station)[1] == ("uncertain", "printer", WIDE), "silence is better than nothing"


def test_a_slip_waits_where_neither_can_print_and_both_are_told_of(station: Station, two: Printing) -> None:
    first, second = two.papers
    first.faults.set("paper_out")
    second.faults.set("cover_open")
    station.buy()
    two.print_all()
    assert ended(station) == []
    assert devices(station) == {"printer": "paper_out", "second_printer": "cover_open"}
    second.faults.clear()
    two.print_all()
    assert ended(station) == [("confirmed", "second_printer", NARROW)]


def test_a_power_cut_while_the_second_printed_is_told_of_the_second(station: Station, two: Printing) -> None:
    first, second = two.papers
    station.buy()
    job = two.press.spool.next()
    assert job is not None
    two.press.spool.mark(job, "sending", "second_printer")
    two.press.settle()
    station.clock.pass_(1)
    station.buy()
    two.print_all()
    assert ended(station) == [("uncertain", "second_printer", NARROW), ("confirmed", "printer", WIDE)]
    assert [len(paper.slips) for paper in (first, second)] == [1, 0]


@pytest.mark.parametrize(("trouble", "reason"), [(None, ""), ("paper_out", "paper_out"), ("off", "unreachable")])
def test_a_test_page_comes_out_of_the_printer_it_tries_or_fails_at_once(
    station: Station, two: Printing, trouble: Fault | None, reason: str
) -> None:
    first, second = two.papers
    if trouble:
        second.faults.set(trouble)
    station.ask(slips.Test(request_id=station.id(), device="second_printer"), BOSS)
    station.buy()
    two.print_all()
    state = "failed" if trouble else "confirmed"
    assert last_test(station.desk.journal.db, station.scene()) == LastTest(state, reason, "second_printer", NARROW)
    assert (len(first.slips), len(second.slips)) == (1, 0 if trouble else 1), "the ticket behind it did not wait"


def test_a_printer_that_was_taken_away_is_not_tried(station: Station, two: Printing) -> None:
    station.ask(slips.Test(request_id=station.id(), device="second_printer"), BOSS)
    two.press.use(two.drivers[:1])
    two.print_all()
    assert last_test(station.desk.journal.db, station.scene()).reason == "no_printer"
    assert two.paper.slips == ()


def test_the_report_tells_printer_by_printer_what_came_out_a_day(station: Station, two: Printing) -> None:
    first, second = two.papers
    for trouble in ("", "paper_out", "off"):
        station.clock.pass_(1)
        station.buy()
        if trouble == "off":
            second.faults.set("cover_open")
            first.faults.set_after(100, "off")
        elif trouble:
            first.faults.set("paper_out")
        two.print_all()
        first.faults.clear()
        second.faults.clear()
        two.press.look()
    [slip] = [row[0] for row in station.rows("SELECT slip FROM slips_copies WHERE state = 'uncertain'")]
    station.ask(slips.Reprint(request_id=station.id(), slip=slip), HAND)
    two.print_all()
    day = station.clock.now().date
    [table] = [one for one in read(station, day) if one.key == "slips.report.days"]
    assert table.rows == (
        (day, "house.device.printer", 1, 1, 1, 0),
        (day, "house.device.second_printer", 1, 0, 0, 0),
    )
    assert table.totals[2:] == (2, 1, 1, 0)


def read(station: Station, day: str) -> tuple[Table, ...]:
    scene = station.scene()
    return tables(station.desk.journal.db, SERVICES, lambda _: scene, ("days",), day, day)


def test_nobody_waits_for_a_printer_that_was_taken_away(station: Station, two: Printing) -> None:
    two.papers[1].faults.set("paper_out")
    two.press.look()
    assert devices(station)["second_printer"] == "paper_out"
    two.press.use(two.drivers[:1])
    assert devices(station)["second_printer"] == "ready"


def test_a_second_printer_is_another_than_the_first() -> None:
    both = settings.parse(SETTINGS + BOTH, SERVICES)
    assert [place.profile for place in both.printers] == [WIDE, NARROW]
    with pytest.raises(ConfigError, match=r"second_printer.address: expected another address"):
        settings.parse(SETTINGS + BOTH.replace("9101", "9100"), SERVICES)
    alone = "[second_printer]" + BOTH.partition("[second_printer]")[2]
    with pytest.raises(ConfigError, match=r"\[printer\] is the first"):
        settings.parse(SETTINGS + "\n" + alone, SERVICES)
