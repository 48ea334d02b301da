"""Amounts in integer fen (分), as figures and as capitals (人民币大写)."""

from typing import Final

# A posting: account name and fen, + debit, - credit.
Posting = tuple[str, int]

_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万")


def yuan(fen: int) -> str:
    """An amount for reading: 1409.50 for 140950 fen, no currency sign, no thousands mark."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def capitals(fen: int) -> str:
    """An amount in capitals as slips need it (支付结算办法, annex 1), for 0 to 9,999,999,999,999.99 yuan.

    Raises ValueError outside that range.
    """
    if not 0 <= fen < 10**15:
        raise ValueError(f"no capitals for {fen} fen")
    whole, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    text = _whole(whole) + "元" if whole else ""
    if not jiao and not cent:
        return (text or "零元") + "整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif whole:
        text += "零"
    return text + (_DIGITS[cent] + "分" if cent else "整")


def _whole(number: int) -> str:
    """The yuan part: groups of four digits, one 零 for any run of empty places."""
    text, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + _PLACES[place % 4]
            gap = False
        elif text:
            gap = True
        # 亿 also closes the 万 of 亿 above it: 壹万贰仟亿, and 壹万亿 where nothing stands between.
        block = 10**8 if place == 8 else 10**4
        if place % 4 == 0 and place and number // 10**place % block:
            text += _GROUPS[place // 4]
    return text


def balanced(post: tuple[Posting, ...]) -> bool:
    """Whether the postings of an event sum to zero, as double entry asks."""
    return sum(fen for _, fen in post) == 0
