"""The side window of the demonstration: what can be read, what its buttons do, how paper comes out."""

from collections.abc import Iterator

import pytest
from gui.harness import all_words, every, find, stage
from gui.walk import LIMITS, Limits, walk
from kivy.core.window import Window
from PIL import Image

from kiosk.base.words import LANGUAGES, Lang
from kiosk.demo.codes import Holding
from kiosk.demo.guide import STEPS, Guide
from kiosk.demo.roll import Roll
from kiosk.demo.side import Side
from kiosk.demo.windows import side_glass
from kiosk.touch.display import Room
from kiosk.virtual.faults import FAULTS, Faults
from kiosk.virtual.scanner import MemoryPlug, VirtualScanner
from kiosk.widgets.window import Glass

SMALL, LARGE = Room(0, 0, 314, 734), Room(0, 0, 442, 1046)


@pytest.fixture
def faults() -> Faults:
    return Faults(lambda: None)


def shown(place: Room, lang: Lang, faults: Faults, guide: Guide) -> tuple[Side, Glass, list[str]]:
    """The window, and what it was asked to verify."""
    glass = side_glass(place)
    stage().fit(glass)
    asked: list[str] = []
    holding = Holding(VirtualScanner(MemoryPlug()), lambda kind: "1-44-0" if kind == "meals.ticket" else "")
    side = Side(all_words(), lang, faults, holding, guide, lambda: asked.append("verify"))
    Window.add_widget(side)
    stage().advance(0.5)
    return side, glass, asked


def said(side: Side) -> str:
    return " ".join(str(getattr(part, "words", "")) for part in every(side))


@pytest.fixture(autouse=True)
def _cleared() -> Iterator[None]:
    yield
    stage().clear()


@pytest.mark.parametrize("place", [SMALL, LARGE], ids=["1366×768", "1920×1080"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_step_and_state_can_be_read(
    place: Room, lang: Lang, faults: Faults, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On a desktop one reads and clicks with a mouse: what counts is that nothing is cut off, and no pixel too small.
    monkeypatch.setitem(LIMITS, "counter", Limits(11, 11, 3.9))
    for done in range(len(STEPS) + 1):
        guide = Guide()
        guide._done = set(STEPS[:done])
        side, glass, _ = shown(place, lang, faults, guide)
        side.verdict("verified", events=1234, head="1-1234-28c89c…")
        side.printed(Image.new("1", (624, 700), 1))
        stage().advance(3)
        assert [str(wrong) for wrong in walk(side, "counter", glass, stage().pixels())] == []
        side.close()
        stage().clear()
    for fault in FAULTS:
        faults.set(fault)
        side, glass, _ = shown(place, lang, faults, Guide())
        if fault not in {"off", "paper_out", "silent"}:
            stage().tap(find(side, side.say("to_more")))
        assert [str(wrong) for wrong in walk(side, "counter", glass, stage().pixels())] == []
        faults.clear()
        side.close()
        stage().clear()
    side, glass, _ = shown(place, lang, faults, Guide())
    stage().tap(find(side, side.say("to_scanner")))
    for touched in ("hold_slip", "hold_card", "hold_payment", "hold_bottle", "unplug"):
        stage().tap(find(side, side.say(touched)))
        assert [str(wrong) for wrong in walk(side, "counter", glass, stage().pixels())] == []
    stage().tap(find(side, side.say("unplug_over")))
    stage().tap(find(side, side.say("to_scanner_more")))
    for spoilt in ("silent", "garbled", "noise", "split"):
        stage().tap(find(side, side.say(f"scanner_{spoilt}")))
        assert [str(wrong) for wrong in walk(side, "counter", glass, stage().pixels())] == []
        stage().tap(find(side, side.say(f"scanner_{spoilt}_over")))


def test_the_scanners_faults_are_switched_and_told(faults: Faults) -> None:
    side, _, _ = shown(SMALL, "zh", faults, Guide())
    stage().tap(find(side, "扫码器"))
    stage().tap(find(side, "更多毛病"))
    for on, off, fault, state in (
        ("不往外发", "让它发", "silent", "读到了"),
        ("发乱码", "不发乱码", "garbled", "全是乱码"),
        ("加杂音", "去杂音", "noise", "带着杂音"),
        ("一个字一发", "一次发完", "split", "一个字一个字地发"),
    ):
        stage().tap(find(side, on))
        assert side._holding.faults == {fault}
        assert state in said(side)
        stage().tap(find(side, off))
        assert side._holding.faults == frozenset()
    stage().tap(find(side, "扫码器"))
    assert "插着线，等着扫" in said(side)


def test_the_scanner_says_what_was_held_before_it_what_there_is_not_yet_and_that_it_is_unplugged(
    faults: Faults,
) -> None:
    side, _, _ = shown(SMALL, "zh", faults, Guide())
    stage().tap(find(side, "扫码器"))
    assert "插着线，等着扫" in said(side)
    for word, state in (
        ("扫号条", "扫了：最近的号条"),
        ("扫会员卡", "还没有会员卡"),
        ("扫付款码", "扫了：付款码"),
        ("扫一瓶水", "扫了：一瓶水"),
        ("拔掉线", "线拔掉了：扫不了"),
        ("插上线", "插着线，等着扫"),
    ):
        stage().tap(find(side, word))
        assert state in said(side)
    stage().tap(find(side, "打印机"))
    assert "通着电，有纸" in said(side)


def test_its_buttons_switch_the_printer_and_it_says_how_that_stands(faults: Faults) -> None:
    side, _, _ = shown(LARGE, "zh", faults, Guide())
    for on, off, fault, state in (
        ("拿走纸", "放回纸", "paper_out", "没有纸了"),
        ("不许回答", "让它回答", "silent", "不回答"),
        ("拔掉电源", "插上电源", "off", "没有电"),
    ):
        stage().tap(find(side, on))
        assert list(faults) == [fault]
        assert state in said(side)
        stage().tap(find(side, off))
        assert list(faults) == []
        assert "通着电，有纸" in said(side)
    stage().tap(find(side, "更多毛病"))
    for on, off, fault, state in (
        ("打开盖子", "关上盖子", "cover_open", "盖子开着"),
        ("卡住切刀", "修好切刀", "jam", "切刀卡住了"),
        ("让它停住", "让它接着打", "stalled", "停住了"),
        ("晚些回答", "马上回答", "late", "晚些才说"),
        ("纸快用完", "换新纸卷", "near_end", "还能打"),
    ):
        stage().tap(find(side, on))
        assert list(faults) == [fault]
        assert state in said(side)
        stage().tap(find(side, off))
    assert list(faults) == []
    stage().tap(find(side, "打印机"))
    stage().tap(find(side, "打一半断电"))
    assert faults.pending
    assert "打到一半会断电" in said(side)
    faults.worked(10_000)
    side.refresh()
    assert list(faults) == ["off"]


def test_the_guide_speaks_both_languages_verifies_and_can_be_put_away(faults: Faults) -> None:
    guide = Guide()
    guide._done = set(STEPS[:-1])
    side, _, asked = shown(SMALL, "zh", faults, guide)
    stage().tap(find(side, "核对"))
    assert asked == ["verify"]
    stage().tap(find(side, "English"))
    assert "Verify the record" in said(side)
    stage().tap(find(side, "Hide"))
    assert "Verify" not in said(side)


def test_a_slip_comes_out_line_by_line(faults: Faults) -> None:
    side, _, _ = shown(LARGE, "zh", faults, Guide())
    roll = next(part for part in every(side) if isinstance(part, Roll))
    black = Image.new("1", (624, 900), 0)
    before = dark()
    side.printed(black)
    seen = []
    for _ in range(8):
        stage().advance(0.3)
        seen.append(dark() - before)
    assert seen[0] < seen[2] < seen[4] < seen[5]
    assert seen[-1] == seen[-2]
    assert roll.still


def dark() -> int:
    """How many pixels are black."""
    return stage().pixels().convert("L").histogram()[0]
