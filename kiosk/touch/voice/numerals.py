"""Numbers as they are spoken: the names of the number words they are made of (`voice.number.NAME`)."""

import re
from collections.abc import Iterator
from typing import Final

from kiosk.base.words import Lang

# 两, not 二: in front of what is counted.
_MEASURES: Final = "位份元个次单天位道分小点"
_NUMBER: Final = re.compile(r"\d+:\d\d|\d+\.\d+|\d+")
_SPOKEN_MOST: Final = 9999
_TENS: Final = tuple(str(ten) for ten in range(30, 100, 10))
NAMES: Final[dict[Lang, tuple[str, ...]]] = {
    "zh": (*(str(digit) for digit in range(11)), "100", "1000", "point", "two", "hour", "minute"),
    "en": (*(str(digit) for digit in range(21)), *_TENS, "100", "1000", "point", "hour"),
}


def spoken(lang: Lang, text: str, before: str = "", after: str = "") -> tuple[str, ...] | None:
    """The words a number is made of, standing between two texts; None where the text is not a number.

    Numbers are whole (12), with decimals (4.5) or a time of day (11:30). What is longer than four digits, or begins
    with a nought, is spoken digit by digit.
    """
    if not _NUMBER.fullmatch(text):
        return None
    if ":" in text:
        hours, minutes = (int(part) for part in text.split(":"))
        return (*_whole(lang, hours), *_minutes(lang, minutes))
    whole, _, decimals = text.partition(".")
    if decimals:
        return (*_long(lang, whole), "point", *decimals)
    if lang == "zh" and text == "2" and not before.endswith("第") and after.lstrip()[:1] in tuple(_MEASURES):
        return ("two",)
    return _long(lang, whole)


def pieces(text: str) -> Iterator[tuple[str, str, str]]:
    """The numbers in a text, each between what stands before and after it, in order."""
    for found in _NUMBER.finditer(text):
        yield text[: found.start()], found.group(), text[found.end() :]


def _long(lang: Lang, digits: str) -> tuple[str, ...]:
    if int(digits) > _SPOKEN_MOST or (len(digits) > 1 and digits.startswith("0")):
        return tuple(digits)
    return _whole(lang, int(digits))


def _whole(lang: Lang, number: int) -> tuple[str, ...]:
    return tuple(_chinese(number) if lang == "zh" else _english(number))


def _minutes(lang: Lang, minutes: int) -> tuple[str, ...]:
    if lang == "zh":
        return ("hour", *(("0",) if 0 < minutes < 10 else ()), *((*_chinese(minutes), "minute") if minutes else ()))
    return (*(("0",) if minutes < 10 else ()), *_english(minutes)) if minutes else ("hour",)


def _chinese(number: int) -> Iterator[str]:
    """一千零五, 一百一十八, 十二."""
    if number < 10:
        yield str(number)
        return
    skipped = begun = False
    for unit in (1000, 100, 10, 1):
        digit = number // unit % 10
        if not digit:
            skipped = begun
            continue
        if skipped:
            yield "0"
            skipped = False
        if unit != 10 or digit != 1 or begun:
            yield str(digit)
        if unit > 1:
            yield str(unit)
        begun = True


def _english(number: int) -> Iterator[str]:
    """One thousand five, one hundred eighteen, twelve."""
    if not number:
        yield "0"
    for unit in (1000, 100):
        if number >= unit:
            yield str(number // unit)
            yield str(unit)
            number %= unit
    if number > 20:
        yield str(number // 10 * 10)
        number %= 10
    if number:
        yield str(number)
