"""Chinese text as espeak-ng's pinyin voice reads it: ni3 hao3. Imports its dictionary on first use.

Run as a module it turns its standard input into pinyin.
"""

import functools
import re
import sys
from typing import Any, Final

_STOPS: Final = str.maketrans(
    {
        "，": ", ",
        "、": ", ",
        "：": ", ",
        "；": "; ",
        "。": ". ",
        "？": "? ",
        "！": "! ",
        "…": ". ",
        "（": ", ",
        "）": ", ",
        "“": " ",
        "”": " ",
    }
)
# What the dictionary reads otherwise.
_WORDS: Final = {"很长": "hen3 chang2", "多长": "duo1 chang2", "太长": "tai4 chang2", "应为": "ying1 wei2"}
# 一 before what is counted changes its tone (变调): rising before a falling one, falling before the others; 一个, 一下
# are in the dictionary. The one of an ordinal or a longer number (第一位, 十一份) keeps its own, as does a name (一号).
_ONE: Final = re.compile("(?<![第十零])一(?=[份位块次共元张千])")
_FALLING: Final = frozenset("份位块次共")


def pinyin(text: str) -> str:
    """Syllables with their tones, 5 for the neutral one; what is not Chinese stays."""
    dictionary, style = _dictionary()

    def read(part: str) -> list[str]:
        return list(dictionary(part, style=style, neutral_tone_with_five=True, tone_sandhi=True))

    first, *others = _ONE.split(text)
    syllables = read(first)
    for part in others:
        syllables += ["yi2" if part[0] in _FALLING else "yi4", *read(part)]
    return " ".join(" ".join(syllables).translate(_STOPS).split())


@functools.cache
def _dictionary() -> tuple[Any, Any]:
    from pypinyin import Style, lazy_pinyin, load_phrases_dict  # noqa: PLC0415 - a fifth of a second, on the voice's thread
    from pypinyin.contrib.tone_convert import to_tone  # noqa: PLC0415 - with it

    load_phrases_dict({word: [[to_tone(tone)] for tone in read.split()] for word, read in _WORDS.items()})
    return lazy_pinyin, Style.TONE3


if __name__ == "__main__":
    sys.stdout.buffer.write(pinyin(sys.stdin.buffer.read().decode()).encode())
