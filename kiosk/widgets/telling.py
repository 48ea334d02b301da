"""Screens that tell one thing, large, in the middle of the glass, with its answers in a row where hands reach."""

from typing import ClassVar, Final

from kivy.clock import Clock
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

# So long is what passes by itself read.
READ_S: Final = 15


class Centred(BoxLayout):
    """A vertical box whose contents stand in its middle where nothing in it stretches."""

    def do_layout(self, *args: object) -> None:
        """Places what is told."""
        super().do_layout(*args)
        if all(child.size_hint_y is None for child in self.children):
            for child in self.children:
                child.y += (self.height - self.minimum_height) / 2


class Telling(Screen):
    """One thing told: pictures, a number, sentences; below them a row of answers.

    Landscape: what is told first stands left, the rest beside it; the answers stand in the bar where it is free.
    """

    def __init__(self, shell: Shell, *, title: str = "") -> None:
        super().__init__(shell, title=title)
        sizes = worn().sizes
        self._answers = BoxLayout(size_hint_y=None, height=0, spacing=mm(sizes.gap))
        self._told = BoxLayout(orientation="vertical" if worn().portrait else "horizontal", spacing=mm(sizes.gap * 1.5))
        self._rest = Centred(orientation="vertical", spacing=mm(sizes.gap))
        self.body.add_widget(self._told)
        if worn().portrait or self.back:
            self.body.add_widget(self._answers)
        else:
            self._answers.size_hint_y = 1
            self.bar.middle.add_widget(self._answers)

    def tell(self, first: Widget, *rest: Widget, share: float = 0.3) -> None:
        """What is told, from the top; `share` is the width of the first on a landscape glass."""
        if worn().portrait:
            self._told.add_widget(self._rest)
            rest = (first, *rest)
        else:
            first.size_hint = (share, 1)
            self._told.add_widget(first)
            self._told.add_widget(self._rest)
            self._rest.size_hint_x = 1 - share
        for widget in rest:
            self._rest.add_widget(widget)

    def answer(self, *choices: Choice) -> None:
        """Adds answers: side by side where their words fit, else one below the other."""
        gap, high = self._answers.spacing, mm(worn().sizes.choice_max * 0.8)
        for choice in choices:
            self._answers.add_widget(choice)
        if self._answers.size_hint_y:
            return
        room = (self.width - 2 * mm(worn().sizes.margin) - gap * (len(choices) - 1)) / len(choices)
        beside = max(choice.natural_width for choice in choices) <= room
        self._answers.orientation = "horizontal" if beside else "vertical"
        self._answers.height = high if beside else high * len(choices) + gap * (len(choices) - 1)


class Passing(Telling):
    """What is told to whoever has scanned something: it goes by itself, as the next one may want to scan."""

    passing: ClassVar[bool] = True

    def __init__(self, shell: Shell, *, title: str = "") -> None:
        super().__init__(shell, title=title)
        self._away = Clock.create_trigger(lambda _: shell.back(), READ_S)

    def well(self, word: str) -> None:
        """Its one answer, which takes it away."""
        made = Choice(icon="check", word=word, accent="done")
        made.bind(on_release=lambda _: self.shell.back())
        self.answer(made)

    def shown(self) -> None:
        """The time to read it runs."""
        self._away()

    def left(self) -> None:
        """It runs no more."""
        self._away.cancel()


class Noted(BoxLayout):
    """A picture and a sentence beside it, together in the middle."""

    def __init__(self, icon: str = "", words: str = "") -> None:
        sizes = worn().sizes
        super().__init__(size_hint_y=None)
        self._side, self._gap = mm(sizes.title * 1.6), mm(sizes.gap)
        self._icon = Icon(icon, most=sizes.title * 1.6)
        self._said = Say(words, em=sizes.title, bold=True)
        for part in (self._icon, self._said):
            self.add_widget(part)

    def show(self, icon: str, words: str, accent: str = "") -> None:
        """Says something else, in the colour of an accent."""
        palette = worn().palette
        self._icon.color = self._said.color = palette.fill(accent) if accent else palette.ink
        self._icon.name, self._said.words = icon, words

    def do_layout(self, *_: object) -> None:
        """Picture and words in the middle, as high as the words need."""
        self._said.width = max(1.0, min(self._said.line_width, self.width - self._side - self._gap))
        self.height = max(self._side, self._said.height)
        left = self.center_x - (self._side + self._gap + self._said.width) / 2
        self._icon.size, self._icon.pos = (self._side, self.height), (left, self.y)
        self._said.pos = (left + self._side + self._gap, self.center_y - self._said.height / 2)


def picture(name: str) -> Icon:
    """A picture that stands for the whole screen."""
    side = worn().sizes.icon * 1.6
    return Icon(name, most=side, size_hint_y=None, height=mm(side))


def sentence(words: str) -> Say:
    """What the screen says, large."""
    return Say(words, em=worn().sizes.title, bold=True, halign="center")
