"""The ways bytes reach a device. Opened for each job: idle network connections get reset."""

import contextlib
import socket
from typing import Final, Literal, Protocol

import serial

# Small enough that a slow line takes one well within the time allowed for progress.
_CHUNK: Final = 256
_NETWORK_BYTES_PER_S: Final = 1_000_000.0
_SHORTEST_WAIT_S: Final = 0.001

Flow = Literal["none", "rtscts", "dsrdtr", "xonxoff"]


class Transport(Protocol):
    """A way to a device, used by one thread. Every method but `close` raises OSError when the way is lost."""

    @property
    def bytes_per_s(self) -> float:
        """How fast bytes go at best."""
        ...

    def open(self) -> None:
        """Opens it anew; what a former user did not read is gone."""
        ...

    def write(self, data: bytes) -> None:
        """Sends all bytes. Raises TimeoutError, an OSError, when the device takes none for too long."""
        ...

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, after waiting at most so many seconds for a first byte; empty when nothing came."""
        ...

    def close(self) -> None:
        """Closes it; may be called at any time."""
        ...


class Tcp:
    """A network printer, mostly on port 9100."""

    bytes_per_s = _NETWORK_BYTES_PER_S

    def __init__(self, host: str, port: int, timeout_s: float) -> None:
        self._address = (host, port)
        self._timeout_s = timeout_s
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Connects within the time allowed."""
        self.close()
        self._socket = socket.create_connection(self._address, self._timeout_s)

    def write(self, data: bytes) -> None:
        """Sends all bytes; the time allowed starts again with each part the printer takes, however long the slip."""
        connection = self._opened()
        connection.settimeout(self._timeout_s)
        left = memoryview(data)
        while left:
            left = left[connection.send(left) :]

    def read(self, timeout_s: float) -> bytes:
        """What has arrived."""
        connection = self._opened()
        connection.settimeout(max(timeout_s, _SHORTEST_WAIT_S))
        try:
            data = connection.recv(4096)
        except TimeoutError:
            return b""
        if not data:
            raise ConnectionResetError("the device closed the connection")
        return data

    def close(self) -> None:
        """Closes the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionError("the connection is not open")
        return self._socket


class SerialLine:
    """A device on a serial line or a USB port that acts as one; name it by `/dev/serial/by-id/…`."""

    def __init__(self, path: str, baud: int, flow: Flow, timeout_s: float) -> None:
        self.bytes_per_s = baud / 10
        self._port = serial.Serial(
            None,
            baud,
            exclusive=True,
            write_timeout=timeout_s + _CHUNK / self.bytes_per_s,
            rtscts=flow == "rtscts",
            dsrdtr=flow == "dsrdtr",
            xonxoff=flow == "xonxoff",
        )
        self._port.port = path

    def open(self) -> None:
        """Opens the line for this process alone."""
        self.close()
        self._port.open()

    def write(self, data: bytes) -> None:
        """Sends all bytes, part by part, each within the time allowed."""
        for start in range(0, len(data), _CHUNK):
            self._port.write(data[start : start + _CHUNK])

    def read(self, timeout_s: float) -> bytes:
        """What has arrived."""
        self._port.timeout = max(timeout_s, _SHORTEST_WAIT_S)
        first: bytes = self._port.read(1)
        return first + self._port.read(self._port.in_waiting) if first else b""

    def close(self) -> None:
        """Closes the line."""
        with contextlib.suppress(OSError):  # an unplugged adapter cannot be closed properly, and need not be
            self._port.close()
