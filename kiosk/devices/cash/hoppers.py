"""The driver of a hopper: pays coins out by its serial number, and says by counters how many left it."""

import contextlib
from typing import Final

import msgspec

from kiosk.devices.cash.bus import Bus, Declined, NoAnswer
from kiosk.devices.cash.profile import HopperProfile

_SERIAL: Final = 242
_TEST: Final = 163
_ENABLE: Final = 164
_ENABLED: Final = b"\xa5"
_DISPENSE: Final = 167
_STATUS: Final = 166
_LIFE: Final = 168
_RESET: Final = 1
_STOP: Final = 172
_JAMMED: Final = 0x01 | 0x20  # too much current; opto blocked during payout
_NO_COIN: Final = 0x02  # payout timeout
_TAMPERED: Final = 0x08 | 0x10  # opto blocked, or short-circuited, while idle
_TIMES: Final = 8
LIFE_WRAPS: Final = 2**24


class Paying(msgspec.Struct, frozen=True):
    """How a hopper stands: `event` counts payouts (255 is followed by 1; 0: it has just started).

    Coins of the newest payout: `remaining` while it pays; `paid` and `unpaid` once it has ended.
    `life` is how many coins it has paid since it was made, None where it does not say.
    """

    event: int
    remaining: int
    paid: int
    unpaid: int
    life: int | None = None


class Hopper:
    """One hopper."""

    def __init__(self, bus: Bus, profile: HopperProfile, address: int = 0) -> None:
        self.profile = profile
        self._bus = bus
        self._address = address or profile.device.address
        self._life = True

    def serial(self) -> str:
        """Its serial number, in decimal. Raises OSError."""
        return str(int.from_bytes(self._bus.ask(self._address, _SERIAL, answer=3), "little"))

    def standing(self) -> Paying:
        """How it stands, read twice the same. Raises OSError."""
        last = self._status()
        for _ in range(_TIMES):
            if (now := self._status()) == last:
                return msgspec.structs.replace(now, life=self._lifetime())
            last = now
        raise NoAnswer(f"hopper {self._address} says something else each time")

    def status(self) -> Paying:
        """How it stands while it pays. Raises OSError."""
        return self._status()

    def trouble(self) -> str:
        """What is wrong with it, in a word: empty, jam, theft; nothing where it can pay. Raises OSError."""
        flags = self._bus.ask(self._address, _TEST, answer=None)[0]
        if flags & _TAMPERED:
            return "theft"
        return "jam" if flags & _JAMMED else "empty" if flags & _NO_COIN else ""

    def restart(self) -> None:
        """Makes it forget what was wrong, after somebody has seen to it. Raises OSError."""
        self._bus.ask(self._address, _RESET)

    def pay(self, coins: int, serial: str) -> None:
        """Begins to pay out. It is asked once: only the counters say what became of it. Raises OSError."""
        self._bus.ask(self._address, _ENABLE, _ENABLED)
        number = int(serial).to_bytes(3, "little")
        with contextlib.suppress(NoAnswer, Declined):  # the counters say whether it pays
            self._bus.ask(self._address, _DISPENSE, number + bytes((coins,)), answer=None, once=True)

    def stop(self) -> None:
        """Ends a payout where it is. Raises OSError."""
        self._bus.ask(self._address, _STOP, answer=1)

    def _status(self) -> Paying:
        return Paying(*self._bus.ask(self._address, _STATUS, answer=4))

    def _lifetime(self) -> int | None:
        if self._life:
            try:
                return int.from_bytes(self._bus.ask(self._address, _LIFE, answer=3), "little")
            except (NoAnswer, Declined):
                self._life = False
        return None


def left(before: Paying, now: Paying, coins: int) -> int | None:
    """How many of `coins` left a hopper since `before`, when they were asked for; None where nobody can say."""
    if before.life is not None and now.life is not None:
        paid = (now.life - before.life) % LIFE_WRAPS
        return paid if paid <= coins else None
    if not now.event:  # it has begun anew: these may be the coins of any payout
        return None
    if now.event == before.event:
        return 0
    return now.paid if now.event == before.event % 255 + 1 and now.paid <= coins else None
