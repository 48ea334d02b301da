"""The counter's page: everything an attendant works with, side by side. Nothing on it holds up anything else."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.staff.requests import SignedIn
from kiosk.services.till.readings import told_drawer_fen
from kiosk.touch.attention import AttentionPanel
from kiosk.touch.finder import SEARCH, Finder
from kiosk.touch.finds import drawer_words
from kiosk.touch.notice import CounterScreen
from kiosk.touch.ring import WAYS, Ring, reachable
from kiosk.touch.state import StateBar
from kiosk.touch.works import Work, Works
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import KeyButton, Keyed, button, row_of, told
from kiosk.widgets.shell import Build, Shell
from kiosk.widgets.theme import LINE_HEIGHT, worn

ASIDE: Final = "*"
TODAY: Final = "."
BACK: Final = "-"


class Page(CounterScreen):
    """Who works, what the drawer holds, the last thing done; below: the till, the services, the search, what waits.

    Every one of them goes on by itself. Digits typed on a keyboard go into the amount that is being counted, else into
    the search box; the keys that stand on buttons press them; arrows and Enter reach everything.
    """

    back: ClassVar[bool] = False

    def __init__(
        self,
        shell: Shell,
        who: SignedIn,
        drawer: int | None,
        till: Panel,
        works: Iterable[Work],
        attention: AttentionPanel,
        state: StateBar,
        sign_out: Callable[[], None],
        office: Build | None = None,
    ) -> None:
        super().__init__(shell, shell.say("counter.only_reads" if shell.reads else "counter.welcome", shown=who.shown))
        works = tuple(works)
        self._till, self._attention, self._works = till, attention, Works(shell, works, self._turned)
        self._drawer = told("", bold=True)
        self._counting: Panel | None = None
        self.finder = Finder(shell, self._claim_search, self.did)
        self._state = state
        self._asides = {place: self._aside(place) for place in self._works.asides}
        self._dress_asides()
        self._top(who, sign_out, office)
        self.body.add_widget(self._laid())
        self._foot()
        self._ring = Ring(self)
        attention.look = self._today
        for panel in (till, *(panel for work in works for panel in work.panels), attention):
            panel.tell = self.did
            panel.claim = partial(self._claim, panel)
        self._focus(None)
        self._show(drawer)

    def _top(self, who: SignedIn, sign_out: Callable[[], None], office: Build | None) -> None:
        """Who works; the last thing done; the day, the way out."""
        sizes, say = worn().sizes, self.shell.say
        role = say(f"staff.role_{who.by.partition(':')[0]}")
        name = told(say("counter.signed_in", shown=who.shown, role=role), bold=True)
        day = button("", say("counter.today"), self._today, key=TODAY)
        leave = button("", say("counter.sign_out"), sign_out)
        ways = [button("", say("office.way"), partial(self.shell.go, office))] if office is not None else []
        ways += [day, leave]
        about = BoxLayout(orientation="vertical", size_hint_y=None, pos_hint={"center_y": 0.5})
        about.bind(minimum_height=about.setter("height"))
        for line in (name, self._drawer):
            line.pos_hint = {}
            about.add_widget(line)
        if worn().portrait:
            self.body.add_widget(row_of(about, *ways, height=max(sizes.target, sizes.body * LINE_HEIGHT * 2)))
            self.body.add_widget(self.notice)
            return
        about.size_hint_x, about.width = None, mm(sizes.body * 10)
        for choice in ways:
            choice.size_hint_y, choice.height, choice.pos_hint = None, mm(sizes.target), {"center_y": 0.5}
        self.body.add_widget(row_of(about, self.notice, *ways, height=self.notice.height / mm(1)))

    def _aside(self, place: int) -> KeyButton:
        """The way to what stands aside, and back."""
        tab = self._works.tab(place)
        return button(tab.icon, self.shell.say(tab.word), partial(self._works.turn, place), wide=True, key=ASIDE)

    def _dress_asides(self) -> None:
        """Filled while it is shown, in another colour while something waits there."""
        for place, way in self._asides.items():
            state = self._works.state(place)
            way.accent = self._works.tab(place).accent if state == "shown" else "stop" if state else ""

    def _laid(self) -> BoxLayout:
        """Landscape: three columns. Portrait: the services below, the others side by side above."""
        gap, portrait = mm(worn().sizes.gap), worn().portrait
        work, attention = self._works, self._attention
        till = BoxLayout(orientation="vertical", spacing=gap / 2)
        till.add_widget(self._till)
        if self._asides:
            till.add_widget(row_of(*self._asides.values()))
        outer = BoxLayout(orientation="vertical" if portrait else "horizontal", spacing=gap)
        beside = BoxLayout(spacing=gap) if portrait else outer
        side = BoxLayout(orientation="vertical", spacing=mm(worn().sizes.gap))
        side.add_widget(self.finder)
        side.add_widget(attention)
        till.size_hint_x, work.size_hint_x, side.size_hint_x = (0.9, 1, 1) if portrait else (1, 1.3, 1)
        parts: tuple[Widget, ...] = (till, side) if portrait else (till, work, side)
        for part in parts:
            beside.add_widget(part)
        if portrait:
            outer.add_widget(beside)
            if self._works.tabs:
                outer.add_widget(self._works.tabs)
            outer.add_widget(work)
        elif self._works.tabs:
            self.body.spacing *= 0.75  # the row more leaves less between the others
            self.body.add_widget(self._works.tabs)
        return outer

    def _foot(self) -> None:
        """How the station is; what the keyboard does."""
        self._help = told("", halign="left" if worn().portrait else "right")
        if worn().portrait:
            self.body.add_widget(self._state)
            self.body.add_widget(self._help)
            return
        row = BoxLayout(size_hint_y=None, height=self._state.height, spacing=mm(worn().sizes.gap))
        row.add_widget(self._state)
        row.add_widget(self._help)
        self.body.add_widget(row)

    def left(self) -> None:
        """Nothing is watched any more."""
        self._ring.stop()

    @property
    def _panels(self) -> tuple[Panel, ...]:
        """Those that are shown."""
        return self._till, *self._works.panels, self._attention

    def refresh(self) -> None:
        """Every panel for itself."""
        self._till.refresh()
        self._works.refresh()
        self._dress_asides()
        self._attention.refresh()
        self.finder.refresh()
        self._state.refresh()
        self._show(self.shell.desk.read("till", drawer))
        self._settle_focus()

    def search(self, text: str) -> bool:
        """Something was scanned: for the panel that waits for it, else it is searched for."""
        self._settle_focus()
        if self._counting is not None and self._counting.scanned(text):
            return True
        self._claim_search()
        self.finder.search(text)
        return True

    # Where digits go

    def _claim(self, panel: Panel) -> None:
        if panel not in self._panels:
            self._works.bring(panel)
        self._focus(panel)

    def _turned(self) -> None:
        """Another service is shown: an amount that was being counted there goes on."""
        self._dress_asides()
        self._focus(next((panel for panel in self._works.panels if panel.counts), None))

    def _claim_search(self) -> None:
        self._focus(None)

    def _focus(self, panel: Panel | None) -> None:
        """Digits go into the amount of a panel, or into the search box."""
        self._counting = panel
        self.finder.focus(here=panel is None)
        for one in self._panels:
            one.focus(here=one is panel)
        self._say_where()

    def _settle_focus(self) -> None:
        """An amount that is not counted any more, or not seen, takes no digits."""
        if self._counting is not None and not (self._counting.counts and self._counting in self._panels):
            self._focus(next((panel for panel in self._panels if panel.counts), None))

    def _say_where(self) -> None:
        where = "search" if self._counting is None else "amount" if self._counting is self._till else "panel"
        self._help.words = self.shell.say(f"counter.keys_{where}")

    def on_touch_down(self, touch: Any) -> bool:
        """A touch on an amount that is being counted brings the digits back to it; the ring is the keyboard's alone."""
        self._ring.off()
        taken = bool(super().on_touch_down(touch))
        for panel in self._panels:
            if panel.counts and panel is not self._counting and panel.collide_point(*touch.pos):
                self._focus(panel)
        return taken

    # The keyboard

    def key(self, mark: str) -> bool:
        """Moves the ring, presses, types, goes back; nothing that is typed leaves the page."""
        self._settle_focus()
        if mark in WAYS:
            self._ring.move(mark)
        elif mark == "escape":
            self._back()
        elif mark == "enter":
            self._enter()
        elif not self._typed(mark):
            self._pressed(mark.lower())
        self._settle_focus()
        return True

    def _enter(self) -> None:
        if self._ring.on is not None and self._ring.press():
            return
        if self._counting is not None:
            self._counting.key("enter")
        else:
            self.finder.enter()

    def _typed(self, mark: str) -> bool:
        if self._counting is not None and self._counting.key(mark):
            self._ring.off()
            return True
        if self.finder.type(mark):
            self._ring.off()
            self._claim_search()
            return True
        return False

    def _pressed(self, mark: str) -> None:
        """The button on which this key stands."""
        if mark == SEARCH:
            self._claim_search()
            return
        for root in (self._counting or self.finder, self):
            for one in reachable(root):
                if isinstance(one, Keyed) and one.key == mark:
                    one.dispatch("on_release")
                    return

    def _back(self) -> None:
        """One step back, where the keyboard is."""
        if self._counting is not None and self._counting.key("escape"):
            return
        if not self.finder.back():
            self._pressed(BACK)
        self._ring.off()

    def _today(self, key: str = "") -> None:
        self._claim_search()
        self.finder.today(key)

    def _show(self, drawer: int | None) -> None:
        self._drawer.words = drawer_words(self.shell.say, drawer)


def drawer(store: Store, scene: Scene[Any]) -> int | None:
    """What the drawer must hold, in fen; None while that is not told."""
    del scene
    return told_drawer_fen(store)
