"""Paying at the machine on the glass: what is in it, what is missing, what it gives back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from gui.house import House
from support.cash import WAYS
from support.station import SetClock, Station

from kiosk.base.request import Request
from kiosk.services.house.requests import ReportDevice
from kiosk.services.till import machine_requests as machine
from kiosk.services.till.readings.machine import dues
from kiosk.services.till.requests import PutIn


class Hall(House):
    """A house with a machine, whose cashier is the test."""

    def does(self, request: type[Request], **fields: object) -> object:
        return self.ask(request(request_id=self.desk.new_id(), **fields), "device")

    @property
    def sale(self) -> str:
        sale: str = self.station.rows("SELECT sale FROM till_sales ORDER BY opened_at DESC, sale DESC")[0][0]
        return sale

    def put(self, fen: int) -> None:
        self.does(PutIn, sale=self.sale, fen=fen, device="coins", pieces=(fen,))

    def pays(self, coins: int) -> None:
        """Hopper 3 pays so many coins of what is due."""
        (due,) = self.desk.read("till", lambda store, _: dues(store))
        begun = self.does(
            machine.BeginPayout, due=due.due, hopper=3, coins=due.left_fen // 100, serial="1", event=1, life=0
        )
        assert isinstance(begun, machine.PayoutBegins)
        self.does(machine.EndPayout, payout=begun.payout, coins=coins)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    station = Station(tmp_path / "station", SetClock(), WAYS)
    station.open()
    made = Hall(station)
    made.does(machine.FitMachine, coins=True, notes=True, hoppers=((3, 100),))
    made.ask(machine.FillHopper(request_id=made.desk.new_id(), hopper=3, coins=20))
    try:
        yield made
    finally:
        made.close()
        station.close()


def test_what_is_put_in_counts_up_and_the_last_coin_shows_the_number(hall: Hall) -> None:
    with hall.workers() as worker:
        worker.tap("午餐")
        worker.tap("投币")
        assert worker.taps == 2
        assert "请放 5 元进机器" in worker.said
        hall.put(200)
        worker.settle()
        assert "放了 2 元，还差 3 元" in worker.said
        worker.pass_(60)
        hall.put(100)
        worker.settle()
        assert "还差 2 元" in worker.said
        worker.pass_(60)  # each coin gives another minute and a half
        hall.put(200)
        worker.settle()
        assert worker.screen == "YourNumber"


def test_change_is_taken_first_and_the_number_follows(hall: Hall) -> None:
    with hall.workers() as worker:
        worker.tap("午餐")
        worker.tap("投币")
        hall.put(1000)
        worker.settle()
        assert worker.screen == "TakeBack"
        assert "硬币正在出来" in worker.said
        hall.pays(5)
        worker.settle()
        assert "请拿好硬币" in worker.said
        worker.tap("好")
        assert worker.screen == "YourNumber"


def test_what_the_machine_cannot_pay_is_said_with_the_slip(hall: Hall) -> None:
    with hall.workers() as worker:
        worker.tap("午餐")
        worker.tap("投币")
        hall.put(1000)
        worker.settle()
        hall.pays(2)
        (due,) = hall.desk.read("till", lambda store, _: dues(store))
        hall.does(machine.OweRest, due=due.due)
        worker.settle()
        assert "机器还差您 3 元" in worker.said
        worker.tap("好")
        assert worker.screen == "YourNumber"


def test_who_lets_it_be_is_given_back_what_is_in(hall: Hall) -> None:
    with hall.workers() as worker:
        worker.tap("午餐")
        worker.tap("投币")
        hall.put(200)
        worker.settle()
        worker.tap("不买了")
        assert worker.screen == "TakeBack"
        hall.pays(2)
        worker.settle()
        worker.tap("好")
        assert worker.screen == "Home"


def test_a_machine_that_cannot_be_reached_is_not_offered_and_sends_to_the_counter(hall: Hall) -> None:
    with hall.workers() as worker:
        worker.tap("午餐")
        worker.tap("投币")
        hall.does(ReportDevice, device="cash", state="unreachable")
        worker.settle()
        assert "机器停了，请到窗口付" in worker.said
        worker.tap("不买了")
        worker.tap("午餐")
        assert worker.screen == "PayAtCounter"
