"""Pictures of the station's own: files beside its settings, checked where they enter, made small once.

`pictures/tools/drill.jpg` is what the icon's name `tools/drill|hammer-drill` shows; where there is no such file, or one
that is no picture, the icon after the bar stands there. JPEG or PNG.
"""

import logging
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageOps

if TYPE_CHECKING:
    from kivy.graphics.texture import Texture

log = logging.getLogger("kiosk.pictures")
ENDINGS: Final = (".jpg", ".jpeg", ".png")
MOST_BYTES: Final = 8 * 1024 * 1024
MOST_PIXELS: Final = 30_000_000
# As large as the largest tile shows one; so many are kept: 64 × 320 × 320 × 4 bytes are 26 MB.
SIDE: Final = 320
_KEPT: Final = 64
_NAME: Final = re.compile(r"[a-z]+/[a-z0-9_.]+")
_folder: Path | None = None


class BadPicture(Exception):  # noqa: N818 - told to a person as it is
    """A file that is no picture that can be shown: `why` is too_big, or broken."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file}: {why}")
        self.file, self.why = file, why


def use(folder: Path) -> None:
    """The station's folder of pictures, there or not."""
    global _folder  # noqa: PLW0603 - one process shows one station
    _folder = folder
    shown.cache_clear()


def read(file: Path) -> Image.Image:
    """A picture upright, in RGBA, at most SIDE pixels wide and high. Raises BadPicture."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise BadPicture(file, "too_big")
        with Image.open(file, formats=("JPEG", "PNG")) as found:
            if found.width * found.height > MOST_PIXELS:
                raise BadPicture(file, "too_big")
            found.draft("RGB", (SIDE * 2, SIDE * 2))
            made = ImageOps.exif_transpose(found).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise BadPicture(file, "too_big") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise BadPicture(file, "broken") from error
    made.thumbnail((SIDE, SIDE))
    return made


def files(folder: Path) -> tuple[Path, ...]:
    """Every picture of a folder, in order."""
    return tuple(sorted(file for file in folder.glob("*/*") if file.suffix.lower() in ENDINGS))


@lru_cache(maxsize=_KEPT)
def shown(name: str) -> "Texture | None":
    """The picture of a name, ready to be drawn; None where the icon stands for it. For Kivy's thread."""
    if _folder is None or _NAME.fullmatch(name) is None:
        return None
    file = next((file for ending in ENDINGS if (file := _folder / f"{name}{ending}").is_file()), None)
    if file is None:
        return None
    try:
        return _texture(read(file))
    except BadPicture as bad:
        log.warning("%s is not shown (%s): the icon is", bad.file, bad.why)
        return None


def _texture(picture: Image.Image) -> Any:
    from kivy.graphics.texture import Texture  # noqa: PLC0415 - doctor looks at the files without a window

    made = Texture.create(size=picture.size, colorfmt="rgba")
    made.blit_buffer(picture.tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    made.flip_vertical()
    return made
