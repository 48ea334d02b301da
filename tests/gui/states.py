"""The states in which every screen is walked: both glasses, both languages, both sizes of text, high contrast too."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Final

import msgspec
from gui.harness import ExampleShell, stage
from gui.walk import Violation, walk
from kivy.base import EventLoop

from kiosk.base.words import LANGUAGES, Lang, Words
from kiosk.widgets.example import Example, Mode
from kiosk.widgets.screen import Screen
from kiosk.widgets.theme import CONTRAST, DAYLIGHT, Theme
from kiosk.widgets.window import LANDSCAPE, PORTRAIT, Glass

ALL_LOOKS: Final = "KIOSK_ALL_LOOKS" in os.environ  # as `make screens` asks


@contextmanager
def undrawn() -> Iterator[None]:
    """Layouts come to rest and nothing is drawn: what is only measured needs no picture."""
    still = SimpleNamespace(canvas=SimpleNamespace(needs_redraw=False))
    window, EventLoop.window = EventLoop.window, still
    try:
        yield
    finally:
        EventLoop.window = window


class State(msgspec.Struct, frozen=True):
    """One way for a screen to look; `name` ends the picture's file name, `pictured` where one is taken."""

    name: str
    glass: Glass
    lang: Lang
    theme: Theme
    pictured: bool = True

    def show(self, example: Example, words: Words | None = None) -> Screen:
        """Puts the example on the glass in this state."""
        if stage().glass != self.glass:
            stage().fit(self.glass)
        theme = msgspec.structs.replace(self.theme, dense=example.mode == "counter", board=example.mode == "board")
        screen = example.build(ExampleShell(self.lang, theme, words))
        with nullcontext() if self.pictured else undrawn():
            stage().show(screen)
        return screen

    def walk(self, example: Example, folder: Path, words: Words | None = None) -> list[Violation]:
        """Shows the example and walks it; keeps its picture in the folder where `make screens` asks for them."""
        screen = self.show(example, words)
        picture = stage().pixels() if self.pictured else None
        if picture is not None and ALL_LOOKS:
            folder.mkdir(parents=True, exist_ok=True)
            picture.save(folder / f"{example.name}-{self.name}.png", compress_level=1)
        return walk(screen, example.mode, self.glass, picture)


GLASSES: Final = {
    "touch": ((PORTRAIT, "portrait"), (LANDSCAPE, "landscape")),
    "board": (
        (Glass(43, 1080, 1920), "portrait"),
        (Glass(43, 1920, 1080), "landscape"),
        (Glass(32, 1920, 1080), "small"),
    ),
}


def states(mode: Mode = "worker") -> Iterator[State]:
    """Every state, glass by glass.

    Colours change no layout, and every pair of them stands out by a test of the theme: what stands out is looked at in
    one size and language, and in high contrast where workers choose it; the longer words, which need the more room, are
    walked large. The counter has one size of text: its screens are dense enough, and read from close by; each language
    is walked on one glass, the longer words on the narrow one. `make screens` walks all looks.
    """
    for glass, name in GLASSES["board" if mode == "board" else "touch"]:
        upright = glass.height > glass.width
        for lang in LANGUAGES:
            if mode == "counter" and not ALL_LOOKS and upright == (lang == LANGUAGES[0]):
                continue
            sizes = (False, True) if mode in {"worker", "setup"} else (False,)
            for large in sizes if ALL_LOOKS or lang == LANGUAGES[0] else sizes[-1:]:
                theme = Theme(DAYLIGHT, portrait=upright, large=large)
                pictured = ALL_LOOKS or (lang == LANGUAGES[0] and not large)
                state = State(f"{name}-{lang}-{'large' if large else 'normal'}", glass, lang, theme, pictured)
                yield state
                if ALL_LOOKS or (pictured and mode == "worker" and upright):
                    dark = msgspec.structs.replace(theme, palette=CONTRAST)
                    yield State(f"{state.name}-contrast", glass, lang, dark)
