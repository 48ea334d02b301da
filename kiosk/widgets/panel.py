"""A panel of the counter's page."""

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn


class Panel(BoxLayout):
    """One thing the attendant works with, beside others that go on working. `heading` stands on top."""

    def __init__(self, shell: Shell, heading: str) -> None:
        sizes = worn().sizes
        super().__init__(orientation="vertical", spacing=mm(sizes.gap / 2))
        self.shell = shell
        self.add_widget(Say(heading, em=sizes.word, bold=True))

    def refresh(self) -> None:
        """Something was committed at the station: what stands here may have changed."""

    def key(self, mark: str) -> bool:
        """A key of a keyboard. Whether the panel has used it."""
        del mark
        return False
