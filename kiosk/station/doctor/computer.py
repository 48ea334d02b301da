"""What the machine itself must have: Python, SQLite, what is drawn with, a clock that is kept, a network."""

import ctypes
import sys
from collections.abc import Iterator
from typing import Final

import apsw

from kiosk.base.files import bundled
from kiosk.devices.finding import own_network
from kiosk.station.doctor.finding import Finding, found

_PYTHON: Final = (3, 11)
# Releases before can corrupt a WAL when two connections write or checkpoint at once (sqlite.org/wal.html).
_SQLITE: Final = (3, 51, 3)
_ASSETS: Final = (
    "fonts/NotoSansCJKsc-Regular.otf",
    "fonts/NotoSansCJKsc-Bold.otf",
    "icons/tabler-subset.ttf",
    "icons/icons.toml",
)
_SOFTWARE: Final = ("llvmpipe", "softpipe", "swrast", "software")
_TIMEX_BYTES: Final = 512  # struct timex (sys/timex.h) has 208 on 64 bits
_TIME_ERROR: Final = 5


def machine(renderer: str | None, *, screen: bool) -> Iterator[Finding]:
    """What the machine must have. `renderer` is what OpenGL draws with, None where no window could be opened."""
    python, sqlite = ".".join(map(str, sys.version_info[:3])), apsw.sqlite_lib_version()
    yield found("python", "ok" if sys.version_info[:2] >= _PYTHON else "bad", version=python)
    enough = tuple(map(int, sqlite.split("."))) >= _SQLITE
    yield found("sqlite", "ok" if enough else "bad", version=sqlite, least=".".join(map(str, _SQLITE)))
    yield _assets()
    if renderer is None:
        yield found("opengl", "bad")
    else:
        software = any(name in renderer.lower() for name in _SOFTWARE)
        yield found("opengl", "warn" if software else "ok", renderer=renderer)
    yield found("screen", "ok" if screen else "warn")
    yield _synchronised()
    yield _network()


def _network() -> Finding:
    """Whether this machine is on a network; selling needs none."""
    own = own_network()
    return found("network", "ok", address=f"{own}*") if own else found("network", "warn")


def _assets() -> Finding:
    try:
        root = bundled("assets")
    except FileNotFoundError:
        return found("assets", "bad", file="assets")
    missing = next((name for name in _ASSETS if not (root / name).is_file()), "")
    return found("assets", "bad", file=missing) if missing else found("assets", "ok", count=len(_ASSETS))


def _synchronised() -> Finding:
    """Whether something keeps the clock (adjtimex(2), which anybody may ask)."""
    answer = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    if answer < 0:
        return found("ntp", "warn", "unknown")
    return found("ntp", "warn" if answer == _TIME_ERROR else "ok")
