"""The ring around what Enter would press: arrows and Tab move it, so that a keyboard reaches everything on a page."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from kivy.clock import Clock
from kivy.graphics import Color, Line
from kivy.metrics import mm
from kivy.uix.widget import Widget

from kiosk.widgets.surface import Tappable
from kiosk.widgets.theme import worn

WAYS: Final = frozenset({"up", "down", "left", "right", "tab", "backtab"})
_ASIDE: Final = 2.5  # how much farther something counts that does not lie straight ahead


def reachable(root: Widget) -> Iterator[Tappable]:
    """Everything below a widget that can be touched now."""
    if root.opacity <= 0:
        return
    if isinstance(root, Tappable) and root.live:
        yield root
    for child in reversed(root.children):
        yield from reachable(child)


class Ring:
    """Drawn over a page. It is on nothing until it is moved, and leaves what has gone or was built anew."""

    def __init__(self, page: Widget) -> None:
        self._page = page
        self.on: Tappable | None = None
        self._at: tuple[float, float] | None = None
        with page.canvas.after:
            self._colour = Color(rgba=(0, 0, 0, 0))
            self._line = Line(width=max(1.5, mm(worn().sizes.stroke * 1.5)))
        self._watch: Any = None

    def move(self, way: str) -> None:
        """To the next one in a direction; tab and backtab go in the order of reading."""
        there = list(reachable(self._page))
        if not there:
            return
        if self.on not in there:
            self.on = None
        here = self._at
        if here is None or (self.on is None and way in {"tab", "backtab"}):
            self._put(there[-1 if way == "backtab" else 0])
        elif way in {"tab", "backtab"}:
            assert self.on is not None  # said above
            step = 1 if way == "tab" else -1
            self._put(there[(there.index(self.on) + step) % len(there)])
        else:
            ahead = [(far, one) for one in there if one is not self.on and (far := _far(here, _middle(one), way))]
            if ahead:
                self._put(min(ahead, key=lambda pair: pair[0])[1])

    def press(self) -> bool:
        """Presses what it is on. Whether it was on anything."""
        on = self.on
        if on is None or on not in set(reachable(self._page)):
            self.off()
            return False
        on.dispatch("on_release")
        return True

    def off(self) -> None:
        """Takes it away; the next arrow goes on from where it was."""
        self.on = None
        self._paint()

    def _put(self, on: Tappable) -> None:
        self.on = on
        self._at = _middle(on)
        self._paint()
        if self._watch is None:
            self._watch = Clock.schedule_interval(self._paint, 0)

    def stop(self) -> None:
        """Watches nothing any more."""
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _paint(self, *_: object) -> None:
        """Where it is now: what it is on may have moved, or gone."""
        on = self.on
        if on is not None and not (on.live and on.get_root_window()):
            on = self.on = None
        if on is None:
            self._colour.rgba = (0, 0, 0, 0)
            self.stop()
            return
        gap = mm(worn().sizes.gap / 4)
        x, y = on.to_window(*on.pos)
        self._colour.rgba = worn().palette.ink
        self._line.rounded_rectangle = (
            x - gap,
            y - gap,
            on.width + 2 * gap,
            on.height + 2 * gap,
            mm(worn().sizes.radius),
        )


def _middle(widget: Widget) -> tuple[float, float]:
    x, y = widget.to_window(*widget.center)
    return float(x), float(y)


_AHEAD: Final[dict[str, Callable[[float, float], tuple[float, float]]]] = {
    "right": lambda right, up: (right, up),
    "left": lambda right, up: (-right, up),
    "up": lambda right, up: (up, right),
    "down": lambda right, up: (-up, right),
}


def _far(here: tuple[float, float], there: tuple[float, float], way: str) -> float:
    """How far a place lies in a direction; 0 where it does not lie there."""
    ahead, aside = _AHEAD[way](there[0] - here[0], there[1] - here[1])
    return ahead + _ASIDE * abs(aside) if ahead > 1 else 0.0
