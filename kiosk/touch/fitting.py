"""Whether the workers' screens fit the display there is: what is laid out where they do not, and what is said then.

No Kivy here.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from kiosk.base.service import Service
from kiosk.base.toml import ConfigError
from kiosk.station.doctor import Finding
from kiosk.station.files import StationFiles
from kiosk.station.settings import parse
from kiosk.widgets.window import LANDSCAPE, MM_PER_INCH, PORTRAIT, Glass

# Why, and its fields: a sentence `doctor.glass_WHY` of the words files.
Says = tuple[str, dict[str, Any]]


def _mm(glass: Glass) -> tuple[float, float]:
    return glass.width / glass.px(1), glass.height / glass.px(1)


# The least room the screens are made for, in mm: both glasses on which every one of them is walked.
_LEAST: Final = {True: _mm(PORTRAIT), False: _mm(LANDSCAPE)}


def least(glass: Glass) -> tuple[float, float]:
    """What a glass held this way needs at least, in mm."""
    return _LEAST[glass.height > glass.width]


def laid_out(glass: Glass) -> Glass:
    """The glass as it is laid out: everything smaller than it should be where the real one has no room for it."""
    wide, high = least(glass)
    dpi = min(glass.dpi, glass.width / wide * MM_PER_INCH, glass.height / high * MM_PER_INCH)
    return Glass(glass.inches * glass.dpi / dpi, glass.width, glass.height)


def shown(glass: Glass, display: tuple[int, int] | None) -> Glass:
    """The glass that is shown on a display in pixels: the display's own where `station.toml` says another one."""
    if display is None or display == (glass.width, glass.height):
        return laid_out(glass)
    return laid_out(Glass(glass.inches, *display))


def wrong(glass: Glass, display: tuple[int, int] | None) -> Says | None:
    """What is to be said of a glass on a display; nothing where it is as it should be."""
    if display is not None and display != (glass.width, glass.height):
        there, asked = f"{display[0]}×{display[1]}", f"{glass.width}×{glass.height}"
        return "other", {"there": there, "asked": asked}
    if laid_out(glass).inches > glass.inches + 0.05:
        needs = laid_out(glass).inches
        return "small", {"inches": f"{glass.inches:g}", "least": f"{needs:.1f}"}
    return None


def looked(files: StationFiles, services: Sequence[Service], display: tuple[int, int] | None) -> Iterator[Finding]:
    """What a technician is told of the workers' screen; nothing while the settings cannot be read."""
    try:
        screen = parse(files.settings.read_text(encoding="utf-8"), services, str(files.settings)).screen
    except (OSError, ConfigError):
        return  # the doctor's check of the settings says so
    found = wrong(Glass(screen.diagonal_in, screen.width, screen.height), display)
    if found is not None:
        yield Finding("glass", "warn", *found)
    elif display is not None:
        yield Finding("glass", "ok", "ok", {"there": f"{display[0]}×{display[1]}"})
