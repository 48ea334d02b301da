"""How everything looks, in one file: colours, sizes in mm, the theme that is worn. No Kivy here.

Sizes of text are em sizes. The capital H of the bundled font is 0.733 em high, and EN 301 549 asks 7.3 mm of it at
600 mm from the eyes: text for workers is never under 10 mm. A line is 1.32 em high, set in the font itself.
"""

from typing import Final

import msgspec

Colour = tuple[float, float, float, float]

# Of the bundled Noto Sans CJK SC, in em: the capital H, a line, what of a line is below the base of the letters.
CAP_HEIGHT: Final = 0.733
LINE_HEIGHT: Final = 1.32
DESCENT: Final = 0.295


def rgba(colour: str) -> Colour:
    """A colour as Kivy takes it, from #RRGGBB."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue, 1.0


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class Face(msgspec.Struct, frozen=True):
    """How a surface that can be touched is painted: its fill, its edge, what is written on it."""

    fill: Colour
    edge: Colour
    text: Colour


class Palette(msgspec.Struct, frozen=True):
    """Colours by their part. `accents` are the deep ones: a service's own, and help, done, stop, closed."""

    paper: Colour
    surface: Colour
    ink: Colour
    soft: Colour
    line: Colour
    pressed: Colour
    accents: dict[str, Colour]
    on_accent: Colour
    accent: Colour | None = None  # one colour for all of them, where many would cost contrast

    def fill(self, name: str) -> Colour:
        """The accent of that name; of a #RRGGBB too, for a service that brings its own. Raises KeyError."""
        if self.accent:
            return self.accent
        return rgba(name) if name.startswith("#") else self.accents[name]

    def face(self, accent: str, *, down: bool = False) -> Face:
        """A touchable surface: filled with its accent, or plain where that is empty; `down` while it is touched."""
        if not accent:
            return Face(self.pressed if down else self.surface, self.line, self.ink)
        fill = self.fill(accent)
        if down and self.accent:
            return Face(self.on_accent, fill, fill)
        if down:
            fill = (fill[0] * 0.6, fill[1] * 0.6, fill[2] * 0.6, 1.0)
        return Face(fill, fill, self.on_accent)


DAYLIGHT: Final = Palette(
    paper=rgba("#FBF7F0"),
    surface=rgba("#FFFFFF"),
    ink=rgba("#1F2328"),
    soft=rgba("#4A4F57"),
    line=rgba("#857B6C"),
    pressed=rgba("#E7DCC8"),
    accents={
        "meals": rgba("#953110"),
        "beds": rgba("#3730A3"),
        "tools": rgba("#115E59"),
        "points": rgba("#9D174D"),
        "help": rgba("#1E40AF"),
        "done": rgba("#14602F"),
        "stop": rgba("#991B1B"),
        "closed": rgba("#57534E"),
    },
    on_accent=rgba("#FFFFFF"),
)

CONTRAST: Final = Palette(
    paper=rgba("#000000"),
    surface=rgba("#000000"),
    ink=rgba("#FFD400"),
    soft=rgba("#FFD400"),
    line=rgba("#FFD400"),
    pressed=rgba("#4D4000"),
    accents={},
    on_accent=rgba("#000000"),
    accent=rgba("#FFD400"),
)


# The call screen while nothing happens: little light, and still read across the hall.
DIMMED: Final = Palette(
    paper=rgba("#000000"),
    surface=rgba("#000000"),
    ink=rgba("#A8A096"),
    soft=rgba("#A8A096"),
    line=rgba("#3A3733"),
    pressed=rgba("#3A3733"),
    accents={},
    on_accent=rgba("#000000"),
    accent=rgba("#A8A096"),
)


class Sizes(msgspec.Struct, frozen=True):
    """Lengths in mm. Text in em: `body` and `title` for sentences, `word` and `number` on tiles, `key` on a keypad.

    `target` is the least side of anything that can be touched, `tile` that of a primary tile; `tile_max` and
    `choice_max` are heights at which tiles stop growing. `large` is by how much large text is larger.
    """

    body: float
    title: float
    word: float
    number: float
    key: float
    icon: float
    large: float
    target: float
    tile: float
    tile_max: float
    choice_max: float
    gap: float
    margin: float
    radius: float
    stroke: float


WORKER: Final = Sizes(
    body=10.2, title=14, word=13, number=22, key=16, icon=32, large=1.15,
    target=22, tile=30, tile_max=80, choice_max=40, gap=6, margin=7, radius=5, stroke=0.8,
)  # fmt: skip
WORKER_PORTRAIT: Final = Sizes(
    body=12, title=20, word=16, number=28, key=20, icon=46, large=1.25,
    target=26, tile=30, tile_max=100, choice_max=52, gap=8, margin=10, radius=6, stroke=0.8,
)  # fmt: skip
COUNTER: Final = Sizes(
    body=5.8, title=8, word=6.6, number=12, key=9, icon=11, large=1.15,
    target=13, tile=16, tile_max=32, choice_max=16, gap=4, margin=4, radius=2.5, stroke=0.4,
)  # fmt: skip

# The call screen is read across the hall, and nothing on it is touched. A called number is 0.7° high at 6 m, `number`;
# what else is to be known there 0.3°, `title` and `word`; what is read on passing 16′ at 3 m (ISO 9241-303), `body`.
BOARD: Final = Sizes(
    body=19.4, title=42.9, word=42.9, number=100.5, key=42.9, icon=150, large=1,
    target=42.9, tile=42.9, tile_max=200, choice_max=100, gap=10, margin=18, radius=12, stroke=2,
)  # fmt: skip


class Theme(msgspec.Struct, frozen=True):
    """What is worn: colours, a portrait or landscape glass, whether text is large.

    `dense` is the counter's, behind the PIN; `board` the call screen's.
    """

    palette: Palette = DAYLIGHT
    portrait: bool = False
    large: bool = False
    dense: bool = False
    board: bool = False

    @property
    def sizes(self) -> Sizes:
        """Lengths in mm, text enlarged where it is to be."""
        sizes = BOARD if self.board else COUNTER if self.dense else WORKER_PORTRAIT if self.portrait else WORKER
        if not self.large:
            return sizes
        grown = {name: getattr(sizes, name) * sizes.large for name in ("body", "title", "word", "number", "key")}
        return msgspec.structs.replace(sizes, **grown)


_worn: list[Theme] = [Theme()]


def wear(theme: Theme) -> None:
    """Widgets built from now on look like this; what stands already keeps its look, so the shell builds anew."""
    _worn[0] = theme


def worn() -> Theme:
    """The theme widgets are built with."""
    return _worn[0]
