"""Amounts in capitals, as slips need them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.base.money import capitals, yuan

DIGITS = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
UNITS = {"拾": 10, "佰": 100, "仟": 1000}
MOST = 10**15 - 1


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        # Of the rule itself (支付结算办法 annex 1) and of everyday slips.
        (140950, "壹仟肆佰零玖元伍角整"),
        (600714, "陆仟零柒元壹角肆分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (11, "壹角壹分"),
        (100, "壹元整"),
        (500, "伍元整"),
        (1000, "壹拾元整"),
        (1005, "壹拾元零伍分"),
        (10000, "壹佰元整"),
        (100000000, "壹佰万元整"),
        (100010000, "壹佰万零壹佰元整"),
        (1001000000, "壹仟零壹万元整"),
        (10700053, "壹拾万零柒仟元伍角叁分"),
        (168032, "壹仟陆佰捌拾元叁角贰分"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (10_001_000_000, "壹亿零壹万元整"),
        (1234567890123, "壹佰贰拾叁亿肆仟伍佰陆拾柒万捌仟玖佰零壹元贰角叁分"),
        (10**14, "壹万亿元整"),
        (123_450_000_000_000, "壹万贰仟叁佰肆拾伍亿元整"),
        (100_050_000_000_000, "壹万零伍亿元整"),
        (100_000_000_010_000, "壹万亿零壹佰元整"),
    ],
)
def test_known_amounts(fen: int, text: str) -> None:
    assert capitals(fen) == text


@pytest.mark.parametrize("fen", [-1, 10**15])
def test_what_has_no_capitals_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="no capitals"):
        capitals(fen)


def read(text: str) -> int:
    """The amount in fen that a person reads from capitals; written from the way of reading, not of writing."""
    whole, _, rest = text.partition("元") if "元" in text else ("", "", text)
    jiao, fen = re.search(r"(.)角", rest), re.search(r"(.)分", rest)
    return _number(whole) * 100 + (DIGITS[jiao[1]] * 10 if jiao else 0) + (DIGITS[fen[1]] if fen else 0)


def _number(text: str) -> int:
    for mark, worth in (("亿", 10**8), ("万", 10**4)):
        if mark in text:
            before, _, after = text.rpartition(mark)
            return _number(before) * worth + _number(after)
    total = digit = 0
    for sign in text:
        if sign in UNITS:
            total += digit * UNITS[sign]
            digit = 0
        else:
            digit = DIGITS[sign]
    return total + digit


@given(
    st.integers(0, MOST)
    | st.integers(0, 10**7)
    | st.builds(lambda digit, place: digit * 10**place, st.integers(1, 9), st.integers(0, 14))
)
def test_what_is_written_is_read_back_and_written_properly(fen: int) -> None:
    text = capitals(fen)
    assert read(text) == fen
    assert "零零" not in text
    assert not text.startswith("拾")
    assert not re.search("零[元万亿拾佰仟角]", text) or fen == 0
    # 整 ends what has no fen; after fen it never stands.
    assert text.endswith("分") != text.endswith("整")


@given(st.integers(-MOST, MOST))
def test_figures_are_the_amount_to_the_fen(fen: int) -> None:
    whole, _, cents = yuan(fen).removeprefix("-").partition(".")
    assert (int(whole) * 100 + int(cents)) * (-1 if fen < 0 else 1) == fen
    assert len(cents) == 2
