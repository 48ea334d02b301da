"""Lines as text for a printer with a Chinese font ROM."""

from typing import Final

from escpos.constants import ESC, FS, GS, TXT_SIZE
from PIL import Image

from kiosk.paper import raster
from kiosk.paper.face import Face
from kiosk.paper.layout import Line, QrBlock, TextLine
from kiosk.paper.measure import in_rom
from kiosk.paper.spec import GLYPH_DOTS, PaperSpec, QrSpec

_LEAVE_HANZI: Final[bytes] = FS + b"."
_LINE_SPACING: Final[bytes] = ESC + b"3"
_SIZE: Final[bytes] = TXT_SIZE
_HANZI_SIZE: Final[bytes] = FS + b"!"
_CENTRE: Final[bytes] = ESC + b"a\x01"
_LEFT: Final[bytes] = ESC + b"a\x00"
_FEED_DOTS: Final[bytes] = ESC + b"J"
_QR: Final[bytes] = GS + b"(k"
_LEVELS: Final = {"L": b"0", "M": b"1", "Q": b"2", "H": b"3"}


def body(lines: tuple[Line, ...], spec: PaperSpec, face: Face) -> bytes:
    """The lines' bytes. A line with a character that no ROM has goes out as an image, at the same place and height."""
    return b"".join(_line(line, spec, face) for line in lines) + _LEAVE_HANZI


def native_qr(text: str, spec: QrSpec, module: int) -> bytes:
    """A QR code drawn by the printer itself (Epson, GS ( k, functions 165, 167, 169, 180 and 181), centred."""
    data = text.encode()
    settings = (b"1A2\x00", b"1C" + bytes([module]), b"1E" + _LEVELS[spec.ec], b"1P0" + data, b"1Q0")
    margin = _FEED_DOTS + bytes([spec.quiet * module])
    return margin + _CENTRE + b"".join(_QR + len(one).to_bytes(2, "little") + one for one in settings) + _LEFT + margin


def _line(line: Line, spec: PaperSpec, face: Face) -> bytes:
    if isinstance(line, QrBlock):
        if spec.native_qr:
            return native_qr(line.text, spec.qr, line.module)
        return _image(raster.picture([line], spec, face))
    if not in_rom(line.text):
        return _image(raster.picture([line], spec, face))
    return _size(line, spec) + line.text.encode("gb18030") + b"\n"


def _size(line: TextLine, spec: PaperSpec) -> bytes:
    """Sizes are said anew on every line: a printer that lost its state goes wrong for one line at most."""
    double = line.size == 2
    spacing = _LINE_SPACING + bytes([spec.line_dots + GLYPH_DOTS * (line.size - 1)])
    hanzi = _HANZI_SIZE + (b"\x0c" if double else b"\x00") if spec.double == "fs!" else b""
    return spacing + _SIZE + (b"\x11" if double else b"\x00") + hanzi


def _image(image: Image.Image) -> bytes:
    return b"".join(raster.bands(image))
