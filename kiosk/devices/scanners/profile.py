"""What is known of a make of code scanner, from `device_profiles/scanner/<id>.toml`."""

from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from kiosk.devices.profiles import Hex, Table, Verified, load_profile, profile_ids

SCANNER: Final = "scanner"


class Transport(Table, frozen=True):
    """How the scanner is reached; `baud` on a serial line."""

    kinds: Annotated[tuple[Literal["serial", "hid"], ...], msgspec.Meta(min_length=1)]
    baud: Literal[9600, 19200, 38400, 57600, 115200, 230400]


class Frame(Table, frozen=True):
    """How codes lie in the bytes: each of `ends` ends one, `prefix` stands before one; at most `longest` bytes.

    Where no byte comes for `silence_s`, what has come is half a code (`drop`), or a whole one (`read`).
    """

    ends: Annotated[Hex, msgspec.Meta(min_length=2)]
    prefix: Hex
    silence_s: Annotated[float, msgspec.Meta(ge=0.02, le=2)]
    at_silence: Literal["drop", "read"]
    longest: Annotated[int, msgspec.Meta(ge=32, le=4096)]


class Again(Table, frozen=True):
    """The same code once more within so many seconds is one scan."""

    within_s: Annotated[float, msgspec.Meta(ge=0, le=10)]


class ScannerProfile(Table, frozen=True):
    """One make of code scanner."""

    schema: Literal[1]
    id: str
    kind: Literal["scanner"]
    transport: Transport
    frame: Frame
    again: Again
    verified: Verified
    inherits: str = ""


def scanner_ids(root: Path | None = None) -> tuple[str, ...]:
    """The scanners there are profiles for."""
    return profile_ids(SCANNER, root)


def load_scanner(profile_id: str, root: Path | None = None) -> ScannerProfile:
    """A scanner's profile by its id, from the bundled profiles or those under `root`. Raises ConfigError."""
    return load_profile(SCANNER, profile_id, ScannerProfile, root)
