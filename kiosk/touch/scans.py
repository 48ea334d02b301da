"""Scans: a scanner on a USB port types as a keyboard does, faster than fingers, and ends in Enter. No Kivy here."""

from collections.abc import Callable, Collection
from typing import Final

from kiosk.devices.scanners.scan import Debounce, Scan, scan_of

PACE_S: Final = 0.05  # from mark to mark on average: the slowest scanners take 30 ms, the fastest fingers 100
GAP_S: Final = 0.3  # what comes later than this is something else
TYPED_S: Final = 0.12  # and so soon after it a key is somebody's typing
_SLOWEST_S: Final = 0.5  # a frame: what is typed meanwhile comes all at once after it
LEAST: Final = 6  # fewer marks are somebody's fingers
MOST: Final = 512
AGAIN_S: Final = 2.0
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
    """Tells scans from typing. `scanned` is given each scan, `typed` each key that was no scanner's.

    What a scanner leaves half is dropped: it is nobody's typing. Times are seconds of one clock.
    """

    def __init__(self, scanned: Callable[[Scan], None], typed: Callable[[str], object]) -> None:
        self._scanned, self._typed = scanned, typed
        self._marks: list[str] = []
        self._count = 0
        self._first = self._last = 0.0
        self._again = Debounce(AGAIN_S)

    def key(self, mark: str, now: float, frame: float = 0.0) -> None:
        """One key: a character, or its name (enter, tab, backspace …); `frame` is how long the last frame took."""
        self.settle(now, frame)
        first = not self._count
        self._first, self._last = now if first else self._first, now
        if mark in ENDS and self._fast():
            text, whole = "".join(self._marks), self._count <= MOST
            self._forget()
            scan = scan_of(text) if whole else None
            if scan is not None and self._again.fresh(scan, now):
                self._scanned(scan)
            return
        if len(mark) != 1:  # no scanner types it: what came before was somebody's fingers, or half a scan
            self._give_back()
            self._typed(mark)
            return
        self._count += 1
        if self._count <= MOST:
            self._marks.append(mark)

    def settle(self, now: float, frame: float = 0.0) -> None:
        """Gives on what was typed, once no more of a scan can follow."""
        gap = GAP_S if self._count >= LEAST else TYPED_S
        if self._count and now - self._last >= gap + 2 * min(frame, _SLOWEST_S):
            self._give_back()

    def _give_back(self) -> None:
        marks = [] if self._fast() else self._marks
        self._forget()
        for mark in marks:
            self._typed(mark)

    def _fast(self) -> bool:
        """Whether what has come is a scanner's: too much at once for fingers."""
        return self._count >= LEAST and self._last - self._first <= PACE_S * self._count

    def _forget(self) -> None:
        self._marks, self._count = [], 0
