"""Digits: a keypad for gloves, the same keys on a keyboard, and what has been typed."""

from typing import Any, Final

from kivy.metrics import mm
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface, Tappable
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import LINE_HEIGHT, worn

_KEYS: Final = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "backspace", "0", "enter")
# With the dash of a slip's code beside the digits.
_CODES: Final = ("1", "2", "3", "backspace", "4", "5", "6", "-", "7", "8", "9", "close", "", "0", "", "enter")
_WORDS: Final = {"backspace": "widgets.erase", "enter": "widgets.enter", "close": "widgets.close"}


def _in_code(mark: str) -> bool:
    return mark.isalpha() or mark == "-"


class Keypad(GridLayout):
    """Three by four keys. `text` is what has been typed, at most `most` digits; `on_enter` is dispatched by 好.

    With `codes` there is a fourth column, with a dash for slips' codes and a key that dispatches `on_close`. A screen
    passes its keyboard on: `def key(self, mark): return self.keypad.type(mark)`.
    """

    text = StringProperty()
    most = NumericProperty(6)

    __events__ = ("on_enter", "on_close")

    def __init__(self, shell: Shell, *, codes: bool = False, **kwargs: Any) -> None:
        sizes = worn().sizes
        self._codes, columns = codes, 4 if codes else 3
        side = mm(max(sizes.target * 1.1, sizes.key * LINE_HEIGHT + sizes.gap / 2))
        gap = mm(sizes.gap / 2)
        size = (side * 1.25 * columns + gap * (columns - 1), side * 4 + gap * 3)
        super().__init__(cols=columns, spacing=gap, **{"size_hint": (None, None), "size": size, **kwargs})
        for mark in _CODES if codes else _KEYS:
            word = shell.say(_WORDS[mark]) if mark in _WORDS else mark
            self.add_widget(_Key(mark, word, self) if mark else Widget())

    def type(self, mark: str) -> bool:
        """One key: a digit, `backspace` or `enter`; of a code a letter or a dash too. Whether it was one of ours."""
        if mark == "enter":
            self.dispatch("on_enter")
        elif mark == "close" and self._codes:
            self.dispatch("on_close")
        elif mark == "backspace":
            self.text = self.text[:-1]
        elif (
            len(mark) == 1 and mark.isascii() and (mark.isdigit() or (self._codes and (mark.isalpha() or mark == "-")))
        ):
            self.text = (self.text + mark)[: self.most]
        else:
            return False
        return True

    def on_enter(self) -> None:
        """What has been typed is meant."""

    def on_close(self) -> None:
        """Nothing more is to be typed."""


class _Key(Tappable):
    def __init__(self, mark: str, word: str, keypad: Keypad) -> None:
        sizes = worn().sizes
        accent = {"enter": "done"}.get(mark, "")
        super().__init__(accent=accent, padding=0, spacing=0)
        em = sizes.key if len(mark) == 1 else sizes.word
        self._said = Say(word, em=em, bold=True, halign="center", pos_hint={"center_y": 0.5})
        self.add_widget(self._said)
        self.bind(on_release=lambda _: keypad.type(mark))
        self.dress()

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        if hasattr(self, "_said"):
            self._said.color = self.text_colour


class Readout(Surface):
    """What has been typed, large; `masked` shows a dot for each digit of a PIN, `fine` is for what is long."""

    text = StringProperty()
    masked = BooleanProperty(False)
    fine = BooleanProperty(False)
    icon = StringProperty()

    def __init__(self, **kwargs: Any) -> None:
        sizes = worn().sizes
        height = mm(max(sizes.target, sizes.key * LINE_HEIGHT + sizes.gap))
        super().__init__(**{"size_hint_y": None, "height": height, **kwargs})
        em = sizes.body if self.fine else sizes.key
        self._said = Say(em=em, bold=True, halign="center", pos_hint={"center_y": 0.5})
        if self.icon:
            self.add_widget(Icon(self.icon, size_hint_x=None, width=mm(sizes.key * 1.4)))
        self.add_widget(self._said)
        for changed in ("text", "masked"):
            self.fbind(changed, self._show)
        self._show()

    def _show(self, *_: object) -> None:
        self._said.words = "●" * len(self.text) if self.masked else self.text
