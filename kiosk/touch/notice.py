"""Screens behind the counter, and the one place on them that says what was done or refused."""

from typing import ClassVar

from kivy.metrics import mm

from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Icon, Say, measured
from kiosk.widgets.theme import LINE_HEIGHT, worn


class Packed(Say):
    """Sentences on a line each where there is room for so many lines; else as many on a line as fit."""

    most = 3

    def lines(self, width: float) -> tuple[str, ...]:
        """The lines it would have at that width in pixels."""
        own = super().lines(width)
        if len(own) <= self.most:
            return own
        packed = list(own[:1])
        for line in own[1:]:
            both = f"{packed[-1]}{' ' if packed[-1][-1].isascii() else ''}{line}"
            if measured(both, int(self.font_size), self.bold) < width:
                packed[-1] = both
            else:
                packed.append(line)
        return tuple(packed)


class Notice(Surface):
    """The last thing that was done or refused, in one place; it stays until the next."""

    def __init__(self, words: str) -> None:
        sizes = worn().sizes
        # What happened, where the money is, what to do: three sentences, on two lines where the glass is wide.
        lines = 3 if worn().portrait else 2
        super().__init__(
            size_hint_y=None, height=mm(sizes.body * LINE_HEIGHT * lines + sizes.gap / 4), padding=(mm(sizes.gap), 0)
        )
        self._icon = Icon("check", most=sizes.word * 1.3, size_hint_x=None, width=mm(sizes.word * 1.3))
        self._said = Packed("", bold=True, pos_hint={"center_y": 0.5})
        self._said.most = lines
        self.add_widget(self._icon)
        self.add_widget(self._said)
        self._said.bind(width=self._weigh)
        self.show(words, "", "info-circle")

    def show(self, words: str, accent: str, icon: str) -> None:
        """Says something else."""
        palette = worn().palette
        colour = palette.fill(accent) if accent else palette.ink
        self.edge = colour
        self._icon.name, self._icon.color = icon, colour
        self._said.words, self._said.color = words, colour
        self._weigh()

    def _weigh(self, *_: object) -> None:
        """Bold, where it then has room."""
        self._said.bold = True
        self._said.bold = self._said.height_at(self._said.width) <= self.height


class CounterScreen(Screen):
    """A screen behind the counter: no 人工, and a line that says what was done or refused."""

    person: ClassVar[bool] = False

    def __init__(self, shell: Shell, words: str, *, title: str = "") -> None:
        super().__init__(shell, title=title)
        self.notice = Notice(words)

    def did(self, words: str) -> None:
        """Says what was done."""
        self.notice.show(words, "done", "circle-check")

    def refused(self, words: str) -> None:
        """Says what was not done."""
        self.notice.show(words, "stop", "alert-circle")
