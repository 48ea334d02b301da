"""Nobody there: what the station offers now, and a large invitation. A touch anywhere opens home.

Safe against burn-in: all of it moves each minute, it is dimmed while nothing changes, and only the hand moves between,
once a second.
"""

from functools import partial
from math import ceil
from typing import Any, ClassVar, Final

import msgspec
from kivy.clock import Clock
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.words import Lang
from kiosk.touch.home import TILES, Front, example_front, front
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Screen
from kiosk.widgets.service import HomeTile
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Centred
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import DIMMED, LINE_HEIGHT, wear, worn

DIMS_S: Final = 300  # so long after the last change
SHIFT_S: Final = 60
SHIFT_MM: Final = 3
_PLACES: Final = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
_BECKONS_S: Final = 1
_TURNS_S: Final = 10


def attract(shell: Shell, *, dim: bool = False) -> "Attract":
    """What the station offers, as it stands now."""
    if dim:
        wear(msgspec.structs.replace(shell.theme, palette=DIMMED))
    return Attract(shell, front(shell), dim=dim)


class Attract(Screen):
    """The invitation. 人工 is 人工; every other touch opens home."""

    back: ClassVar[bool] = False
    passing: ClassVar[bool] = True

    def __init__(self, shell: Shell, shows: Front, *, dim: bool = False) -> None:
        super().__init__(shell, title=shows.name)
        self._shows, self._dim, self._theme = shows, dim, worn()
        self._beckons: Any = None
        self._changed_at = Clock.get_time()
        sizes = worn().sizes
        if not worn().portrait:
            self.body.orientation = "horizontal"
        self._offers = BoxLayout(orientation="vertical", spacing=mm(sizes.gap))
        self.body.add_widget(self._offers)
        self.body.add_widget(self._invitation(sizes.icon * 1.6))
        title = Say(shows.name, em=sizes.title, bold=True).height_at(self.width - 2 * mm(sizes.margin))
        body = self.height - title - self.bar.height - mm(2 * sizes.margin + 2 * sizes.gap)
        self._room = (body - mm(sizes.gap)) / 2 if worn().portrait else body
        self._show(shows)
        self._place()

    def _invitation(self, side: float) -> BoxLayout:
        """The hand, and what it asks for, in every language of the station."""
        box = BoxLayout(orientation="vertical", spacing=mm(worn().sizes.gap / 2))
        self._hand = Icon("hand-click", most=side)
        box.add_widget(self._hand)
        for lang in self.shell.languages:
            first = lang == self.shell.lang
            em = worn().sizes.title * (1.3 if first and not worn().large else 1 if first else 0.8)
            box.add_widget(Say(_said(self.shell, lang, "shell.touch"), em=em, bold=first, halign="center"))
        box.add_widget(Say(self.shell.say("shell.or_scan"), halign="center", color=worn().palette.soft))
        return box

    def _show(self, shows: Front) -> None:
        """What is offered, line by line; more than there is room for take turns."""
        self._shows = shows
        wide = self.width - 2 * mm(worn().sizes.margin)
        wide = wide if worn().portrait else (wide - self.body.spacing) / 2
        told, gap = [tile for _, tile in shows.tiles], self._offers.spacing
        lines = max(1, min(len(told), int((self._room - gap) / (_high() + gap))))
        at = int(Clock.get_time() // _TURNS_S) % ceil(max(1, len(told)) / lines) * lines
        self._offers.clear_widgets()
        self._offers.add_widget(Widget())
        for tile in told[at : at + lines]:
            self._offers.add_widget(_offer(tile, min(_high() * 2, (self._room - gap) / lines - gap), wide))
        self._offers.add_widget(Widget())

    def shown(self) -> None:
        """The hand begins to beckon."""
        self._beckons = Clock.schedule_interval(self._beckon, _BECKONS_S)

    def left(self) -> None:
        """It rests."""
        self._beckons.cancel()

    def refresh(self) -> None:
        """What is offered may have changed; what has not for long is dimmed."""
        wear(self._theme)
        shows, now = front(self.shell), Clock.get_time()
        if shows != self._shows:
            self._changed_at = now
            if self._dim:
                self.shell.replace(attract)
                return
        elif not self._dim and now - self._changed_at >= DIMS_S:
            self.shell.replace(partial(attract, dim=True))
            return
        self._show(shows)
        self._place()

    def _place(self) -> None:
        """Where it stands this minute."""
        across, up = _PLACES[int(Clock.get_time() // SHIFT_S) % len(_PLACES)]
        margin = worn().sizes.margin
        dx, dy = across * SHIFT_MM, up * SHIFT_MM
        self.padding = [mm(margin + dx), mm(margin - dy), mm(margin - dx), mm(margin + dy)]

    def _beckon(self, _: float) -> None:
        self._hand.name = "hand-finger" if self._hand.name == "hand-click" else "hand-click"

    def on_touch_down(self, touch: Any) -> bool:
        """人工 is 人工; every other touch opens home."""
        if self.bar.collide_point(*touch.pos) and super().on_touch_down(touch):
            return True
        self.shell.home()
        return True

    def key(self, mark: str) -> bool:
        """A key opens home too."""
        del mark
        self.shell.home()
        return True


def _high() -> float:
    """The least height of a line, in pixels: its word, and below it how it stands."""
    sizes = worn().sizes
    return float(mm((sizes.title + sizes.body) * LINE_HEIGHT))


def _offer(told: HomeTile, high: float, width: float) -> BoxLayout:
    """One service: its picture, its word and price, and what is left of it or why it is not to be had."""
    palette, sizes = worn().palette, worn().sizes
    high = max(high, _high())
    line = BoxLayout(size_hint_y=None, height=high, spacing=mm(sizes.gap))
    colour = palette.soft if told.closed else palette.fill(told.accent)
    line.add_widget(Icon(told.icon, most=high, color=colour, size_hint_x=None, width=high))
    words = Centred(orientation="vertical")
    what, room = f"{told.word} {told.number}".strip(), width - high - line.spacing
    brief = told.closed or told.note
    full = f"{told.closed} · {told.note}" if told.closed and told.note else brief
    for how, scale in ((full, 1.6), (full, 1.3), (full, 1), (brief, 1.3), (brief, 1)):
        said = Say(what, em=sizes.title * scale, bold=True, color=colour)
        more = Say(how, em=sizes.body * scale, color=palette.soft)
        if said.height_at(room) + more.height_at(room) <= high and max(said.line_width, more.line_width) <= room:
            break
    words.add_widget(said)
    words.add_widget(more)
    line.add_widget(words)
    return line


def _said(shell: Shell, lang: Lang, key: str) -> str:
    """A sentence in one of the station's languages, whichever is spoken now."""
    spoken, shell.lang = shell.lang, lang
    try:
        return shell.say(key)
    finally:
        shell.lang = spoken


def _example(shell: Shell, at: int, *, dim: bool = False) -> Attract:
    if dim:
        wear(msgspec.structs.replace(worn(), palette=DIMMED))
    return Attract(shell, example_front(shell, TILES[at][1], TILES[at][0]), dim=dim)


EXAMPLES: Final = (
    *(Example(f"attract-{tiles.name}", partial(_example, at=at)) for at, (_, tiles) in enumerate(TILES)),
    Example("attract-dimmed", partial(_example, at=0, dim=True)),
)
