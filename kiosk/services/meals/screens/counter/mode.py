"""What stands in the place of the numbers for a while, when one of them, or the day, needs more than one tap."""

from collections.abc import Callable

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.services.meals.screens.counter.asks import Asks
from kiosk.services.meals.screens.counter.view import MealView
from kiosk.widgets.rows import KeyButton, button
from kiosk.widgets.shell import Shell
from kiosk.widgets.theme import worn


class Mode(BoxLayout):
    """One thing at a time, beside calling and selling, which go on. `close` leads back to the numbers.

    Digits are meant for it while it stands: those on its buttons, unless it `types` them.
    """

    types: bool = False

    def __init__(self, shell: Shell, asks: Asks, close: Callable[[], None]) -> None:
        super().__init__(orientation="vertical", spacing=mm(worn().sizes.gap / 2))
        self.shell, self.asks, self.close = shell, asks, close

    def show(self, view: MealView) -> None:
        """The meal as it stands now; what has been typed stays."""

    def key(self, mark: str) -> bool:
        """A key of a keyboard. Whether it was used."""
        if mark in {"-", "escape"}:
            self.close()
            return True
        return self.press(self, mark)

    def scanned(self, text: str) -> bool:
        """Something was scanned at the counter. Whether it was meant for this."""
        del text
        return False

    @staticmethod
    def press(root: Widget, mark: str) -> bool:
        """Touches the button in there that shows this key. Whether there is one."""
        for part in root.walk(restrict=True):
            if isinstance(part, KeyButton) and part.key == mark and part.live:
                part.dispatch("on_release")
                return True
        return False

    def back(self) -> KeyButton:
        """The way back to the numbers."""
        return button("arrow-back-up", self.shell.say("widgets.back"), self.close, wide=True, key="-")

    def fill(self, *parts: Widget) -> None:
        """Its parts from the top; what room is left stays below."""
        self.clear_widgets()
        for part in parts:
            self.add_widget(part)
        self.add_widget(Widget())
