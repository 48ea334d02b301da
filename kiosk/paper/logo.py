"""A picture of the station's own at the top of its slips."""

from pathlib import Path
from typing import Final

from PIL import Image, UnidentifiedImageError

from kiosk.paper.raster import bands

# What a phone's camera takes at most, and two thumbs of paper: more is a mistake, and paper costs money.
_MOST_PIXELS: Final = 20_000_000
MOST_ROWS: Final = 240
_WHITE: Final = "white"


def logo(file: Path, dots: int) -> bytes:
    """The bytes that print a PNG in the middle of paper `dots` wide, made smaller where it must be, in black and white.

    Raises ValueError saying what was expected.
    """
    try:
        with Image.open(file, formats=("PNG",)) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError(f"a picture of at most {_MOST_PIXELS // 1_000_000} million pixels")
            drawn = image.convert("RGBA")
    except FileNotFoundError:
        raise ValueError(f"a PNG file that is there, not {file}") from None
    except (UnidentifiedImageError, OSError, SyntaxError):  # Pillow's word for a broken PNG
        raise ValueError(f"a PNG file, which {file} is not") from None
    paper = Image.new("RGBA", drawn.size, _WHITE)
    paper.alpha_composite(drawn)
    grey = paper.convert("L")
    share = min(1, dots / grey.width, MOST_ROWS / grey.height)
    grey = grey.resize((max(1, int(grey.width * share)), max(1, int(grey.height * share))))
    top = Image.new("1", (dots, grey.height), 1)
    top.paste(grey.convert("1"), ((dots - grey.width) // 2, 0))
    return b"".join(bands(top))
