"""Credits are believed by a counter: every event of an acceptor moves it, and its last five are read with it.

The counter goes from 255 to 1; 0 is a device that has just started. Pure.
"""

from typing import Final, Literal

import msgspec

KEPT: Final = 5  # events that an acceptor remembers
READING: Final = 1 + 2 * KEPT
Pair = tuple[int, int]

Trouble = Literal["jam", "theft", "return_lever", "box_open", "box_full", "out_of_order"]

# What an acceptor says beside its credits, by code; what is not named here is a coin or note that it gave back.
COIN_TROUBLE: Final[dict[int, Trouble]] = {
    14: "jam",  # credit sensor blocked
    15: "jam",  # sorter opto blocked
    16: "theft",  # credit sequence error
    17: "theft",  # coin going backwards
    20: "theft",  # coin on string
    26: "jam",  # reject sensor blocked
    29: "jam",  # accept gate open, not closed
    30: "jam",  # accept gate closed, not open
    254: "return_lever",
    255: "out_of_order",
}
NOTE_TROUBLE: Final[dict[int, Trouble]] = {
    6: "jam",  # in transport, unsafe
    7: "jam",  # in stacker
    8: "theft",  # note pulled backwards
    9: "theft",  # tampered with
    11: "box_open",  # stacker removed
    13: "out_of_order",  # stacker faulty
    14: "box_full",
    15: "jam",  # stacker
    16: "jam",  # in transport, safe
    17: "theft",  # opto fraud
    18: "theft",  # string fraud
    19: "out_of_order",  # anti-string mechanism
}


class Reading(msgspec.Struct, frozen=True):
    """A counter and the events it counted last, the newest first."""

    counter: int
    pairs: tuple[Pair, ...]

    @property
    def text(self) -> str:
        """As the record keeps it."""
        return bytes((self.counter, *(byte for pair in self.pairs for byte in pair))).hex()


class News(msgspec.Struct, frozen=True):
    """What happened between two readings: `pairs` oldest first, `lost` events that nobody can read any more.

    `restarted`: the device began anew; what happened between the last reading and that is not known.
    """

    pairs: tuple[Pair, ...] = ()
    lost: int = 0
    restarted: bool = False


def reading(data: bytes) -> Reading:
    """A reading from the bytes of an answer."""
    return Reading(data[0], tuple((data[i], data[i + 1]) for i in range(1, READING, 2)))


def kept(text: str) -> Reading:
    """A reading from the record. Raises ValueError."""
    data = bytes.fromhex(text)
    if len(data) != READING:
        raise ValueError(f"not a reading: {text!r}")
    return reading(data)


def news(before: Reading, now: Reading) -> News:
    """What is new. Where the events read before do not stand behind the new ones, the device began anew between."""
    if now == before:
        return News()
    count = now.counter if not before.counter else (now.counter - before.counter) % 255
    follows = now.counter and count and now.pairs[count:] == before.pairs[: max(0, KEPT - count)]
    if follows:
        return News(tuple(reversed(now.pairs[:count])), max(0, count - KEPT))
    return News(tuple(reversed(now.pairs[: now.counter])), max(0, now.counter - KEPT), restarted=True)
