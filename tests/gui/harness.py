"""Kivy without a display and without waiting: one offscreen window, virtual time, touches, pictures.

Import this before anything that imports Kivy. `stage()` is the one window of the process, sized for each glass.
"""

import functools
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

import kiosk
from kiosk.base.clock import CST
from kiosk.base.request import Refused, Request, Role
from kiosk.base.words import Lang, Words, load
from kiosk.demo.fingers import seen as every
from kiosk.demo.stage import FRAME_S as FRAME
from kiosk.demo.stage import Stage, Widget
from kiosk.widgets.shell import Build, Colleague
from kiosk.widgets.theme import Theme, wear

__all__ = ["FRAME", "ExampleShell", "NoDesk", "all_words", "every", "find", "stage"]


@functools.cache
def stage() -> Stage:
    """The one window of this process."""
    return Stage(datetime(2024, 3, 1, 11, 12, tzinfo=CST))


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

    reads = False

    def __init__(self, lang: Lang = "zh", theme: Theme | None = None, words: Words | None = None) -> None:
        self.lang = lang
        self.languages: tuple[Lang, ...] = ("zh", "en")
        self.theme = theme or Theme()
        self.volume = 80
        self.desk: Any = NoDesk()
        self.words = words or all_words()
        self.went: list[Build | str] = []
        self.asked: list[Request] = []
        self.proved: list[tuple[str, str, Callable[[str], None], Callable[[Refused], None]]] = []
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

    def turn_volume(self) -> None:
        self.went.append("volume")

    def dress(self, *, lang: Lang | None = None, theme: Theme | None = None) -> None:
        self.lang, self.theme = lang or self.lang, theme or self.theme

    def sorry(self, refused: Refused) -> None:
        self.went.append(refused.reason)

    def call_person(self) -> None:
        self.went.append("person")

    def colleagues(self, roles: frozenset[Role]) -> tuple[Colleague, ...]:
        return tuple(Colleague(who, shown) for who, shown in (("a1", "张*"), ("a3", "王*"))) if roles else ()

    def prove(self, who: str, pin: str, done: Callable[[str], None], refused: Callable[[Refused], None]) -> None:
        self.proved.append((who, pin, done, refused))

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


def find(root: Widget, words: str) -> Widget:
    """The widget that can be touched and says these words. Raises LookupError."""
    for widget in every(root):
        said = [str(getattr(part, "words", "") or getattr(part, "text", "")) for part in every(widget)]
        if hasattr(widget, "on_release") and any(words in one for one in said):
            return widget
    raise LookupError(f"nothing to touch says {words!r}")
