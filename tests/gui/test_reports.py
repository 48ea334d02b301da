"""报表 on the glass: the figures of `kiosk report`, by topic and period; 打印 leaves one fact and one sheet."""

import pytest
from gui.house import Glassed, House, rest
from support.station import BOSS, HAND

from kiosk.base.money import yuan
from kiosk.base.reports import TOPICS
from kiosk.base.request import Refused
from kiosk.paper.elements import Pair, Text, decode
from kiosk.reading.tables import kinds
from kiosk.services.house.requests import PrintReport
from kiosk.services.meals import requests as meals
from kiosk.services.registry import SERVICES
from kiosk.station.report import report
from kiosk.touch.reports.page import reports_page

AUDITOR = "auditor:a3"


@pytest.fixture
def sold(house: House) -> House:
    """Three numbers sold, one given back."""
    for _ in range(3):
        house.station.buy()
    house.ask(meals.Refund(request_id=house.desk.new_id(), meal="lunch", number=2, reason="sick"), HAND)
    return house


def opens(seen: Glassed, by: str = BOSS) -> None:
    seen.shell.by = by
    seen.shell.go(reports_page)
    seen.until_said("合计")


def test_the_page_says_what_the_report_says(sold: House) -> None:
    day = sold.station.clock.now().date
    told = report(sold.station.desk.journal, day, day)
    with sold.counter() as seen:
        opens(seen)
        assert yuan(told.total.taken_fen) in seen.said
        seen.tap("现在各账户余额")
        for fen in told.accounts.values():
            assert yuan(fen) in seen.said
        seen.tap("改动")
        seen.until_said("2号：退款")
        seen.tap("昨天")
        seen.until_said("没有")
        seen.tap("上月")
        seen.until_said("2024-02-01 至 2024-02-29")


def test_every_topic_shows_every_one_of_its_tables(sold: House) -> None:
    with sold.counter() as seen:
        opens(seen)
        say = seen.shell.say
        for topic in TOPICS:
            seen.tap(say(f"reports.topic_{topic}"))
            tables = [kind.key for _, kind in kinds(SERVICES, (topic,))]
            assert tables, topic
            for key in tables:
                seen.until_said(say(tables[0]))
                if len(tables) > 1:
                    seen.tap(say(key))
                assert f"{say(key)} · " in seen.said


def test_looking_writes_nothing_and_printing_leaves_one_fact_and_one_sheet(sold: House) -> None:
    with sold.counter() as seen:
        before = sold.station.kinds()
        opens(seen)
        assert sold.station.kinds() == before
        seen.tap("打印")
        assert "正在打印" in seen.said
        assert sold.station.kinds()[len(before) :] == ["house.report_printed"]
    ((body,),) = sold.station.rows("SELECT body FROM spool WHERE kind = 'house.report'")
    slip = decode(body)
    assert slip.number == "用餐"
    assert Pair("合计 收款", "10.00") in slip.elements
    assert any(isinstance(part, Text) and "售出 2" in part.text for part in slip.elements)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("meals.report.days", "2024-03-02", "2024-03-01"),
        ("meals.report.days", "2024-02-30", "2024-03-01"),
        ("meals.report.days", "", ""),
        ("x" * 10_000, "2024-03-01", "2024-03-01"),
        ("a\nb", "2024-03-01", "2024-03-01"),
    ],
)
def test_what_is_no_report_is_refused(sold: House, name: str, first: str, last: str) -> None:
    before = sold.station.kinds()
    with pytest.raises(Refused) as refused:
        sold.ask(PrintReport(request_id=sold.desk.new_id(), report=name, first=first, last=last), BOSS)
    assert refused.value.reason == "house.no_such_report"
    assert sold.station.kinds() == before


def test_a_report_that_no_service_gives_any_more_prints_nothing(sold: House) -> None:
    request = PrintReport(request_id=sold.desk.new_id(), report="gone.report.x", first="2024-03-01", last="2024-03-01")
    sold.ask(request, BOSS)
    assert sold.station.rows("SELECT 1 FROM spool WHERE kind = 'house.report'") == []


def test_a_page_that_is_left_waits_for_nothing(sold: House) -> None:
    with sold.counter() as seen:
        seen.shell.by = BOSS
        seen.shell.go(reports_page)
        seen.shell.back()
        rest(1)
        assert seen.screen == "Page"
