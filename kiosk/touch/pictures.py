"""Whether the station's own pictures can be shown. No Kivy."""

from pathlib import Path

from kiosk.station.doctor import Finding
from kiosk.widgets import photos


def looked(folder: Path) -> Finding:
    """The first file that is no picture, or too large; else how many there are. A station need not have any."""
    found = photos.files(folder)
    for file in found:
        try:
            photos.read(file)
        except photos.BadPicture as bad:
            fields = {"file": str(file.relative_to(folder)), "megabytes": photos.MOST_BYTES // 1024 // 1024}
            return Finding("pictures", "warn", bad.why, fields)
    return Finding("pictures", "ok", "ok", {"count": len(found)})
