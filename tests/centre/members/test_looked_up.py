"""Members on the console: found by number, card or id, without a name; whoever looks is noted, a lead sees the own."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.console import PEOPLE, RunningConsole
from support.members import Shop
from support.station import SetClock


class Known:
    """A console; member 12 of 府西, a station of 西城街道, has 50 points, 20 of them spent, and 10 at a device."""

    def __init__(self, console: RunningConsole) -> None:
        self.console = console
        shop = Shop().join(console)
        self.card = shop.card(12)
        shop.earn(12, 50)
        shop.sync(console)
        lease = shop.lease(console, self.card, 30)
        shop.take(lease, 12)
        shop.redeem(12, 20, lease.lease_id.hex())
        shop.sync(console)
        console.sql("UPDATE stations SET area = '西城街道'")
        for name, (role, area) in PEOPLE.items():
            console.account(name, role, area)
        console.account("钱街道", "lead", "东城街道")

    def links(self, who: str, asked: str) -> list[str]:
        """Where a search leads."""
        page = self.console.browser(who).get(f"/members?q={asked}")
        assert page.status_code == 200
        return re.findall(r'href="(/members/[0-9a-f]{32})"', page.text)


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Known]:
    console = RunningConsole(tmp_path, "", SetClock())
    yield Known(console)
    console.stop()


def test_an_auditor_finds_a_member_by_number_card_or_id_and_reads_the_account(known: Known) -> None:
    (link,) = known.links("李审计", "12")
    assert known.links("李审计", known.card) == [link]
    assert known.links("李审计", link.removeprefix("/members/")[:6].upper()) == [link]
    assert known.links("李审计", "13") == known.links("李审计", "张三") == known.links("李审计", "%") == []
    text = known.console.browser("李审计").get(link).text
    columns = re.findall(r'<td class="n">(-?\d+)</td>', text.partition("账户")[2])[:5]
    assert columns == ["50", "20", "10", "20", "0"]  # granted, available, held, spent, suspense
    for said in ("12号会员", "换 纸巾", "-20 分", "+50 分", "在用", "10 分", "府西"):
        assert said in text, said


def test_whoever_looks_is_noted_before_it_is_shown(known: Known) -> None:
    (link,) = known.links("李审计", "12")
    known.console.browser("李审计").get(link)
    log = known.console.browser("王主任").get("/accesses").text
    assert log.count("看会员") == 2
    assert link.removeprefix("/members/")[:6] in log


def test_a_lead_sees_members_of_the_own_stations_alone(known: Known) -> None:
    (link,) = known.links("赵街道", "12")
    assert known.console.browser("赵街道").get(link).status_code == 200
    assert known.links("钱街道", "12") == []
    other = known.console.browser("钱街道")
    assert other.get(link).status_code == 404
    assert "府西" not in other.get("/members").text
