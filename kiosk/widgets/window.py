"""The window: what Kivy must know before it is imported. Nothing here imports Kivy at the top."""

import ctypes
import errno
import math
import os
import sys
from pathlib import Path
from typing import Final

import msgspec

from kiosk.base.files import bundled

MM_PER_INCH: Final = 25.4
FRAMES_PER_SECOND: Final = 30
_FONTS: Final = ("fonts/NotoSansCJKsc-Regular.otf", "fonts/NotoSansCJKsc-Bold.otf", "icons/tabler-subset.ttf")
_OUTLINES: Final = (b"OTTO", b"\x00\x01\x00\x00")  # how a font file begins (OpenType 1.9, "sfntVersion")
# mallopt(3): what is larger is given back to the system as soon as it is free.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_LARGE_BYTES: Final = 128 * 1024


class Glass(msgspec.Struct, frozen=True):
    """A display: its diagonal in inches and its pixels. Portrait where it is taller than wide."""

    inches: float
    width: int
    height: int

    @property
    def dpi(self) -> float:
        """Pixels per inch, from the diagonal."""
        return math.hypot(self.width, self.height) / self.inches

    def px(self, mm: float) -> float:
        """Millimetres on the glass in pixels."""
        return mm * self.dpi / MM_PER_INCH


PORTRAIT: Final = Glass(21.5, 1080, 1920)
LANDSCAPE: Final = Glass(15.6, 1366, 768)


def prepare(
    glass: Glass, *, at: tuple[int, int] | None = None, fullscreen: bool = False, offscreen: bool = False
) -> None:
    """Sets Kivy up for this glass, so that a millimetre is one; `offscreen` draws where there is no display.

    `at` is where the window's upper left corner stands on the desktop, in pixels. The window is made once, as it will
    be: X takes a tenth of a second to change one.

    Raises RuntimeError when Kivy is imported already: its settings would come too late, and OSError for a font file
    that is missing or none: without it a screen would be boxes.
    """
    if "kivy" in sys.modules:
        raise RuntimeError("the window must be prepared before Kivy is imported")
    fonts = tuple(_font(bundled("assets") / name) for name in _FONTS)
    os.environ.update(
        {
            "KIVY_NO_ARGS": "1",
            "KIVY_NO_CONFIG": "1",
            "KIVY_LOG_MODE": "PYTHON",
            "KIVY_DPI": f"{glass.dpi:.4f}",
            "KIVY_METRICS_DENSITY": "1",
            "KIVY_WINDOW": "sdl2",
            "KIVY_TEXT": "sdl2",
            "KIVY_CLIPBOARD": "dummy",
        }
    )
    if offscreen:
        os.environ["SDL_VIDEODRIVER"] = "offscreen"
    _give_back()
    _configure(glass, str(fonts[0]), str(fonts[1]), at, fullscreen)


def _give_back() -> None:
    """Keeps glibc from holding on to what pictures took: it raises its thresholds as they come and go."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_MMAP_THRESHOLD, _LARGE_BYTES)
        libc.mallopt(_TRIM_THRESHOLD, _LARGE_BYTES)


def _font(path: Path) -> Path:
    """A font's file, which is there and begins as one. Raises OSError."""
    with path.open("rb") as file:
        if file.read(4) not in _OUTLINES:
            raise OSError(errno.EINVAL, "not a font", str(path))
    return path


def _configure(glass: Glass, regular: str, bold: str, at: tuple[int, int] | None, fullscreen: bool) -> None:
    from kivy.config import Config  # noqa: PLC0415 - the environment above must be set first

    settings = {
        "kivy": {
            "exit_on_escape": "0",
            "keyboard_mode": "",
            # Every label that names no font is drawn in ours: Kivy's own has no Chinese.
            "default_font": repr(["Sans", regular, regular, bold, bold]),
        },
        "graphics": {
            "width": str(glass.width),
            "height": str(glass.height),
            "position": "custom" if at else "auto",
            "left": str(at[0] if at else 0),
            "top": str(at[1] if at else 0),
            "fullscreen": "auto" if fullscreen else "0",
            "show_cursor": "0" if fullscreen else "1",
            "resizable": "0",
            "allow_screensaver": "0",
            "multisamples": "0",  # software GL draws a third as fast with them
            "maxfps": str(FRAMES_PER_SECOND),
        },
    }
    for section, values in settings.items():
        for name, value in values.items():
            Config.set(section, name, value)
    for name, _ in Config.items("input"):
        Config.remove_option("input", name)
    # The one touch provider: a second one (probesysfs) reports every touch twice.
    Config.set("input", "mouse", "mouse,disable_multitouch")
