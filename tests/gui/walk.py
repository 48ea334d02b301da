"""The automatic walk: everything the table of screens asks of what stands on the glass, measured.

Text height is that of the capital H (EN 301 549 §5.1.4): the em of the font × 0.733. A Chinese character of that em is
a quarter higher still. Contrast is measured in the picture: a text's own colour against the most frequent other colour
where it stands.
"""

import math
import re
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any, Final

import msgspec
from gui.harness import every
from kivy.uix.behaviors.button import ButtonBehavior
from kivy.uix.label import Label
from kivy.uix.widget import Widget
from PIL import Image

from kiosk.widgets.example import Mode
from kiosk.widgets.glyphs import icons, tofu
from kiosk.widgets.text import Number, Say
from kiosk.widgets.theme import CAP_HEIGHT, LINE_HEIGHT, Colour, contrast
from kiosk.widgets.tile import Tile
from kiosk.widgets.window import Glass

Box = tuple[float, float, float, float]  # left, bottom, right, top, in pixels from the lower left

SLACK: Final = 1.0  # pixels: half a pixel of rounding on either side
GESTURES: Final = {"ScrollView", "Carousel", "RecycleView", "DragBehavior", "Scatter"}


def seen_at(metres: float, degrees: float) -> float:
    """How high in mm is what is seen at an angle from a distance."""
    return metres * 1000 * math.tan(math.radians(degrees))


class Limits(msgspec.Struct, frozen=True):
    """What is asked on a glass, in mm."""

    target: float
    tile: float
    cap: float


LIMITS: Final[dict[Mode, Limits]] = {
    "worker": Limits(20, 25, 7.3),
    "counter": Limits(12, 12, 4),
    "setup": Limits(20, 25, 7.3),
    "board": Limits(0, 0, seen_at(3.0, 16 / 60)),
}
FAR: Final = seen_at(6.0, 0.3)  # a little more than the 16′ of arc that ISO 9241-303 asks at the least
CALLED: Final = seen_at(6.0, 0.7)
LINE_SPACING: Final = 1.3
CONTRAST: Final = 4.5
REACH: Final = 0.6
CORNER: Final = 16.0  # mm from the corner in which 人工 and back begin


class Violation(msgspec.Struct, frozen=True):
    """One thing wrong: which check, where, what was found."""

    check: str
    where: str
    found: str

    def __str__(self) -> str:
        return f"{self.check}: {self.where}: {self.found}"


class Seen(msgspec.Struct, frozen=True):
    """What is on the glass, taken apart once for all checks."""

    root: Widget
    glass: Glass
    mode: Mode
    picture: Image.Image | None
    widgets: tuple[Widget, ...]
    texts: tuple[Label, ...]
    touched: tuple[Widget, ...]

    def mm(self, px: float) -> float:
        """Pixels in millimetres on this glass."""
        return px / self.glass.px(1)


def walk(root: Widget, mode: Mode, glass: Glass, picture: Image.Image | None) -> list[Violation]:
    """Everything that is wrong with what is shown; what stands out only where there is a picture of it."""
    widgets = tuple(every(root))
    texts = tuple(widget for widget in widgets if isinstance(widget, Label) and widget.text.strip())
    buttons = (widget for widget in widgets if isinstance(widget, ButtonBehavior))
    touched = tuple(widget for widget in buttons if getattr(widget, "live", True))
    seen = Seen(root, glass, mode, picture, widgets, texts, touched)
    return [violation for check in CHECKS for violation in check(seen)]


def targets(seen: Seen) -> Iterator[Violation]:
    """Tap targets and primary tiles are large enough for a gloved finger."""
    limits = LIMITS[seen.mode]
    for widget in seen.touched:
        least = limits.tile if isinstance(widget, Tile) else limits.target
        side = seen.mm(min(widget.size))
        if side < least - 0.05:
            yield Violation("target", name(widget), f"{side:.1f} mm, at least {least} mm")


def heights(seen: Seen) -> Iterator[Violation]:
    """Text is high enough to read at arm's length, in our font; pictures are no smaller than text."""
    for label in seen.texts:
        icon = label.font_name == "Icons"
        cap = seen.mm(label.font_size) * (1 if icon else CAP_HEIGHT)
        if cap < LIMITS[seen.mode].cap - 0.02:
            yield Violation("text", name(label), f"{cap:.1f} mm high, at least {LIMITS[seen.mode].cap} mm")
        if label.font_name not in {"Sans", "Icons"}:
            yield Violation("font", name(label), f"drawn in {label.font_name}")


def across_the_hall(seen: Seen) -> Iterator[Violation]:
    """The call screen: a called number is read at 6 m at a glance, what is bold too; nothing is to be touched."""
    if seen.mode != "board":
        return
    for widget in seen.touched:
        yield Violation("touched", name(widget), "on a screen that only shows")
    for label in seen.texts:
        number = isinstance(label.parent, Number)
        figures = number and max(other.font_size for other in label.parent.children) == label.font_size
        least = CALLED if figures else FAR if number or label.bold else 0
        cap = seen.mm(label.font_size) * CAP_HEIGHT
        if cap < least - 0.2:
            yield Violation("far", name(label), f"{cap:.1f} mm high, at least {least:.1f} mm")


def spacing(seen: Seen) -> Iterator[Violation]:
    """Lines stand apart."""
    for label in seen.texts:
        between = label.line_height * LINE_HEIGHT
        if "\n" in label.text and between < LINE_SPACING:
            yield Violation("spacing", name(label), f"{between:.2f} em a line, at least {LINE_SPACING}")


def contrasts(seen: Seen) -> Iterator[Violation]:
    """Text stands out from what is behind it, in the picture."""
    if seen.picture is None:
        return
    for label in seen.texts:
        if not inside(inked(label), (0, 0, seen.glass.width, seen.glass.height)):
            continue  # reaches past the glass: the check of clipping says so
        behind = background(seen.picture, label)
        ratio = contrast(tuple(label.color), behind)
        if ratio < CONTRAST:
            yield Violation("contrast", name(label), f"{ratio:.1f} : 1, at least {CONTRAST} : 1")


def background(picture: Image.Image, label: Label) -> Colour:
    """The most frequent colour where a text stands that is not the text's own."""
    left, bottom, right, top = inked(label)
    height = picture.height
    box = (max(0, int(left)), max(0, int(height - top)), int(right) + 1, int(height - bottom) + 1)
    crop = picture.crop((*box[:2], min(box[2], picture.width), min(box[3], height)))
    own = tuple(round(part * 255) for part in label.color[:3])
    counted: list[Any] = sorted(crop.getcolors(max(1, crop.width * crop.height)) or [], reverse=True)
    for _, (red, green, blue) in counted:
        if max(abs(red - own[0]), abs(green - own[1]), abs(blue - own[2])) > 2:
            return red / 255, green / 255, blue / 255, 1.0
    return own[0] / 255, own[1] / 255, own[2] / 255, 1.0


def glyphs(seen: Seen) -> Iterator[Violation]:
    """No boxes instead of characters, no sentence with an unfilled place."""
    drawn = set(icons().values())
    for label in seen.texts:
        icon = label.font_name == "Icons"
        missing = "".join(mark for mark in label.text if mark not in drawn) if icon else tofu(label.text)
        if missing:
            yield Violation("tofu", name(label), f"not in the font: {missing!r}")
        if re.search(r"\{\w*\}", label.text):
            yield Violation("words", name(label), "a place in the sentence was not filled")


def clipping(seen: Seen) -> Iterator[Violation]:
    """Nothing is cut off: text fits its widget, no word is torn, all stands inside its parent and the glass."""
    for label in seen.texts:
        (width, height), (needs_width, needs_height) = label.size, label.texture_size
        if needs_width > width + SLACK or needs_height > height + SLACK:
            yield Violation("clipped", name(label), f"needs {needs_width}×{needs_height}, has {width:.0f}×{height:.0f}")
        if lost(label):
            yield Violation("clipped", name(label), "part of the text is not drawn")
        if isinstance(label, Say):
            torn = set(re.findall(r"[A-Za-z]{2,}", label.words)) - set(re.findall(r"[A-Za-z]{2,}", label.text))
            if torn:
                yield Violation("torn", name(label), f"broken inside a word: {' '.join(sorted(torn))}")
    for widget in seen.widgets:
        if not isinstance(widget, ButtonBehavior) and widget not in seen.texts:
            continue
        own = box_of(widget)
        if not inside(own, (0, 0, seen.glass.width, seen.glass.height)):
            yield Violation("overflow", name(widget), "reaches past the glass")
        elif widget is not seen.root and isinstance(widget.parent, Widget) and not inside(own, box_of(widget.parent)):
            yield Violation("overflow", name(widget), f"reaches past {type(widget.parent).__name__}")


def lost(label: Label) -> bool:
    """Whether Kivy dropped lines or shortened them."""
    drawn = "".join(word.text for line in label._label._cached_lines for word in line.words)
    return bool(label.is_shortened) or len(re.sub(r"\s", "", drawn)) < len(re.sub(r"\s", "", label.text))


def overlaps(seen: Seen) -> Iterator[Violation]:
    """No text stands on another text, or on something to touch that it is no part of; no two targets overlap."""
    solid = [(widget, inked(widget)) for widget in seen.texts] + [(widget, box_of(widget)) for widget in seen.touched]
    for (one, here), (other, there) in combinations(solid, 2):
        wide = min(here[2], there[2]) - max(here[0], there[0])
        high = min(here[3], there[3]) - max(here[1], there[1])
        if wide > SLACK and high > SLACK and not within(one, other) and not within(other, one):
            yield Violation("overlap", f"{name(one)} and {name(other)}", f"{wide:.0f}×{high:.0f} px")


def places(seen: Seen) -> Iterator[Violation]:
    """人工 bottom left on every workers' screen, back bottom right where there is one, and neither anywhere else."""
    corner = seen.glass.px(CORNER)
    for place, must in (("person", seen.mode == "worker"), ("back", False)):
        found = [widget for widget in seen.touched if getattr(widget, "place", "") == place]
        if len(found) > 1 or (must and not found):
            yield Violation("place", place, f"{len(found)} on the screen")
        for widget in found:
            left, bottom, right, _ = box_of(widget)
            aside = left if place == "person" else seen.glass.width - right
            if aside > corner or bottom > corner:
                found_at = f"{seen.mm(aside):.0f} mm from its side, {seen.mm(bottom):.0f} mm up: not in its corner"
                yield Violation("place", place, found_at)


def reach(seen: Seen) -> Iterator[Violation]:
    """On a portrait glass, what a worker touches is in the lower 60 %."""
    if seen.mode != "worker" or seen.glass.width > seen.glass.height:
        return
    for widget in seen.touched:
        top = box_of(widget)[3] / seen.glass.height
        if top > REACH + 0.005:
            yield Violation("reach", name(widget), f"up to {top:.0%} of the height, at most {REACH:.0%}")


def meaning(seen: Seen) -> Iterator[Violation]:
    """Colour and pictures never speak alone: what can be touched has a word on it. Nothing is swiped or dragged."""
    for widget in seen.touched:
        if not spoken(widget):
            yield Violation("wordless", name(widget), "can be touched and has no word")
    for widget in seen.widgets:
        if GESTURES & {kind.__name__ for kind in type(widget).__mro__}:
            yield Violation("gesture", name(widget), "is moved by swiping")


CHECKS: Final[tuple[Callable[[Seen], Iterator[Violation]], ...]] = (
    targets, heights, across_the_hall, spacing, contrasts, glyphs, clipping, overlaps, places, reach, meaning,
)  # fmt: skip


def spoken(widget: Widget) -> str:
    """The words on a widget, without its pictures."""
    said = (part.text for part in every(widget) if isinstance(part, Label) and part.font_name != "Icons")
    return " ".join(said).replace("\n", " ").strip()


def name(widget: Widget) -> str:
    """What a person would call a widget: its kind and its words."""
    return f"{type(widget).__name__} “{spoken(widget)[:40]}”"


def box_of(widget: Widget) -> Box:
    """Where a widget is on the glass."""
    x, y = widget.to_window(*widget.pos)
    return x, y, x + widget.width, y + widget.height


def inked(widget: Widget) -> Box:
    """Where a text is drawn: its texture, in the middle of its widget."""
    left, bottom, right, top = box_of(widget)
    width, height = widget.texture_size
    middle, centre = (left + right) / 2, (bottom + top) / 2
    return middle - width / 2, centre - height / 2, middle + width / 2, centre + height / 2


def inside(inner: Box, outer: Box) -> bool:
    """Whether a box lies within another."""
    low = inner[0] >= outer[0] - SLACK and inner[1] >= outer[1] - SLACK
    return low and inner[2] <= outer[2] + SLACK and inner[3] <= outer[3] + SLACK


def within(widget: Widget, outer: Widget) -> bool:
    """Whether a widget is a part of another."""
    parent = widget.parent
    while isinstance(parent, Widget):
        if parent is outer:
            return True
        parent = parent.parent
    return False
