"""The display: how large it is, and how a glass is shown on it. Nothing here imports Kivy at the top."""

import ctypes
import gc
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import msgspec

from kiosk.station.watchdog import Beat, unwatched
from kiosk.touch import sdl
from kiosk.widgets.window import Glass, prepare

# Of a display, what a window may have beside its frame and a desktop's bars.
_FRAMED_WIDTH: Final = 0.95
_FRAMED_HEIGHT: Final = 0.9
_SETTLED_S: Final = 1  # after the first frame
_RESTED_S: Final = 1.5  # after the last finger or key: what was asked for is being read
_YOUNG: Final = 50_000  # objects made before the collector looks by itself: a screen and the next are some 35,000
_FRAME_S: Final = 20.0  # within this a frame is shown, whatever a screen has to read for it

log = logging.getLogger("kiosk.touch")


class _Bounds(ctypes.Structure):
    """SDL_Rect (SDL_rect.h)."""

    _fields_ = (("x", ctypes.c_int), ("y", ctypes.c_int), ("w", ctypes.c_int), ("h", ctypes.c_int))


class Room(msgspec.Struct, frozen=True):
    """A display as it stands on the desktop: its upper left corner and its size, in pixels."""

    left: int
    top: int
    width: int
    height: int


def rooms(*, usable: bool = False) -> tuple[Room, ...]:
    """The displays there are, as SDL knows them; none where it does not say.

    `usable` leaves out what a desktop keeps for its own bars.
    """
    knows, found = sdl.library(), []
    if knows is None:
        return ()
    for number in range(knows.SDL_GetNumVideoDisplays()):
        bounds = _Bounds()
        asked = knows.SDL_GetDisplayUsableBounds if usable else knows.SDL_GetDisplayBounds
        if not asked(number, ctypes.byref(bounds)):
            found.append(Room(bounds.x, bounds.y, bounds.w, bounds.h))
    return tuple(found)


def chosen(found: tuple[Room, ...], glass: Glass, beside: int) -> Room | None:
    """The display for a glass: one of its size, else the first after the `beside` ones that are other screens'.

    The first display is the workers' where there are several. None where there is no display.
    """
    if not found:
        return None
    others = found[min(beside, 1, len(found) - 1) :]
    exact = [room for room in others if (room.width, room.height) == (glass.width, glass.height)]
    return exact[0] if exact else found[min(beside, len(found) - 1)]


def fitted(glass: Glass, room: tuple[int, int]) -> Glass:
    """The glass as it fits in a smaller room: the same inches on fewer pixels."""
    share = min(room[0] / glass.width, room[1] / glass.height, 1.0)
    return msgspec.structs.replace(glass, width=round(glass.width * share), height=round(glass.height * share))


def open_window(
    glass: Glass,
    *,
    name: str,
    place: Room | None = None,
    beside: int = 0,
    at: float = 0.5,
    adapts: Callable[[Glass, tuple[int, int]], Glass] | None = None,
) -> Room | None:
    """Opens the window: the whole display where it is this glass, else a window, smaller where it must be.

    `beside` is how many displays are other screens' (the workers'), where there are more; `at` is where a window stands
    there: 0 at the left edge, 1 at the right one. With a `place` it is a window that fits that place. What `adapts` to
    a display fills it whatever its size. Returns the display that is filled; None where it is a window.
    """
    room = chosen(rooms(), glass, beside)
    shown, corner, fills = glass, None, False
    if place is not None:
        shown, corner = fitted(glass, (place.width, place.height)), (place.left, place.top)
    elif room is not None and (adapts is not None or (room.width, room.height) == (glass.width, glass.height)):
        shown = adapts(glass, (room.width, room.height)) if adapts is not None else glass
        corner, fills = (room.left, room.top), True  # where it stands says which display it fills
    elif room is not None:
        shown = fitted(glass, (round(room.width * _FRAMED_WIDTH), round(room.height * _FRAMED_HEIGHT)))
        left, top = round((room.width - shown.width) * at), round((room.height - shown.height) / 2)
        corner = room.left + left, room.top + top
    prepare(shown, at=corner, fullscreen=fills)
    from kivy.core.window import Window  # noqa: PLC0415 - after its settings

    Window.set_title(f"kiosk {name}")
    if fills:
        hold()
    return room if fills else None


def hold() -> None:
    """Keeps the window from being closed but by its process."""
    from kivy.core.window import Window  # noqa: PLC0415 - after its settings

    Window.bind(on_request_close=stays)


def stays(*_: Any, **__: Any) -> bool:
    """Refuses what would close a screen that fills its display (Alt-F4): it ends by its process alone."""
    return True


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


def _settle(_: float) -> None:
    """Lets the collector begin, and spare what is there: it would look through all of it in the midst of a touch."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
    gc.enable()


def _tidy(_: float) -> None:
    """Gives back what the screens before this one left: they refer to themselves, and only the collector frees them.

    By itself it would come late, when they are some 20 MB, and in the midst of a touch.
    """
    gc.collect()


def run(
    start: Callable[[], None], stop: Callable[[], None], recover: Callable[[], None], beat: Beat = unwatched
) -> None:
    """Runs Kivy until the window is closed or the process is asked to end (SIGTERM, SIGINT).

    `beat` hears of it once a second from the first frame on.
    """
    from kivy.base import runTouchApp, stopTouchApp  # noqa: PLC0415 - after its settings
    from kivy.clock import Clock  # noqa: PLC0415 - after its settings
    from kivy.core.window import Window  # noqa: PLC0415 - after its settings

    def end(*_: Any) -> None:
        Clock.schedule_once(lambda _: stopTouchApp(), 0)

    tidy = Clock.create_trigger(_tidy, _RESTED_S)

    def used(*_: Any) -> None:
        tidy.cancel()
        tidy()

    Window.bind(on_touch_up=used, on_key_down=used)
    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        start()
        # Counted from the first frame on: a slow machine takes longer than that to show it.
        Clock.schedule_once(lambda _: Clock.schedule_once(_settle, _SETTLED_S), 0)
        beating = Clock.schedule_interval(lambda _: beat(_FRAME_S), 1)
        Clock.schedule_once(lambda _: beat(_FRAME_S), 0)
        with watched(recover):
            runTouchApp()
        beating.cancel()
    finally:
        Window.unbind(on_touch_up=used, on_key_down=used)
        tidy.cancel()
        stop()
        for number, handler in before.items():
            signal.signal(number, handler)
