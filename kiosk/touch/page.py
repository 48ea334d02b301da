"""The counter's page: everything an attendant works with, side by side. Nothing on it holds up anything else."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar, Final

import msgspec
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.clock import Deadline
from kiosk.base.request import Scene
from kiosk.base.sale import Line
from kiosk.base.store import Store
from kiosk.services.house.readings import Call
from kiosk.services.slips.readings import OpenSlip
from kiosk.services.staff.requests import SignedIn
from kiosk.services.till.readings import OwedRow, WaitingSale, drawer_fen
from kiosk.touch.attention import AttentionPanel, Cares
from kiosk.touch.modules import screens
from kiosk.touch.till import TillPanel
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import button, row_of, told
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Icon
from kiosk.widgets.theme import LINE_HEIGHT, worn


class Notice(Surface):
    """The last thing that was done or refused, in one place; it stays until the next."""

    def __init__(self, words: str) -> None:
        sizes = worn().sizes
        # What happened, where the money is, what to do: three sentences, a line each.
        super().__init__(
            size_hint_y=None, height=mm(sizes.body * LINE_HEIGHT * 3 + sizes.gap / 4), padding=(mm(sizes.gap), 0)
        )
        self._icon = Icon("check", most=sizes.word * 1.3, size_hint_x=None, width=mm(sizes.word * 1.3))
        self._said = told("", bold=True)
        self.add_widget(self._icon)
        self.add_widget(self._said)
        self.show(words, "", "info-circle")

    def show(self, words: str, accent: str, icon: str) -> None:
        """Says something else."""
        palette = worn().palette
        colour = palette.fill(accent) if accent else palette.ink
        self.edge = colour
        self._icon.name, self._icon.color = icon, colour
        self._said.words, self._said.color = words, colour


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


class Page(CounterScreen):
    """Who works, what the drawer holds, the last thing done; below: the till, the services, what waits."""

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, who: SignedIn, drawer: int, panels: Iterable[Panel], sign_out: Any) -> None:
        super().__init__(shell, shell.say("counter.welcome", shown=who.shown))
        sizes, say = worn().sizes, shell.say
        self._panels = tuple(panels)
        self._drawer = told("", bold=True, halign="right")
        name = told(
            say("counter.signed_in", shown=who.shown, role=say(f"staff.role_{who.by.partition(':')[0]}")),
            em=sizes.word,
            bold=True,
        )
        leave = button("logout", say("counter.sign_out"), sign_out)
        if worn().portrait:
            self.body.add_widget(row_of(name, self._drawer, leave))
            self.body.add_widget(self.notice)
        else:
            name.size_hint_x, name.width, self._drawer.size_hint_x = None, name.line_width, 0.3
            self.body.add_widget(row_of(name, self.notice, self._drawer, leave, height=self.notice.height / mm(1)))
        self.body.add_widget(self._laid())
        for panel in self._panels:
            panel.tell = self.did
        self._show(drawer)

    def _laid(self) -> BoxLayout:
        """Landscape: three columns. Portrait: the services below, the others side by side above."""
        gap, portrait = mm(worn().sizes.gap * 1.5), worn().portrait
        till, *services, attention = self._panels
        outer = BoxLayout(orientation="vertical" if portrait else "horizontal", spacing=gap)
        beside = BoxLayout(spacing=gap) if portrait else outer
        work = BoxLayout(orientation="vertical", spacing=gap)
        for panel in services:
            work.add_widget(panel)
        till.size_hint_x, work.size_hint_x, attention.size_hint_x = (1, 1, 1) if portrait else (0.95, 1.45, 0.85)
        parts: tuple[Widget, ...] = (till, attention) if portrait else (till, work, attention)
        for part in parts:
            beside.add_widget(part)
        if portrait:
            outer.add_widget(beside)
            outer.add_widget(work)
        return outer

    def refresh(self) -> None:
        """Every panel for itself."""
        for panel in self._panels:
            panel.refresh()
        self._show(self.shell.desk.read("till", drawer))

    def key(self, mark: str) -> bool:
        """The first panel that uses a key has it."""
        return any(panel.key(mark) for panel in self._panels)

    def _show(self, drawer: int) -> None:
        self._drawer.words = self.shell.say("counter.drawer", yuan=short(drawer))


def drawer(store: Store, scene: Scene[Any]) -> int:
    """What the drawer must hold, in fen."""
    del scene
    return drawer_fen(store)


_LINE: Final = Line("meals", "lunch", 1, 500, 8, "2024-03-01/lunch/8")
_SALES: Final = tuple(
    WaitingSale(f"s{number}", (msgspec.structs.replace(_LINE, number=number),), 500, "", Deadline("", 0, "", 180))
    for number in range(15, 28)
)
_CARES: Final = Cares(
    (Call("c1", "workers", "2024-03-01T11:12:03.118+08:00"),),
    (("printer", "paper_out"),),
    (
        OpenSlip("1-44-0", 0, "8号", "failed", "paper_out", ""),
        OpenSlip("1-46-0", 0, "9号", "uncertain", "interrupted", ""),
    ),
    (OwedRow("o1", "s1", (_LINE,), 500, "not_collected", ""), OwedRow("o2", "s2", (_LINE,), 500, "meals.sold_out", "")),
)


_NOTHING: Final = Cares()


def _page(
    shell: Shell,
    service: Callable[[Shell], tuple[Panel, ...]] = lambda _: (),
    sales: tuple[WaitingSale, ...] = (),
    shows: Cares = _NOTHING,
    given_fen: int = -1,
    *,
    other: bool = False,
    refused: str = "",
) -> Page:
    till = TillPanel(shell, sales)
    page = Page(
        shell,
        SignedIn(by="attendant:a2", shown="李*"),
        9000,
        (till, *service(shell), AttentionPanel(shell, shows)),
        lambda: None,
    )
    if given_fen >= 0:
        till.open(sales[0]).give(given_fen)
    if other:
        for mark in "70":
            till.open(sales[0]).key(mark)
    if refused:
        page.refused(shell.say(refused))
    return page


_SERVICES: Final = tuple(
    (f"{name}-{example.name}", example.panels) for name, service in screens() for example in service.PANEL_EXAMPLES
)
EXAMPLES: Final = (
    *(Example(f"counter-{name}", partial(_page, service=panels), "counter") for name, panels in _SERVICES),
    Example("counter-rush", partial(_page, service=_SERVICES[0][1], sales=_SALES, shows=_CARES), "counter"),
    *(
        Example(f"counter-{name}", partial(_page, **state), "counter")
        for name, state in (
            ("money", {"sales": _SALES[:1], "given_fen": 0}),
            ("money-change", {"sales": _SALES[:1], "given_fen": 10000}),
            ("money-other", {"sales": _SALES[:1], "other": True}),
            ("refused", {"refused": "house.error"}),
        )
    ),
)
