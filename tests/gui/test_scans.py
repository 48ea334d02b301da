"""Scanners that type: told from fingers, from every screen, whatever they type."""

import logging
import threading

import pytest
from gui.house import Glassed, House, rest
from kivy.core.window import Window

from kiosk.base.event import parse_code
from kiosk.devices.scanners.scan import Scan, scan_of
from kiosk.services.meals import requests as meals
from kiosk.touch.scans import GAP_S, MOST, Scans, typed_mark
from kiosk.widgets.window import PORTRAIT


def scan(worker: Glassed, text: str, *, ends: bool = True) -> None:
    """Types as a scanner does: in no time, with Shift where it is needed."""
    for mark in text:
        shift = ["shift"] if mark.isupper() or mark == ":" else []
        key = {":": ";"}.get(mark, mark.lower())
        if shift:
            Window.dispatch("on_key_down", 304, 225, chr(304), shift)
        Window.dispatch("on_key_down", ord(key), 0, key, shift)
    if ends:
        Window.dispatch("on_key_down", 13, 40, "\r", [])
    worker.settle()


def slip_of(house: House, number: int) -> str:
    """The QR's text on a number's slip."""
    code = house.station.rows("SELECT slip FROM spool WHERE number = ?", f"{number}号")[0][0]
    return f"https://centre.example/s/{house.station.desk.journal.device.hex()}.{code.replace('-', '.')}"


def test_a_slip_opens_its_number_from_the_invitation_without_a_tap(house: House) -> None:
    for _ in range(3):
        house.station.buy()
    with house.workers(PORTRAIT) as worker:
        worker.pass_(61)
        assert worker.screen == "Attract"
        scan(worker, slip_of(house, 3))
        assert worker.screen == "ScannedNumber"
        assert "3" in worker.said.split()
        assert "前面2位" in worker.said
        house.station.clock.pass_(20 * 60)
        house.ask(meals.Call(request_id=house.desk.new_id(), meal="lunch", number=3))
        worker.settle()
        assert "叫到您了" in worker.said
        worker.pass_(16)
        assert worker.screen == "Home"


@pytest.mark.parametrize("before", ["]Q1", "]Q3", "]d2", "]C0", ""])
@pytest.mark.parametrize("own", [False, True], ids=["types", "own"])
def test_a_scanner_may_say_first_which_kind_of_code_it_was(house: House, before: str, *, own: bool) -> None:
    house.station.buy()
    with house.workers() as worker:
        if own:
            sent = scan_of(before + slip_of(house, 1))
            assert sent is not None
            worker.made.scanned(sent)
            worker.settle()
        else:
            scan(worker, before + slip_of(house, 1))
        assert worker.screen == "ScannedNumber"


@pytest.mark.parametrize(
    ("state", "said"), [("served", "打过饭了"), ("not_collected", "记在待退里"), ("refunded", "退过了")]
)
def test_a_slip_says_what_became_of_its_number(house: House, state: str, said: str) -> None:
    house.station.buy()
    house.station.clock.pass_(20 * 60)
    if state == "served":
        house.station.serve(1)
    elif state == "refunded":
        request = meals.Refund(request_id=house.desk.new_id(), meal="lunch", number=1, reason="mistake")
        house.ask(request, "supervisor:a1")
    else:
        house.station.close_meal()
    with house.workers() as worker:
        scan(worker, slip_of(house, 1))
        assert said in worker.said


@pytest.mark.parametrize(
    "text",
    [
        "6901234567892",
        "'; DROP TABLE journal; --",
        "{number}{0.__class__}%s%n",
        "/s/00000000000000000000000000000000.1.1.0000000000000000",
        "1-1-0000000000000000",
        "]Q16901234567892",
        "https://centre.example/m/" + "A" * 138,  # a phone's code, of no centre that this station knows
        "9" * MOST,
    ],
)
def test_a_code_that_nobody_knows_is_said_so_kindly(house: House, text: str) -> None:
    events = len(house.station.kinds())
    with house.workers() as worker:
        scan(worker, text)
        assert worker.screen == "Sorry"
        assert "没有收钱" in worker.said
        assert text not in worker.said
        worker.tap("知道了")
        assert worker.screen == "Home"
    assert len(house.station.kinds()) == events


def test_another_slip_of_the_station_is_for_the_counter(house: House) -> None:
    house.station.buy()
    house.station.close_meal()
    owed = house.station.rows("SELECT slip FROM spool ORDER BY job DESC LIMIT 1")[0][0]
    with house.workers() as worker:
        scan(worker, owed)
        assert "请拿到窗口" in worker.said


def test_half_a_scan_and_one_that_never_ends_change_nothing(house: House) -> None:
    house.station.buy()
    with house.workers() as worker:
        scan(worker, slip_of(house, 1)[:-5], ends=False)
        for _ in range(20):
            rest(0.04)
        scan(worker, "", ends=True)
        assert worker.screen == "Home"
        scan(worker, "x" * 5000)
        assert worker.screen == "Home"


def test_a_slip_scanned_while_somebody_pays_leads_back_to_the_payment(house: House) -> None:
    house.station.buy()
    with house.workers() as worker:
        worker.tap("午餐")
        scan(worker, slip_of(house, 1))
        assert worker.screen == "ScannedNumber"
        worker.pass_(11)
        assert worker.screen == "PayAtCounter"
    assert "till.sale_cancelled" not in house.station.kinds()


def test_one_slip_held_before_the_scanner_is_one_scan(house: House) -> None:
    house.station.buy()
    with house.workers() as worker:
        for _ in range(3):
            scan(worker, slip_of(house, 1))
        worker.tap("返回")
        assert worker.screen == "Home"


def test_fingers_on_a_keyboard_are_typing_and_a_scanner_is_not() -> None:
    scans: list[str] = []
    typed: list[str] = []
    collected = Scans(lambda scan: scans.append(scan.text), typed.append)
    now = 0.0
    for mark in (*"123456", "enter", "backspace"):
        now += 0.15
        collected.key(mark, now)
    collected.settle(now + GAP_S)
    assert typed == [*"123456", "enter", "backspace"]
    for mark in (*"13-44-7f3a", "enter"):
        now += 0.02
        collected.key(mark, now)
    assert scans == ["13-44-7f3a"]
    assert len(typed) == 8


@pytest.mark.parametrize(
    ("mark", "modifiers", "said"),
    [
        ("a", [], "a"),
        ("a", ["shift"], "A"),
        ("a", ["shift", "capslock"], "a"),
        (";", ["shift"], ":"),
        ("1", ["capslock"], "1"),
        ("q", ["ctrl"], ""),
        ("enter", ["shift"], "enter"),
    ],
)
def test_a_key_stands_for_what_a_us_keyboard_means(mark: str, modifiers: list[str], said: str) -> None:
    assert typed_mark(mark, modifiers) == said


def test_the_code_in_a_qr_is_read_back(house: House) -> None:
    house.station.buy()
    assert parse_code(slip_of(house, 1)).device == house.station.desk.journal.device.hex()


def test_a_code_from_the_stations_own_scanner_goes_where_a_typed_one_goes(house: House) -> None:
    house.station.buy()
    with house.workers() as worker:
        reader = threading.Thread(target=worker.made.scanned, args=(Scan(slip_of(house, 1)),))
        reader.start()
        reader.join()
        worker.settle()
        assert worker.screen == "ScannedNumber"
        worker.made.scanned(Scan("nobody-knows-this"))
        worker.settle()
        assert "不认识这个码" in worker.said


@pytest.mark.parametrize("code", ["134567890123456789", "281234567890123456", "6212345678901234567"])
@pytest.mark.parametrize("waits", [False, True])
def test_a_phones_payment_code_is_answered_kindly_and_kept_nowhere(
    house: House, caplog: pytest.LogCaptureFixture, code: str, *, waits: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    with house.workers() as worker:
        if waits:
            worker.tap("午餐")
        scan(worker, code)
        assert "付款码，本机不收" in worker.said
        assert code not in worker.said + caplog.text
    with house.counter() as counter:
        counter.shell.scan(code)
        assert "付款码，本机不收" in counter.said
        assert code not in counter.said + caplog.text
    house.station.desk.journal.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert code.encode() not in b"".join(path.read_bytes() for path in house.station.files.folder.glob("*.db*"))
