"""Tools at the screens: a worker takes a number, the counter hands out, takes back, deducts, gives back."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from gui.harness import all_words, stage
from gui.house import Glassed, House, rest
from kivy.core.window import Window
from PIL import Image
from support.station import BOSS, HAND
from support.tools import WANG

from kiosk.base.sale import Line
from kiosk.base.words import LANGUAGES
from kiosk.services.till.readings import OwedRow
from kiosk.services.tools import requests as tools
from kiosk.touch.finds import why
from kiosk.widgets import photos
from kiosk.widgets.text import Icon

PARTS = ("body", "bit", "cable")


@pytest.fixture
def shed(house: House) -> House:
    """A drill and a generator stand on the shelf."""
    for kind in ("drill", "generator"):
        ask(house, tools.Register, of=kind, inspect_by="2024-12-31")
    return house


def ask(house: House, kind: Any, by: str = HAND, **fields: Any) -> Any:
    return house.ask(kind(request_id=house.desk.new_id(), **fields), by)


def lend(house: House, unit: str = "drill-1", parts: tuple[str, ...] = PARTS) -> str:
    prepared = ask(house, tools.Prepare, unit=unit, parts=parts, who=WANG, adult=True)
    if prepared.consent:
        ask(house, tools.Consent, "worker", loan=prepared.loan)
    ask(house, tools.Lend, loan=prepared.loan, given_fen=prepared.deposit_fen)
    loan: str = prepared.loan
    return loan


def state(house: House) -> str:
    found: str = house.station.rows("SELECT state FROM tools_loans ORDER BY day DESC, number DESC LIMIT 1")[0][0]
    return found


def typed(counter: Glassed, text: str) -> None:
    Window.dispatch("on_textinput", text)
    stage().advance(0.3)
    counter.settle()


def tools_tab(counter: Glassed) -> None:
    counter.tap("工具")


def scan(shown: Glassed, text: str) -> None:
    for mark in text:
        Window.dispatch("on_key_down", ord(mark), 0, mark, [])
        Window.dispatch("on_key_up", ord(mark), 0)
    Window.dispatch("on_key_down", 13, 0, "", [])
    Window.dispatch("on_key_up", 13, 0)
    rest(0.5)
    shown.settle()


def test_a_worker_has_a_number_in_three_taps(shed: House) -> None:
    with shed.workers() as hall:
        hall.tap("借工具")
        hall.tap("电锤")
        assert "押金" in hall.said
        hall.tap("借")
        assert hall.screen == "YourNumber"
        assert hall.taps == 3
    assert state(shed) == "held"


def test_going_back_lets_go_of_the_number(shed: House) -> None:
    with shed.workers() as hall:
        for word in ("借工具", "电锤", "借", "返回"):
            hall.tap(word)
    assert state(shed) == "cancelled"


def test_a_generator_is_understood_on_the_workers_screen(shed: House) -> None:
    with shed.workers() as hall:
        for word in ("借工具", "发电机", "借"):
            hall.tap(word)
        loan = shed.station.rows("SELECT loan FROM tools_loans")[0][0]
        parts = ("body", "cable")
        ask(shed, tools.Prepare, unit="generator-1", parts=parts, who=WANG, loan=loan, adult=True)
        hall.until(lambda: hall.screen == "Safety")
        hall.tap("看懂了")
        assert hall.screen == "PayNow"
        ask(shed, tools.Lend, loan=loan, given_fen=50000)
        hall.until(lambda: hall.screen == "Borrowed")


def test_the_counter_hands_out_from_the_number_to_the_money(shed: House) -> None:
    ask(shed, tools.Hold, "worker", of="drill")
    with shed.counter() as counter:
        tools_tab(counter)
        counter.tap("办", beside="工具1号")
        counter.tap("领取")
        counter.tap("点齐了")
        assert "还有 3 个配件没点到" in counter.said
        for part in ("主机", "钻头", "电源线"):
            counter.tap(part)
        counter.tap("点齐了")
        typed(counter, "王小明")
        counter.tap("记下")
        counter.until(lambda: state(shed) == "prepared")
        counter.tap("收 200 元")
        counter.tap("收 200 元")
        counter.until(lambda: state(shed) == "out")
    assert shed.station.accounts() == {"cash.drawer": 20000, "owed.deposits": -20000}


def test_a_whole_tool_is_taken_back_in_three_taps(shed: House) -> None:
    lend(shed)
    with shed.counter() as counter:
        tools_tab(counter)
        before = counter.taps
        counter.tap("办", beside="工具1号")
        counter.tap("收回")
        counter.tap("齐全完好")
        assert counter.taps - before == 3
        counter.until(lambda: state(shed) == "returned")
    assert shed.station.accounts() == {}


def test_a_missing_part_is_agreed_to_on_the_workers_screen_and_paid_at_the_counter(shed: House) -> None:
    loan = lend(shed)
    with shed.counter() as counter:
        tools_tab(counter)
        for word in ("办", "收回", "钻头", "扣 15 退 185"):
            counter.tap(word)
        counter.until(lambda: state(shed) == "asked")
    with shed.workers() as hall:
        hall.tap("还工具")
        hall.tap("工具1号")
        assert "缺钻头" in hall.said
        hall.tap("同意")
        hall.until(lambda: state(shed) == "agreed")
        ask(shed, tools.GiveBack, loan=loan, proof="slip")
        hall.until(lambda: hall.screen == "PaidBack")
        hall.tap("没收到")
    assert shed.station.rows("SELECT got FROM tools_loans") == [("no",)]
    assert shed.station.accounts() == {"cash.drawer": 1500, "income.deductions": -1500}


def test_a_scanned_slip_opens_its_loan_at_once_and_a_void_one_says_so(shed: House) -> None:
    loan = lend(shed)
    qr = "SELECT slip FROM spool WHERE kind = 'tools.rental' ORDER BY job"
    device = shed.station.desk.journal.device.hex()
    ask(shed, tools.ReplaceSlip, loan=loan, knows=("name", "tool"))
    old, new = (f"/s/{device}.{row[0].replace('-', '.')}" for row in shed.station.rows(qr))
    with shed.workers() as hall:
        scan(hall, new)
        assert "请在3月1日 17:00前还" in hall.said
        scan(hall, old)
        assert "已经作废" in hall.said


def test_a_supervisors_pin_moves_a_unit_that_an_attendant_may_not(shed: House) -> None:
    shed.pins.put("a1", "550123")
    with shed.counter() as counter:
        tools_tab(counter)
        counter.tap("单件")
        counter.tap("办", beside="drill-1")
        counter.tap("更多")
        counter.tap("丢失")
        counter.tap("确定")
        for digit in "550123":
            counter.key(ord(digit), digit)
        counter.until(
            lambda: shed.station.rows("SELECT state FROM tools_units WHERE unit = 'drill-1'")[0][0] == "missing"
        )
    assert shed.station.rows(
        "SELECT json_extract(CAST(raw AS TEXT), '$.by') FROM journal ORDER BY pos DESC LIMIT 1"
    ) == [(BOSS,)]


def test_stock_taking_by_touch(shed: House) -> None:
    with shed.counter() as counter:
        tools_tab(counter)
        counter.tap("盘点")
        counter.tap("开始盘点")
        counter.tap("在", beside="drill-1")
        counter.tap("盘完")
        counter.until_said("实点 1，少 1，多 0")


def digits(counter: Glassed, text: str) -> None:
    for digit in text:
        counter.key(ord(digit), digit)


def test_a_new_unit_is_three_taps_and_its_value_and_date_are_asked_where_touched(shed: House) -> None:
    with shed.counter() as counter:
        tools_tab(counter)
        before = counter.taps
        for word in ("入库", "发电机", "入库，打标签"):
            counter.tap(word)
        assert counter.taps - before == 3
        counter.until_said("generator-2 已入库")
        counter.tap("发电机")
        counter.tap("价值")
        digits(counter, "1200")
        counter.tap("好")
        counter.tap("状况")
        counter.tap("年检到")
        digits(counter, "20240630")
        counter.tap("好")
        assert "年检到 2024-06-30" in counter.said
        counter.tap("入库，打标签")
        counter.until_said("generator-3 已入库")
    unit = "SELECT value_fen, condition, inspect_by FROM tools_units WHERE unit = 'generator-3'"
    assert shed.station.rows(unit) == [(120000, "worn", "2024-06-30")]


def test_other_damage_is_priced_on_the_panel_and_a_supervisor_says_another_amount(shed: House) -> None:
    shed.pins.put("a1", "550123")
    lend(shed)
    with shed.counter() as counter:
        tools_tab(counter)
        for word in ("办", "收回", "更多", "其他损坏"):
            counter.tap(word)
        digits(counter, "80")
        counter.tap("好")
        counter.tap("扣 80 退 120")
        counter.until(lambda: state(shed) == "asked")
        counter.tap("更多")
        counter.tap("班长另定")
        counter.tap("别的金额")
        digits(counter, "35")
        counter.tap("好")
        counter.tap("原来就有")
        counter.tap("确定")
        digits(counter, "550123")
        counter.until(lambda: shed.station.kinds()[-1] == "tools.decided")
    decided = "SELECT json_extract(CAST(raw AS TEXT), '$.data') FROM journal ORDER BY pos DESC LIMIT 1"
    assert '"deduct_fen":3500,"reason":"old_damage"' in shed.station.rows(decided)[0][0]


def test_a_receipts_number_is_typed_with_its_letters(shed: House) -> None:
    ask(shed, tools.Prepare, unit="drill-1", parts=PARTS, who=WANG, adult=True)
    with shed.counter() as counter:
        tools_tab(counter)
        for word in ("办", "收 200 元", "往来票据号"):
            counter.tap(word)
        for mark in "ab001":
            counter.key(ord(mark), mark)
        assert "AB001" in counter.said
        counter.key(13)
        counter.tap("收 200 元")
        counter.until(lambda: state(shed) == "out")
    assert shed.station.rows("SELECT receipt FROM tools_loans") == [("AB001",)]


def test_who_is_late_is_called_from_the_list_which_keeps_who_looked_and_when_they_were_called(shed: House) -> None:
    lend(shed)
    shed.station.clock.pass_(7 * 3600)
    with shed.counter() as counter:
        tools_tab(counter)
        counter.tap("逾期 1 件")
        assert "还没打过" in counter.said
        assert "138****1234" in counter.said
        counter.tap("打电话")
        counter.until_said("13812341234")
        counter.tap("没联系上")
        counter.until(lambda: "tools.called" in shed.station.kinds())
        counter.until_said("没联系上")
    assert shed.station.kinds()[-2:] == ["people.viewed", "tools.called"]


def test_a_return_booked_as_owed_by_mistake_is_undone_at_the_counter(shed: House) -> None:
    lend(shed)
    ask(shed, tools.TakeBack, unit="drill-1", drawer_short=True)
    with shed.counter() as counter:
        tools_tab(counter)
        counter.tap("办", beside="工具1号")
        counter.tap("撤销归还")
        counter.until_said("待退作废")
    assert shed.station.accounts() == {"cash.drawer": 20000, "owed.deposits": -20000}


@pytest.mark.parametrize("reason", ["tool_back", "tool_found", "mistake"])
def test_the_counter_can_say_why_money_of_a_tool_is_owed(reason: str) -> None:
    line = Line("tools", "deposit", 1, 20000, 1, "l1", "owed.deposits")
    row = OwedRow("o1", "s1", (line,), 20000, reason, "2024-03-01T11:12:03.118+08:00")
    for lang in LANGUAGES:
        assert why(partial(all_words().say, lang), row)


@pytest.fixture
def pictures(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "pictures"
    (folder / "tools").mkdir(parents=True)
    yield folder
    photos.use(tmp_path / "none")


def icons_of(shown: Glassed, name: str) -> list[Icon]:
    tree = shown.shell.screen.walk(restrict=True)
    return [part for part in tree if isinstance(part, Icon) and part.name.startswith(f"{name}|")]


def test_a_stations_own_photo_stands_on_the_catalogue_and_a_broken_one_leaves_the_icon(
    shed: House, pictures: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Image.new("RGB", (1600, 1200), "orange").save(pictures / "tools" / "drill.jpg")
    (pictures / "tools" / "generator.png").write_bytes(b"no picture")
    photos.use(pictures)
    with shed.workers() as hall:
        hall.tap("借工具")
        (drill,), (generator,) = icons_of(hall, "tools/drill"), icons_of(hall, "tools/generator")
        assert drill.text == ""
        middle = stage().pixels().getpixel((int(drill.center_x), int(Window.height - drill.center_y)))
        assert middle == pytest.approx((255, 165, 0), abs=3)
        assert generator.text != ""
    assert "generator.png" in caplog.text


def test_photos_of_parts_stand_on_the_checklist(shed: House, pictures: Path) -> None:
    Image.new("RGB", (64, 64), "orange").save(pictures / "tools" / "drill.bit.png")
    photos.use(pictures)
    ask(shed, tools.Hold, "worker", of="drill")
    with shed.counter() as counter:
        tools_tab(counter)
        for word in ("办", "领取"):
            counter.tap(word)
        (bit,) = icons_of(counter, "tools/drill.bit")
        (cable,) = icons_of(counter, "tools/drill.cable")
        assert bit.text == ""
        assert cable.text != ""
