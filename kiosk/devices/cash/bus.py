"""One ccTalk line: the host asks, one device answers; what was disturbed is asked again."""

from typing import Final

from kiosk.devices.cash.frame import ACK, HOST, Message, parsed, whole
from kiosk.devices.profiles import Transport as Line
from kiosk.devices.transports import Transport

LINE: Final = Line(kinds=("serial", "tcp"), baud=9600, flow="none", write_timeout_s=2.0)
REPLY_S: Final = 0.25  # the slowest cited device answers a poll well within it
_TRIES: Final = 3
_GAP_S: Final = 0.06  # the specification allows 50 ms between two bytes of a message
_MOST: Final = 600  # bytes of an echo and an answer


class NoAnswer(TimeoutError):  # noqa: N818 - named for what happened, as the system's own are
    """A device did not answer, or what came was no answer, as often as it was asked."""


class Declined(OSError):  # noqa: N818 - as above
    """A device is there and will not do what was asked."""


class Bus:
    """The line, used by one thread. Every method but `close` raises OSError when the line is lost."""

    def __init__(self, transport: Transport, reply_s: float = REPLY_S) -> None:
        self._transport = transport
        self._reply_s = reply_s
        self._up = False

    def open(self) -> None:
        """Opens the line where it is not open."""
        if not self._up:
            self._transport.open()
            self._up = True

    def close(self) -> None:
        """Lets the line go; the next `open` opens it again."""
        self._up = False
        self._transport.close()

    def ask(self, address: int, header: int, data: bytes = b"", *, answer: int | None = 0, once: bool = False) -> bytes:
        """The answer's data: `answer` bytes of it, None for any number. Raises NoAnswer and Declined.

        A command that moves money is asked `once`: a lost answer does not say that nothing moved.
        """
        sent = Message(address, HOST, header, data).packed()
        for _ in range(1 if once else _TRIES):
            self._drained()
            self._transport.write(sent)
            reply = self._reply(sent)
            if reply is None or reply.to != HOST or reply.sender != address:
                continue
            if reply.header == ACK and answer in {None, len(reply.data)}:
                return reply.data
            if reply.header != ACK or len(reply.data) == 1:
                raise Declined(f"device {address} declines {header}: {reply.header} {reply.data.hex()}")
        raise NoAnswer(f"device {address} gives no answer to {header}")

    def _reply(self, sent: bytes) -> Message | None:
        """What comes back behind the own echo, where the line has one; None for silence and for what is disturbed."""
        came, wait_s = b"", self._reply_s
        while len(came) < _MOST:
            part = self._transport.read(wait_s)
            came += part
            rest = came.removeprefix(sent)
            if not part:
                return parsed(rest)
            echoing = sent.startswith(came)
            if not echoing and whole(rest):
                return parsed(rest)
            wait_s = self._reply_s if not rest or echoing else _GAP_S
        return None

    def _drained(self) -> None:
        """An answer that came too late is no answer to the next question."""
        while self._transport.read(0):
            pass
