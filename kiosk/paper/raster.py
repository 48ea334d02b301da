"""Lines as dots, and dots as the bands a printer takes."""

from collections.abc import Iterable, Iterator
from typing import Final

from escpos.constants import S_RASTER_N
from escpos.image import EscposImage
from PIL import Image, ImageOps

from kiosk.paper import qr
from kiosk.paper.face import Face
from kiosk.paper.layout import Line, QrBlock, TextLine
from kiosk.paper.spec import BAND_ROWS, CELL_DOTS, GLYPH_DOTS, PaperSpec

_DLE: Final = 0x10
# EOT asks for status, ENQ recovers from an error, DC4 opens the drawer: acted on at once, even inside an image.
_REAL_TIME: Final = (0x04, 0x05, 0x14)


def picture(lines: Iterable[Line], spec: PaperSpec, face: Face) -> Image.Image:
    """The lines as one picture of the paper's width, black on white, 1 bit."""
    drawn = [_drawn(line, spec, face) for line in lines]
    paper = Image.new("1", (spec.dots, sum(image.height for image in drawn)), 1)
    y = 0
    for image in drawn:
        paper.paste(image, (0, y))
        y += image.height
    return paper


def bands(image: Image.Image) -> Iterator[bytes]:
    """The picture as GS v 0 commands (raster bit image) of at most 256 rows, free of real-time commands.

    What is white at a band's right is not sent: a serial line takes a second for every 11 kB.
    """
    for fragment in EscposImage(image).split(BAND_ROWS):
        ink = ImageOps.invert(fragment.convert("L")).getbbox()
        band = EscposImage(fragment.crop((0, 0, ink[2] if ink else 1, fragment.height)))
        size = band.width_bytes.to_bytes(2, "little") + band.height.to_bytes(2, "little")
        yield S_RASTER_N + size + without_real_time(band.to_raster_format())


def without_real_time(dots: bytes) -> bytes:
    """The dots with no real-time command among them: the lone dot that would be DLE is made two dots wide.

    No other such pair can come of it, and an eighth of a millimetre more ink is not seen; QR codes, whose modules are
    at least two dots wide, never hold one.
    """
    safe = bytearray(dots)
    for index in range(len(safe) - 1):
        if safe[index] == _DLE and safe[index + 1] in _REAL_TIME:
            safe[index] |= _DLE >> 1
    return bytes(safe)


def _drawn(line: Line, spec: PaperSpec, face: Face) -> Image.Image:
    return _text(line, spec, face) if isinstance(line, TextLine) else _qr(line, spec, face)


def _text(line: TextLine, spec: PaperSpec, face: Face) -> Image.Image:
    """A line of text with the same space under it that the ROM's line feed leaves."""
    gap = spec.line_dots - GLYPH_DOTS
    image = Image.new("1", (spec.dots, GLYPH_DOTS * line.size + gap), 1)
    image.paste(face.line(line.text, line.size), (0, 0))
    return image


def _qr(block: QrBlock, spec: PaperSpec, face: Face) -> Image.Image:
    """A QR code in the middle of the paper, or at its left with its words beside it, in the middle of its height."""
    code = qr.picture(block.text, spec.qr, block.module)
    image = Image.new("1", (spec.dots, code.height), 1)
    if not block.beside:
        image.paste(code, ((spec.dots - code.width) // 2, 0))
        return image
    image.paste(code, (0, 0))
    y = (code.height - len(block.beside) * spec.line_dots) // 2
    for text in block.beside:
        image.paste(face.line(text), (code.width + CELL_DOTS, y))
        y += spec.line_dots
    return image
