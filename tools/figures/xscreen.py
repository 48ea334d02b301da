"""A virtual X screen whose pixels lie in memory, so that looking costs the programs on it nothing."""

import mmap
import os
import struct
import subprocess
import time
from pathlib import Path
from typing import Final

WIDTH: Final = 1080
HEIGHT: Final = 1920
_COLUMNS: Final = 20
_ROWS: Final = 32
# XWDFileHeader (X11/XWDFile.h): big-endian words, then the colour map with 12 bytes an entry.
_HEADER: Final = struct.Struct(">25I")
_COLOUR_BYTES: Final = 12
_PIXEL_BYTES: Final = 4
_MOST_S: Final = 20.0
# A screen that has just come up takes no touch for a moment.
_DEAF_S: Final = 0.5


class XScreen:
    """An Xvfb of its own with the glass of the workers' screen."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._bytecode = folder / "bytecode"
        reads, writes = os.pipe()
        command = ["Xvfb", "-displayfd", str(writes), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder)]
        self._server = subprocess.Popen(
            [*command, "-nolisten", "tcp", "-noreset"], pass_fds=(writes,), stderr=subprocess.DEVNULL
        )
        os.close(writes)
        with os.fdopen(reads) as told:
            self.name = f":{told.readline().strip()}"
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = _HEADER.unpack_from(self._memory)
        start, line = header[0] + header[19] * _COLOUR_BYTES, header[12]
        self._rows = [start + line * (row * HEIGHT // _ROWS + HEIGHT // _ROWS // 2) for row in range(_ROWS)]
        self._step = WIDTH // _COLUMNS * _PIXEL_BYTES
        self._finger = subprocess.Popen(["xdotool", "-"], env=self.environment, stdin=subprocess.PIPE)

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to be shown here; like an installed one, it keeps its bytecode."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return {**kept, "DISPLAY": self.name, "PYTHONPYCACHEPREFIX": str(self._bytecode)}

    def look(self) -> bytes:
        """The green of points all over the screen."""
        end = WIDTH * _PIXEL_BYTES
        return b"".join(self._memory[row + 1 : row + end : self._step] for row in self._rows)

    def wait_for(self, *, light: bool) -> float:
        """When the first point is not black, or all are again, by the monotonic clock. Raises TimeoutError."""
        end = time.monotonic() + _MOST_S
        while any(self.look()) != light:
            if time.monotonic() > end:
                raise TimeoutError("nothing was drawn" if light else "what was drawn stays")
            time.sleep(0.001)
        return time.monotonic()

    def touch(self, x: float, y: float, watch_s: float = 1.2) -> float:
        """Touches at pixels from the upper left; the seconds until the screen stood that followed.

        It stands when nine of ten points that change in the time watched are as they are at its end: a countdown may
        run on it, and a tile that only shows that it was touched is not it.
        """
        assert self._finger.stdin is not None
        self._finger.stdin.write(f"mousemove {x:.0f} {y:.0f}\n".encode())
        self._finger.stdin.flush()
        time.sleep(_DEAF_S)
        before = self.look()
        began = time.monotonic()
        self._finger.stdin.write(b"click 1\n")
        self._finger.stdin.flush()
        seen: list[tuple[float, bytes]] = []
        while (now := time.monotonic()) < began + watch_s:
            points = self.look()
            if points != (seen[-1][1] if seen else before):
                seen.append((now - began, points))
            time.sleep(0.0005)
        if not seen:
            raise TimeoutError(f"nothing changed after a touch at {x:.0f}, {y:.0f}")
        last = seen[-1][1]
        changed = [i for i, (was, came) in enumerate(zip(before, last, strict=True)) if was != came]
        return next(at for at, points in seen if sum(points[i] == last[i] for i in changed) >= 0.9 * len(changed))

    def close(self) -> None:
        """Ends the screen."""
        assert self._finger.stdin is not None
        self._finger.stdin.close()
        self._finger.wait()
        self._memory.close()
        self._server.terminate()
        self._server.wait()
