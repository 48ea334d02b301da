"""The attendant's panel of the tools: what is open, late first; the units; stock-taking; new units."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, Final

import msgspec
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.request import Request, Scene
from kiosk.base.store import Store
from kiosk.services.tools import requests
from kiosk.services.tools.counter.coming import Coming
from kiosk.services.tools.counter.find import CALLS, called, loan_item, unit_item
from kiosk.services.tools.readings.load import counting
from kiosk.services.tools.readings.views import LoanView, Matters, UnitView, matters, unit_views
from kiosk.services.tools.screens.names import due, icon, pictured
from kiosk.services.tools.settings import Kind, Settings
from kiosk.widgets.amounts import short
from kiosk.widgets.item import PANEL_KEYS, Item, ItemPanel
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import Flow, KeyButton, Rows, Stack, button, row_of, told
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import worn

_YEAR: Final = timedelta(days=365)


class ToolsView(msgspec.Struct, frozen=True):
    """What the panel shows: open loans, units, the kinds that are lent, the units that a stock-taking has not seen.

    `counting` tells whether one is open; `next_year` is the date that an inspection today would be good until.
    """

    matters: Matters = Matters()
    units: tuple[UnitView, ...] = ()
    kinds: tuple[Kind, ...] = ()
    counting: bool = False
    next_year: str = ""


def read(store: Store, scene: Scene[Settings]) -> ToolsView:
    """The tools as they stand now."""
    return ToolsView(
        matters(store, scene),
        unit_views(store, scene),
        scene.settings.kinds,
        bool(counting(store).count),
        (scene.now.at + _YEAR).date().isoformat(),
    )


def panels(shell: Shell) -> tuple[Panel, ...]:
    """One panel where the station lends tools, or has any."""
    view = shell.desk.read("tools", read)
    return (ToolsPanel(shell, view),) if view.kinds or view.units else ()


class ToolsPanel(Panel):
    """One list at a time; whatever is touched in it opens in its place, and goes on while the list changes."""

    def __init__(self, shell: Shell, view: ToolsView, mode: str = "open", picked: str = "", opens: int = -1) -> None:
        super().__init__(shell, "")
        self._view, self._mode = view, mode
        self._item: ItemPanel | None = None
        self._new: Coming | None = None
        self._body = BoxLayout(orientation="vertical", spacing=self.spacing)
        self._doors = BoxLayout(size_hint_y=None, height=mm(worn().sizes.target), spacing=self.spacing)
        self._rows: Rows[LoanView | UnitView] = Rows(
            shell, (), self._row, _key, row=worn().sizes.target + worn().sizes.gap / 2
        )
        self.add_widget(self._doors)
        self.add_widget(self._body)
        self._turn(mode)
        if picked:
            self.pick(picked, opens)

    @property
    def waiting(self) -> int:
        """What waits for the attendant: numbers, tools that are back, what is late."""
        now = self._view.matters
        late = sum(view.overdue for view in now.out)
        return len(now.kept) + len(now.waits) + late + sum(view.loan.got == "no" for view in now.over)

    @property
    def counts(self) -> bool:
        """Whether a name, a PIN or a number is being typed here."""
        return self._new is not None or (self._item is not None and self._item.opened is not None)

    def key(self, mark: str) -> bool:
        """Goes where something is typed; Escape takes away what is open."""
        if self._new is not None:
            return self._new.key(mark)
        if self._item is None:
            return False
        if self._item.opened is not None and self._item.opened.key(mark):
            return True
        if mark == "escape":
            if not self._item.back():
                self._put_away()
            return True
        return False

    def refresh(self) -> None:
        """Held, lent, back, counted."""
        view = self.shell.desk.read("tools", read)
        if view == self._view:
            return
        self._view = view
        if self._item is not None:
            found = self._found(self._item.item.key)
            if found is None and not self.counts:
                self._put_away()
            elif found is not None:
                self._item.show(found)
        self._show()

    def pick(self, key: str, opens: int = -1) -> None:
        """Opens a loan or a unit, and what one of its acts opens."""
        found = self._found(key)
        if found is None:
            return
        self._item = ItemPanel(self.shell, found, self._put_away, PANEL_KEYS)
        self._item.tell, self._item.claim = self._did, self._claims
        self._body.clear_widgets()
        self._body.add_widget(self._item)
        self._body.add_widget(Widget())
        if 0 <= opens < len(found.acts) and not self.shell.reads:
            act = found.acts[opens]
            if act.opens is not None:
                self._item.open(act)
            elif act.then:
                self._item.ask(act)

    # What the page gives a panel to tell and to claim with is there only once it stands on one.

    def _did(self, words: str) -> None:
        self.tell(words)

    def _claims(self) -> None:
        self.claim()

    def _found(self, key: str) -> Item | None:
        now, say = self._view.matters, self.shell.say
        for view in (*now.kept, *now.waits, *now.out, *now.over):
            if view.loan.loan == key:
                return loan_item(say, view)
        return next((unit_item(say, view) for view in self._view.units if view.unit.unit == key), None)

    def _put_away(self) -> None:
        self._item = None
        self._turn(self._mode)

    # What is shown

    def _turn(self, mode: str) -> None:
        """Another list, or the same as before."""
        self._mode, self._item, self._new = mode, None, None
        self._body.clear_widgets()
        if mode == "new":
            self._body.add_widget(self._kinds())
            self._body.add_widget(Widget())
        else:
            if mode == "count" and not self.shell.reads:
                self._body.add_widget(self._count())
            late = sum(view.overdue for view in self._view.matters.out)
            if mode == "open" and late:
                word = self.shell.say("tools.counter.late", count=late)
                self._body.add_widget(row_of(button("alarm", word, partial(self._turn, "late"), "stop", wide=True)))
            self._body.add_widget(self._rows)
        self._show()

    def _show(self) -> None:
        say, now = self.shell.say, self._view.matters
        late = sum(view.overdue for view in now.out)
        held = sum(view.loan.deposit_fen for view in (*now.waits, *now.out))
        shelf = sum(view.stands == "shelf" for view in self._view.units)
        stands = [say("tools.counter.stand", shelf=shelf, out=len(now.out), late=late, yuan=short(held))]
        uninspected = sum(view.uninspected and view.stands != "retired" for view in self._view.units)
        if uninspected:
            stands.append(say("tools.counter.stand_uninspected", count=uninspected))
        self.heading.words = " · ".join(stands)
        self._show_doors()
        lists: dict[str, tuple[LoanView | UnitView, ...]] = {
            "open": (*now.waits, *now.kept, *now.out, *now.over),
            "late": tuple(view for view in now.out if view.overdue),
            "units": self._view.units,
            "count": tuple(view for view in self._view.units if view.counted == "no" and view.stands != "retired"),
        }
        self._rows.show(lists.get(self._mode, ()))

    def _show_doors(self) -> None:
        modes = ("open", "units", "count", *(() if self.shell.reads else ("new",)))
        if not self._doors.children:
            for mode in modes:
                self._doors.add_widget(
                    button("", self.shell.say(f"tools.counter.door_{mode}"), partial(self._turn, mode), wide=True)
                )
        for mode, made in zip(modes, reversed(self._doors.children), strict=True):
            made.accent = "tools" if mode == self._mode else ""

    def _row(self, view: LoanView | UnitView) -> Surface:
        sizes, say = worn().sizes, self.shell.say
        row = Surface(padding=(mm(sizes.gap / 2), mm(sizes.gap / 4)), spacing=mm(sizes.gap / 2))
        side = mm(sizes.word * 1.2)
        row.add_widget(Icon(icon(view), most=sizes.word * 1.2, size_hint_x=None, width=side))
        title, state, late = _late(say, view) if self._mode == "late" else _said(say, view)
        row.add_widget(told(title, bold=True))
        colour = worn().palette.fill("stop") if late else worn().palette.ink
        row.add_widget(told(state, halign="right", bold=late, color=colour))
        if self._mode == "count":
            made = self._seen(view)
        elif self._mode == "late" and not self.shell.reads:
            made = button(CALLS, self.shell.say("tools.find.call"), partial(self._call, view))
        else:
            made = button("", self.shell.say("tools.counter.go_on"), partial(self.pick, _key(view)))
        row.add_widget(made)
        return row

    def _call(self, view: LoanView | UnitView) -> None:
        """Straight to the number of whoever has it."""
        found = self._found(_key(view))
        acts = found.acts if found is not None else ()
        self.pick(_key(view), next((at for at, act in enumerate(acts) if act.icon == CALLS), -1))

    def _seen(self, view: LoanView | UnitView) -> KeyButton:
        assert isinstance(view, UnitView)  # units alone are counted
        unit = view.unit.unit
        return button("check", self.shell.say("tools.counter.here"), partial(self._see, unit), "done")

    def _see(self, unit: str) -> None:
        self._ask(requests.Count(request_id=self.shell.desk.new_id(), unit=unit), "tools.find.has_count", unit=unit)

    def _count(self) -> Stack:
        """Begins a stock-taking, or ends it: what differs comes out on paper."""
        say = self.shell.say
        if not self._view.counting:
            begin = button(
                "clipboard-list",
                say("tools.counter.begin"),
                self._begin,
                "done",
                wide=True,
            )
            return Stack(Say(say("tools.counter.begin_asks")), row_of(begin))
        end = button(
            "clipboard-check",
            say("tools.counter.end"),
            self._end,
            "stop",
            wide=True,
        )
        return Stack(Say(say("tools.counter.count_asks")), row_of(end))

    def _begin(self) -> None:
        self._ask(requests.BeginCount(request_id=self.shell.desk.new_id()), "tools.counter.has_begun")

    def _end(self) -> None:
        def ended(done: Any) -> dict[str, Any]:
            return {"seen": done.seen, "lacking": len(done.lacking), "extra": len(done.extra)}

        self._ask(requests.EndCount(request_id=self.shell.desk.new_id()), "tools.counter.has_ended", ended)

    def _kinds(self) -> Stack:
        """Of which kind a new unit is."""
        kinds = (button(pictured(kind), kind.name, partial(self.come, kind)) for kind in self._view.kinds)
        return Stack(Say(self.shell.say("tools.counter.new_asks"), bold=True), Flow(*kinds))

    def come(self, kind: Kind) -> None:
        """A new unit of a kind, with what is usual of it."""
        self._claims()
        self._new = Coming(self.shell, self._came, kind, self._view.next_year)
        self._body.clear_widgets()
        self._body.add_widget(self._new)
        self._body.add_widget(Widget())

    def _came(self, words: str) -> None:
        if words:
            self.tell(words)
        self._again()

    def _ask(
        self, request: Request, key: str, fields: Callable[[Any], dict[str, Any]] | None = None, **more: Any
    ) -> None:
        def done(outcome: Any) -> None:
            self.tell(self.shell.say(key, **more, **(fields(outcome) if fields else {})))
            self._again()

        self.shell.ask(request, done)

    def _again(self) -> None:
        """The same list, as it stands now."""
        self._view = self.shell.desk.read("tools", read)
        self._turn(self._mode)


def _key(view: LoanView | UnitView) -> str:
    return view.loan.loan if isinstance(view, LoanView) else view.unit.unit


def _late(say: Callable[..., str], view: LoanView | UnitView) -> tuple[str, str, bool]:
    """Who has it since when, and when they were last called."""
    assert isinstance(view, LoanView)  # loans alone are late
    who = f"{view.who.name} {view.who.phone or say('tools.find.no_phone')}"
    return who, called(say, view), not view.loan.called_at


def _said(say: Callable[..., str], view: LoanView | UnitView) -> tuple[str, str, bool]:
    """Which one, how it stands, and whether it is late."""
    if isinstance(view, UnitView):
        state = say("tools.find.no_inspection") if view.uninspected else say(f"tools.stands_{view.stands}")
        return f"{view.unit.name} {view.unit.unit}", state, view.uninspected or view.stands == "overdue"
    one = view.loan
    title = f"{say('tools.number', number=one.number)} {one.name}"
    if one.state == "out":
        return title, due(say, view), view.overdue
    return title, say(f"tools.state_{one.state}"), one.got == "no"
