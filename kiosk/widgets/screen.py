"""A screen: its question on top, 人工 always bottom left, back always bottom right, between them one thing to do."""

from typing import Any, ClassVar

from kivy.core.window import Window
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.phrase import Phrase
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Ground
from kiosk.widgets.text import Say
from kiosk.widgets.theme import LINE_HEIGHT, worn
from kiosk.widgets.tile import Choice, Tiles

REACH = 0.6  # of a portrait glass, from below: where hands get without stretching


class Bar(BoxLayout):
    """The bottom bar. `middle` is free for what a screen wants to keep in sight (a countdown, the phone number)."""

    def __init__(self, shell: Shell, *, person: bool, back: bool) -> None:
        sizes = worn().sizes
        height = max(sizes.target, sizes.word * LINE_HEIGHT + sizes.gap / 2)
        super().__init__(size_hint_y=None, height=mm(height), spacing=mm(sizes.gap))
        self.middle = BoxLayout(spacing=mm(sizes.gap))
        if person:
            call = Choice(icon="user-question", word=shell.say("widgets.person"), accent="help", place="person")
            call.bind(on_release=lambda _: shell.call_person())
            self._end(call)
        self.add_widget(self.middle)
        if back:
            away = Choice(icon="arrow-back-up", word=shell.say("widgets.back"), place="back")
            away.bind(on_release=lambda _: shell.back())
            self._end(away)

    def _end(self, choice: Choice) -> None:
        choice.size_hint_x = None
        choice.width = max(choice.natural_width, mm(worn().sizes.target * 2))
        self.add_widget(choice)


class Screen(Ground):
    """One screen. `body` is what lies between the title and the bar; its orientation is vertical.

    A subclass says with `person` and `back` whether it has those two ways out (every workers' screen has 人工), and
    with `keeps` that money is under way: such a screen is not asked whether somebody is there. `quiet_s` is how long
    another one may go untouched before it is. No way back leads to one that is `passing`. One that `waits` says itself
    that what it asks for takes long, and may be left meanwhile. `spoken` is what it says aloud when it is shown; set
    anew while it stands, what is said then.
    """

    person: ClassVar[bool] = True
    back: ClassVar[bool] = True
    keeps: bool = False
    quiet_s: ClassVar[float] = 45
    passing: ClassVar[bool] = False
    waits: ClassVar[bool] = False
    spoken: tuple[Phrase, ...] = ()

    def __init__(self, shell: Shell, *, title: str = "") -> None:
        sizes = worn().sizes
        super().__init__(orientation="vertical", padding=mm(sizes.margin), spacing=mm(sizes.gap), size=Window.size)
        self.shell = shell
        self.title = title
        self.heading = Say(title, em=sizes.title, bold=True)
        if title:
            self.add_widget(self.heading)
        self.body = BoxLayout(orientation="vertical", spacing=mm(sizes.gap))
        self.add_widget(self.body)
        self.bar = Bar(shell, person=self.person, back=self.back)
        if self.person or self.back:
            self.add_widget(self.bar)

    def shown(self) -> None:
        """The screen is on the glass now: what runs by the clock starts here."""

    def left(self) -> None:
        """The screen leaves the glass: what runs by the clock stops here."""

    def refresh(self) -> None:
        """Something was committed at the station: what stands on the screen may have changed."""

    def went_back(self) -> bool:
        """返回 was touched. Whether the screen sees to it itself (lets go of what it held)."""
        return False

    def scanned(self, text: str) -> bool:
        """Something was scanned. Whether the screen asked for it (a card); else the services are asked."""
        del text
        return False

    def key(self, mark: str) -> bool:
        """A key of a keyboard: a character, `enter` or `backspace`. Whether the screen has used it."""
        del mark
        return False


class Question(Screen):
    """One question: `info` tells (pictures, numbers, sentences), `actions` are the answers, as tiles.

    Portrait: info above, answers where hands reach. Landscape: side by side, or answers alone where nothing is told.
    """

    def __init__(self, shell: Shell, *, title: str = "") -> None:
        super().__init__(shell, title=title)
        sizes = worn().sizes
        self.info = Told(orientation="vertical", spacing=mm(sizes.gap))
        self.actions = Tiles()
        self.body.add_widget(self.info)
        self.body.add_widget(self.actions)
        self.info.fbind("children", self._arrange)
        self._arrange()

    def tell(self, *widgets: Widget) -> None:
        """Adds to what is told, from the top."""
        for widget in widgets:
            self.info.add_widget(widget)

    def offer(self, *widgets: Widget) -> None:
        """Adds answers."""
        for widget in widgets:
            self.actions.add_widget(widget)

    def _arrange(self, *_: Any) -> None:
        if worn().portrait:
            below = mm(worn().sizes.margin + worn().sizes.gap) + self.bar.height
            self.actions.size_hint, self.actions.height = (1, None), self.height * REACH - below
            return
        self.body.orientation = "horizontal"
        self.info.size_hint, self.info.width = ((0.8, 1), 0) if self.info.children else ((None, 1), 0)
        self.body.spacing = mm(worn().sizes.gap * 2) if self.info.children else 0


class Told(BoxLayout):
    """A vertical box whose contents begin at the top, also where nothing in it stretches."""

    def do_layout(self, *args: object) -> None:
        """Places what is told."""
        super().do_layout(*args)
        if all(child.size_hint_y is None for child in self.children):
            for child in self.children:
                child.y += self.height - self.minimum_height
