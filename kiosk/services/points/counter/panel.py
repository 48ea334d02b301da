"""The attendant's panel of points: goods to hand out, earnings to approve; below them four doors."""

from collections.abc import Callable
from functools import partial

import msgspec
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.points import requests
from kiosk.services.points.counter import handing
from kiosk.services.points.counter.flows import Flows
from kiosk.services.points.counter.modes import Asking
from kiosk.services.points.readings.leases import HandOverRow, to_hand_over
from kiosk.services.points.readings.views import (
    CorrectionRow,
    RedemptionRow,
    WaitingRow,
    correcting,
    goods,
    to_hand_out,
    waiting,
)
from kiosk.services.points.rules.state import Offer
from kiosk.services.points.screens.names import named
from kiosk.services.points.settings import Rule, Settings
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import KeyButton, Rows, button, row_of, told
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import LINE_HEIGHT, worn

Row = RedemptionRow | WaitingRow | CorrectionRow | HandOverRow


class PointsView(msgspec.Struct, frozen=True):
    """What the panel shows: goods to hand out, what waits to be approved, the shelf, the rules in force.

    `wrong` are corrections that wait to be approved, `centre` what may be handed over to a centre.
    """

    held: tuple[RedemptionRow, ...] = ()
    waiting: tuple[WaitingRow, ...] = ()
    shelf: tuple[tuple[Offer, str], ...] = ()
    rules: tuple[Rule, ...] = ()
    wrong: tuple[CorrectionRow, ...] = ()
    centre: HandOverRow | None = None


def read(store: Store, scene: Scene[Settings]) -> PointsView:
    """Points as they stand now."""
    published = scene.settings.list_on(scene.now.date)
    return PointsView(
        to_hand_out(store, scene),
        waiting(store, scene),
        goods(store, scene),
        published.rules if published else (),
        correcting(store, scene),
        to_hand_over(store),
    )


def panels(shell: Shell) -> tuple[Panel, ...]:
    """One panel where the station has points."""
    view = shell.desk.read("points", read)
    return (PointsPanel(shell, view),) if view.rules or view.held or view.waiting else ()


class PointsPanel(Panel):
    """The list; a question in its place for a while."""

    def __init__(self, shell: Shell, view: PointsView) -> None:
        super().__init__(shell, "")
        sizes = worn().sizes
        self._view, self._undoes = view, 0
        self._mode: Asking | None = None
        self.flows = Flows(self)
        self._body = BoxLayout(orientation="vertical", spacing=self.spacing)
        high = max(sizes.target, sizes.body * LINE_HEIGHT * 2) + sizes.gap / 2
        self._rows: Rows[Row] = Rows(shell, (), self._row, _key, row=high, more=self.head())
        self._head = self.heading.parent
        self._none = Say(shell.say("points.counter.nothing"))
        self.add_widget(self._body)
        self._show()

    @property
    def waiting(self) -> int:
        """Goods to hand out, earnings to approve, accounts to hand over that somebody asked for."""
        centre = self._view.centre is not None and bool(self._view.centre.shown)
        return len(self._view.held) + len(self._view.waiting) + len(self._view.wrong) + centre

    @property
    def counts(self) -> bool:
        """Whether something is being typed here."""
        return self._mode is not None

    def key(self, mark: str) -> bool:
        """A key of a keyboard, while something is typed here."""
        return self._mode is not None and self._mode.key(mark)

    def scanned(self, text: str) -> bool:
        """A card, where one is asked for."""
        return self._mode is not None and self._mode.scanned(text)

    def refresh(self) -> None:
        """Redeemed, entered, approved; what is being asked stays."""
        view = self.shell.desk.read("points", read)
        if view != self._view:
            self._view = view
            self._show()

    def turn(self, mode: Asking | None) -> None:
        """A question in the list's place; the list again."""
        self._mode = mode
        if mode is not None:
            self.claim()
        self._show()

    def did(self, words: str) -> None:
        """Says what was done; the list again."""
        self._undoes = 0
        self._view = self.shell.desk.read("points", read)
        self.turn(None)
        self.tell(words)

    def _show(self) -> None:
        view, say = self._view, self.shell.say
        self.heading.words = say("points.counter.stand", held=len(view.held), waiting=self.waiting - len(view.held))
        self._body.clear_widgets()
        if self._mode is not None:
            if self._head.parent is not None:
                self.remove_widget(self._head)  # the question needs the room
            self._body.add_widget(self._mode)
            return
        if self._head.parent is None:
            self.add_widget(self._head, len(self.children))
        centre = (view.centre,) if view.centre is not None else ()
        found: tuple[Row, ...] = (*view.held, *view.waiting, *view.wrong, *centre)
        self._rows.show(found)
        if not found:
            self._body.add_widget(self._none)
        self._body.add_widget(self._rows)
        if not self.shell.reads:
            for row in self._feet():
                self._body.add_widget(row)

    def _feet(self) -> tuple[BoxLayout, ...]:
        say, flows, view = self.shell.say, self.flows, self._view
        doors = row_of(
            self._door("enter", partial(flows.enter, view.rules)),
            self._door("card", flows.card),
            self._door("give", flows.give),
            self._door("goods", partial(flows.goods, view.shelf)),
        )
        if not self._undoes:
            return (doors,)
        back = button("arrow-back-up", say("points.counter.undo", number=self._undoes), self._undo, wide=True)
        return row_of(back), doors

    def _door(self, word: str, act: Callable[[], None]) -> KeyButton:
        made = button("", self.shell.say(f"points.counter.{word}"), act, wide=True)
        made.size_hint_x = made.natural_width
        return made

    def _row(self, row: Row) -> Surface:
        sizes, say = worn().sizes, self.shell.say
        made = Surface(padding=(mm(sizes.gap / 2), mm(sizes.gap / 4)), spacing=mm(sizes.gap / 2))
        if isinstance(row, RedemptionRow):
            icon, words = row.icon, self._redeemed(row)
            buttons: tuple[KeyButton, ...] = (
                button("check", say("points.counter.hand_out"), partial(self._hand_out, row), "done"),
            )
        elif isinstance(row, CorrectionRow):
            icon, words = "pencil", self._wrong(row)
            buttons = (button("eye", say("points.counter.review"), partial(self.flows.review_correction, row)),)
        elif isinstance(row, HandOverRow):
            icon, words = "building-store", say("points.counter.hand_over")
            buttons = (button("eye", say("points.counter.review"), partial(handing.review, self, row)),)
        else:
            icon, words = "star", self._entered(row)
            buttons = (button("eye", say("points.counter.review"), partial(self._review, row)),)
        side = mm(sizes.word * 1.4)
        made.add_widget(Icon(icon, most=sizes.word * 1.4, size_hint_x=None, width=side))
        made.add_widget(told(words, bold=isinstance(row, RedemptionRow)))
        for one in () if self.shell.reads else buttons:
            one.size_hint_y, one.height, one.pos_hint = None, mm(sizes.target), {"center_y": 0.5}
            made.add_widget(one)
        return made

    def _redeemed(self, row: RedemptionRow) -> str:
        say = self.shell.say
        return say(
            "points.counter.redeemed",
            number=say("points.number", number=row.number),
            what=named(self.shell.lang, row.zh, row.en),
            qty=row.qty,
            member=say("points.member", number=row.account),
        )

    def _entered(self, row: WaitingRow) -> str:
        say = self.shell.say
        return say(
            "points.counter.entered",
            member=say("points.member", number=row.account),
            what=named(self.shell.lang, row.zh, row.en),
            qty=row.qty,
        )

    def _wrong(self, row: CorrectionRow) -> str:
        say = self.shell.say
        by = say(f"points.amount_{row.unit}", amount=f"{row.amount:+d}")
        return say("points.counter.corrects", member=say("points.member", number=row.account), by=by)

    def _review(self, row: WaitingRow) -> None:
        self.flows.review(row, self._entered(row))

    def _hand_out(self, row: RedemptionRow) -> None:
        def done(_: object) -> None:
            self.did(self.shell.say("points.counter.has_handed", number=row.number))
            self._undoes = row.number
            self._show()

        self.shell.ask(requests.HandOut(request_id=self.shell.desk.new_id(), number=row.number), done)

    def _undo(self) -> None:
        number = self._undoes
        self.shell.ask(
            requests.UndoHandOut(request_id=self.shell.desk.new_id(), number=number),
            lambda _: self.did(self.shell.say("points.counter.has_undone", number=number)),
        )


def _key(row: Row) -> tuple[str, object]:
    if isinstance(row, CorrectionRow):
        return "correction", row.correction
    if isinstance(row, HandOverRow):
        return "centre", row.log_key
    return ("redeemed", row.number) if isinstance(row, RedemptionRow) else ("entered", row.earning)
