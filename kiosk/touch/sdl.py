"""SDL, which shows Kivy's windows: its drivers are loaded while Python loads the rest, and it knows the displays.

Loading the video and the OpenGL driver takes a tenth of a second in which Python can go on. Nothing here imports Kivy.
"""

import ctypes
import os
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Final

_INIT_VIDEO: Final = 0x20  # SDL.h
_ARENA_MAX: Final = -8  # M_ARENA_MAX, malloc.h of glibc


class Displays(Thread):
    """Loads SDL and its drivers on a thread of its own; `library` is None where Kivy brings no SDL of its own."""

    def __init__(self) -> None:
        super().__init__(name="displays", daemon=True)
        self.library: ctypes.CDLL | None = None

    def run(self) -> None:
        """Loads what there is; a display that cannot be driven is told by Kivy when it wants a window."""
        kivy = find_spec("kivy")
        brought = sorted(Path(kivy.origin).parents[1].glob("[Kk]ivy.libs/libSDL2-2*")) if kivy and kivy.origin else []
        if not brought:
            return
        os.environ["SDL_NO_SIGNAL_HANDLERS"] = "1"  # who asks the program to end asks Python
        library = ctypes.CDLL(str(brought[0]))
        if library.SDL_InitSubSystem(_INIT_VIDEO) == 0:
            library.SDL_GL_LoadLibrary(None)
        self.library = library


@cache
def displays() -> Displays:
    """The one load of this process, begun."""
    _share_heap()
    loading = Displays()
    loading.start()
    return loading


def library() -> ctypes.CDLL | None:
    """SDL with its drivers, when they are loaded."""
    loading = displays()
    loading.join()
    return loading.library


def _share_heap() -> None:
    """One heap for all threads: in one of its own, each would keep what it has freed."""
    allocator = ctypes.CDLL(None)
    if hasattr(allocator, "mallopt"):
        allocator.mallopt(_ARENA_MAX, 1)
