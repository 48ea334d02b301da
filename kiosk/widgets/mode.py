"""What stands in a panel for a while, when a thing needs more than one tap."""

from collections.abc import Callable

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.widgets.rows import KeyButton, button
from kiosk.widgets.shell import Shell
from kiosk.widgets.theme import worn


class Mode(BoxLayout):
    """One thing at a time; `close` leads back. Digits are meant for it while it stands."""

    def __init__(self, shell: Shell, close: Callable[[], None]) -> None:
        super().__init__(orientation="vertical", spacing=mm(worn().sizes.gap / 2))
        self.shell, self.close = shell, close

    def key(self, mark: str) -> bool:
        """A key of a keyboard. Whether it was used."""
        if mark in {"-", "escape"}:
            self.close()
            return True
        return self.press(self, mark)

    @staticmethod
    def press(root: Widget, mark: str) -> bool:
        """Touches the button in there that shows this key. Whether there is one."""
        for part in root.walk(restrict=True):
            if isinstance(part, KeyButton) and part.key == mark and part.live:
                part.dispatch("on_release")
                return True
        return False

    def back(self) -> KeyButton:
        """The way back."""
        return button("arrow-back-up", self.shell.say("widgets.back"), self.close, wide=True, key="-")

    def fill(self, *parts: Widget) -> None:
        """Its parts from the top; what room is left stays below."""
        self.clear_widgets()
        for part in parts:
            self.add_widget(part)
        self.add_widget(Widget())
