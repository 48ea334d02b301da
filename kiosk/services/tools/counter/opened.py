"""What an act of a loan or a unit opens in its place: parts below each other, as high as they need to be."""

from collections.abc import Callable

from kivy.uix.widget import Widget

from kiosk.base.request import Request
from kiosk.widgets.rows import Stack
from kiosk.widgets.shell import Shell


class Opened(Stack):
    """One thing to do; `close(words)` takes it away and says what was done, if anything."""

    def __init__(self, shell: Shell, close: Callable[[str], None]) -> None:
        super().__init__()
        self.shell, self.close = shell, close

    def fill(self, *parts: Widget) -> None:
        """Its parts, from the top."""
        self.clear_widgets()
        for part in parts:
            self.add_widget(part)

    def key(self, mark: str) -> bool:
        """A key of a keyboard: Escape takes it away."""
        if mark == "escape":
            self.close("")
            return True
        return False

    def ask(self, request: Request, said: Callable[[object], str]) -> None:
        """Asks the desk; a refusal is said on the page, and what is ticked here stays."""
        self.shell.ask(request, lambda outcome: self.close(said(outcome)))
