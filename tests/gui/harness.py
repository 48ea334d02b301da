"""Kivy without a display and without waiting: one offscreen window, virtual time, touches, pictures.

Import this before anything that imports Kivy. `stage()` is the one window of the process, sized for each glass.
"""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import kiosk
from kiosk.base.request import Refused, Request
from kiosk.base.words import Lang, Words, load
from kiosk.widgets.shell import Build
from kiosk.widgets.theme import Theme, wear
from kiosk.widgets.window import PORTRAIT, Glass, prepare

# The surface of an offscreen window never grows: it is made as wide and as high as any glass.
prepare(Glass(21.5, 1920, 1920), offscreen=True)

from kivy.base import EventLoop, runTouchApp  # noqa: E402 - Kivy comes after its settings
from kivy.clock import Clock  # noqa: E402
from kivy.core.window import Window  # noqa: E402
from kivy.input.motionevent import MotionEvent  # noqa: E402
from kivy.metrics import Metrics  # noqa: E402
from kivy.uix.widget import Widget  # noqa: E402
from PIL import Image  # noqa: E402

from kiosk.widgets.picture import picture  # noqa: E402

FRAME = 1 / 30


class Touch(MotionEvent):  # type: ignore[misc] # Kivy is untyped
    """A finger, at pixels from the lower left."""

    def __init__(self, x: float, y: float) -> None:
        place = {"x": x / (Window.width - 1), "y": y / (Window.height - 1)}
        super().__init__("finger", 1, place, is_touch=True, type_id="touch")
        self.profile = ["pos"]

    def depack(self, args: Any) -> None:
        self.sx, self.sy = args["x"], args["y"]
        super().depack(args)


class Stage:
    """The window, and a clock that runs only when told."""

    def __init__(self) -> None:
        self.glass = PORTRAIT
        self._now = 1000.0
        Clock.time = lambda: self._now
        Clock._max_fps = 0
        Clock._last_tick = self._now
        runTouchApp(Widget(), embedded=True)
        self.fit(PORTRAIT)

    def fit(self, glass: Glass) -> None:
        """Turns the window into another glass; what stands on it goes."""
        self.clear()
        self.glass = glass
        Metrics.dpi = glass.dpi
        Window.size = (glass.width, glass.height)
        self.advance(0)

    def clear(self) -> None:
        """Takes everything off."""
        for child in Window.children[:]:
            Window.remove_widget(child)

    def show(self, widget: Widget) -> None:
        """Puts a widget on the glass, alone, and draws."""
        self.clear()
        Window.add_widget(widget)
        self.advance(FRAME)

    def advance(self, seconds: float) -> None:
        """Lets time pass and draws: frame by frame for a second, four times a second for longer."""
        end, step = self._now + seconds, FRAME if seconds <= 1 else 0.25
        while True:
            self._now = min(end, self._now + step)
            EventLoop.idle()
            if self._now >= end:
                break
        # A second frame at the same moment: layouts that follow from layouts have come to rest.
        EventLoop.idle()

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
        self.advance(FRAME)

    def tap(self, at: Widget | tuple[float, float]) -> None:
        """One tap."""
        self.lift(self.press(at))

    def pixels(self) -> Image.Image:
        """What the glass shows."""
        return picture()

    def screenshot(self, path: Path) -> None:
        """What the glass shows, as a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.pixels().save(path, compress_level=1)


@functools.cache
def stage() -> Stage:
    """The one window of this process."""
    return Stage()


@functools.cache
def all_words() -> Words:
    """Every words folder of the product."""
    package = Path(kiosk.__file__).parent
    return load(sorted(folder for folder in package.rglob("words") if folder.is_dir()))


class NoDesk:
    """An example's desk: examples are built from values, so it is never asked."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"an example state must not use the desk (desk.{name})")


class ExampleShell:
    """A shell that builds screens and remembers what they wanted."""

    def __init__(self, lang: Lang = "zh", theme: Theme | None = None, words: Words | None = None) -> None:
        self.lang = lang
        self.languages: tuple[Lang, ...] = ("zh", "en")
        self.theme = theme or Theme()
        self.desk: Any = NoDesk()
        self.words = words or all_words()
        self.went: list[Build | str] = []
        self.asked: list[Request] = []
        self.answers: list[tuple[Callable[[Any], None], Callable[[Refused], None] | None]] = []
        wear(self.theme)

    def say(self, key: str, **fields: object) -> str:
        return self.words.say(self.lang, key, **fields)

    def go(self, build: Build) -> None:
        self.went.append(build)

    def replace(self, build: Build) -> None:
        self.went.append(build)

    def back(self) -> None:
        self.went.append("back")

    def home(self) -> None:
        self.went.append("home")

    def finish(self) -> None:
        self.went.append("finish")

    def dress(self, *, lang: Lang | None = None, theme: Theme | None = None) -> None:
        self.lang, self.theme = lang or self.lang, theme or self.theme

    def sorry(self, refused: Refused) -> None:
        self.went.append(refused.reason)

    def call_person(self) -> None:
        self.went.append("person")

    def ask(
        self,
        request: Request,
        done: Callable[[Any], None],
        refused: Callable[[Refused], None] | None = None,
        by: str | None = None,
    ) -> None:
        del by
        self.asked.append(request)
        self.answers.append((done, refused))


def every(root: Widget) -> Iterator[Widget]:
    """A widget and all that can be seen in it."""
    if root.opacity <= 0:
        return
    yield root
    for child in reversed(root.children):
        yield from every(child)


def find(root: Widget, words: str) -> Widget:
    """The widget that can be touched and says these words. Raises LookupError."""
    for widget in every(root):
        said = [str(getattr(part, "words", "") or getattr(part, "text", "")) for part in every(widget)]
        if hasattr(widget, "on_release") and any(words in one for one in said):
            return widget
    raise LookupError(f"nothing to touch says {words!r}")
