"""Which characters the bundled fonts can draw, and the icons by name. No Kivy here."""

import functools

import tomli

from kiosk.base.files import bundled


@functools.cache
def drawable() -> frozenset[int]:
    """The code points of the text fonts; anything else would be a box."""
    points: set[int] = set()
    for line in (bundled("assets") / "fonts" / "coverage.txt").read_text(encoding="ascii").split():
        first, _, last = line.partition("-")
        points.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(points)


def tofu(text: str) -> str:
    """The characters of a text that the fonts lack, each once, in order."""
    return "".join(dict.fromkeys(mark for mark in text if mark != "\n" and ord(mark) not in drawable()))


@functools.cache
def icons() -> dict[str, str]:
    """The icons: name → the character that draws it in the icon font."""
    table = tomli.loads((bundled("assets") / "icons" / "icons.toml").read_text(encoding="ascii"))
    return {name: chr(int(point, 16)) for name, point in table.items()}
