"""Chinese text as espeak-ng's pinyin voice reads it: ni3 hao3. Imports its dictionary on first use.

Run as a module it turns its standard input into pinyin.
"""

import functools
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


def pinyin(text: str) -> str:
    """Syllables with their tones, 5 for the neutral one; what is not Chinese stays."""
    dictionary, style = _dictionary()
    syllables = dictionary(text, style=style, neutral_tone_with_five=True)
    return " ".join(" ".join(syllables).translate(_STOPS).split())


@functools.cache
def _dictionary() -> tuple[Any, Any]:
    from pypinyin import Style, lazy_pinyin, load_phrases_dict  # noqa: PLC0415 - a fifth of a second, on the voice's thread
    from pypinyin.contrib.tone_convert import to_tone  # noqa: PLC0415 - with it

    load_phrases_dict({word: [[to_tone(tone)] for tone in read.split()] for word, read in _WORDS.items()})
    return lazy_pinyin, Style.TONE3


if __name__ == "__main__":
    sys.stdout.buffer.write(pinyin(sys.stdin.buffer.read().decode()).encode())
