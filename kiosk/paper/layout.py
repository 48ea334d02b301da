"""A slip on a paper of known width: elements → lines, none wider than the paper."""

from typing import Final, Literal

import msgspec

from kiosk.paper import qr
from kiosk.paper.elements import Align, Feed, Pair, QrCode, Rule, Slip, Text
from kiosk.paper.measure import clean, columns
from kiosk.paper.spec import CELL_DOTS, PaperSpec
from kiosk.paper.wrap import wrap

# Between a left and a right part, and between a QR code and what stands beside it.
_GAP: Final = 1


class TextLine(msgspec.Struct, frozen=True):
    """One line of clean text, padded so that it stands where it shall; `size` 2 is double width and height."""

    text: str
    size: Literal[1, 2] = 1

    @property
    def columns(self) -> int:
        """What it takes of the paper's columns."""
        return columns(self.text) * self.size


class QrBlock(msgspec.Struct, frozen=True):
    """A QR code of `text` with modules of `module` dots, centred, or at the left with `beside` at its right."""

    text: str
    module: int
    beside: tuple[str, ...] = ()


Line = TextLine | QrBlock


def layout(slip: Slip, spec: PaperSpec, header: str = "") -> tuple[Line, ...]:
    """The slip's lines; `header` stands at the top, as a reprint's 补打 does. Raises ValueError for a QR too large."""
    lines: list[Line] = _text(Text(header, "center"), spec.columns) if header else []
    for element in slip.elements:
        match element:
            case Text():
                lines += _text(element, spec.columns)
            case Pair():
                lines += _pair(element, spec.columns)
            case Rule():
                lines.append(TextLine("─" * (spec.columns // 2)))
            case Feed(lines=count):
                lines += [TextLine("")] * count
            case QrCode():
                lines += _qr(element, spec)
    return tuple(lines)


def _text(text: Text, width: int) -> list[Line]:
    width //= text.size
    return [TextLine(_placed(line, width, text.align), text.size) for line in wrap(clean(text.text), width)]


def _placed(line: str, width: int, align: Align) -> str:
    room = width - columns(line)
    return " " * {"left": 0, "center": room // 2, "right": room}[align] + line


def _pair(pair: Pair, width: int) -> list[Line]:
    """Left and right on one line; else the left wraps beside the right, or above it where that leaves too little."""
    width //= pair.size
    left, right = clean(pair.left).rstrip(), clean(pair.right).strip()
    room = width - columns(right) - _GAP
    if columns(left) > room and room < width // 3:
        lines = wrap(left, width) + [_placed(line, width, "right") for line in wrap(right, width)]
    else:
        *above, last = wrap(left, room)
        lines = [*above, last + " " * (width - columns(last) - columns(right)) + right]
    return [TextLine(line.rstrip(), pair.size) for line in lines]


def _qr(code: QrCode, spec: PaperSpec) -> list[Line]:
    """The code with its words at its right where they fit unbroken, else beneath it."""
    text, beside = clean(code.text), tuple(clean(line) for line in code.beside)
    module = qr.module_dots(text, spec)
    room = spec.dots - qr.side(text, spec.qr) * module - _GAP * CELL_DOTS
    if beside and not spec.native_qr and max(map(columns, beside)) * CELL_DOTS <= room:
        return [QrBlock(text, module, beside)]
    under: list[Line] = []
    for line in beside:
        under += _text(Text(line, "center"), spec.columns)
    return [QrBlock(text, module), *under]
