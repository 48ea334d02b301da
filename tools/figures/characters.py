"""Every character of GB2312, the 8,105 of the general standard and the signs on slips, printed and read back."""

from pathlib import Path
from typing import Final

from paper.characters import NO_ROM, RARE, SYMBOLS, Reader, Size, gb2312, general_standard, print_and_read
from paper.samples import FACE, PAPERS

from figures.figure import Figure, Line

_PAPERS: Final = {
    "ROM, 58 mm": "generic-58-gb18030",
    "ROM, 80 mm": "generic-80-gb18030",
    "raster, 58 mm": "generic-58-raster",
    "raster, 80 mm": "generic-80-raster",
}
_SIZES: Final[tuple[Size, ...]] = (1, 2)


def measure(folder: Path, cache: Path) -> list[Line]:
    """One line a paper and mode, both sizes of print."""
    del folder, cache
    every = "".join(dict.fromkeys(gb2312() + general_standard() + SYMBOLS + RARE + NO_ROM))
    reader = Reader(every, FACE)
    return [_line(what, profile_id, every, reader) for what, profile_id in _PAPERS.items()]


def _line(what: str, profile_id: str, every: str, reader: Reader) -> Line:
    tallies = [print_and_read(every, PAPERS[profile_id], FACE, reader, size) for size in _SIZES]
    boxes = reader.unknown_to_the_font(every)
    wrong = sum(len(tally.wrong) for tally in tallies) + len(boxes)
    lost = sum(len(tally.lost) for tally in tallies)
    over = sum(len(tally.over) for tally in tallies)
    return Line(
        what=f"characters on paper: {what}",
        measured=f"{len(every)} characters, 2 sizes: {wrong} wrong, {lost} lost, {over} lines over the width",
        beside="",
        ratio="",
        promised="0 wrong, 0 lost, 0 over",
        met=(wrong, lost, over) == (0, 0, 0),
        numbers={"characters": len(every), "wrong": wrong, "lost": lost, "over": over},
    )


FIGURE: Final = Figure("characters", measure)
