"""Example states of the counter's page: the rush before noon, money, what was found, what waits, an auditor.

The first of a service's states stands on the whole page. Of the others only what differs is built, in the room it has
there: three queues around each of some two hundred examples are the same three queues.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.sale import Line
from kiosk.services.house.readings import Call
from kiosk.services.slips.readings import Issued, OpenSlip
from kiosk.services.staff.requests import SignedIn
from kiosk.services.till.readings import OwedRow, WaitingSale
from kiosk.touch.attention import AttentionPanel, Cares
from kiosk.touch.finds import Due, money_item, owed_item, slip_item
from kiosk.touch.modules import counters
from kiosk.touch.page import Page
from kiosk.touch.state import StateBar, StateNow
from kiosk.touch.till import TillPanel
from kiosk.touch.works import Work
from kiosk.widgets.example import Example, nowhere
from kiosk.widgets.item import Item
from kiosk.widgets.panel import Panel
from kiosk.widgets.shell import Shell

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
_FORGOTTEN: Final = Cares(days=(Due("lunch", "午餐：2月29日忘了收餐"),))
_TWO_SLIPS: Final = Cares(
    slips=(
        OpenSlip("1-46-0", 0, "9号", "uncertain", "interrupted", ""),
        OpenSlip("1-47-0", 0, "10号", "uncertain", "no_answer", ""),
    )
)
_SCANNER: Final = Cares(devices=(("scanner", "no_end"),))
_DEVICES: Final = Cares(
    devices=(("cash", "disk_nearly_full"), ("printer", "unsteady"), ("scanner", "wrong_device")),
)
_NOTHING: Final = Cares()
WELL: Final = StateNow(minute="11:45")
_OUT: Final = StateNow("paper_out", 2, minute="11:45")
_ILL: Final = StateNow("paper_out", 12, "low", jumped=True, minute="11:45")
_AHEAD: Final = StateNow(minute="11:45", months=5)
_LOST: Final = StateNow(minute="11:45", ill=(("scanner", "no_end"),))
_PARTS: Final = StateNow("unsteady", minute="11:45", ill=(("cash", "disk_nearly_full"), ("scanner", "wrong_device")))
_FEW: Final = 2
_SLIP: Final = Issued("1-44-7f3a9c21d04be512", "till.owed", "待退凭证", 0, "confirmed", "")

Works = tuple[Work, ...]


class _Waits(Panel):
    """Another service's, behind its tab."""

    @property
    def waiting(self) -> int:
        """Some."""
        return 2


def _beside(shell: Shell, name: str, panels: Callable[[Shell], tuple[Panel, ...]], *, few: bool = False) -> Works:
    """A service's panels, with a tab of every service that has any; something waits behind the others.

    Of the others, a `few` make the row of tabs as high as all do.
    """
    offered = [(own, service.TAB) for own, service in counters() if service.PANEL_EXAMPLES]
    others = [tab for own, tab in offered if own != name]
    shown = [Work(tab, panels(shell)) for own, tab in offered if own == name]
    return *shown, *(Work(tab, (_Waits(shell, ""),)) for tab in others[: _FEW if few else None])


def _behind(shell: Shell) -> Works:
    """Tabs alone: what an example shows is beside the services."""
    return _beside(shell, "", lambda _: (), few=True)


def _alone(shell: Shell, name: str, panels: Callable[[Shell], tuple[Panel, ...]]) -> Page:
    """A service's panels in the room that they have on the page, and little beside them."""
    works = _beside(shell, name, panels, few=True)
    return _framed(shell, Panel(shell, ""), works, AttentionPanel(shell, _NOTHING))


def _framed(
    shell: Shell, till: Panel, works: Works, attention: AttentionPanel, state: StateNow = WELL, role: str = "attendant"
) -> Page:
    return Page(
        shell,
        SignedIn(by=f"{role}:a2", shown="李*"),
        9000,
        till,
        works,
        attention,
        StateBar(shell, printer=True, shows=state),
        lambda: None,
        None if role == "attendant" else nowhere,
    )


def _page(
    shell: Shell,
    works: Callable[[Shell], Works] = _behind,
    sales: tuple[WaitingSale, ...] = (),
    shows: Cares = _NOTHING,
    role: str = "attendant",
    state: StateNow | None = None,
    then: Callable[[Page, TillPanel], None] = lambda *_: None,
) -> Page:
    shell.reads = role == "auditor"
    till = TillPanel(shell, sales)
    page = _framed(
        shell, till, works(shell), AttentionPanel(shell, shows), state or (_OUT if shows is _CARES else WELL), role
    )
    then(page, till)
    return page


def _given(_: Page, till: TillPanel, fen: int) -> None:
    till.open(_SALES[0]).give(fen)


def _typed(_: Page, till: TillPanel) -> None:
    for mark in "70":
        till.open(_SALES[0]).key(mark)


def _refused(page: Page, _: TillPanel) -> None:
    page.refused(page.shell.say("house.error"))


def _ringed(page: Page, _: TillPanel) -> None:
    for way in ("tab", "tab", "down"):
        page.key(way)


def _pad(page: Page, _: TillPanel) -> None:
    page.finder.open_pad()
    for mark in "44":
        page.key(mark)


def _found(page: Page, _: TillPanel, items: Callable[[Callable[..., str]], tuple[Item, ...]], asks: int = -1) -> None:
    page.finder.offer(items(page.shell.say), page.shell.say("counter.not_found"))
    if asks >= 0 and page.finder.item is not None:
        act = page.finder.item.item.acts[asks]
        page.finder.item.open(act) if act.opens is not None else page.finder.item.ask(act)


def _own(say: Callable[..., str]) -> tuple[Item, ...]:
    return owed_item(say, _CARES.owed[0]), slip_item(say, _SLIP), money_item(say, 16000, _CARES.owed, 3)


_SERVICES: Final = tuple(
    (
        f"{name}-{example.name}",
        partial(_alone, name=name, panels=example.panels)
        if at
        else partial(_page, works=partial(_beside, name=name, panels=example.panels)),
    )
    for name, service in counters()
    for at, example in enumerate(service.PANEL_EXAMPLES)
)
_ITEMS: Final = tuple(
    (f"{name}-{example.name}", example, at == 0)
    for name, service in counters()
    for at, example in enumerate(service.ITEM_EXAMPLES)
)
_NOON: Final = next(
    partial(_beside, name=name, panels=service.PANEL_EXAMPLES[0].panels)
    for name, service in counters()
    if service.PANEL_EXAMPLES
)
_STATES: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("rush", {"works": _NOON, "sales": _SALES, "shows": _CARES}),
    ("slips-uncertain", {"shows": _TWO_SLIPS, "state": _ILL}),
    ("forgotten", {"shows": _FORGOTTEN, "state": _AHEAD}),
    ("devices", {"shows": _DEVICES, "state": _PARTS}),
    ("scanner", {"shows": _SCANNER, "state": _LOST}),
    ("auditor", {"works": _NOON, "sales": _SALES, "shows": _CARES, "role": "auditor"}),
    ("supervisor", {"works": _NOON, "shows": _CARES, "role": "supervisor", "then": _refused}),
    ("money", {"sales": _SALES[:1], "then": partial(_given, fen=0)}),
    ("money-change", {"sales": _SALES[:1], "then": partial(_given, fen=10000)}),
    ("money-other", {"sales": _SALES[:1], "then": _typed}),
    ("refused", {"then": _refused}),
    ("ring", {"works": _NOON, "sales": _SALES, "then": _ringed}),
    ("search-pad", {"works": _NOON, "shows": _CARES, "then": _pad}),
    ("found-nothing", {"then": partial(_found, items=lambda _: ())}),
    ("found-some", {"works": _NOON, "shows": _CARES, "then": partial(_found, items=_own)}),
    ("found-slip", {"then": partial(_found, items=lambda say: _own(say)[1:2])}),
    ("found-owed", {"then": partial(_found, items=lambda say: _own(say)[:1])}),
    ("money-now", {"then": partial(_found, items=lambda say: _own(say)[2:])}),
)
EXAMPLES: Final = (
    *(Example(f"counter-{name}", build, "counter") for name, build in _SERVICES),
    *(
        Example(
            f"counter-found-{name}",
            partial(
                _page,
                works=_NOON if whole else _behind,
                shows=_CARES,
                then=partial(_found, items=example.items, asks=example.asks),
            ),
            "counter",
        )
        for name, example, whole in _ITEMS
    ),
    *(Example(f"counter-{name}", partial(_page, **state), "counter") for name, state in _STATES),
)
