"""Points that a centre keeps, on the glass: a phone's code the whole way, and a wait that nobody has to sit out."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from gui.harness import stage
from gui.house import PIN, Glassed, House
from PIL import Image, ImageDraw
from services.test_points_lease import Joined
from support.console import Browser, RunningConsole
from support.station import SetClock

from kiosk.bootstrap_devices import scanner_at
from kiosk.devices.scanners.driver import ScannerThread
from kiosk.services.house.settings import Scanner as ScannerAt
from kiosk.station.journal import connect
from kiosk.station.line.answers import Cut
from kiosk.station.people import Pins
from kiosk.virtual.scanner import SerialPlug, VirtualScanner


class Kept(House):
    """A station whose accounts a centre keeps; a member has 70 points there."""

    def __init__(self, folder: Path, console: RunningConsole) -> None:
        self.station = self.joined = Joined(folder / "station")
        self.desk = self.joined.thread
        self.pins = Pins(connect(self.joined.files.journal), b"pepper" * 6)
        self.joined.join(console)
        self.card = self.joined.card()
        self.joined.earn(1, 7)
        self.joined.hand_over(console)
        self.joined.sync()


@pytest.fixture
def console(tmp_path: Path) -> Iterator[RunningConsole]:
    (tmp_path / "centre").mkdir()
    server = RunningConsole(tmp_path / "centre", "", SetClock())
    yield server
    server.stop()


@pytest.fixture
def kept(tmp_path: Path, console: RunningConsole) -> Iterator[Kept]:
    made = Kept(tmp_path, console)
    with made.joined.closing():
        yield made
    made.pins.close()


def photographed(page: str) -> str:
    """What a camera reads of the code on a page: its picture is drawn from the page's own lines, then decoded."""
    side = int(re.search(r'viewBox="0 0 (\d+)', page)[1])  # type: ignore[index] # the page has a code
    picture = Image.new("L", ((side + 8) * 6, (side + 8) * 6), 255)
    pen = ImageDraw.Draw(picture)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", page):
        left, top = (int(x) + 4) * 6, (int(y) + 4) * 6
        pen.rectangle((left, top, left + 5, top + 5), fill=0)
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)


def said(page: str) -> str:
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def test_a_phone_s_code_goes_from_the_page_by_the_scanner_to_the_goods_and_the_page_knows(
    kept: Kept, console: RunningConsole, tmp_path: Path
) -> None:
    phone = Browser(console, "a phone")
    assert phone.bare("/m/join", card=kept.card.removeprefix("/s/")).status_code == 303
    page = phone.get("/m").text
    assert "70 分" in said(page)
    plug = SerialPlug(tmp_path / "by-id")
    with kept.workers() as worker, VirtualScanner(plug) as scanner:
        place = ScannerAt(profile="generic-serial", address=f"serial:{plug.path.resolve()}")
        reading = ScannerThread(lambda scanned: scanner_at(place, scanned))
        reading.listen(worker.made.scanned)
        reading.start()
        code = photographed(page)
        end = time.monotonic() + 20
        while worker.screen not in {"Looking", "ChooseGoods"}:  # a line that has just been opened may lose a code
            assert time.monotonic() < end
            scanner.scan(code)
            rested(worker, 0.5)
        worker.until_said("70 分，换什么？")
        worker.tap("纸巾")
        worker.tap("换")
        assert "还剩 40 分" in worker.said
        kept.joined.sync()
        text = said(phone.get("/m/now").text) + said(phone.get("/m/lines").text)
        assert "40 分" in text
        assert "换 纸巾" in text
        assert "-30 分" in text
        worker.pass_(60)
        scanner.scan("another code")  # a scanner tells nothing twice in a row
        worker.until_said("不认识这个码")
        scanner.scan(code)  # photographed, and shown again
        worker.until_said("过期了，或者用过了")
        assert "没有扣分" in worker.said
        reading.stop()


class Slow:
    """A centre that answers when it is let."""

    def __init__(self) -> None:
        self.goes = threading.Event()
        self.asked = 0

    def lend(self, _: bytes) -> str:
        self.asked += 1
        self.goes.wait(20)
        raise Cut("offline")


@pytest.fixture
def slow(kept: Kept) -> Iterator[Slow]:
    lending = kept.joined.thread._lending
    assert lending is not None
    made = Slow()
    lending._reach = lambda _: made
    yield made
    made.goes.set()


def held(worker: Any, card: str) -> None:
    worker.shell.scan(card)
    stage().advance(0.1)


def test_whoever_waits_for_the_centre_is_told_and_may_leave(kept: Kept, slow: Slow) -> None:
    with kept.workers() as worker:
        held(worker, kept.card)
        assert "正在查您的积分" in worker.said
        rested(worker, 3)
        assert worker.screen == "Looking"
        assert "机器正在办" not in worker.said
        worker.tap("不查了")
        assert worker.screen == "Home"
        worker.tap("午餐")  # the next one is served meanwhile
        assert "还没有开餐" in worker.said
        here = worker.screen
        slow.goes.set()
        rested(worker, 1)
        assert worker.screen == here
        assert "连不上" not in worker.said


def test_an_answer_that_is_no_is_told_to_whoever_waited_and_another_language_asks_once(kept: Kept, slow: Slow) -> None:
    with kept.workers() as worker:
        held(worker, kept.card)
        worker.shell.dress(lang="en")
        rested(worker, 1)
        assert "Looking up your points" in worker.said
        slow.goes.set()
        worker.until_said("cannot be reached")
        assert slow.asked == 1


def rested(worker: Glassed, seconds: float) -> None:
    """Time goes by on the glass; the desk's thread has its turns."""
    end = time.monotonic() + 0.2
    stage().leap(seconds)
    while time.monotonic() < end:
        stage().advance(0)
    assert worker.said


def test_accounts_are_handed_over_by_two_who_have_read_every_balance(tmp_path: Path, console: RunningConsole) -> None:
    joined = Joined(tmp_path / "plain")
    with joined.closing():
        joined.join(console)
        joined.card()
        joined.earn(1, 7)
        house = Kept.__new__(Kept)
        house.station, house.desk, house.pins = joined, joined.thread, Pins(connect(joined.files.journal), b"p" * 36)
        house.pins.put("a2", PIN)
        house.pins.put("a1", PIN)
        with house.counter() as counter:
            counter.tap("积分")
            counter.tap("批", beside="积分交给中心保管")
            assert "1 位会员，70 分 · 420 分钟" in counter.said
            assert "1号会员" in counter.said
            counter.tap("提交")
            assert "等另一位同事批准" in counter.said
            counter.tap("批", beside="积分交给中心保管")
            counter.tap("批准")
            assert joined.rows("SELECT taken FROM points_centre") == [(0,)]  # not alone
            for digit in PIN:
                counter.key(ord(digit), digit)
            counter.until_said("中心保管了")
        assert joined.rows("SELECT taken FROM points_centre") == [(1,)]
        assert joined.rows("SELECT sum(available) FROM points_balances") == [(0,)]
        house.pins.close()
