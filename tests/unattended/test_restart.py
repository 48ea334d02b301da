"""The touchscreen is killed in each flow and starts again: what the worker meets then, and where the money is.

Nothing is told to the program that dies: another one opens the same files, after another boot, as the power left them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from gui.house import House
from support.beds import Hostel
from support.station import HAND, SETTINGS, SetClock, Station
from support.tools import Shed

from kiosk.record.verify import Witness
from kiosk.services.house.requests import Tick
from kiosk.services.meals.requests import Order
from kiosk.services.points import requests as points
from kiosk.services.registry import SERVICES
from kiosk.services.till import requests as till
from kiosk.station.verify import verify_station

DARK_S = 40  # the machine is away that long


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def killed(tmp_path: Path, clock: SetClock) -> Iterator[Station]:
    """The station that will die; its lunch is open with one portion less than two."""
    station = Station(tmp_path / "station", clock)
    station.open(2)
    yield station
    station.close()


@contextmanager
def again(clock: SetClock, folder: Path, kind: type[Station] = Station, dark_s: float = DARK_S) -> Iterator[Station]:
    """The station as it starts again after a while in the dark; what is due by then is done first."""
    clock.pass_(dark_s)
    clock.reboot()
    station = kind(folder, clock, SETTINGS) if kind is Station else Hostel(folder, clock=clock)
    station.ask(Tick(request_id=station.id()), "device")
    try:
        yield station
        assert verify_station(station.files.journal, Witness(), SERVICES, rebuild=True).fault is None
    finally:
        station.close()


def on_the_glass(killed: Station, act: Callable[[House], None]) -> None:
    """Somebody has got that far on the workers' screens when it dies."""
    house = House(killed)
    act(house)


def ordered(house: House) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        assert worker.screen == "PayAtCounter"


def paid(house: House) -> None:
    with house.workers() as worker:
        worker.tap("午餐")
        house.pay(1)
        worker.settle()
        assert worker.screen == "YourNumber"


@contextmanager
def house_again(killed: Station, clock: SetClock, dark_s: float = DARK_S) -> Iterator[House]:
    with again(clock, killed.files.folder, dark_s=dark_s) as station:
        yield House(station)


def tap() -> Order:
    """One touch."""
    return Order(request_id="tap", meal="lunch", qty=1)


def test_dead_before_paying_the_number_is_still_held_and_the_counter_takes_the_money(
    killed: Station, clock: SetClock
) -> None:
    on_the_glass(killed, ordered)
    with house_again(killed, clock) as house:
        with house.workers() as worker:
            assert worker.screen == "Home"
            assert "剩 1 份" in worker.said
        with house.counter() as counter:
            assert "收 5 元" in counter.said
            counter.tap("收 5 元")
        assert house.station.rows("SELECT number, state FROM meals_tickets") == [(1, "waiting")]
        assert house.station.rows("SELECT count(*) FROM spool") == [(1,)]
        assert house.station.accounts() == {"cash.drawer": 500, "owed.meals": -500}


def test_dead_for_longer_than_a_number_is_held_the_portion_is_free_and_late_money_gets_it_back(
    killed: Station, clock: SetClock
) -> None:
    on_the_glass(killed, ordered)
    with house_again(killed, clock, dark_s=600) as house:
        with house.workers() as worker:
            assert "剩 2 份" in worker.said
        house.pay(1)
        tickets = house.station.rows("SELECT number, state FROM meals_tickets ORDER BY number")
        assert tickets == [(1, "expired"), (2, "waiting")], "with a number of its own: the first one was let go of"
        assert house.station.accounts() == {"cash.drawer": 500, "owed.meals": -500}


def test_dead_until_others_have_had_the_last_portion_late_money_is_owed_back(killed: Station, clock: SetClock) -> None:
    on_the_glass(killed, ordered)
    with house_again(killed, clock, dark_s=600) as house:
        station = house.station
        station.buy(2)
        house.pay(1)
        ((owed, fen),) = station.rows("SELECT owed, fen FROM till_owed")
        assert fen == 500
        assert station.accounts()["owed.refunds"] == -500
        ((slip,),) = station.rows("SELECT kind FROM spool ORDER BY job DESC LIMIT 1")
        assert slip == "till.owed", "the worker holds a paper that says so"
        station.ask(till.PayOwed(request_id=station.id(), owed=owed), HAND)
        assert station.accounts() == {"cash.drawer": 1000, "owed.meals": -1000}


def test_dead_with_the_number_on_the_screen_the_number_stands_and_is_called(killed: Station, clock: SetClock) -> None:
    on_the_glass(killed, paid)
    with house_again(killed, clock) as house:
        with house.workers() as worker:
            assert worker.screen == "Home"
        house.station.clock.pass_(3600)
        with house.counter() as counter:
            assert "1" in counter.said
        assert house.station.rows("SELECT number, state FROM meals_tickets") == [(1, "waiting")]
        assert house.station.rows("SELECT state FROM spool") == [("queued",)], "the press prints it first of all"


def test_dead_before_a_bed_is_paid_the_bed_is_held_then_free_and_late_money_is_never_lost(
    tmp_path: Path, clock: SetClock
) -> None:
    inn = Hostel(tmp_path / "inn", clock=clock)
    booked = inn.book(1)
    with again(clock, tmp_path / "inn", Hostel) as later:
        assert isinstance(later, Hostel)
        assert later.state(booked.booking)[0] == "held"
        later.pay(booked.sale, 200)
        assert later.state(booked.booking) == ("paid", 1)
    inn.close()
    other = Hostel(tmp_path / "other", clock=clock)
    gone = other.book(1)
    with again(clock, tmp_path / "other", Hostel, dark_s=600) as later:
        assert isinstance(later, Hostel)
        assert later.state(gone.booking)[0] == "expired"
        later.paid(1)
        answer = later.pay(gone.sale, 200)
        assert later.state(gone.booking)[0] == "paid" or answer.owed
        assert sum(later.accounts().values()) == 0
        assert later.accounts()["cash.drawer"] == 400
    other.close()


def test_dead_while_a_tool_is_fetched_no_deposit_is_lost_and_an_unfetched_one_is_free(
    killed: Station, clock: SetClock
) -> None:
    shed = Shed(killed)
    unit = shed.register("drill")
    held = shed.hold("drill")
    with again(clock, killed.files.folder) as station:
        assert Shed(station).state(held.loan) == "held"
        shed = Shed(station)
        loan = shed.lend(unit, held.loan)
        assert station.accounts() == {"cash.drawer": 20000, "owed.deposits": -20000}
        with again(clock, killed.files.folder) as after:
            assert Shed(after).state(loan) == "out"
            assert Shed(after).back(unit).back_fen == 20000
            assert after.accounts() == {}
    with again(clock, killed.files.folder) as station:
        left = Shed(station).hold("drill")
    with again(clock, killed.files.folder, dark_s=3600) as station:
        assert Shed(station).state(left.loan) not in {"held", "out"}
        assert Shed(station).hold("drill").unit == unit


def test_dead_after_goods_were_chosen_the_points_are_held_until_they_are_out_or_taken_back(
    killed: Station, clock: SetClock
) -> None:
    killed.ask(points.Receive(request_id=killed.id(), goods="tissues", qty=5), HAND)
    killed.ask(points.IssueCard(request_id=killed.id()), HAND)
    earned = killed.ask(points.Enter(request_id=killed.id(), account=1, rule="volunteer", qty=5), HAND)
    killed.ask(points.Approve(request_id=killed.id(), earning=earned.earning))
    done = killed.ask(points.Redeem(request_id="tap", goods="tissues", account=1), HAND)
    with again(clock, killed.files.folder) as station:
        assert station.ask(points.Redeem(request_id="tap", goods="tissues", account=1), HAND) == done
        station.ask(points.Reverse(request_id=station.id(), number=done.number, reason="test"), HAND)
        assert station.rows("SELECT stock FROM points_stock WHERE goods = 'tissues'") == [(5,)]


def test_the_same_touch_sent_again_after_a_restart_is_the_same_order(killed: Station, clock: SetClock) -> None:
    first = killed.desk.answer(tap(), "worker")
    with again(clock, killed.files.folder) as station:
        assert station.desk.answer(tap(), "worker") == first
        assert station.rows("SELECT count(*) FROM meals_tickets") == [(1,)]
