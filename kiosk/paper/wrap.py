"""Where a paragraph breaks: between hanzi anywhere, in Latin at blanks, never before closing punctuation (避头尾)."""

from typing import Final

from kiosk.paper.measure import Cell, cells, columns

_CLOSING: Final = frozenset(",.;:!?)]}%，。、；：！？）】》〉」』”’…·")
_OPENING: Final = frozenset("([{（【《〈「『“‘￥")

# What must not be broken.
_Word = list[Cell]


def wrap(text: str, width: int) -> list[str]:
    """Clean text as lines of at most `width` columns (2 or more); one empty line where there is nothing to print."""
    if columns(text) <= width:
        return [text.rstrip()]
    lines: list[str] = []
    line: _Word = []
    for after_blank, word in _words(text):
        blank = [Cell(" ", 1)] if after_blank and line else []
        if _width(line) + len(blank) + _width(word) <= width:
            line += blank + word
            continue
        if line:
            lines.append(_text(line))
        line = word
        while _width(line) > width:
            head = _fitting(line, width)
            lines.append(_text(line[:head]))
            line = line[head:]
    return [*lines, _text(line)]


def _words(text: str) -> list[tuple[bool, _Word]]:
    """The words of a text, each with whether a blank stands before it."""
    words: list[tuple[bool, _Word]] = []
    blank = True
    for cell in cells(text):
        if cell.text == " ":
            blank = True
            continue
        if not blank and _clings(words[-1][1][-1], cell):
            words[-1][1].append(cell)
        else:
            words.append((blank, [cell]))
        blank = False
    return words


def _clings(last: Cell, cell: Cell) -> bool:
    return cell.text in _CLOSING or last.text in _OPENING or (last.columns == 1 and cell.columns == 1)


def _fitting(line: _Word, width: int) -> int:
    """How many cells of a too long word a line takes."""
    used = 0
    for index, cell in enumerate(line):
        used += cell.columns
        if used > width:
            return index
    return len(line)


def _width(line: _Word) -> int:
    return sum(cell.columns for cell in line)


def _text(line: _Word) -> str:
    return "".join(cell.text for cell in line)
