"""What the system is told so that a station runs by itself: units, groups and rules, packaged as they are installed."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from kiosk.base.files import bundled
from kiosk.station.files import sync

Part = Literal["station", "centre"]
PARTS: Final[tuple[Part, ...]] = ("station", "centre")
_CENTRE: Final = "kiosk-centre.service"
_VERDICT: Final = "kiosk-verdict.service"
# Where each packaged folder goes; only the units are of use to a centre.
_PLACES: Final = {
    "system": "etc/systemd/system",
    "sysusers.d": "etc/sysusers.d",
    "udev": "etc/udev/rules.d",
    "journald.conf.d": "etc/systemd/journald.conf.d",
    "logind.conf.d": "etc/systemd/logind.conf.d",
    "sysctl.d": "etc/sysctl.d",
    "xorg.conf.d": "etc/X11/xorg.conf.d",
}
_FOR_BOTH: Final = ("journald.conf.d",)
# Ctrl-Alt-Del does nothing (systemd.special(7)).
_MASKED: Final = "etc/systemd/system/ctrl-alt-del.target"
_NULL: Final = Path("/dev/null")


def files(part: Part) -> Iterator[tuple[Path, str]]:
    """The packaged files, each with its place under the root."""
    for folder, place in _PLACES.items():
        for path in sorted((bundled("assets") / "systemd" / folder).iterdir()):
            of_centre = path.name == _CENTRE
            for_both = folder in _FOR_BOTH or path.name == _VERDICT
            if for_both or (of_centre if part == "centre" else not of_centre):
                yield path, f"{place}/{path.name}"


def install(part: Part, root: Path) -> tuple[Path, ...]:
    """Puts them in place, whole or not at all, each; returns where they are. Raises OSError."""
    placed = []
    for source, place in files(part):
        target = root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.new")
        fresh.write_bytes(source.read_bytes())
        fresh.chmod(0o644)
        sync(fresh)
        fresh.replace(target)
        placed.append(target)
    if part == "station":
        masked = root / _MASKED
        masked.unlink(missing_ok=True)
        masked.symlink_to(_NULL)
        placed.append(masked)
    return tuple(placed)


def environment(path: Path) -> dict[str, str]:
    """What a file that a unit names with `EnvironmentFile=` says; nothing where there is none. Raises OSError."""
    if not path.exists():
        return {}
    lines = shlex.split(path.read_text(encoding="utf-8"), comments=True)
    return {name: value for name, _, value in (line.partition("=") for line in lines)}
