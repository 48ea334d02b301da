"""Slips fit the paper to the column, whatever stands in them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from paper.samples import ANY_TEXT, LUNCH, NARROW, REPRINT, SIZES, SLIPS, WIDE

from kiosk.paper.elements import Feed, Pair, QrCode, Rule, Slip, Text, decode, encode
from kiosk.paper.layout import QrBlock, TextLine, layout
from kiosk.paper.measure import clean, columns, in_rom
from kiosk.paper.spec import PaperSpec


def texts(slip: Slip, spec: PaperSpec, header: str = "") -> list[str]:
    return [line.text if isinstance(line, TextLine) else "[QR]" for line in layout(slip, spec, header)]


def one(element: Text | Pair | Rule | Feed | QrCode) -> Slip:
    return Slip("test.slip", "1号", (element,))


def test_the_lunch_slip_at_48_columns() -> None:
    assert texts(LUNCH, WIDE) == [
        "                爱心驿站 · 府西",
        "       午餐  8号",
        "2024年3月1日 11:12                     前面 7 位",
        "────────────────────────",
        "午餐 × 1                                 ￥5.00",
        "人民币伍元整                   现金  找零 ￥5.00",
        "────────────────────────",
        "11:30 开餐,听号取餐                     经办 张*",
        "[QR]",
        "",
        "               非发票、非财政票据",
    ]
    block = next(line for line in layout(LUNCH, WIDE) if isinstance(line, QrBlock))
    assert block.beside == ("1-44-7f3a9c21d04be512", "电话 0359-2025678")


def test_the_lunch_slip_at_32_columns_with_the_code_beneath() -> None:
    assert texts(LUNCH, NARROW, REPRINT) == [
        "           补打 第1次",
        "        爱心驿站 · 府西",
        "   午餐  8号",
        "2024年3月1日 11:12     前面 7 位",
        "────────────────",
        "午餐 × 1                 ￥5.00",
        "人民币伍元整   现金  找零 ￥5.00",
        "────────────────",
        "11:30 开餐,听号取餐     经办 张*",
        "[QR]",
        "     1-44-7f3a9c21d04be512",
        "       电话 0359-2025678",
        "",
        "       非发票、非财政票据",
    ]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("abc", 3),
        ("午餐", 4),
        ("，。……——“”", 16),
        ("·×①℃°→★№〇㎡", 20),
        ("￥5.00", 6),
        ("¥", 1),
        ("ñ", 1),
        ("𬭎㛃", 4),
        ("e\u0301", 2),
        ("x\u0323", 1),
        ("", 0),
    ],
)
def test_width_is_that_of_the_rom_not_of_unicode(text: str, width: int) -> None:
    assert columns(clean(text)) == width


@pytest.mark.parametrize("text", ["，", "￥12.00", "①②", "〇", "㎡", "——", "饕餮"])
def test_what_a_rom_has_stays_text(text: str) -> None:
    assert in_rom(text)


@pytest.mark.parametrize("text", ["𬭎", "㛃", "ñ", "\u00a5", "🍚"])
def test_what_no_rom_has_is_known(text: str) -> None:
    assert not in_rom(text)


def test_an_amount_stands_at_the_right_of_the_last_line_of_a_long_name() -> None:
    assert texts(one(Pair("西红柿鸡蛋打卤面（大份，加蛋加面，不要香菜）", "￥5.00")), NARROW) == [
        "西红柿鸡蛋打卤面（大份，",
        "加蛋加面，不要香菜）      ￥5.00",
    ]


def test_a_pair_whose_right_part_leaves_no_room_takes_two_lines() -> None:
    assert texts(one(Pair("现金实收壹佰元", "微信支付 找零 ￥95.00 已退")), NARROW) == [
        "现金实收壹佰元",
        "      微信支付 找零 ￥95.00 已退",
    ]


def test_lines_break_at_blanks_and_never_before_closing_punctuation() -> None:
    text = "Please keep this slip until your lunch has been served. 请您保管好这张小票，过号请到窗口，谢谢！"
    lines = texts(one(Text(text)), NARROW)
    assert lines == [
        "Please keep this slip until your",
        "lunch has been served. 请您保管",
        "好这张小票，过号请到窗口，谢谢！",
    ]
    assert texts(one(Text("一二三四五六七八九十一二三四五六，")), NARROW)[1] == "六，"


def test_digits_beneath_a_code_on_narrow_paper_are_not_broken() -> None:
    assert "     1-44-7f3a9c21d04be512" in texts(LUNCH, NARROW)


def test_a_qr_code_too_large_for_the_paper_is_refused() -> None:
    with pytest.raises(ValueError, match="QR"):
        layout(one(QrCode("x" * 3000)), NARROW)


@given(SLIPS, ANY_TEXT)
@settings(max_examples=300)
@example(Slip("test.slip", "1号", (Pair("左" * 40, "右" * 40, 2),)), "头" * 60)
def test_no_line_is_wider_than_the_paper(slip: Slip, header: str) -> None:
    for spec in (WIDE, NARROW):
        for line in layout(slip, spec, header):
            if isinstance(line, TextLine):
                assert line.columns <= spec.columns


@given(st.text(st.characters(categories=("L", "Nd", "P", "S")), max_size=80), SIZES)
@settings(max_examples=200)
def test_nothing_is_lost_by_wrapping(text: str, size: int) -> None:
    for spec in (WIDE, NARROW):
        assert "".join(texts(one(Text(text, "left", 2 if size == 2 else 1)), spec)) == clean(text)


@given(SLIPS)
def test_a_slip_comes_back_from_the_spool_as_it_was(slip: Slip) -> None:
    assert decode(encode(slip)) == slip
