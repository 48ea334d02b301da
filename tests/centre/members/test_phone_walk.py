"""A real browser at a phone's width walks every page of a member's; its pictures are kept in build/member."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from support.console import RunningConsole, fill
from support.members import Shop
from support.station import SetClock

from kiosk.base.clock import CST

SHOTS = Path(__file__).parents[3] / "build" / "member"


@pytest.fixture(scope="module")
def phone() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        )
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN", device_scale_factor=2)
        yield context.new_page()
        browser.close()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningConsole, str]]:
    """Two stations that have lived, and a member of a third whose card is known."""
    folder = tmp_path_factory.mktemp("phones")
    (folder / "centre").mkdir()
    console = RunningConsole(folder / "centre", "", SetClock(datetime(2024, 3, 1, 11, 40, tzinfo=CST)))
    fill(console, folder)
    shop = Shop().join(console)
    card = shop.card(12)
    for points in range(20, 40):
        shop.earn(12, points)
    shop.sync(console)
    lease = shop.lease(console, card, 60)
    shop.take(lease, 12)
    shop.redeem(12, 30, lease.lease_id.hex())
    shop.sync(console)
    console.caught_up()
    yield console, card
    console.stop()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_member_walks_from_the_card_to_the_stations(phone: Page, city: tuple[RunningConsole, str], lang: str) -> None:
    console, card = city
    told: list[str] = []
    phone.on("console", lambda message: told.append(message.text) if message.type in {"error", "warning"} else None)
    phone.on("pageerror", lambda error: told.append(str(error)))
    phone.goto(f"{console.url}/language/{lang}")

    def look(name: str) -> None:
        over = phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{name} is wider than the phone: {over} px"
        SHOTS.mkdir(parents=True, exist_ok=True)
        phone.screenshot(path=SHOTS / f"{name}-{lang}.png", full_page=True)

    phone.goto(console.url + "/m/join")
    phone.click("summary")
    look("1-join")
    phone.goto(console.url + card)
    assert phone.url.endswith(card.replace("/s/", "/m/card/"))
    look("2-card")
    phone.click("button.go")
    phone.wait_for_selector("#now svg.qr")
    look("3-points")
    first = phone.get_attribute("[data-code]", "data-code")
    phone.click("#now button")
    phone.wait_for_function("old => document.querySelector('[data-code]').dataset.code !== old", arg=first)
    phone.click("#lines button")
    phone.wait_for_selector("#lines button:has-text('新'), #lines button:has-text('Later')")
    look("4-older")
    phone.goto(console.url + "/m/stations")
    look("5-stations")
    phone.goto(console.url + "/m")
    phone.click("form[action='/m/close'] button")
    phone.wait_for_url("**/m/join")
    phone.fill("input[name=number]", "12") if phone.is_visible("input[name=number]") else phone.click("summary")
    phone.fill("input[name=number]", "12")
    phone.fill("input[name=code]", "0000000000")
    phone.click("details button.go")
    phone.wait_for_selector("[role=alert]")
    look("6-refused")
    assert [one for one in told if "403" not in one] == []  # the browser itself notes that a code was refused
