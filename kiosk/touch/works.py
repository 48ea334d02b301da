"""The services on the counter's page: one at a time, each a touch away, what waits in it counted on its tab."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import msgspec
from kivy.metrics import mm
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import KeyCap, Keyed
from kiosk.widgets.service import Tab
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import LINE_HEIGHT, worn

KEYS: Final = tuple(f"f{number}" for number in range(1, 13))


class Work(msgspec.Struct, frozen=True):
    """One service at the counter: its tab and its panels."""

    tab: Tab
    panels: tuple[Panel, ...]


class Works(BoxLayout):
    """The panels of the service that is shown; `tabs` is a row with a tab for each, where there are several.

    `turned` is called when another one is.
    """

    def __init__(self, shell: Shell, works: Sequence[Work], turned: Callable[[], None]) -> None:
        super().__init__(orientation="vertical", spacing=mm(worn().sizes.gap))
        self._works = tuple(works)
        self._shown = -1
        self._turned = turned
        self._before = 0
        self.asides = tuple(place for place, work in enumerate(self._works) if work.tab.aside)
        beside = [place for place in range(len(self._works)) if place not in self.asides]
        self._tabs = {
            place: _Tab(shell.say(self._works[place].tab.word), self._works[place].tab, key, partial(self.show, place))
            for place, key in zip(beside, KEYS, strict=False)
        }
        self.tabs = self._row() if len(self._tabs) > 1 else None
        if self._works:
            self.show(0)

    def _row(self) -> BoxLayout:
        row = BoxLayout(size_hint_y=None, spacing=mm(worn().sizes.gap / 2))
        row.height = max(tab.natural_height for tab in self._tabs.values())
        for tab in self._tabs.values():
            row.add_widget(tab)
        return row

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Those that are shown."""
        return self._works[self._shown].panels if self._works else ()

    def show(self, place: int) -> None:
        """Another service, as it stands now."""
        if place == self._shown:
            return
        first = self._shown < 0
        if self._shown not in self.asides:
            self._before = max(0, self._shown)
        self._shown = place
        self.clear_widgets()
        for panel in self.panels:
            if not first:
                panel.refresh()
            self.add_widget(panel)
        self._count()
        if not first:
            self._turned()

    def turn(self, place: int) -> None:
        """What stands aside; where it is shown already, the service before it."""
        self.show(self._before if place == self._shown else place)

    def tab(self, place: int) -> Tab:
        """How a service is called, and its colour."""
        return self._works[place].tab

    def state(self, place: int) -> str:
        """`shown`, `waiting` where something there waits for somebody, or empty."""
        if place == self._shown:
            return "shown"
        return "waiting" if any(panel.waiting for panel in self._works[place].panels) else ""

    def bring(self, panel: Panel) -> None:
        """Shows the service that a panel is of."""
        self.show(next(place for place, work in enumerate(self._works) if panel in work.panels))

    def refresh(self) -> None:
        """What is shown for itself; of the others what waits there."""
        for panel in self.panels:
            panel.refresh()
        self._count()

    def _count(self) -> None:
        for place, tab in self._tabs.items():
            tab.chosen = place == self._shown
            tab.waiting = 0 if tab.chosen else sum(panel.waiting for panel in self._works[place].panels)


class _Tab(Keyed):
    """A service's picture and word, its key; how much waits there. On a portrait glass the word stands below."""

    chosen = BooleanProperty(False)
    waiting = NumericProperty(0)

    def __init__(self, word: str, tab: Tab, key: str, act: Callable[[], None]) -> None:
        sizes = worn().sizes
        self._stacked = worn().portrait
        self._icon = Icon(tab.icon, most=sizes.icon)
        self._said = Say(word, em=sizes.body if self._stacked else sizes.word, bold=True, halign="center")
        self._cap = KeyCap(key)
        self._count = Say("", bold=True, halign="center")
        self._badge = Surface(size_hint=(None, None), padding=0, radius=sizes.body)
        self._badge.add_widget(self._count)
        self._own = tab.accent
        super().__init__(key=key)
        for part in (self._icon, self._said, *(() if self._stacked else (self._cap,))):
            self.add_widget(part)
        for changed in ("chosen", "waiting"):
            self.fbind(changed, self.dress)
        self.bind(on_release=lambda _: act())
        self.dress()

    @property
    def natural_height(self) -> float:
        """A picture over a word, or as high as a button, in pixels."""
        sizes = worn().sizes
        return float(mm(sizes.icon + sizes.body * LINE_HEIGHT + sizes.gap * 1.5 if self._stacked else sizes.target))

    def dress(self, *_: object) -> None:
        """Filled with the service's colour while it is shown; the count in the colour of what must be seen."""
        if not hasattr(self, "_badge"):
            return
        palette = worn().palette
        face = palette.face(self._own if self.chosen else "", down=self.state == "down")
        self.fill, self.edge, self.text_colour = face.fill, face.edge, face.text
        self._icon.color = self._said.color = face.text
        self._cap.dress(face)
        hot = palette.face("stop")
        self._badge.fill, self._badge.edge, self._count.color = hot.fill, hot.edge, hot.text
        self._count.words = str(self.waiting) if self.waiting else ""
        if self.waiting and self._badge.parent is None:
            self.add_widget(self._badge)
        elif not self.waiting and self._badge.parent is not None:
            self.remove_widget(self._badge)

    def do_layout(self, *_: object) -> None:
        """Its parts; the count in the upper corner."""
        gap = mm(worn().sizes.gap / 4)
        if self._stacked:
            high = self._said.height
            self._said.width, self._said.pos = self.width - 2 * gap, (self.x + gap, self.y + gap)
            self._icon.size = (self.width, max(1.0, self.height - high - 2 * gap))
            self._icon.pos = (self.x, self.y + gap + high)
        else:
            self._side_by_side(gap)
        line = mm(worn().sizes.body * LINE_HEIGHT)
        wide = max(line, self._count.line_width + 2 * gap)
        self._badge.size, self._badge.pos = (wide, line), (self.right - wide, self.top - line)
        self._count.width, self._count.pos = wide, self._badge.pos

    def _side_by_side(self, gap: float) -> None:
        """Picture and word in the middle of what the key leaves free; the key at the left."""
        side = mm(worn().sizes.icon)
        self._cap.pos = (self.x + 2 * gap, self.center_y - self._cap.height / 2)
        free = self.width - self._cap.width - 4 * gap - side / 2  # the corner is the count's
        self._said.width = max(1.0, min(self._said.line_width, free - side - 2 * gap))
        left = self._cap.right + max(gap, (free - side - gap - self._said.width) / 2)
        self._icon.size, self._icon.pos = (side, self.height), (left, self.y)
        self._said.pos = (left + side + gap, self.center_y - self._said.height / 2)
