"""Scans: a scanner on a USB port types as a keyboard does, faster than fingers, and ends in Enter. No Kivy here."""

from collections.abc import Callable, Collection
from typing import Final

GAP_S: Final = 0.1  # marks closer together than this may be a scanner's: two frames of the glass, and the slowest makes
LEAST: Final = 6  # fewer marks are somebody's fingers
MOST: Final = 512
AGAIN_S: Final = 2.0  # the same once more within this time is one scan: it was held before the scanner
ENDS: Final = frozenset({"enter", "tab"})

_SHIFTED: Final = dict(zip("`1234567890-=[]\\;',./", '~!@#$%^&*()_+{}|:"<>?', strict=True))


def typed_mark(mark: str, modifiers: Collection[str]) -> str:
    """The character a key stands for: scanners type as a US keyboard does. Empty for a shortcut's key."""
    if {"ctrl", "alt", "meta"} & set(modifiers):
        return ""
    if len(mark) != 1 or not ("shift" in modifiers or "capslock" in modifiers):
        return mark
    if mark.isalpha():
        return mark.upper() if ("shift" in modifiers) != ("capslock" in modifiers) else mark
    return _SHIFTED.get(mark, mark) if "shift" in modifiers else mark


class Scans:
    """Tells scans from typing. `scanned` is given a whole text, `typed` each key that was no scanner's.

    What a scanner leaves half is dropped: it is nobody's typing. Times are seconds of one clock.
    """

    def __init__(self, scanned: Callable[[str], None], typed: Callable[[str], object]) -> None:
        self._scanned, self._typed = scanned, typed
        self._marks: list[str] = []
        self._count = 0
        self._last = 0.0
        self._before = ("", 0.0)

    def key(self, mark: str, now: float) -> None:
        """One key: a character, or its name (enter, tab, backspace …)."""
        self.settle(now)
        self._last = now
        if mark in ENDS and self._count >= LEAST:
            text, whole = "".join(self._marks), self._count <= MOST
            self._forget()
            if whole and not (text == self._before[0] and now - self._before[1] < AGAIN_S):
                self._scanned(text)
            self._before = (text, now)
            return
        if len(mark) != 1:  # no scanner types it: what came before was somebody's fingers, or half a scan
            self._give_back()
            self._typed(mark)
            return
        self._count += 1
        if self._count <= MOST:
            self._marks.append(mark)

    def settle(self, now: float) -> None:
        """Gives on what was typed, once no more of a scan can follow."""
        if self._count and now - self._last >= GAP_S:
            self._give_back()

    def _give_back(self) -> None:
        marks = self._marks if self._count < LEAST else []
        self._forget()
        for mark in marks:
            self._typed(mark)

    def _forget(self) -> None:
        self._marks, self._count = [], 0
