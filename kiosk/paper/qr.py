"""QR codes as modules and as pictures."""

from functools import lru_cache
from typing import Final

from PIL import Image
from qrcode import QRCode, constants

from kiosk.paper.spec import PaperSpec, QrSpec

# Cameras of plain phones lose smaller modules at 203 dots an inch.
_SMALLEST_MODULE: Final = 2
_LEVELS: Final = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}


def side(text: str, spec: QrSpec) -> int:
    """The modules along one side, margins included. Raises ValueError where no QR code holds the text."""
    return len(_modules(text, spec.ec)) + 2 * spec.quiet


def module_dots(text: str, spec: PaperSpec) -> int:
    """How many dots a module gets: as many as wanted, fewer where the paper is narrow. Raises ValueError if too few."""
    dots = min(spec.qr.module, spec.dots // side(text, spec.qr))
    if dots < _SMALLEST_MODULE:
        raise ValueError(f"a QR code of {len(text)} characters does not fit a paper of {spec.dots} dots")
    return dots


def picture(text: str, spec: QrSpec, module: int) -> Image.Image:
    """The code in black on white, 1 bit, margins included."""
    modules = _modules(text, spec.ec)
    small = Image.new("1", (side(text, spec), side(text, spec)), 1)
    for y, row in enumerate(modules):
        for x, black in enumerate(row):
            if black:
                small.putpixel((x + spec.quiet, y + spec.quiet), 0)
    return small.resize((small.width * module, small.height * module), Image.Resampling.NEAREST)


@lru_cache(maxsize=32)
def _modules(text: str, ec: str) -> tuple[tuple[bool, ...], ...]:
    code = QRCode(error_correction=_LEVELS[ec], border=0)
    code.add_data(text.encode())
    try:
        code.make(fit=True)
    except ValueError as error:
        raise ValueError(f"no QR code holds {len(text)} characters") from error
    return tuple(tuple(bool(black) for black in row) for row in code.get_matrix())
