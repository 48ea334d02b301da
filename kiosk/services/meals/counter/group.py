"""A group of numbers to call, by its first and its last."""

from collections.abc import Callable
from functools import partial

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.services.meals.counter.asks import Asks
from kiosk.services.meals.counter.mode import Mode
from kiosk.widgets.keypad import Keypad
from kiosk.widgets.rows import button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Tappable
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn

_DIGITS = 4


class Field(Tappable):
    """A number that is typed; touched, the keys type here."""

    def __init__(self, word: str, act: Callable[[], None]) -> None:
        sizes = worn().sizes
        super().__init__(padding=(mm(sizes.gap / 2), 0), spacing=mm(sizes.gap / 2))
        self.value = 0
        self._parts = (
            Say(word, pos_hint={"center_y": 0.5}),
            Say("", em=sizes.title, bold=True, halign="right", pos_hint={"center_y": 0.5}),
        )
        for part in self._parts:
            self.add_widget(part)
        self.bind(on_release=lambda _: act())
        self.dress()

    def put(self, text: str) -> None:
        """What has been typed."""
        self.value = int(text or 0)
        self._parts[1].words = text

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        for part in getattr(self, "_parts", ()):
            part.color = self.text_colour


class Typed(Mode):
    """A few numbers to type, one after the other; Enter goes on to the next, and after the last it is done.

    `does` is the word for it, `do` is given the numbers.
    """

    types = True

    def __init__(
        self,
        shell: Shell,
        asks: Asks,
        close: Callable[[], None],
        title: str,
        words: tuple[str, ...],
        does: str,
        do: Callable[..., None],
    ) -> None:
        super().__init__(shell, asks, close)
        self._do = do
        sizes = worn().sizes
        self.fields = tuple(Field(word, partial(self._to, at)) for at, word in enumerate(words))
        self._at = 0
        self._keypad = Keypad(shell)
        self._keypad.most = _DIGITS
        self._keypad.bind(text=lambda _, text: self._typed(text), on_enter=lambda _: self._next())
        self.title = Say(title, bold=True)
        left = BoxLayout(orientation="vertical", spacing=mm(sizes.gap / 2))
        left.add_widget(self.title)
        for field in self.fields:
            left.add_widget(row_of(field))
        left.add_widget(row_of(button("check", does, self._done, "done", wide=True)))
        left.add_widget(row_of(self.back()))
        left.add_widget(BoxLayout())
        beside = BoxLayout(spacing=mm(sizes.gap))
        beside.add_widget(left)
        self._keypad.pos_hint = {"top": 1}
        beside.add_widget(self._keypad)
        self.add_widget(beside)
        self._to(0)

    def key(self, mark: str) -> bool:
        """Digits are typed."""
        return bool(self._keypad.type(mark)) or super().key(mark)

    def put(self, at: int, value: int) -> None:
        """A number that is known already."""
        self.fields[at].put(str(value))

    def _to(self, at: int) -> None:
        """The keys type into another field, which keeps what it has until then."""
        self._at = -1
        self._keypad.text = ""
        self._at = at
        for place, field in enumerate(self.fields):
            field.accent = "help" if place == at else ""

    def _typed(self, text: str) -> None:
        if self._at >= 0:
            self.fields[self._at].put(text)

    def _done(self) -> None:
        self._do(*(field.value for field in self.fields))

    def _next(self) -> None:
        if self._at + 1 < len(self.fields):
            self._to(self._at + 1)
        else:
            self._done()


class Group(Typed):
    """From which number to which: those of them who are still to come are called."""

    def __init__(self, shell: Shell, asks: Asks, close: Callable[[], None]) -> None:
        say = shell.say
        super().__init__(
            shell,
            asks,
            close,
            say("meals.counter.range_asks"),
            (say("meals.counter.range_from"), say("meals.counter.range_to")),
            say("meals.screen.call"),
            self._call,
        )

    def _call(self, first: int, last: int) -> None:
        """Calls them; one number where only the first is typed."""
        if first:
            self.asks.call(first, last)
