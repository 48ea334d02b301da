"""Drivers of what takes money in: coins, which are credited as they fall; notes, which wait in escrow for an answer."""

import contextlib
from collections.abc import Collection
from typing import Final

from kiosk.devices.cash.bus import Bus, Declined, NoAnswer
from kiosk.devices.cash.counter import READING, Reading, reading
from kiosk.devices.cash.profile import AcceptorProfile

_MODIFY_INHIBIT: Final = 231
_REQUEST_INHIBIT: Final = 230
_MASTER_INHIBIT: Final = 228
_READ_COINS: Final = 229
_READ_NOTES: Final = 159
_ROUTE_NOTE: Final = 154
_NOTE_MODE: Final = 153
_STACKER_AND_ESCROW: Final = b"\x03"
_TIMES: Final = 4  # so often a reading may differ before the line is taken to be disturbed


class Acceptor:
    """What coins and notes have in common: channels that are let in or not, and a counter of events."""

    header: int

    def __init__(self, bus: Bus, profile: AcceptorProfile, address: int = 0) -> None:
        self.profile = profile
        self._bus = bus
        self._address = address or profile.device.address

    def start(self) -> Reading:
        """Keeps it from taking money, then reads where its counter stands. Raises OSError."""
        self.allow(())
        return self.read()

    def allow(self, channels: Collection[int]) -> None:
        """Lets in the money of these channels alone, counted from 1. Raises OSError."""
        mask = sum(1 << (channel - 1) for channel in channels)
        self._bus.ask(self._address, _MODIFY_INHIBIT, mask.to_bytes(2, "little"))
        if self.profile.inhibit.master:
            self._bus.ask(self._address, _MASTER_INHIBIT, bytes((bool(mask),)))

    def allowed(self) -> frozenset[int]:
        """The channels that it lets in now: after a start, none. Raises OSError."""
        mask = int.from_bytes(self._bus.ask(self._address, _REQUEST_INHIBIT, answer=2), "little")
        return frozenset(channel for channel in range(1, 17) if mask >> (channel - 1) & 1)

    def read(self, before: Reading | None = None) -> Reading:
        """Its counter and last events. What is new is believed when it was read twice the same. Raises OSError."""
        last = self._once()
        for _ in range(_TIMES):
            if last == before or (now := self._once()) == last:
                return last
            last = now
        raise NoAnswer(f"device {self._address} says something else each time")

    def _once(self) -> Reading:
        return reading(self._bus.ask(self._address, self.header, answer=READING))


class CoinAcceptor(Acceptor):
    """A coin acceptor: a pair of its events is (channel, sorter path), or (0, what was wrong)."""

    header = _READ_COINS


class NoteValidator(Acceptor):
    """A note validator with escrow: (channel, 1) waits for an answer, (channel, 0) is in the box."""

    header = _READ_NOTES

    def start(self) -> Reading:
        """Notes are to wait in escrow."""
        self.allow(())
        self._bus.ask(self._address, _NOTE_MODE, _STACKER_AND_ESCROW)
        return self.read()

    def route(self, *, accept: bool) -> None:
        """Takes the note in escrow, or gives it back. It is asked once: only the counter says what became of it."""
        with contextlib.suppress(NoAnswer, Declined):  # the next readings say what became of it
            self._bus.ask(self._address, _ROUTE_NOTE, bytes((accept,)), once=True)
