"""Where lines break, in Chinese and English alike. Pure: widths come from the caller's measure."""

import re
from collections.abc import Callable
from typing import Final

# What must not begin a line stays with what stands before it; what must not end one, with what follows (GB/T 15834).
_CLOSING: Final = "、。,;:?!)〉》」』】〕’”…—·％℃，；：？！）"
_OPENING: Final = "([{(〈《「『【〔‘“￥¥（"
_PAUSES: Final = "，；：、,;:·"
_DASH: Final = "–"
_UNITS: Final = "号元位点份次张分秒床层月日年页个"
_PIECES: Final = re.compile(r"\s+|[!-~\u00a1-\u024f]+|.", re.DOTALL)

_SENTENCES: Final = re.compile(r".+?(?:[。！？!?]+[”’」』)]*|[.!?]+[”’)]*(?= )|$)")


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of a text, none wider than `width`.

    What does not fit on one line is broken between its sentences first: what happened, where the money is and what to
    do now are read one by one. A sentence has as few lines as need be, and these of even length. A word wider than a
    line is broken inside. Line breaks in the text are kept.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        for sentence in [paragraph] if measure(paragraph) <= width else _SENTENCES.findall(paragraph):
            pieces = [part for piece in _pieces(sentence.strip()) for part in _fitting(piece, width, measure)]
            lines += _even(pieces, width, measure)
    return lines


def _pieces(paragraph: str) -> list[str]:
    """What is never broken inside.

    English words, single characters with their punctuation, figures with their unit, from–to; a dot ends its line.
    """
    pieces: list[str] = []
    for mark in _PIECES.findall(paragraph):
        before = pieces[-1] if pieces else ""
        joined = before and not before.isspace() and not mark.isspace()
        if mark == "·" and before.isspace() and len(pieces) > 1:
            pieces[-2:] = [pieces[-2] + before + mark]
        elif joined and (
            mark[0] in _CLOSING or before[-1] in _OPENING or _DASH in (mark[0], before[-1]) or _unit(before, mark)
        ):
            pieces[-1] += mark
        else:
            pieces.append(mark)
    return pieces


def _clauses(pieces: list[str]) -> list[str]:
    """The pieces from one pause to the next."""
    clauses = [""]
    for piece in pieces:
        clauses[-1] += piece
        if piece[-1] in _PAUSES:
            clauses.append("")
    return [clause for clause in clauses if clause]


def _unit(before: str, mark: str) -> bool:
    """Whether a counting word follows its figure: 8号, 200元."""
    return before[-1].isascii() and before[-1].isdigit() and mark[0] in _UNITS


def _fitting(piece: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """A piece as it is, or broken where it is wider than the line."""
    parts = [""]
    if measure(piece) <= width:
        return [piece]
    for mark in piece:
        if parts[-1] and measure(parts[-1] + mark) > width:
            parts.append("")
        parts[-1] += mark
    return parts


def _even(pieces: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    """The fewest lines, at the narrowest width that needs no more of them; whole clauses where they are no more."""
    lines = _greedy(pieces, width, measure)
    if len(lines) > 1:
        clauses = _clauses(pieces)
        whole = _greedy(clauses, width, measure)
        if len(whole) == len(lines) and all(measure(line) <= width for line in whole):
            lines, pieces = whole, clauses
    narrow, wide, best = width / 2, width, lines
    while len(lines) > 1 and wide - narrow > width / 64:
        middle = (narrow + wide) / 2
        tried = _greedy(pieces, middle, measure)
        if len(tried) == len(lines) and all(measure(line) <= middle for line in tried):
            wide, best = middle, tried
        else:
            narrow = middle
    return best


def _greedy(pieces: list[str], width: float, measure: Callable[[str], float]) -> list[str]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and measure((lines[-1] + piece).rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    lines[-1] = lines[-1].rstrip()
    return lines
