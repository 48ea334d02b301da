"""Who stands at the counter: an auditor sees all of it, and nothing that is touched or typed writes."""

from gui.harness import every, stage
from gui.house import PIN, House, rest
from support.station import BOSS

from kiosk.services.house.requests import CallPerson
from kiosk.services.staff import requests as staff
from kiosk.touch.page import Page
from kiosk.touch.ring import reachable

NOON_S = 20 * 60


def busy(house: House) -> None:
    """Something in every queue; an auditor is on the list."""
    for _ in range(3):
        house.station.buy()
    house.slip_is("uncertain", "no_answer")
    house.ask(CallPerson(request_id=house.desk.new_id(), screen="workers"), "worker")
    house.ask(staff.Add(request_id=house.desk.new_id(), who="c1", role="auditor", shown="陈*"), BOSS)
    house.pins.put("c1", PIN)
    house.station.clock.pass_(NOON_S)
    house.station.order()


def words_on(widget: object) -> str:
    return "".join(part.text for part in every(widget) if getattr(part, "text", ""))


def test_an_auditor_sees_everything_and_touches_nothing_that_writes(house: House) -> None:
    busy(house)
    with house.counter(signed_in=False) as counter:
        counter.tap("陈*")
        for digit in PIN:
            counter.key(ord(digit), digit)
        counter.until(lambda: counter.screen == "Page")
        assert "陈* · 审计" in counter.said
        for seen in ("等着收钱：1 单", "触摸屏前有人叫您", "号条打出来没有", "剩 26", "钱箱应有 15 元"):
            assert seen in counter.said
        before = house.station.kinds()
        touched: set[str] = set()
        for text in ("", "1", "4"):
            for mark in text:
                counter.key(ord(mark), mark)
                counter.key(13)
            for _ in range(60):
                page = counter.shell.screen
                assert isinstance(page, Page)
                new = [one for one in reachable(page) if words_on(one) not in {"退出", *touched}]
                if not new:
                    break
                touched.add(words_on(new[0]))
                rest(0.5)
                stage().tap(new[0])
                counter.settle()
        for mark in "+=*abcdnopqrstuvwxyz":
            counter.key(ord(mark), mark)
        assert house.station.kinds() == before
        for offered in ("收 5 元", "叫下一个", "卖一份", "我来", "补打", "退款"):
            assert offered not in counter.said


def test_a_supervisor_and_an_attendant_are_offered_what_an_auditor_is_not(house: House) -> None:
    busy(house)
    with house.counter() as counter:
        for offered in ("收 5 元", "叫下一个", "卖一份", "我来", "补打"):
            assert offered in counter.said
