"""A virtual code scanner, plugged in where a real one would be, with what can be wrong with one."""

import os
import threading
import tty
from pathlib import Path
from typing import Final, Literal, Protocol, Self, get_args

ScannerFault = Literal["split", "noise", "garbled", "silent", "unplugged"]
SCANNER_FAULTS: Final[tuple[ScannerFault, ...]] = get_args(ScannerFault)

PAYMENT_CODE: Final = "134567890123456789"  # of WeChat's form, nobody's
_RUBBISH: Final = b"\x00\xf8\x00\x80\r"


class Plug(Protocol):
    """How it is plugged in."""

    def plug(self) -> None:
        """Puts it in; the system may call it otherwise than before."""
        ...

    def unplug(self) -> None:
        """Pulls it out."""
        ...

    def send(self, data: bytes) -> None:
        """Sends bytes to whoever has it open."""
        ...


class VirtualScanner:
    """One scanner, which sends `end` after a code.

    split: each byte comes by itself · noise: rubbish comes before each code · garbled: rubbish comes in place of it,
    as from another device · silent: reads, and sends nothing · unplugged.
    """

    def __init__(self, plug: Plug, end: bytes = b"\r\n") -> None:
        self._plug = plug
        self._end = end
        self._on: set[ScannerFault] = set()
        plug.plug()

    def set(self, fault: ScannerFault, on: bool = True) -> None:
        """Switches a fault on or off."""
        if fault == "unplugged" and on != (fault in self._on):
            (self._plug.unplug if on else self._plug.plug)()
        (self._on.add if on else self._on.discard)(fault)

    def scan(self, code: str, encoding: str = "utf-8") -> None:
        """Somebody holds a code before it."""
        if not self._on.isdisjoint(("silent", "unplugged")):
            return
        if "noise" in self._on:
            self._plug.send(_RUBBISH)
        sent = _RUBBISH if "garbled" in self._on else code.encode(encoding) + self._end
        for part in [sent[i : i + 1] for i in range(len(sent))] if "split" in self._on else [sent]:
            self._plug.send(part)

    def close(self) -> None:
        """Takes it away."""
        self.set("unplugged")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class SerialPlug:
    """A pseudo terminal, under a `path` that stays the same while it comes and goes, as /dev/serial/by-id does."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._ends: tuple[int, ...] = ()

    def plug(self) -> None:
        """A new line under the same name."""
        self._ends = os.openpty()
        tty.setraw(self._ends[1])
        self.path.symlink_to(os.ttyname(self._ends[1]))

    def unplug(self) -> None:
        """The line is gone, and whoever has it open learns so."""
        self.path.unlink()
        for end in self._ends:
            os.close(end)

    def send(self, data: bytes) -> None:
        """Sends bytes."""
        os.write(self._ends[0], data)


class MemoryPlug:
    """The driver's end without a system in between: has the methods of a source."""

    def __init__(self) -> None:
        self._came = threading.Condition()
        self._bytes = b""
        self._up = self._open = False

    def plug(self) -> None:
        """It is there."""
        self._up = True

    def unplug(self) -> None:
        """It is gone."""
        with self._came:
            self._up = self._open = False
            self._bytes = b""
            self._came.notify_all()

    def send(self, data: bytes) -> None:
        """Sends bytes; nobody gets them where it is not open."""
        with self._came:
            self._bytes += data if self._open else b""
            self._came.notify_all()

    def open(self) -> None:
        """Opens it. Raises OSError while it is unplugged."""
        with self._came:
            if not self._up:
                raise FileNotFoundError("no such scanner")
            self._open, self._bytes = True, b""

    def write(self, data: bytes) -> None:
        """It listens to nothing."""

    def read(self, timeout_s: float) -> bytes:
        """What has come. Raises OSError when it is unplugged."""
        with self._came:
            self._came.wait_for(lambda: self._bytes or not self._open, timeout_s)
            if not self._open:
                raise ConnectionResetError("the scanner is gone")
            data, self._bytes = self._bytes, b""
            return data

    def close(self) -> None:
        """Closes it."""
        with self._came:
            self._open = False
