"""Paper that came out of the virtual printer: its bytes and its picture, one pair a slip."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kiosk.paper.face import Face
from kiosk.virtual.engine import PrintedSlip

TORN: Final = "torn"


class Papers:
    """Saves each piece of paper in a folder as NNN-KIND.bin and .png.

    `kind_of` says which kind of slip is being printed; what was never cut off is called torn. `told` hears of each
    picture, from the thread that printed it.
    """

    def __init__(
        self,
        folder: Path,
        face: Callable[[], Face],
        kind_of: Callable[[], str],
        told: Callable[[Path], None],
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._make_face = face
        self._face: Face | None = None
        self._kind_of = kind_of
        self._told = told
        self._lock = threading.Lock()
        self.count = 0

    def keep(self, slip: PrintedSlip) -> None:
        """Saves one piece."""
        with self._lock:
            self._face = self._face or self._make_face()
            self.count += 1
            kind = self._kind_of() if slip.cut else TORN
            path = self._folder / f"{self.count:03d}-{kind}"
            path.with_suffix(".bin").write_bytes(slip.raw)
            slip.print_out(self._face).image.save(path.with_suffix(".png"))
        self._told(path.with_suffix(".png"))
