"""Where bundled files are: fonts, icons and device profiles, in a checkout and in an installed wheel alike."""

from pathlib import Path
from typing import Final, Literal

_PACKAGE: Final = Path(__file__).resolve().parents[1]


def bundled(folder: Literal["assets", "device_profiles"]) -> Path:
    """The folder of bundled files by its name. Raises FileNotFoundError where the installation lacks it."""
    for root in (_PACKAGE / "_data", _PACKAGE.parent):
        if (root / folder).is_dir():
            return root / folder
    raise FileNotFoundError(f"this installation has no folder {folder!r}")
