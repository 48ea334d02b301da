"""The glass of a touchscreen and the fingers on it."""

from typing import Any, Protocol

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.floatlayout import FloatLayout


class Touched(Protocol):
    """Who hears of fingers: when one came last, and until when none is heard (Kivy's clock, s)."""

    touched_at: float
    deaf_until: float


class Glass(FloatLayout):
    """What stands on the glass: one screen, and for a moment something over it. Knows when a finger is on it."""

    def __init__(self, shell: Touched) -> None:
        super().__init__(size=Window.size)
        self.fingers = 0
        self._shell = shell

    def on_touch_down(self, touch: Any) -> bool:
        """Nothing is touched through what has just appeared."""
        self._shell.touched_at = Clock.get_time()
        self.fingers += 1
        touch.grab(self)
        if Clock.get_time() < self._shell.deaf_until:
            return True
        return bool(self.children and self.children[0].dispatch("on_touch_down", touch))

    def on_touch_up(self, touch: Any) -> bool:
        """The finger is off; what was held back meanwhile is shown."""
        if touch.grab_current is self:
            self.fingers = max(0, self.fingers - 1)
            touch.ungrab(self)
            return True
        return bool(super().on_touch_up(touch))
