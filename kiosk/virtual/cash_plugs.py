"""How a virtual ccTalk line is plugged in: a serial line, a network port of this machine, a piece of memory."""

import contextlib
import os
import select
import socket
import threading
import tty
from typing import Final, Self

from kiosk.virtual.cash import VirtualCash

_PART: Final = 4096


class MemoryLine:
    """The driver's end without a system in between; has the methods of a transport."""

    bytes_per_s = 960.0

    def __init__(self, cash: VirtualCash) -> None:
        self._cash = cash
        self._back = b""
        self.plugged = True

    def open(self) -> None:
        """Opens it. Raises OSError while it is unplugged."""
        if not self.plugged:
            raise FileNotFoundError("no such line")
        self._back = b""
        self._cash.forget()

    def write(self, data: bytes) -> None:
        """Sends bytes. Raises OSError when it is unplugged."""
        if not self.plugged:
            raise ConnectionResetError("the line is gone")
        self._back += self._cash.feed(data)

    def read(self, timeout_s: float) -> bytes:
        """What has come back; nothing comes later."""
        del timeout_s
        if not self.plugged:
            raise ConnectionResetError("the line is gone")
        data, self._back = self._back, b""
        return data

    def close(self) -> None:
        """Closes it."""
        self._back = b""


class SerialCash:
    """A serial line on this machine, opened by its `path`. A context manager."""

    def __init__(self, cash: VirtualCash) -> None:
        self._cash = cash
        self._near, self._far = os.openpty()
        tty.setraw(self._far)
        self.path = os.ttyname(self._far)
        self._wake = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="virtual cash, serial", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            ready, _, _ = select.select([self._near, self._wake[0]], [], [])
            if self._wake[0] in ready:
                return
            os.write(self._near, self._cash.feed(os.read(self._near, _PART)))

    def close(self) -> None:
        """Takes the line away."""
        os.write(self._wake[1], b"\0")
        self._thread.join()
        for end in (self._near, self._far, *self._wake):
            os.close(end)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class NetworkCash:
    """A network port of this machine, as an adapter gives it; one connection after another. A context manager."""

    def __init__(self, cash: VirtualCash) -> None:
        self._cash = cash
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._connection: socket.socket | None = None
        self._thread = threading.Thread(target=self._serve, name="virtual cash, network", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                self._connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            self._cash.forget()
            with self._connection, contextlib.suppress(OSError):  # hung up: the connection ends either way
                while data := self._connection.recv(_PART):
                    self._connection.sendall(self._cash.feed(data))

    def close(self) -> None:
        """Listens no more and hangs up."""
        self._listener.shutdown(socket.SHUT_RDWR)
        if self._connection is not None:
            with contextlib.suppress(OSError):  # the other end may have been quicker
                self._connection.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
