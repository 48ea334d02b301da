"""How large the screen is: an outline on the glass is made as large as a bank card held to it."""

from collections.abc import Callable
from typing import Final

from kivy.metrics import Metrics, mm
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.touch import fitting
from kiosk.touch.setup.steps import Step, answer
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice
from kiosk.widgets.window import MM_PER_INCH, Glass

# ISO/IEC 7810, ID-1: a bank card in mm.
CARD: Final = (85.6, 53.98)
LEAST_IN: Final = 7.0
MOST_IN: Final = 100.0
# By how many per cent the outline grows at a touch.
_STEPS: Final = (-10, -1, 1, 10)


class Card(Step):
    """The outline of a card, and four ways to change it; `take` gets the diagonal in inches."""

    def __init__(self, shell: Shell, glass: Glass, take: Callable[[float], None]) -> None:
        super().__init__(shell, "setup.ask_card")
        sizes = worn().sizes
        self._glass, self._take = glass, take
        self.inches = glass.inches
        palette = worn().palette
        self.outline = Surface(
            size_hint=(None, None), fill=palette.pressed, edge=palette.ink, stroke=sizes.stroke, radius=3.2
        )
        room = AnchorLayout(anchor_x="center", anchor_y="center")
        room.add_widget(self.outline)
        self._room = room
        steps = BoxLayout(size_hint_y=None, height=mm(sizes.target), spacing=mm(sizes.gap))
        if worn().portrait:
            steps.height = mm(sizes.target * 2 + sizes.gap)
            steps.orientation = "vertical"
            rows = [BoxLayout(spacing=mm(sizes.gap)) for _ in range(2)]
            for row in rows:
                steps.add_widget(row)
        else:
            rows = [steps]
        for number, percent in enumerate(_STEPS):
            word = shell.say("setup.percent", percent=abs(percent))
            choice = Choice(icon="minus" if percent < 0 else "plus", word=word)
            choice.bind(on_release=lambda _, percent=percent: self.grow(percent))
            rows[number * len(rows) // len(_STEPS)].add_widget(choice)
        note: tuple[Widget, ...] = (Say(shell.say("setup.note_card")),) if worn().portrait else ()
        for part in (*note, room, steps):
            self.body.add_widget(part)
        self.bar.middle.add_widget(answer("check", shell.say("setup.fits"), self._fits))
        room.bind(size=lambda *_: self._draw())
        self._draw()

    def grow(self, percent: int) -> None:
        """Makes the outline so much larger, as far as it stays on the glass: the screen is smaller, then."""
        share = 1 + percent / 100 if percent > 0 else 1 / (1 - percent / 100)
        inches = min(MOST_IN, max(LEAST_IN, self.inches / share))
        wide, high = self._sized(inches)
        if percent < 0 or (wide <= self._room.width and high <= self._room.height):
            self.inches = inches
            self._draw()

    def key(self, mark: str) -> bool:
        """+ and − on a keyboard."""
        percent = {"+": 1, "=": 1, "-": -1}.get(mark)
        if mark == "enter":
            self._fits()
        elif percent is not None:
            self.grow(percent)
        return mark == "enter" or percent is not None

    def _sized(self, inches: float) -> tuple[float, float]:
        """The card in pixels on a screen so large."""
        dpi = Glass(inches, self._glass.width, self._glass.height).dpi
        return CARD[0] * dpi / MM_PER_INCH, CARD[1] * dpi / MM_PER_INCH

    def _draw(self) -> None:
        self.outline.size = self._sized(self.inches)

    def _fits(self) -> None:
        self._take(round(self.inches, 1))


def measured(glass: Glass) -> None:
    """From here on a millimetre is one; a little less where the screen has no room for that."""
    Metrics.dpi = fitting.laid_out(glass).dpi


def _example(shell: Shell) -> Card:
    portrait = worn().portrait
    return Card(shell, Glass(21.5, 1080, 1920) if portrait else Glass(15.6, 1366, 768), lambda _: None)


EXAMPLES: Final = (Example("setup-card", _example, "setup"),)
