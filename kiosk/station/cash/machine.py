"""What the machine has: its line, what takes money and what that is worth, what pays change."""

from collections.abc import Mapping
from typing import Final

import msgspec

from kiosk.devices.cash.acceptors import CoinAcceptor, NoteValidator
from kiosk.devices.cash.bus import Bus
from kiosk.devices.cash.counter import News
from kiosk.devices.cash.hoppers import Hopper
from kiosk.devices.health import UNREACHABLE

COINS: Final = "coins"
NOTES: Final = "notes"
HOPPER: Final = "hopper"
DISK_FULL: Final = "disk_nearly_full"
STATES: Final = (UNREACHABLE, DISK_FULL)
MACHINE: Final = ("cash", COINS, NOTES)  # the line, and what is on it


class Machine(msgspec.Struct, frozen=True):
    """Drivers on one line; worths in fen by channel, 0 for a channel that is not let in."""

    bus: Bus
    coins: CoinAcceptor | None = None
    coin_worths: tuple[int, ...] = ()
    notes: NoteValidator | None = None
    note_worths: tuple[int, ...] = ()
    hoppers: Mapping[int, tuple[Hopper, int]] = {}

    @property
    def acceptors(self) -> tuple[tuple[str, CoinAcceptor | NoteValidator, tuple[int, ...]], ...]:
        """What takes money, by name, with what it takes."""
        coins = ((COINS, self.coins, self.coin_worths),) if self.coins is not None else ()
        notes = ((NOTES, self.notes, self.note_worths),) if self.notes is not None else ()
        return (*coins, *notes)

    @property
    def fitted(self) -> tuple[tuple[int, int], ...]:
        """The hoppers by number, with what a coin is worth."""
        return tuple((number, fen) for number, (_, fen) in sorted(self.hoppers.items()))


def hopper_name(number: int) -> str:
    """As alarms and states call it."""
    return f"{HOPPER}:{number}"


def worth(worths: tuple[int, ...], channel: int) -> int:
    """What came through a channel, in fen; 0 for one that nothing is known of."""
    return worths[channel - 1] if 0 < channel <= len(worths) else 0


def credited(device: str, news: News, worths: tuple[int, ...]) -> tuple[int, ...]:
    """The coins that fell, or the notes that went into the box."""
    return tuple(worth(worths, a) for a, b in news.pairs if a and (device == COINS or b == 0))
