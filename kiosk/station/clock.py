"""The machine's clocks."""

import time
from datetime import datetime
from pathlib import Path

from kiosk.base.clock import CST, Now


class SystemClock:
    """Wall clock, time since boot (also while suspended) and boot id of this machine (Linux)."""

    def __init__(self) -> None:
        self._boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()

    def now(self) -> Now:
        """The present moment."""
        return Now(datetime.now(CST), time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000, self._boot)
