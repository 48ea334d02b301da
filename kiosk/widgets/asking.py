"""A name and a phone that an attendant types, below the notice of what becomes of them."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.metrics import mm
from kivy.properties import BooleanProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.base.people import NAME_LETTERS, PHONE_DIGITS, Who
from kiosk.widgets.rows import button, row_of, told
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Tappable
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import worn
from kiosk.widgets.writing import Writing

# What is taken of letters that are typed; the rule says what a name and a phone can be.
_MOST: Final = {"name": NAME_LETTERS * 2, "phone": PHONE_DIGITS[-1] * 2}


class AskWho(Writing, BoxLayout):
    """Who is it? A name, and a phone if they want. Of somebody new the `notice` (告知) stands above, to be read out.

    `then(who, guardian)` gets what was typed, `guardian` that a child's guardian has agreed; `cancel` where nothing is
    to be noted. A panel gives it its keys: `key`. Enter goes on to the phone, and then ends it. The notice is the
    sentence `people.asked.notice` with the days of `kiosk.services.people.readings.keep_days`.
    """

    def __init__(
        self,
        shell: Shell,
        then: Callable[[Who, bool], None],
        cancel: Callable[[], None],
        notice: str = "",
    ) -> None:
        sizes, say = worn().sizes, shell.say
        super().__init__(orientation="vertical", size_hint_y=None, spacing=mm(sizes.gap / 2))
        self.bind(minimum_height=self.setter("height"))
        self._then, self._cancel = then, cancel
        self._fields = {
            "name": Field("user", say("widgets.who_name"), partial(self._to, "name")),
            "phone": Field("phone", say("widgets.who_phone"), partial(self._to, "phone")),
        }
        self._guardian = False
        self._child = button("user-plus", say("widgets.who_child"), self._turn, wide=True)
        buttons = row_of(
            button("arrow-back-up", say("widgets.back"), cancel),
            button("check", say("widgets.who_done"), self._done, "done", wide=True),
        )
        first = (Say(notice), row_of(self._child)) if notice else ()
        for part in (*first, *self._fields.values(), buttons):
            self.add_widget(part)
        self._at = ""
        self._to("name")

    def put(self, who: Who) -> None:
        """What is known already."""
        self._fields["name"].text, self._fields["phone"].text = who.name, who.phone

    def key(self, mark: str) -> bool:
        """A key of a keyboard: letters come as text; Enter, Backspace and Escape do what they say."""
        field = self._fields[self._at]
        if mark == "enter" and self._at == "name":
            self._to("phone")
        elif mark == "enter":
            self._done()
        elif mark == "backspace":
            field.text = field.text[:-1]
        elif mark == "escape":
            self._cancel()
        return True

    def written(self, text: str) -> None:
        """Letters go where the edge is thick."""
        field = self._fields[self._at]
        field.text = (field.text + text)[: _MOST[self._at]]

    def _to(self, at: str) -> None:
        self._at = at
        for name, field in self._fields.items():
            field.here = name == at

    def _turn(self) -> None:
        self._guardian = not self._guardian
        self._child.accent = "done" if self._guardian else ""
        self._child.icon = "circle-check" if self._guardian else "user-plus"

    def _done(self) -> None:
        name, phone = (self._fields[field].text.strip() for field in ("name", "phone"))
        self._then(Who(name, phone), self._guardian)


class Field(Tappable):
    """One line that is typed; its edge is thick while letters come here."""

    here = BooleanProperty(False)

    def __init__(self, icon: str, hint: str, act: Callable[[], None]) -> None:
        sizes = worn().sizes
        super().__init__(size_hint_y=None, height=mm(sizes.target))
        self._hint, self._text = hint, ""
        self._said = told(hint)
        side = mm(sizes.word * 1.4)
        self.add_widget(Icon(icon, most=sizes.word * 1.4, size_hint_x=None, width=side))
        self.add_widget(self._said)
        self.bind(on_release=lambda _: act())
        self.fbind("here", self.dress)
        self._show()

    @property
    def text(self) -> str:
        """What has been typed."""
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        self._text = text
        self._show()

    def _show(self) -> None:
        self._said.words = self._text or self._hint
        self._said.bold = bool(self._text)
        self._said.color = worn().palette.ink if self._text else worn().palette.soft

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        if self.here:
            self.edge, self.stroke = worn().palette.fill("help"), worn().sizes.stroke * 3
        else:
            self.stroke = worn().sizes.stroke
