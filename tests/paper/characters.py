"""Characters printed in lines and read back, cell by cell, from the paper of a virtual printer."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

import msgspec
from PIL import Image, ImageChops

from kiosk.paper.elements import Pair, Slip
from kiosk.paper.face import Face
from kiosk.paper.render import render
from kiosk.paper.spec import CELL_DOTS, GLYPH_DOTS, PaperSpec
from kiosk.virtual.paper import Print, print_out

TABLE: Final = Path(__file__).parents[1] / "data" / "characters" / "general_standard.txt"
# What slips and people write besides: money, marks of Chinese text, units, names and places that no ROM has.
SYMBOLS: Final = "，。、；：？！“”‘’（）【】《》〈〉「」『』—…·～￥$%‰°℃①②⑩⑴⒈㈠〇○●□■△▲☆★※→←↑↓×÷±≤≥≠∞№㎡℡Ⅰ"
RARE: Final = "𬭎㛃𫖯𬘭䶮㙍㵄𬊤𬭚𬶍喆堃昇珺翀赟彧芃垚淼犇骉鱻龘"
NO_ROM: Final = "¥ñéüãçøß£©®²³½"
AMOUNT: Final = "￥12.50"
_MARGIN: Final = 24
_ROWS: Final = 24
# So many dots may be added lest image data be obeyed (docs/decisions/0007): a thin stroke a dot wider.
_ADDED: Final = 16
Size = Literal[1, 2]


class Tally(msgspec.Struct):
    """How many characters were printed, and which were not as they should be; `over` are lines wider than the paper."""

    printed: int = 0
    wrong: list[str] = msgspec.field(default_factory=list)
    lost: list[str] = msgspec.field(default_factory=list)
    over: list[str] = msgspec.field(default_factory=list)


def general_standard() -> str:
    """The 8,105 characters."""
    return "".join(TABLE.read_text("utf-8").split())


def gb2312() -> str:
    """The 7,445 characters of GB2312: 682 signs and 6,763 hanzi."""
    codes = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(code.decode("gb2312", "ignore") for code in codes)


def _ink(dots: Image.Image) -> int:
    return dots.histogram()[0]


def width(char: str) -> int:
    """Columns: as a ROM's bytes say, else two for hanzi and one for letters; said here anew."""
    length = len(char.encode("gb18030"))
    return length if length <= 2 else 2 if char > "\u2e80" else 1


class Reader:
    """Knows every character by its dots, single and double, as the bundled face or a ROM doubling it draws them."""

    def __init__(self, characters: str, face: Face) -> None:
        self._face = face
        self._known: dict[tuple[Size, bytes], set[str]] = {}
        for char in dict.fromkeys(characters + AMOUNT):
            single = face.line(char)
            twice = single.resize((2 * single.width, 2 * single.height), Image.Resampling.NEAREST)
            drawn: tuple[tuple[Size, Image.Image], ...] = ((1, single), (2, twice), (2, face.line(char, 2)))
            for size, dots in drawn:
                self._known.setdefault((size, dots.tobytes()), set()).add(char)
        missing = face.line("\U000e0fff")
        self._missing = {missing.tobytes(), Image.new("1", missing.size, 1).tobytes()}

    def unknown_to_the_font(self, characters: str) -> list[str]:
        """Those that would come out as an empty box or as nothing."""
        return [char for char in characters if char != "\u3000" and self._face.line(char).tobytes() in self._missing]

    def alike(self) -> list[set[str]]:
        """Characters nobody can tell apart on paper."""
        return [chars for (size, _), chars in self._known.items() if size == 1 and len(chars) > 1]

    def reads(self, dots: Image.Image, char: str, size: Size) -> bool:
        """Whether these dots are the character, but for the dots that decision 0007 adds."""
        known = self._known.get((size, dots.tobytes()))
        if known is not None:
            return char in known
        drawn = self._face.line(char, size)
        missing = ImageChops.logical_and(dots, ImageChops.invert(drawn))
        return not missing.getbbox() and _ink(dots) - _ink(drawn) <= _ADDED


def runs(characters: Iterable[str], room: int) -> Iterator[str]:
    """The characters in lines of at most so many columns; those no ROM has by themselves, for they make a line dots."""
    for rom in (True, False):
        run, used = "", 0
        for char in characters:
            if _in_rom(char) is not rom:
                continue
            if used + width(char) > room:
                yield run
                run, used = "", 0
            run, used = run + char, used + width(char)
        if run:
            yield run


def print_and_read(characters: str, spec: PaperSpec, face: Face, reader: Reader, size: Size) -> Tally:
    """Prints each character in a line with an amount at its right, and reads the paper."""
    tally = Tally()
    room = spec.columns // size - sum(map(width, AMOUNT)) - 1
    every = list(runs(characters, room))
    for first in range(0, len(every), _ROWS):
        rows = every[first : first + _ROWS]
        slip = Slip("test.characters", "1", tuple(Pair(run, AMOUNT, size) for run in rows))
        _read(print_out(render(slip, spec, face), spec.dots, face), rows, spec, reader, size, tally)
    return tally


def _in_rom(text: str) -> bool:
    return all(len(char.encode("gb18030")) <= 2 for char in text)


def _read(paper: Print, rows: list[str], spec: PaperSpec, reader: Reader, size: Size, tally: Tally) -> None:
    height = spec.line_dots + GLYPH_DOTS * (size - 1)
    if paper.overran or paper.not_understood:
        tally.over.extend(rows)
    for number, run in enumerate(rows):
        line = paper.image.crop(
            (_MARGIN, _MARGIN + number * height, _MARGIN + spec.dots, _MARGIN + (number + 1) * height)
        )
        tally.printed += len(run)
        _read_line(line, [(0, run), (spec.columns // size - sum(map(width, AMOUNT)), AMOUNT)], reader, size, tally)
    if spec.mode == "rom":
        said = {line.partition(" ")[0].rstrip("\u3000") for line in paper.text}
        tally.wrong += [run for run in rows if _in_rom(run) and run.rstrip("\u3000") not in said]


def _read_line(line: Image.Image, parts: list[tuple[int, str]], reader: Reader, size: Size, tally: Tally) -> None:
    """Each character where it must stand, and no ink anywhere else."""
    for column, text in parts:
        x = column * CELL_DOTS * size
        for char in text:
            right = x + width(char) * CELL_DOTS * size
            box = (x, 0, right, GLYPH_DOTS * size)
            dots = line.crop(box)
            if char != "\u3000" and not _ink(dots):
                tally.lost.append(char)
            elif not reader.reads(dots, char, size):
                tally.wrong.append(char)
            line.paste(1, box)
            x = right
    if _ink(line):
        tally.over.append(parts[0][1])
