"""The contact of the cash drawer: opened while nobody had a reason to is an event, and an alarm at the counter."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.press import Printing
from support.station import SETTINGS, Station, station_in

from kiosk.services.till import machine_requests as machine
from kiosk.services.till.readings.machine import open_alarms
from kiosk.services.till.requests import OpenDrawer
from kiosk.station.press import PressThread

FOUND = "till.drawer_found_open"


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    with station_in(tmp_path, SETTINGS + '\n[services.till]\ndrawer_opens = "high"\n') as made:
        made.open()
        yield made


@pytest.fixture
def printing(station: Station) -> Iterator[Printing]:
    made = Printing(station)
    made.press.look()
    yield made
    made.close()


def moves(printing: Printing, *, high: bool) -> None:
    printing.paper.faults.drawer_high = high
    printing.press.look()


def test_a_drawer_that_opens_by_itself_is_an_event_each_time_and_one_alarm(
    station: Station, printing: Printing
) -> None:
    for _ in range(2):
        moves(printing, high=True)
        printing.press.look()
        moves(printing, high=False)
    assert station.kinds().count(FOUND) == 2
    (alarm,) = open_alarms(station.desk.journal.db)
    assert (alarm.device, alarm.what) == ("drawer", "open")
    station.ask(machine.AnswerAlarm(request_id=station.id(), alarm=alarm.alarm))
    assert open_alarms(station.desk.journal.db) == ()


def test_who_takes_money_or_says_why_opens_it_with_reason(station: Station, printing: Printing) -> None:
    station.buy()
    moves(printing, high=True)
    moves(printing, high=False)
    station.clock.pass_(121)
    station.ask(OpenDrawer(request_id=station.id(), reason="check"))
    moves(printing, high=True)
    moves(printing, high=False)
    assert FOUND not in station.kinds()
    station.clock.pass_(121)
    moves(printing, high=True)
    assert FOUND in station.kinds()


class Timed(PressThread):
    """The press's thread for twelve seconds that take no time; the drawer is open from the third to the sixth."""

    def __init__(self, printing: Printing, *, contact: bool) -> None:
        super().__init__(printing.press, lambda: printing.drivers, lambda: contact)
        self._paper = printing.paper
        self._passed_s = 0.0

    def _rest(self, seconds: float) -> bool:
        self._passed_s += seconds
        self._paper.faults.drawer_high = 3 <= self._passed_s < 6
        self._stopping = self._passed_s >= 12
        return False

    def go(self) -> None:
        self._run()


@pytest.mark.parametrize("contact", [True, False])
def test_a_drawer_that_is_open_for_seconds_is_seen_where_it_has_a_contact(
    station: Station, printing: Printing, *, contact: bool
) -> None:
    Timed(printing, contact=contact).go()
    assert (FOUND in station.kinds()) == contact, "an idle printer without one is asked every ten seconds"


def test_a_drawer_without_a_contact_says_nothing(tmp_path: Path) -> None:
    with station_in(tmp_path) as station:
        printing = Printing(station)
        moves(printing, high=True)
        moves(printing, high=False)
        assert FOUND not in station.kinds()
        printing.close()
