"""What the steps of the wizard are made of: a choice of tiles, a number pad, a line typed on a keyboard."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Final

import msgspec
from kivy.core.window import Window
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.phrase import phrase
from kiosk.touch.setup import checks
from kiosk.touch.setup.checks import NotThisError
from kiosk.widgets.example import Example
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.screen import Question, Screen
from kiosk.widgets.shell import Build, Shell
from kiosk.widgets.telling import Telling, picture, sentence
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice, Tile

_PICTURED: Final = 3  # beside the one that skips
_LONGEST: Final = 64  # letters that are taken at all; the check says how many are too many


class Option(msgspec.Struct, frozen=True):
    """One tile of a question, and what touching it does."""

    icon: str
    word: str
    act: Callable[[], None]
    note: str = ""
    number: str = ""
    accent: str = ""


def offered(option: Option) -> Tile:
    """The tile of an option."""
    tile = Tile(icon=option.icon, word=option.word, note=option.note, number=option.number, accent=option.accent)
    tile.bind(on_release=lambda _: option.act())
    return tile


def answer(icon: str, word: str, act: Callable[[], None], accent: str = "done") -> Choice:
    """An answer in the bar, beside the way back."""
    choice = Choice(icon=icon, word=word, accent=accent)
    choice.bind(on_release=lambda _: act())
    return choice


class Pick(Question):
    """One question, answered by a tile."""

    person: ClassVar[bool] = False

    def __init__(self, shell: Shell, key: str, options: Sequence[Option], *told: str, **fields: object) -> None:
        super().__init__(shell, title=shell.say(key, **fields))
        self.spoken = (phrase(key, **fields),)
        self.tell(*(Say(words) for words in told))
        self.offer(*(offered(option) for option in options))


class First(Pick):
    """The first question of all: there is nothing to go back to."""

    back: ClassVar[bool] = False


class Several(Pick):
    """Any number of tiles, at least one; `take` gets their keys, in the order in which they stand.

    `skip`, where there is one, goes on without any.
    """

    def __init__(
        self,
        shell: Shell,
        key: str,
        options: Sequence[tuple[str, str, str, str]],
        chosen: Sequence[str],
        take: Callable[[tuple[str, ...]], None],
        *told: str,
        skip: Callable[[], None] | None = None,
    ) -> None:
        """`options`: key, icon, word, accent."""
        super().__init__(shell, key, (), *told)
        # Many tiles with large words have no room for pictures on a portrait glass.
        bare = worn().portrait and worn().large and len(options) > _PICTURED
        self._options, self._chosen, self._take = options, set(chosen), take
        self._tiles: dict[str, Tile] = {}
        for name, icon, word, _ in options:
            tile = offered(Option("" if bare else icon, word, partial(self._turn, name)))
            self._tiles[name] = tile
            self.offer(tile)
        if skip is not None:
            self.offer(offered(Option("chevron-right", shell.say("setup.skip"), skip)))
        self.bar.middle.add_widget(answer("check", shell.say("widgets.enter"), self._enter))
        self._show()

    def key(self, mark: str) -> bool:
        """Enter takes what is chosen."""
        if mark == "enter":
            self._enter()
        return mark == "enter"

    def _turn(self, name: str) -> None:
        self._chosen ^= {name}
        self._show()

    def _show(self) -> None:
        for name, _, _, accent in self._options:
            on, tile = name in self._chosen, self._tiles[name]
            tile.accent = accent if on else ""
            tile.note = self.shell.say("setup.on" if on else "setup.off")

    def _enter(self) -> None:
        if not self._chosen:
            self.shell.go(NotSo.of(NotThisError("setup.nothing_chosen")))
            return
        self._take(tuple(name for name, *_ in self._options if name in self._chosen))


class Values(Pick):
    """What is usual, a tile a value: touched, it is typed anew by `change`. `take` goes on as they stand.

    It raises NotThisError where they do not fit each other.
    """

    def __init__(
        self,
        shell: Shell,
        key: str,
        values: Sequence[tuple[str, str, str]],
        change: Callable[[str], None],
        take: Callable[[], None],
        *told: str,
        **fields: object,
    ) -> None:
        """`values`: name, word, number."""
        options = [Option("", word, partial(change, name), number=number) for name, word, number in values]
        super().__init__(shell, key, options, **fields)
        self._take = take
        if worn().portrait:
            self.tell(*(Say(words) for words in (shell.say("setup.note_terms"), *told)))
        self.bar.middle.add_widget(answer("check", shell.say("widgets.enter"), self._enter))

    def key(self, mark: str) -> bool:
        """Enter takes them as they stand."""
        if mark == "enter":
            self._enter()
        return mark == "enter"

    def _enter(self) -> None:
        try:
            self._take()
        except NotThisError as why:
            self.shell.go(NotSo.of(why))


class Told(Telling):
    """One thing told in the wizard: nobody is called from there."""

    person: ClassVar[bool] = False


class NotSo(Told):
    """An answer that cannot be: why. The way back leads to it."""

    def __init__(self, shell: Shell, why: NotThisError) -> None:
        super().__init__(shell)
        self.spoken = (phrase(why.key, **why.fields),)
        self.tell(picture("alert-circle"), sentence(shell.say(why.key, **why.fields)))

    @classmethod
    def of(cls, why: NotThisError) -> Build:
        """The screen for one answer."""
        return lambda shell: cls(shell, why)


class Step(Screen):
    """One question with its own way of answering; what cannot be is said below it."""

    person: ClassVar[bool] = False

    def __init__(self, shell: Shell, key: str, **fields: object) -> None:
        super().__init__(shell, title=shell.say(key, **fields))
        self.spoken = (phrase(key, **fields),)
        self.problem = Say("", bold=True, color=worn().palette.fill("stop"))

    def refuse(self, why: NotThisError) -> None:
        """Says why that is no answer."""
        self.problem.words = self.shell.say(why.key, **why.fields)
        self.spoken = (phrase(why.key, **why.fields),)


class Pad(Step):
    """A number, typed on the glass or on a keyboard; 好 alone keeps what stands there.

    `shown` writes what is typed as it is read (5 → 5 元); `extra` are the marks that the pad lacks (a point, a dash):
    the first has a key beside it, the others are a keyboard's.
    """

    def __init__(
        self,
        shell: Shell,
        key: str,
        take: Callable[[str], None],
        *,
        before: str = "",
        shown: Callable[[str], str] = str,
        note: str = "",
        extra: str = "",
        most: int = 6,
        masked: bool = False,
        **fields: object,
    ) -> None:
        super().__init__(shell, key, **fields)
        self._take, self._before, self._shown, self._extra = take, before, shown, extra
        self._keypad = Keypad(shell, most=most)
        self._keypad.bind(text=self._typed, on_enter=lambda _: self._enter())
        self._readout = Readout(masked=masked, icon="lock" if masked else "")
        self._readout.text = shown(before) if before else ""
        parts = [Say(note)] if note else []
        self._lay(*parts, self._readout, self.problem)

    def _mark(self, extra: str) -> Choice:
        pad, gap = self._keypad, mm(worn().sizes.gap / 2)
        key = (pad.width - 2 * gap) / 3, (pad.height - 3 * gap) / 4
        mark = Choice(word=extra, size_hint=(None, None), size=key)
        mark.bind(on_release=lambda _: self.key(extra))
        return mark

    def _lay(self, *parts: Widget) -> None:
        """Landscape: what is typed left, the pad right. Portrait: the pad below, where hands reach."""
        told = BoxLayout(orientation="vertical", spacing=mm(worn().sizes.gap))
        for part in parts:
            told.add_widget(part)
        told.add_widget(Widget())
        pad = BoxLayout(size_hint=(None, None), spacing=mm(worn().sizes.gap / 2), pos_hint={"center_x": 0.5})
        pad.add_widget(self._keypad)
        if self._extra:
            pad.add_widget(self._mark(self._extra[0]))
        pad.size = (sum(child.width + pad.spacing for child in pad.children) - pad.spacing, self._keypad.height)
        self.body.add_widget(told)
        self.body.add_widget(pad)
        if not worn().portrait:
            self.body.orientation, self.body.spacing = "horizontal", mm(worn().sizes.gap * 2)

    def also(self, icon: str, key: str, act: Callable[[], None]) -> None:
        """An answer in the bar that needs no number."""
        self.bar.middle.add_widget(answer(icon, self.shell.say(key), act, ""))

    def key(self, mark: str) -> bool:
        """The keyboard types as the glass does."""
        if mark and mark in self._extra:
            self._keypad.text = (self._keypad.text + mark)[: self._keypad.most]
            return True
        return bool(self._keypad.type(mark))

    def refuse(self, why: NotThisError) -> None:
        """It is typed anew."""
        self._keypad.text = ""
        super().refuse(why)

    def _typed(self, _: Any, text: str) -> None:
        self.problem.words = ""
        self._readout.text = self._shown(text) if text else ""

    def _enter(self) -> None:
        try:
            self._take(self._keypad.text or self._before)
        except NotThisError as why:
            self.refuse(why)


class Line(Step):
    """A line of text, typed on a keyboard: what an input method puts in is taken as it comes.

    `read` is how it is read while it is typed, raising NotThisError for what can be no part of an answer; `fine` is for
    what is long.
    """

    def __init__(
        self,
        shell: Shell,
        key: str,
        take: Callable[[str], None],
        *,
        before: str = "",
        note: str,
        read: Callable[[str], str] = checks.name,
        fine: bool = False,
    ) -> None:
        super().__init__(shell, key)
        self._take, self._text, self._read = take, before, read
        self._readout = Readout(icon="keyboard", fine=fine)
        self._readout.text = before
        for part in (Say(note), self._readout, self.problem, Widget()):
            self.body.add_widget(part)
        self.bar.middle.add_widget(answer("check", shell.say("widgets.enter"), self._enter))

    def shown(self) -> None:
        """The keyboard is listened to."""
        Window.bind(on_textinput=self._put)

    def left(self) -> None:
        """It is not any more."""
        Window.unbind(on_textinput=self._put)

    def key(self, mark: str) -> bool:
        """Letters come as text; here only what is no letter."""
        if mark == "enter":
            self._enter()
        elif mark == "backspace":
            self._show(self._text[:-1])
        return True

    def _put(self, _: Any, text: str) -> None:
        self._show((self._text + text)[:_LONGEST])

    def _show(self, text: str) -> None:
        self._text, self.problem.words = text, ""
        try:
            self._readout.text = self._read(text) if text.strip() else ""
        except NotThisError as why:
            self.refuse(why)

    def _enter(self) -> None:
        try:
            self._take(self._text)
        except NotThisError as why:
            self.refuse(why)


def yuan_typed(say: Callable[..., str], text: str) -> str:
    """What is typed of an amount, as it is read."""
    return say("setup.yuan", yuan=text)


def clock_typed(text: str) -> str:
    """What is typed of a time, as it is read: 11:3."""
    return f"{text[:2]}:{text[2:]}" if len(text) > 2 and ":" not in text else text


def _nowhere(_: object = None) -> None:
    """An example's answer leads nowhere."""


def _pad(shell: Shell, typed: str = "", refusal: str = "", **fields: Any) -> Pad:
    screen = Pad(shell, take=_nowhere, **fields)
    for mark in typed:
        screen.key(mark)
    if refusal:
        screen.refuse(NotThisError(refusal))
    return screen


def _price(shell: Shell, typed: str = "", refusal: str = "") -> Pad:
    return _pad(
        shell,
        typed,
        refusal,
        key="setup.ask_price_fen",
        before="5",
        shown=partial(yuan_typed, shell.say),
        note=shell.say("setup.note_price_fen"),
        extra=".",
    )


def _line(shell: Shell, typed: str = "", before: str = "") -> Line:
    line = Line(shell, "setup.ask_name_typed", _nowhere, before=before, note=shell.say("setup.note_name_typed"))
    if typed:
        line._put(None, typed)  # noqa: SLF001 - as if it were typed
    return line


EXAMPLES: Final = (
    Example("setup-price", _price, "setup"),
    Example("setup-price-typed", partial(_price, typed="12.5"), "setup"),
    Example("setup-price-refused", partial(_price, refusal="setup.bad_money"), "setup"),
    Example("setup-name-typed", partial(_line, typed="爱心驿站 · 府西"), "setup"),
    Example("setup-name-refused", partial(_line, typed="站" * 40), "setup"),
)
