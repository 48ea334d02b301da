"""What a printer with a Chinese ROM makes of a job, as a picture and as text. Pure."""

from collections.abc import Iterable
from typing import Final

import msgspec
from PIL import Image

from kiosk.paper import qr
from kiosk.paper.face import Face
from kiosk.paper.measure import columns
from kiosk.paper.spec import QrSpec
from kiosk.virtual import commands as do
from kiosk.virtual.parser import Parser

_DEFAULT_SPACING: Final = 30
_MARGIN_DOTS: Final = 24


class Print(msgspec.Struct, frozen=True):
    """What came out: `image` 1 bit, with a white margin; `text` line by line; whether a line ran over the paper's edge.

    `not_understood` holds bytes that would have come out as rubbish.
    """

    image: Image.Image
    text: tuple[str, ...]
    overran: bool
    not_understood: tuple[bytes, ...]


def print_out(job: bytes, dots: int, face: Face) -> Print:
    """Prints a job on paper of so many printable dots."""
    roll = _Roll(dots, face)
    for command in Parser().feed(job):
        roll.take(command)
    return roll.finished()


def text_of(commands: Iterable[do.Command]) -> tuple[str, ...]:
    """The lines of text a job sets; images are not read."""
    lines = [""]
    for command in commands:
        if isinstance(command, do.Characters):
            lines[-1] += command.text
        elif isinstance(command, do.LineFeed):
            lines.append("")
    return tuple(line for line in lines if line.strip())


class _Roll:
    """The print head's state, and the paper behind it."""

    def __init__(self, dots: int, face: Face) -> None:
        self._dots = dots
        self._face = face
        self._strips: list[Image.Image] = []
        self._commands: list[do.Command] = []
        self._overran = False
        self._reset()

    def _reset(self) -> None:
        self._line: list[Image.Image] = []
        self._spacing = _DEFAULT_SPACING
        self._align = "left"
        self._size = self._hanzi_size = (1, 1)
        self._hanzi_space = (0, 1)

    def take(self, command: do.Command) -> None:  # noqa: C901 - one case a command
        """Does what one command says."""
        self._commands.append(command)
        match command:
            case do.Reset():
                self._reset()
            case do.Characters(text=text):
                self._set(text)
            case do.LineFeed():
                self._end_line(self._spacing)
            case do.FeedDots(dots=dots):
                self._end_line(dots)
            case do.FeedLines(lines=lines):
                self._end_line(lines * self._spacing)
            case do.Spacing(dots=dots):
                self._spacing = dots
            case do.Place(align=align):
                self._align = align
            case do.Size(wide=wide, high=high, hanzi_only=hanzi_only):
                self._hanzi_size = (wide, high)
                self._size = self._size if hanzi_only else (wide, high)
            case do.HanziSpace(left=left, right=right):
                self._hanzi_space = (left, right)
            case do.Image():
                self._image(command)
            case do.QrCode(text=text, module=module, ec=ec):
                self._strip(qr.picture(text, QrSpec("native", module, 0, ec), module))
            case _:
                pass  # nothing to be seen on paper

    def finished(self) -> Print:
        """The paper as it is now."""
        height = sum(strip.height for strip in self._strips)
        image = Image.new("1", (self._dots + 2 * _MARGIN_DOTS, height + 2 * _MARGIN_DOTS), 1)
        y = _MARGIN_DOTS
        for strip in self._strips:
            image.paste(strip, (_MARGIN_DOTS, y))
            y += strip.height
        odd = tuple(command.raw for command in self._commands if isinstance(command, do.NotUnderstood))
        return Print(image, text_of(self._commands), self._overran, odd)

    def _set(self, text: str) -> None:
        """Puts a character into the line; a full line is printed first, as printers do."""
        hanzi = columns(text) == 2
        wide, high = self._hanzi_size if hanzi else self._size
        left, right = self._hanzi_space if hanzi else (0, 0)
        drawn = self._face.line(text)
        drawn = drawn.resize((drawn.width * wide, drawn.height * high), Image.Resampling.NEAREST)
        glyph = Image.new("1", (drawn.width + (left + right) * wide, drawn.height), 1)
        glyph.paste(drawn, (left * wide, 0))
        if sum(one.width for one in self._line) + glyph.width > self._dots:
            self._overran = True
            self._end_line(self._spacing)
        self._line.append(glyph)

    def _end_line(self, feed: int) -> None:
        """Prints what is in the line and feeds; characters of one line stand on one base line."""
        height = max((glyph.height for glyph in self._line), default=0)
        strip = Image.new("1", (self._dots, max(feed, height)), 1)
        x = self._left(sum(glyph.width for glyph in self._line))
        for glyph in self._line:
            strip.paste(glyph, (x, height - glyph.height))
            x += glyph.width
        self._line = []
        self._strips.append(strip)

    def _image(self, command: do.Image) -> None:
        size = (command.width_bytes * 8, command.height)
        image = Image.frombytes("1", size, bytes(byte ^ 0xFF for byte in command.dots))
        self._strip(image.resize((size[0] * command.wide, size[1] * command.high), Image.Resampling.NEAREST))

    def _strip(self, image: Image.Image) -> None:
        """An image as it comes; what is beyond the edge is lost."""
        if self._line:
            self._end_line(self._spacing)
        ink = image.convert("L").point(lambda light: 255 - light).getbbox()
        self._overran = self._overran or (ink is not None and ink[2] > self._dots)
        strip = Image.new("1", (self._dots, image.height), 1)
        strip.paste(image, (self._left(image.width), 0))
        self._strips.append(strip)

    def _left(self, width: int) -> int:
        room = max(0, self._dots - width)
        return {"left": 0, "center": room // 2, "right": room}[self._align]
