"""What only a person can try: touch, the size of the screen, the voice. Each leads back to the page."""

from functools import partial
from typing import ClassVar, Final

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.metrics import mm
from kivy.uix.floatlayout import FloatLayout

from kiosk.base.phrase import Phrase, phrase
from kiosk.touch.checkup.outcome import Adopting, both, outcome
from kiosk.touch.checkup.tools import Tools
from kiosk.touch.setup.card import Card
from kiosk.touch.setup.steps import Option, Pick
from kiosk.widgets.example import nothing
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build, Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice
from kiosk.widgets.window import Glass

_TOUCH_S: Final = 30
SAMPLE: Final = "checkup.sample"
_CORNERS: Final = (
    ("upper_left", 0, 1), ("upper_right", 1, 1), ("middle", 0.5, 0.5), ("lower_left", 0, 0), ("lower_right", 1, 0),
)  # fmt: skip


# Touch


def touch_trial(tools: Tools) -> Build:
    """The four corners and the middle."""
    del tools
    return TouchTrial


class TouchTrial(Screen):
    """Five places to touch; whoever cannot reach one is told which after half a minute."""

    person: ClassVar[bool] = False
    back: ClassVar[bool] = False

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.spoken = (phrase("checkup.touch_all"),)
        self.padding = 0
        sizes = worn().sizes
        self._glass = FloatLayout()
        self.body.add_widget(self._glass)
        said = Say(shell.say("checkup.touch_all"), em=sizes.word, bold=True, halign="center")
        said.size_hint_x, said.pos_hint = 0.6, {"center_x": 0.5, "center_y": 0.72}
        self._glass.add_widget(said)
        self._left: dict[str, Choice] = {}
        for number, (name, x, y) in enumerate(_CORNERS, 1):
            self._left[name] = self._place(name, str(number), x, y)
        self._over = Clock.create_trigger(lambda _: self._tell(), _TOUCH_S)

    def _place(self, name: str, number: str, x: float, y: float) -> Choice:
        side = mm(worn().sizes.target * 2)
        choice = Choice(icon="hand-finger", word=number, size_hint=(None, None), size=(side, side / 1.5))
        choice.width = max(choice.natural_width, side)
        choice.pos_hint = {"x": 0} if x == 0 else {"right": 1} if x == 1 else {"center_x": 0.5}
        choice.pos_hint |= {"y": 0} if y == 0 else {"top": 1} if y == 1 else {"center_y": 0.5}
        choice.bind(on_release=lambda _: self._touched(name))
        self._glass.add_widget(choice)
        return choice

    def shown(self) -> None:
        """The time runs."""
        self._over()

    def left(self) -> None:
        """It runs no more."""
        self._over.cancel()

    def _touched(self, name: str) -> None:
        if (choice := self._left.pop(name, None)) is not None:
            choice.accent, choice.icon, choice.live = "done", "check", False
        if not self._left:
            self._tell()

    def _tell(self) -> None:
        say = self.shell.say
        if not self._left:
            self.shell.replace(outcome("circle-check", "checkup.touch_well"))
            return
        places = say("shell.and").join(say(f"checkup.{name}") for name in self._left)
        self.shell.replace(outcome("alert-triangle", "checkup.touch_dead", places=places))


# The size of the screen


def card_trial(tools: Tools) -> Build:
    """The outline of a bank card; where it does not match, it is made to."""

    def build(shell: Shell) -> Screen:
        screen = tools.settings().screen
        here = Glass(screen.diagonal_in, screen.width, screen.height)
        glass = here if tools.own_glass else Glass(_inches(), Window.width, Window.height)

        def take(inches: float) -> None:
            if not tools.own_glass or abs(inches - screen.diagonal_in) < 0.05:
                shell.replace(outcome("circle-check", "checkup.card_well"))
                return
            work = partial(tools.adopt, "screen", {"diagonal_in": inches}, tools.by)
            told = outcome("circle-check", "checkup.card_set", inches=inches)
            shell.replace(lambda shell: Adopting(shell, work, told))

        return Card(shell, glass, take)

    return build


def _inches() -> float:
    """The diagonal of this window, as millimetres are counted on it now."""
    return round(float((Window.width**2 + Window.height**2) ** 0.5 / mm(25.4)), 1)


# The voice


def voice_trial(tools: Tools) -> Build:
    """A sentence is spoken, and whoever stands there says whether it was heard."""
    return lambda shell: VoiceTrial(shell, tools)


class VoiceTrial(Pick):
    """听到了吗? Spoken when it is shown, and again when asked to."""

    def __init__(self, shell: Shell, tools: Tools | None) -> None:
        well, off = outcome("circle-check", "checkup.voice_well"), outcome("volume-off", "checkup.voice_off")
        options = (
            Option("check", shell.say("checkup.heard"), partial(shell.replace, well)),
            Option("volume", shell.say("checkup.once_more"), self._speak),
            Option("volume-off", shell.say("checkup.not_heard"), partial(shell.replace, off)),
        )
        super().__init__(shell, "checkup.did_you_hear", options, shell.say(SAMPLE))
        self._tools = tools
        self.spoken = ()

    def shown(self) -> None:
        """It is spoken, by the station's voice also where the shell keeps silent."""
        self._speak()

    def _speak(self) -> None:
        if self._tools is not None and self._tools.voice is not None:
            self._tools.voice.say(self.shell.lang, (Phrase(SAMPLE),))


def _touched(shell: Shell) -> TouchTrial:
    trial = TouchTrial(shell)
    trial._touched("upper_left")  # noqa: SLF001 - as if it were touched
    return trial


EXAMPLES: Final = (
    *both("touch", _touched),
    *both("touch-dead", outcome("alert-triangle", "checkup.touch_dead", places="右下角")),
    *both("voice", lambda shell: VoiceTrial(shell, None)),
    *both("voice-off", outcome("volume-off", "checkup.voice_off")),
    *both("card", lambda shell: Card(shell, Glass(21.5, Window.width, Window.height), nothing)),
)
