"""A real browser walks every page, on a phone and at a desk; the pictures are in build/console to be looked at."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from support.console import PASSWORD, RunningConsole, fill
from support.station import SetClock

from kiosk.base.clock import CST

SHOTS = Path(__file__).parents[3] / "build" / "console"
WIDTHS = {"phone": (390, 844), "desk": (1366, 850)}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningConsole, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("walk")
    (folder / "centre").mkdir()
    console = RunningConsole(folder / "centre", "", SetClock(datetime(2024, 3, 2, 8, 30, tzinfo=CST)))
    stations = fill(console, folder)
    console.account("王主任", "administrator")
    console.account("李审计", "auditor")
    yield console, stations
    console.stop()


@pytest.mark.parametrize(("width", "lang"), [("phone", "zh"), ("desk", "zh"), ("phone", "en")])
def test_every_page_fits_and_says_nothing_to_the_browsers_console(
    chromium: Browser, filled: tuple[RunningConsole, dict[str, str]], width: str, lang: str
) -> None:
    console, stations = filled
    wide, high = WIDTHS[width]
    context = chromium.new_context(viewport={"width": wide, "height": high}, locale="zh-CN")
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(console.url + f"/language/{lang}")
    _sign_in(page, console)
    one = stations["爱心驿站 · 府西"]
    slip = console.sql("SELECT device, hash FROM events WHERE epoch = 1 AND seq = 9 AND station_id = :s", s=one)[0]
    code = f"{bytes(slip[0]).hex()}.1.9.{bytes(slip[1]).hex()[:16]}"
    finding = console.sql("SELECT kind, subject FROM findings WHERE station_id = :s", s=one)[0]
    pages = {
        "01-morning": "/",
        "02-stations": "/stations",
        "03-day": f"/stations/{one}?day=2024-03-01",
        "04-month": f"/stations/{one}/month?month=2024-03",
        **{f"05-{theme}": f"/sums/{theme}?month=2024-03" for theme in ("meals", "beds", "loans", "points", "money")},
        "06-findings": "/findings",
        "07-finding": f"/findings/one?station={one}&kind={finding[0]}&subject={finding[1]}",
        "08-search": "/search?q=drill-1",
        "09-devices": "/devices",
        "10-settings": f"/settings?station={one}",
        "11-accounts": "/accounts",
        "12-accesses": "/accesses",
        "13-password": "/password",
        "14-open": "/open?month=2024-03",
        "15-slip": f"/s/{code}",
        "16-leases": "/leases",
        "16-members": "/members?q=1",
        "17-approvals": "/approvals",
        "18-people": f"/people?station={one}",
    }
    SHOTS.mkdir(parents=True, exist_ok=True)
    for name, path in pages.items():
        answer = page.goto(console.url + path)
        assert answer is not None
        assert answer.status == 200, (name, answer.status)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{name} is wider than the {width}: {over} px"
        page.screenshot(path=SHOTS / f"{name}-{width}-{lang}.png", full_page=True)
    assert told == []
    context.close()


def test_the_morning_page_and_the_findings_change_in_place(
    chromium: Browser, filled: tuple[RunningConsole, dict[str, str]]
) -> None:
    console, _ = filled
    page = chromium.new_context().new_page()
    _sign_in(page, console)
    page.goto(console.url + "/findings")
    loads: list[str] = []
    page.on("load", lambda _: loads.append("load"))
    page.click("nav.tabs a:nth-child(3)")
    page.wait_for_selector("nav.tabs a:nth-child(3)[aria-current]")
    assert page.url.endswith("state=closed&station=")
    assert loads == []
    page.context.close()


def test_a_one_time_code_is_scanned_off_the_page(
    chromium: Browser, filled: tuple[RunningConsole, dict[str, str]]
) -> None:
    console, _ = filled
    wide, high = WIDTHS["phone"]
    page = chromium.new_context(viewport={"width": wide, "height": high}).new_page()
    _sign_in(page, console)
    page.goto(console.url + "/devices")
    page.fill("input[name=station]", "新驿站")
    page.click("form.form button")
    code = page.inner_text(".secret")
    page.screenshot(path=SHOTS / "09-code-phone-zh.png", full_page=True)
    with Image.open(BytesIO(page.locator("svg.qr").screenshot())) as shown:
        assert [found.text for found in zxingcpp.read_barcodes(shown)] == [code]
    page.context.close()


def _sign_in(page: Page, console: RunningConsole) -> None:
    page.goto(console.url + "/sign-in")
    page.fill("input[name=name]", "王主任")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.narrow button")
    page.wait_for_selector("#morning")
