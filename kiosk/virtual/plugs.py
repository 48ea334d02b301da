"""How a virtual printer is plugged in: a network port, a serial line, a piece of memory."""

import contextlib
import os
import select
import socket
import threading
import tty
from typing import Final

from kiosk.virtual.engine import Engine

_PART: Final = 4096
_MEMORY_BYTES_PER_S: Final = 1_000_000.0


class TcpPlug:
    """A network port on this machine; one connection after another, as receipt printers do."""

    def __init__(self, engine: Engine, port: int) -> None:
        self._engine = engine
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port: int = self._listener.getsockname()[1]
        self._line: _TcpLine | None = None
        self._thread = threading.Thread(target=self._serve, name="virtual printer, network", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listens no more and hangs up; the engine must be closed before."""
        self._listener.shutdown(socket.SHUT_RDWR)
        if self._line is not None:
            self._line.hang_up()
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return  # closed
            with connection:
                self._line = _TcpLine(connection)
                with contextlib.suppress(OSError):  # hung up, or without power: the connection ends either way
                    self._talk(connection, self._line)
                self._engine.unplugged(self._line)

    def _talk(self, connection: socket.socket, line: "_TcpLine") -> None:
        self._engine.plugged(line)
        while data := connection.recv(_PART):
            self._engine.take(data)


class _TcpLine:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def answer(self, data: bytes) -> None:
        self._connection.sendall(data)

    def hang_up(self) -> None:
        with contextlib.suppress(OSError):  # the other end may have been quicker
            self._connection.shutdown(socket.SHUT_RDWR)


class PtyPlug:
    """A serial line on this machine: a pseudo terminal, which a driver opens by its path."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # The other end stays open here too, else the line would end with the first job.
        self._near, self._far = os.openpty()
        tty.setraw(self._far)
        self.path = os.ttyname(self._far)
        self._wake = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="virtual printer, serial", daemon=True)
        self._thread.start()

    def answer(self, data: bytes) -> None:
        """Sends bytes to the other end."""
        os.write(self._near, data)

    def hang_up(self) -> None:
        """A serial line does not tell that the other end is gone."""

    def close(self) -> None:
        """Takes the line away; the engine must be closed before."""
        os.write(self._wake[1], b"\0")
        self._thread.join()
        for end in (self._near, self._far, *self._wake):
            os.close(end)

    def _serve(self) -> None:
        while True:
            ready, _, _ = select.select([self._near, self._wake[0]], [], [])
            if self._wake[0] in ready:
                return
            data = os.read(self._near, _PART)
            with contextlib.suppress(ConnectionResetError):  # without power bytes go nowhere
                self._engine.plugged(self)
                self._engine.take(data)


class MemoryPlug:
    """The driver's end of a connection without a system in between; has the methods of a transport."""

    bytes_per_s = _MEMORY_BYTES_PER_S

    def __init__(self, engine: Engine, timeout_s: float) -> None:
        self._engine = engine
        self._timeout_s = timeout_s
        self._arrived = threading.Condition()
        self._bytes = b""
        self._up = False

    def open(self) -> None:
        """Connects. Raises ConnectionResetError while the power is off."""
        self._engine.plugged(self)
        with self._arrived:
            self._bytes = b""
            self._up = True

    def write(self, data: bytes) -> None:
        """Gives the printer bytes. Raises TimeoutError when it takes none for too long."""
        if not self._up:
            raise ConnectionResetError("the connection is not open")
        self._engine.take(data, self._timeout_s)

    def read(self, timeout_s: float) -> bytes:
        """What the printer has answered, after waiting at most so many seconds."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._bytes or not self._up, timeout_s)
            if not self._bytes and not self._up:
                raise ConnectionResetError("the printer is without power")
            data, self._bytes = self._bytes, b""
            return data

    def close(self) -> None:
        """Ends the connection."""
        self._engine.unplugged(self)
        self._up = False

    def answer(self, data: bytes) -> None:
        """The printer's end: an answer."""
        with self._arrived:
            self._bytes += data
            self._arrived.notify_all()

    def hang_up(self) -> None:
        """The printer's end: power lost."""
        with self._arrived:
            self._up = False
            self._arrived.notify_all()
