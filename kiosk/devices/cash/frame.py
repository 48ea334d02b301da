"""Messages on a ccTalk line: `[to][length][from][header][data][sum]`, all bytes of one adding up to 0 modulo 256."""

from typing import Final

import msgspec

HOST: Final = 1
ACK: Final = 0  # the header of every answer
NAK: Final = 5
BUSY: Final = 6
AROUND: Final = 5  # bytes of a message beside its data


class Message(msgspec.Struct, frozen=True):
    """One message between two addresses."""

    to: int
    sender: int
    header: int
    data: bytes = b""

    def packed(self) -> bytes:
        """Its bytes."""
        head = bytes((self.to, len(self.data), self.sender, self.header)) + self.data
        return head + bytes((-sum(head) & 0xFF,))


def whole(data: bytes) -> bool:
    """Whether a message that begins here is all there."""
    return len(data) >= AROUND and len(data) >= AROUND + data[1]


def parsed(data: bytes) -> Message | None:
    """The one message that these bytes are; None where they are none, or more than one."""
    if not whole(data) or len(data) != AROUND + data[1] or sum(data) & 0xFF:
        return None
    return Message(data[0], data[2], data[3], data[4:-1])
