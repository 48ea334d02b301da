"""The display: how large it is, and how a glass is shown on it. Nothing here imports Kivy at the top."""

import ctypes
import logging
import re
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from kiosk.widgets.window import Glass, prepare

log = logging.getLogger("kiosk.touch")


class _Mode(ctypes.Structure):
    """SDL_DisplayMode (SDL_video.h)."""

    _fields_ = (
        ("format", ctypes.c_uint32),
        ("w", ctypes.c_int),
        ("h", ctypes.c_int),
        ("rate", ctypes.c_int),
        ("data", ctypes.c_void_p),
    )


def desktop() -> tuple[int, int] | None:
    """The first display's size in pixels, by the SDL that Kivy has loaded; None where it does not say."""
    loaded = re.findall(r"\S*/libSDL2-2\S*", Path("/proc/self/maps").read_text(encoding="utf-8"))
    mode = _Mode()
    if not loaded or ctypes.CDLL(loaded[0]).SDL_GetDesktopDisplayMode(0, ctypes.byref(mode)):
        return None
    return mode.w, mode.h


def fitted(glass: Glass, room: tuple[int, int]) -> Glass:
    """The glass as it fits on a smaller desktop: the same inches on fewer pixels, with room for the window's frame."""
    share = min(room[0] * 0.95 / glass.width, room[1] * 0.9 / glass.height, 1.0)
    return msgspec.structs.replace(glass, width=round(glass.width * share), height=round(glass.height * share))


def open_window(glass: Glass, *, windowed: bool = False, at: float = 0.5) -> None:
    """Opens the window: the whole display where it is this glass, else a window, smaller where it must be.

    `at` is where a window stands: 0 at the left edge of the display, 1 at the right one.
    """
    prepare(glass)
    from kivy.core.window import Window  # noqa: PLC0415 - after its settings
    from kivy.metrics import Metrics  # noqa: PLC0415 - after its settings

    room = desktop()
    if room == (glass.width, glass.height) and not windowed:
        Window.show_cursor = False
        Window.fullscreen = "auto"
    elif room is not None:
        shown = fitted(glass, room)
        Metrics.dpi = shown.dpi
        Window.size = (shown.width, shown.height)
        Window.left, Window.top = round((room[0] - shown.width) * at), round((room[1] - shown.height) / 2)


@contextmanager
def watched(recover: Callable[[], None]) -> Iterator[None]:
    """What fails on Kivy's thread is logged and recovered from, instead of ending the screen."""
    from kivy.base import ExceptionHandler, ExceptionManager  # noqa: PLC0415 - after its settings
    from kivy.clock import Clock  # noqa: PLC0415 - after its settings

    class Logged(ExceptionHandler):
        """Kivy asks what to do about an exception."""

        def handle_exception(self, inst: BaseException) -> Any:
            """Passes over what is an error; an interrupt ends the program as ever."""
            if not isinstance(inst, Exception):
                return ExceptionManager.RAISE
            log.error("a screen failed", exc_info=inst)
            Clock.schedule_once(lambda _: recover(), 0)
            return ExceptionManager.PASS

    handler = Logged()
    ExceptionManager.add_handler(handler)
    try:
        yield
    finally:
        ExceptionManager.remove_handler(handler)


def run(start: Callable[[], None], stop: Callable[[], None], recover: Callable[[], None]) -> None:
    """Runs Kivy until the window is closed or the process is asked to end (SIGTERM, SIGINT)."""
    from kivy.base import runTouchApp, stopTouchApp  # noqa: PLC0415 - after its settings
    from kivy.clock import Clock  # noqa: PLC0415 - after its settings

    def end(*_: Any) -> None:
        Clock.schedule_once(lambda _: stopTouchApp(), 0)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        start()
        with watched(recover):
            runTouchApp()
    finally:
        stop()
        for number, handler in before.items():
            signal.signal(number, handler)
