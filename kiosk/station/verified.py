"""What came out on this station's paper: laid over the packaged profile, which the station never writes to."""

from pathlib import Path

import msgspec

from kiosk.base.toml import ConfigError, decode
from kiosk.devices.profiles import ESCPOS_PRINTER, SCHEMA, Overlay, PrinterProfile, Verified
from kiosk.station.files import StationFiles

_WHY = "What was seen on this station's paper, laid over the profile of the same name; written by its test page."


def laid_over(files: StationFiles, profile: PrinterProfile) -> PrinterProfile:
    """The profile as this station knows it. Raises ConfigError where the station's own file is wrong."""
    path = _file(files, profile.id)
    if not path.exists():
        return profile
    overlay = decode(path.read_bytes(), Overlay, str(path))
    if overlay.id != profile.id:
        raise ConfigError(str(path), "id", 1, f'expected the file\'s own name, "{profile.id}"')
    return msgspec.structs.replace(profile, verified=overlay.verified)


def fill(files: StationFiles, profile: str, verified: Verified) -> None:
    """Writes down by whom and when the paper was seen. Raises OSError."""
    import tomlkit  # noqa: PLC0415 - seldom: a station starts sooner without

    document = tomlkit.document()
    document.add(tomlkit.comment(_WHY))
    document.update({"schema": SCHEMA, "id": profile, "kind": ESCPOS_PRINTER})
    document["verified"] = msgspec.structs.asdict(verified)
    path = _file(files, profile)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(tomlkit.dumps(document), encoding="utf-8")
    fresh.replace(path)


def _file(files: StationFiles, profile: str) -> Path:
    return files.profiles / ESCPOS_PRINTER / f"{profile}.toml"
