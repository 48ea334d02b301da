"""How wide text is on paper, in Latin columns, and which of it a Chinese font ROM can print."""

import unicodedata
from typing import Final

import msgspec

# What stands for a character that must not, or cannot, reach paper; a ROM has it.
REPLACEMENT: Final = "□"

_MARKS: Final = ("Mn", "Me")
_UNPRINTABLE: Final = ("Cc", "Cf", "Cs", "Co", "Cn")
_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


class Cell(msgspec.Struct, frozen=True):
    """One character with the marks on it, and the columns it takes: 1 or 2."""

    text: str
    columns: int


def clean(text: str) -> str:
    """The text as it may be printed: one line, without control bytes, escape sequences or bidi controls.

    Line breaks and other blanks become spaces; what else cannot be shown becomes □, so that a reader sees it was there.
    """
    return "".join(
        _shown(char)
        for char in unicodedata.normalize("NFC", text)
        if not any(ord(char) in selectors for selectors in _SELECTORS)
    )


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if char in "\t\n\r\v\f\u0085" or category in ("Zl", "Zp") or (category == "Zs" and char != "\u3000"):
        return " "
    return REPLACEMENT if category in _UNPRINTABLE else char


def in_rom(text: str) -> bool:
    """Whether a font ROM can print the text: ROMs know the one- and two-byte areas of GB18030 only."""
    return all(len(char.encode("gb18030")) <= 2 for char in text)


def columns(text: str) -> int:
    """The width of clean text in columns: in a ROM's areas the length of its bytes, whatever Unicode says of width."""
    return sum(cell.columns for cell in cells(text))


def cells(text: str) -> list[Cell]:
    """Clean text as the cells it is printed in."""
    found: list[Cell] = []
    for char in text:
        length = len(char.encode("gb18030"))
        if length <= 2:
            found.append(Cell(char, length))
        elif found and unicodedata.category(char) in _MARKS:
            found[-1] = Cell(found[-1].text + char, found[-1].columns)
        else:
            found.append(Cell(char, 2 if unicodedata.east_asian_width(char) in "WF" else 1))
    return found
