"""The machine of `[cash]` at a station as it runs: over a real line, on its own thread; which settings are refused."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.cash import CASH
from support.station import SETTINGS, SetClock

from kiosk import bootstrap, bootstrap_founding
from kiosk.base.toml import ConfigError
from kiosk.services.meals import requests as meals
from kiosk.services.registry import SERVICES
from kiosk.services.till import requests as till
from kiosk.services.till.readings import sale
from kiosk.services.till.readings.machine import machine_view
from kiosk.station import settings
from kiosk.station.files import StationFiles
from kiosk.virtual.cash import VirtualCash
from kiosk.virtual.cash_devices import VirtualCoins, VirtualHopper, VirtualNotes
from kiosk.virtual.cash_plugs import SerialCash

PATIENCE_S = 20.0
WAYS = '\n[services.till]\nways = ["counter", "acceptor"]\n'


def until(so: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < ends, so
        os.sched_yield()


def test_coins_on_a_real_line_pay_for_a_lunch_and_the_machine_is_shut_at_the_end(tmp_path: Path) -> None:
    virtual = VirtualCash(VirtualCoins(), VirtualNotes(), VirtualHopper(3), VirtualHopper(4, 50))
    with SerialCash(virtual) as line:
        text = SETTINGS + CASH.replace("tcp:127.0.0.1:1", f"serial:{line.path}") + WAYS
        files = StationFiles(tmp_path / "station")
        bootstrap_founding.make_station(files, SetClock(), text)
        station = bootstrap.open_station(files.folder, SetClock(), own_devices=True, version="1")
        desk = station.desk
        try:
            desk.ask(meals.Open(request_id=desk.new_id(), meal="lunch", portions=5), "supervisor:a1").result()
            ordered = desk.ask(meals.Order(request_id=desk.new_id(), meal="lunch", qty=1), "worker").result()
            assert isinstance(ordered, meals.Ordered)
            chosen = till.ChooseWay(request_id=desk.new_id(), sale=ordered.sale, way="acceptor")
            desk.ask(chosen, "worker").result()
            until(lambda: virtual.coins.takes(100) and virtual.notes.master)
            assert virtual.notes.insert(200) is False
            assert virtual.coins.insert(100)
            until(lambda: desk.read("till", machine_view).wanted.missing_fen == 400)  # type: ignore[union-attr]
            for _ in range(4):
                assert virtual.coins.insert(100)

            def paid() -> bool:
                found = desk.read("till", lambda store, _: sale(store, ordered.sale))
                return found is not None and found.state == "paid"

            until(paid)
            until(lambda: not virtual.coins.takes(100))
        finally:
            station.close()
        assert virtual.coins.box_fen == 500
        assert (virtual.coins.mask, virtual.notes.mask) == (0, 0)


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("tcp:127.0.0.1:1", "usb:/dev/usb/lp0", "expected .serial:/dev/serial/by-id/...."),
        ("fen = [100, 50, 10]", "fen = [0, 0]", "cash.coins: at least one channel"),
        ("address = 4", "address = 3", "cash: hoppers at addresses of their own"),
        ("address = 3", "address = 1", r"cash.hoppers\[0\].address: expected a whole number >= 2"),
        (CASH, "", 'services.till.ways: expected a section .cash. where "acceptor" is a way to pay'),
    ],
)
def test_a_wrong_machine_is_refused_with_its_key(right: str, wrong: str, sentence: str) -> None:
    text = SETTINGS + CASH + WAYS
    settings.parse(text, SERVICES)
    with pytest.raises(ConfigError, match=sentence):
        settings.parse(text.replace(right, wrong), SERVICES)


def test_an_unknown_profile_is_refused_before_anything_is_adopted(tmp_path: Path) -> None:
    files = StationFiles(tmp_path / "station")
    bootstrap_founding.make_station(files, SetClock(), SETTINGS)
    files.settings.write_text(SETTINGS + CASH.replace("generic-coins", "nobodys") + WAYS, encoding="utf-8")
    with pytest.raises(ConfigError, match='expected one of: "alberici-al66"'):
        bootstrap.open_station(files.folder, SetClock(), own_devices=True, version="1")
