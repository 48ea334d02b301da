"""One window without a display, and a clock that runs only when told: touches, pictures, no waiting.

Import this before anything else that imports Kivy.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from kiosk.base.clock import Now
from kiosk.widgets.window import PORTRAIT, Glass, prepare

# The surface of an offscreen window never grows: it is made as wide and as high as any glass.
prepare(Glass(PORTRAIT.inches, 1920, 1920), offscreen=True)

from kivy.base import EventLoop, runTouchApp  # noqa: E402 - Kivy comes after its settings
from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window, WindowBase  # noqa: E402
from kivy.input.motionevent import MotionEvent  # noqa: E402
from kivy.metrics import Metrics  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402
from PIL import Image  # noqa: E402

from kiosk.widgets.picture import picture  # noqa: E402

__all__ = ["FRAME_S", "Stage", "StuckError", "Touch", "Widget"]

FRAME_S: Final = 1 / 30
_STRIDE_S: Final = 0.25
_PATIENCE_S: Final = 20.0
_NAP_S: Final = 0.002
_KEY_S: Final = 1.2  # a long frame: what comes within it may still be a scan
_SCAN_S: Final = 2.1
_ENTER: Final = 13


class StuckError(Exception):
    """The pretend noon does not go on: what it waits for does not come."""


class Touch(MotionEvent):  # type: ignore[misc] # Kivy is untyped
    """A finger, at pixels from the lower left."""

    def __init__(self, x: float, y: float) -> None:
        place = {"x": x / (Window.width - 1), "y": y / (Window.height - 1)}
        super().__init__("finger", 1, place, is_touch=True, type_id="touch")
        self.profile = ["pos"]

    def depack(self, args: Any) -> None:
        """Takes the place that Kivy hands round."""
        self.sx, self.sy = args["x"], args["y"]
        super().depack(args)


class Stage:
    """The window and its time, which begins at `start` (with its offset) and can also be the time of a station."""

    def __init__(self, start: datetime) -> None:
        self.glass = PORTRAIT
        self._now = 1000.0
        self.begin(start)
        Clock.time = lambda: self._now
        Clock._max_fps = 0  # noqa: SLF001 - no frame waits for another
        Clock._last_tick = self._now  # noqa: SLF001 - the first frame is not late
        Window.on_draw = lambda: None  # see `pixels`
        runTouchApp(Widget(), embedded=True)
        self.fit(PORTRAIT)

    def begin(self, start: datetime) -> None:
        """Makes this moment `start`, before a station is opened on this time; the window's own time goes on."""
        self._start, self._began = start, self._now

    def now(self) -> Now:
        """The moment, as a station's clock tells it."""
        passed = self._now - self._began
        return Now(self._start + timedelta(seconds=passed), round(passed * 1000), "demo")

    def fit(self, glass: Glass) -> None:
        """Turns the window into another glass; what stands on it goes."""
        self.clear()
        self.glass = glass
        Metrics.dpi = glass.dpi
        Window.size = (glass.width, glass.height)
        self.leap(0)

    def clear(self) -> None:
        """Takes everything off."""
        for child in Window.children[:]:
            Window.remove_widget(child)

    def show(self, widget: Widget) -> None:
        """Puts a widget on the glass, alone, and draws."""
        self.clear()
        Window.add_widget(widget)
        self.advance(FRAME_S)

    def advance(self, seconds: float) -> None:
        """Lets time pass and draws: frame by frame for a second, four times a second for longer."""
        end, step = self._now + seconds, FRAME_S if seconds <= 1 else _STRIDE_S
        while True:
            self._now = min(end, self._now + step)
            EventLoop.idle()
            if self._now >= end:
                break
        # A second frame at the same moment: layouts that follow from layouts have come to rest.
        EventLoop.idle()

    def leap(self, seconds: float) -> None:
        """Lets time pass at once, while nobody touches anything, and draws."""
        self._now += seconds
        self.advance(0)

    def until(self, condition: Callable[[], bool], what: str) -> None:
        """Draws until something holds; what waits for others takes as long here as it does for them.

        Raises StuckError when that is too long.
        """
        began = before = time.monotonic()
        while not condition():
            time.sleep(_NAP_S)
            passed, before = time.monotonic() - before, time.monotonic()
            if before - began > _PATIENCE_S:
                raise StuckError(f"waited {_PATIENCE_S:.0f} s for {what}")
            self.leap(passed)

    def press(self, at: Widget | tuple[float, float]) -> Touch:
        """A finger goes down, on a widget's middle or at a place; the frame is drawn."""
        x, y = at if isinstance(at, tuple) else at.to_window(*at.center)
        touch = Touch(x, y)
        EventLoop.post_dispatch_input("begin", touch)
        self.advance(0)
        return touch

    def lift(self, touch: Touch) -> None:
        """The finger goes up where it is; the frame is drawn."""
        EventLoop.post_dispatch_input("end", touch)
        self.advance(FRAME_S)

    def tap(self, at: Widget | tuple[float, float]) -> None:
        """One tap."""
        self.lift(self.press(at))

    def key(self, mark: str) -> None:
        """One key of a keyboard: a character, or Enter as a line's end; and the moment until the next."""
        self._press_key(_ENTER if mark == "\n" else ord(mark), mark)
        self.leap(_KEY_S)

    def write(self, text: str) -> None:
        """Letters as a keyboard's input method gives them."""
        Window.dispatch("on_textinput", text)
        self.leap(_KEY_S)

    def scan(self, text: str) -> None:
        """A scanner types a code, faster than fingers, and ends it with Enter; the last scan was a while ago."""
        self.leap(_SCAN_S)
        for mark in text:
            self._press_key(ord(mark.lower()), mark, *(("shift",) if mark.isupper() else ()))
        self._press_key(_ENTER, "")
        self.leap(_KEY_S)

    def _press_key(self, key: int, mark: str, *held: str) -> None:
        Window.dispatch("on_key_down", key, 0, mark, list(held))
        Window.dispatch("on_key_up", key, 0)

    def pixels(self) -> Image.Image:
        """What the glass shows. It is drawn only when somebody looks: drawing took a third of all the time."""
        WindowBase.on_draw(Window)
        return picture()

    def screenshot(self, path: Path) -> None:
        """What the glass shows, as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.pixels().save(path, compress_level=1)
