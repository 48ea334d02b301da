"""A USB printer by its device file (`/dev/usb/lp0`, the kernel's usblp), its answers read back."""

import errno
import os
import select
import time
from typing import Final

_CHUNK: Final = 4096
_USB_BYTES_PER_S: Final = 1_000_000.0
# A USB printer with nothing to say may answer with nothing, at once and again and again.
_NOTHING_S: Final = 0.01
_GONE: Final = select.POLLERR | select.POLLHUP | select.POLLNVAL


class UsbPort:
    """A printer that the kernel drives; one process at a time has it."""

    bytes_per_s = _USB_BYTES_PER_S

    def __init__(self, path: str, timeout_s: float) -> None:
        self._path = path
        self._timeout_s = timeout_s
        self._file = -1

    def open(self) -> None:
        """Opens it and reads what a former user left."""
        self.close()
        self._file = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        while self._read():
            pass

    def write(self, data: bytes) -> None:
        """Sends all bytes, and waits until the last are taken: what is under way when the file is closed is lost."""
        left = memoryview(data)
        while left:
            self._wait(select.POLLOUT, self._timeout_s)
            try:
                left = left[os.write(self._opened(), left[:_CHUNK]) :]
            except BlockingIOError:
                continue
        self._wait(select.POLLOUT, self._timeout_s)

    def read(self, timeout_s: float) -> bytes:
        """What has arrived; a packet without bytes is nothing, and no end."""
        deadline = time.monotonic() + timeout_s
        left = timeout_s
        while True:
            try:
                self._wait(select.POLLIN, max(left, 0))
            except TimeoutError:
                return b""
            data = self._read()
            left = deadline - time.monotonic()
            if data or left <= 0:
                return data
            time.sleep(min(_NOTHING_S, left))

    def close(self) -> None:
        """Closes it."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _read(self) -> bytes:
        try:
            return os.read(self._opened(), _CHUNK)
        except BlockingIOError:
            return b""

    def _wait(self, event: int, timeout_s: float) -> None:
        """Raises TimeoutError where the printer is not ready in time, OSError where it is unplugged."""
        poll = select.poll()
        poll.register(self._opened(), event)
        found = poll.poll(timeout_s * 1000)
        if not found:
            raise TimeoutError(f"timeout: {self._path} takes or gives no bytes")
        if found[0][1] & _GONE:
            raise OSError(errno.ENODEV, "the printer is unplugged", self._path)

    def _opened(self) -> int:
        if self._file < 0:
            raise ConnectionError("the device file is not open")
        return self._file
