"""A printer behind its plug: takes bytes, answers, fills slips. Knows nothing of networks and lines."""

import contextlib
import threading
from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from kiosk.paper.face import Face
from kiosk.paper.spec import PaperSpec
from kiosk.virtual import commands as do
from kiosk.virtual.faults import Faults, paper_sensor_byte, status_byte
from kiosk.virtual.paper import Print, print_out, text_of
from kiosk.virtual.parser import Parser

_REAL_TIME_LONGEST: Final = 3
_BUFFER_BYTES: Final = 64 * 1024


class Line(Protocol):
    """A connection as the printer sees it."""

    def answer(self, data: bytes) -> None:
        """Sends bytes to the other end. May raise OSError."""
        ...

    def hang_up(self) -> None:
        """Ends the connection, as losing power does."""
        ...


class PrintedSlip(msgspec.Struct, frozen=True):
    """One piece of paper: the job's bytes as they came, and the text in them; `cut` is false where it was torn off."""

    raw: bytes
    text: tuple[str, ...]
    spec: PaperSpec
    cut: bool = True

    def print_out(self, face: Face) -> Print:
        """What the paper looks like."""
        return print_out(self.raw, self.spec.dots, face)


class Engine:
    """The printer's electronics; safe to use from many threads. `on_slip` is called without a lock held."""

    def __init__(self, spec: PaperSpec, on_slip: Callable[[PrintedSlip], None]) -> None:
        self._spec = spec
        self._on_slip = on_slip
        self._changed = threading.Condition()
        self.faults = Faults(self._look_again)
        self.slips: list[PrintedSlip] = []
        self.kicks = 0
        self._line: Line | None = None
        self._closed = False
        self._buffer = bytearray()
        self._tail = b""
        self._late = b""
        self._parser = Parser()
        self._done: list[do.Command] = []
        self._pulses = True

    def plugged(self, line: Line) -> None:
        """A new connection, which gets the answers from now on. Raises ConnectionResetError while the power is off."""
        with self._changed:
            if "off" in self.faults:
                raise ConnectionResetError("the printer is without power")
            self._line = line

    def unplugged(self, line: Line) -> None:
        """The connection is gone."""
        with self._changed:
            if self._line is line:
                self._line = None

    def close(self) -> None:
        """Lets go of whoever waits for the printer to take bytes."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def take(self, data: bytes, timeout_s: float | None = None) -> None:
        """Takes bytes as they arrive, waiting while the printer takes none.

        Raises TimeoutError when that lasts too long, ConnectionResetError when the power is off.
        """
        while data:
            with self._changed:
                if not self._changed.wait_for(self._takes, timeout_s):
                    raise TimeoutError("the printer takes no bytes")
                if self._closed or "off" in self.faults:
                    raise ConnectionResetError("the printer is without power")
                room = _BUFFER_BYTES - len(self._buffer)
                part, data = data[:room], data[room:]
                self._act_at_once(part)
                self._buffer += part
            self._work()

    def _takes(self) -> bool:
        return self._closed or "off" in self.faults or len(self._buffer) < _BUFFER_BYTES

    def _look_again(self) -> None:
        """A fault was switched: goes on with what was held back, or forgets it."""
        with self._changed:
            self._lose_power_if_off()
            self._changed.notify_all()
        self._work()

    def _lose_power_if_off(self) -> None:
        if "off" not in self.faults:
            return
        if any(isinstance(command, do.LineFeed | do.Image | do.QrCode) for command in self._done):
            self._finish(cut=False)
        if self._line is not None:
            self._line.hang_up()
        self._buffer.clear()
        self._tail = b""
        self._late = b""
        self._done = []
        self._parser = Parser()
        self._pulses = True

    def _act_at_once(self, data: bytes) -> None:
        """Real-time commands work as they arrive, wherever they stand: between commands or inside an image."""
        data = self._tail + data
        index = 0
        while (index := data.find(b"\x10", index)) >= 0 and index + _REAL_TIME_LONGEST <= len(data):
            kind, number = data[index + 1], data[index + 2]
            if kind == 0x04 and number in (1, 2, 3, 4):
                self._say(bytes([status_byte(number, self.faults)]))
            elif kind == 0x14 and number == 1 and self._pulses:
                self.kicks += 1
            index += 1
        keep = data[-(_REAL_TIME_LONGEST - 1) :]
        self._tail = keep[keep.index(b"\x10") :] if b"\x10" in keep else b""

    def _work(self) -> None:
        """Prints what is in the buffer as far as the faults let it, then tells of the slips that came out."""
        with self._changed:
            came_out = len(self.slips)
            while self._buffer and not self.faults.offline and not {"stalled", "off"}.intersection(self.faults):
                size = self.faults.room or len(self._buffer)
                part = bytes(self._buffer[:size])
                del self._buffer[:size]
                self._print(part)
            self._lose_power_if_off()
            self._changed.notify_all()
            new = self.slips[came_out:]
        for slip in new:
            self._on_slip(slip)

    def _print(self, part: bytes) -> None:
        count = len(part)
        for command in self._parser.feed(part):
            self._done.append(command)
            if "late" not in self.faults and not isinstance(command, do.RealTime):
                self._say(self._late)
                self._late = b""
            match command:
                case do.RealTime(raw=raw):
                    count -= len(raw)
                    self._done.pop()
                case do.AskPaper():
                    self._done.pop()
                    self._say_in_turn(bytes([paper_sensor_byte(self.faults)]))
                case do.AskDone(process_id=process_id):
                    self._done.pop()
                    self._say_in_turn(b"\x37\x22" + process_id + b"\x00")
                case do.Drawer():
                    self.kicks += 1
                case do.DrawerLock(pulses=pulses):
                    self._pulses = pulses
                case do.Cut():
                    self._finish(cut=True)
                case _:
                    pass  # seen on paper only
        self.faults.worked(count)

    def _finish(self, cut: bool) -> None:
        commands, self._done = self._done, []
        raw = b"".join(command.raw for command in commands)
        self.slips.append(PrintedSlip(raw, text_of(commands), self._spec, cut))

    def _say_in_turn(self, data: bytes) -> None:
        if "late" in self.faults:
            self._late += data
        else:
            self._say(data)

    def _say(self, data: bytes) -> None:
        if data and self._line is not None and not {"silent", "stalled", "off"}.intersection(self.faults):
            with contextlib.suppress(OSError):  # who hung up gets no answer
                self._line.answer(data)
