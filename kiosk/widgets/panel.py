"""A panel of the counter's page."""

from collections.abc import Callable
from functools import partial

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn


def _unheard(words: str) -> None:
    """What a panel tells, or asks for, before it stands on a page."""
    del words


class Panel(BoxLayout):
    """One thing the attendant works with, beside others that go on working.

    `heading` stands on top; `tell` says on the page what was done (18号卖出), where the page listens. Where
    `shell.reads`, a panel shows what stands and offers nothing that writes. `claim` asks the page that digits come
    here from now on.
    """

    def __init__(self, shell: Shell, heading: str) -> None:
        sizes = worn().sizes
        super().__init__(orientation="vertical", spacing=mm(sizes.gap / 2))
        self.shell = shell
        self.tell: Callable[[str], None] = _unheard
        self.claim: Callable[[], None] = partial(_unheard, "")
        self.heading = Say(heading, em=sizes.word, bold=True)
        self.add_widget(self.heading)

    def head(self) -> BoxLayout:
        """Room beside the heading, as high as a button."""
        sizes = worn().sizes
        row = BoxLayout(size_hint_y=None, height=mm(sizes.target), spacing=mm(sizes.gap / 2))
        beside = BoxLayout(size_hint_x=None)
        beside.bind(minimum_width=beside.setter("width"))
        self.remove_widget(self.heading)
        self.heading.pos_hint = {"center_y": 0.5}
        for part in (self.heading, beside):
            row.add_widget(part)
        self.add_widget(row)
        return beside

    def refresh(self) -> None:
        """Something was committed at the station: what stands here may have changed."""

    @property
    def waiting(self) -> int:
        """How much waits here for somebody, while another service is looked at. Asked at every change: a quick read."""
        return 0

    @property
    def counts(self) -> bool:
        """Whether digits are meant for this panel now: an amount is being typed in it."""
        return False

    def focus(self, *, here: bool) -> None:
        """Digits that are typed come here from now on, or no longer do: the panel shows it."""

    def key(self, mark: str) -> bool:
        """A key of a keyboard, while digits come here. Whether the panel has used it."""
        del mark
        return False

    def scanned(self, text: str) -> bool:
        """Something was scanned while digits come here. Whether it was meant for this panel, not for the search."""
        del text
        return False
