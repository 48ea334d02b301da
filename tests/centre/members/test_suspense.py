"""What a device that does not come back still holds: read by everybody, decided by an administrator, with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.console import PEOPLE, Browser, RunningConsole
from support.members import Shop
from support.station import SetClock

LATE_S = 16 * 60


class Dead:
    """A console; a member has 50 points, of which a device that died holds 30."""

    def __init__(self, console: RunningConsole) -> None:
        self.console = console
        shop = Shop().join(console)
        card = shop.card(1)
        shop.earn(1, 50)
        shop.sync(console)
        self.lease = shop.lease(console, card, 30).lease_id.hex()
        self.lost = shop
        assert isinstance(console.clock, SetClock)
        console.clock.pass_(LATE_S)
        for name, (role, area) in PEOPLE.items():
            console.account(name, role, area)

    def browser(self, role: str) -> Browser:
        return self.console.browser(next(name for name, (of, _) in PEOPLE.items() if of == role))

    def account(self) -> tuple[int, ...]:
        ((*sums,),) = self.console.sql("SELECT available, held, suspense FROM member_accounts")
        return tuple(sums)


@pytest.fixture
def dead(tmp_path: Path) -> Iterator[Dead]:
    console = RunningConsole(tmp_path, "", SetClock())
    yield Dead(console)
    console.stop()


def test_an_administrator_puts_it_into_suspense_and_gives_it_back_each_with_a_reason(dead: Dead) -> None:
    browser = dead.browser("administrator")
    page = browser.get("/leases").text
    assert "30 分" in page
    assert "转到待查" in page
    answer = browser.post("/leases", lease=dead.lease, does="suspend")
    assert (answer.status_code, "请写一句说明" in answer.text) == (403, True)
    assert dead.account() == (20, 30, 0)
    reason = "<b>火灾</b>，机器烧了"
    assert browser.post("/leases", lease=dead.lease, does="suspend", comment=reason).status_code == 303
    assert dead.account() == (20, 0, 30)
    page = browser.get("/leases").text
    assert "&lt;b&gt;火灾" in page
    assert "还给会员" in page
    moved = browser.post("/leases", lease=dead.lease, does="suspend", comment="again")
    assert (moved.status_code, "刚刚变了" in moved.text) == (403, True)
    assert browser.post("/leases", lease=dead.lease, does="give_back", comment="货架核对过").status_code == 303
    assert dead.account() == (50, 0, 0)
    assert "货架核对过" in browser.get("/leases").text
    noted = browser.get("/accesses").text
    assert "处理积分额度" in noted
    assert "货架核对过" in noted


@pytest.mark.parametrize("role", ["lead", "auditor"])
def test_others_read_and_decide_nothing(dead: Dead, role: str) -> None:
    dead.console.sql("UPDATE stations SET area = '西城街道'")
    browser = dead.browser(role)
    page = browser.get("/leases").text
    assert "30 分" in page
    assert "转到待查" not in page.partition("<ul")[2]
    assert browser.post("/leases", lease=dead.lease, does="suspend", comment="x").status_code == 403
    assert dead.account() == (20, 30, 0)


def test_a_lead_sees_the_own_stations_alone_and_no_sums_of_others(dead: Dead) -> None:
    dead.console.sql("UPDATE stations SET area = '中城街道'")
    page = dead.browser("lead").get("/leases").text
    assert "30 分" not in page
    assert "全部账户" not in page
    assert "全部账户" in dead.browser("auditor").get("/leases").text


def test_what_cannot_be_decided_is_said_and_changes_nothing(dead: Dead) -> None:
    browser = dead.browser("administrator")
    for lease, does in (("", "suspend"), ("'; DROP TABLE x", "suspend"), (dead.lease, "spend")):
        assert browser.post("/leases", lease=lease, does=does, comment="x").status_code == 404
    assert browser.post("/leases", lease=dead.lease, does="give_back", comment="x").status_code == 403
    assert dead.account() == (20, 30, 0)


def test_a_lease_within_its_time_is_nobody_s_business(dead: Dead) -> None:
    dead.console.sql("UPDATE member_leases SET not_after = not_after + 100000")
    assert "30 分" not in dead.browser("administrator").get("/leases").text
