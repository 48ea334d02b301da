"""Random touches, keys and codes on whatever stands on the one window."""

import random
from collections.abc import Callable
from typing import Final

from kiosk.demo.fingers import seen
from kiosk.demo.stage import Touch, Widget  # before Kivy, which takes its settings from there
from kiosk.widgets.surface import Tappable

from kivy.base import EventLoop  # isort: skip
from kivy.core.window import Window  # isort: skip

# What no key may do: end the program, open anything, change the window. (key code, its character, modifiers)
KEYS: Final[tuple[tuple[int, str, list[str]], ...]] = (
    (27, "\x1b", []), (282, "", []), (292, "", []), (293, "", []), (285, "", ["alt"]), (ord("q"), "q", ["ctrl"]),
    (ord("w"), "w", ["ctrl"]), (ord("c"), "c", ["ctrl"]), (9, "\t", ["alt"]), (127, "\x7f", ["ctrl", "alt"]),
    (8, "\b", []), (13, "\r", []), (ord("5"), "5", []), (308, "", []), (319, "", []),
)  # fmt: skip


def live(root: Widget) -> list[Tappable]:
    """All that can be touched now."""
    return [widget for widget in seen(root) if isinstance(widget, Tappable) and widget.live]


class Paws:
    """All chance comes from `chance`; `root` gives what stands on the glass, `passes` lets seconds go by.

    `touched` counts the fingers that came down.
    """

    def __init__(self, chance: random.Random, root: Callable[[], Widget], passes: Callable[[float], None]) -> None:
        self.chance = chance
        self.touched = 0
        self._root, self._passes = root, passes

    def place(self) -> tuple[float, float]:
        """Anywhere on the glass."""
        return self.chance.uniform(0, Window.width - 1), self.chance.uniform(0, Window.height - 1)

    def touches_at(self, *places: tuple[float, float]) -> None:
        """Fingers go down, and up again in any order."""
        self.touched += len(places)
        touches = [Touch(*place) for place in places]
        for touch in touches:
            EventLoop.post_dispatch_input("begin", touch)
        self._passes(self.chance.choice((0, 0.03, 0.2)))
        for touch in self.chance.sample(touches, len(touches)):
            EventLoop.post_dispatch_input("end", touch)
        self._passes(self.chance.choice((0.03, 0.4)))

    def touches(self, widget: Widget) -> None:
        """The middle of a widget."""
        self.touches_at(widget.to_window(*widget.center))

    def tap(self) -> None:
        """Anywhere."""
        self.touches_at(self.place())

    def taps_something(self) -> None:
        """What can be touched, where there is something."""
        found = live(self._root())
        if found:
            self.touches(self.chance.choice(found))

    def two_fingers(self) -> None:
        """Anywhere, at once."""
        self.touches_at(self.place(), self.place())

    def outside(self) -> None:
        """Past the edge of the glass."""
        self.touches_at((self.chance.uniform(-500, 5000), self.chance.choice((-40.0, 9000.0))))

    def key(self) -> None:
        """A key that must do no harm."""
        code, mark, modifiers = self.chance.choice(KEYS)
        if not Window.dispatch("on_key_down", code, 0, mark, modifiers):
            Window.dispatch("on_keyboard", code, 0, mark, modifiers)
        Window.dispatch("on_key_up", code, 0)
        self._passes(0.03)
