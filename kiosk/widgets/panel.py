"""A panel of the counter's page."""

from collections.abc import Callable

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn


def _unheard(words: str) -> None:
    """What a panel tells before it stands on a page."""
    del words


class Panel(BoxLayout):
    """One thing the attendant works with, beside others that go on working.

    `heading` stands on top; `tell` says on the page what was done (18号卖出), where the page listens.
    """

    def __init__(self, shell: Shell, heading: str) -> None:
        sizes = worn().sizes
        super().__init__(orientation="vertical", spacing=mm(sizes.gap / 2))
        self.shell = shell
        self.tell: Callable[[str], None] = _unheard
        self.heading = Say(heading, em=sizes.word, bold=True)
        self.add_widget(self.heading)

    def refresh(self) -> None:
        """Something was committed at the station: what stands here may have changed."""

    def key(self, mark: str) -> bool:
        """A key of a keyboard. Whether the panel has used it."""
        del mark
        return False
