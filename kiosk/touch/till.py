"""What waits to be paid at the counter: one tap where the money fits, a few where there is change."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from kiosk.base.sale import Line
from kiosk.services.till.readings import WaitingSale, waiting_sales
from kiosk.services.till.requests import Receive, Received
from kiosk.services.till.ways import ALIPAY, COUNTER, WECHAT
from kiosk.widgets.amounts import short
from kiosk.widgets.keypad import Keypad
from kiosk.widgets.panel import Panel
from kiosk.widgets.rows import Rows, button, row_of, told
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Say
from kiosk.widgets.theme import LINE_HEIGHT, worn
from kiosk.widgets.tile import Choice

TAKE: Final = "+"
CHANGE: Final = "="
ONLINE: Final = frozenset({WECHAT.name, ALIPAY.name})
NOTES_FEN: Final = (500, 1000, 2000, 5000, 10000)


def named(say: Callable[..., str], lines: tuple[Line, ...]) -> str:
    """What a sale is for, with what people call it: 8号 午餐 × 1."""
    return say("counter.and").join(f"{_number(say, line)} {_thing(say, line)}" for line in lines)


def _number(say: Callable[..., str], line: Line) -> str:
    return say(f"{line.service}.number", number=line.number)


def _thing(say: Callable[..., str], line: Line) -> str:
    return say(f"{line.service}.line_{line.what}", qty=line.qty, number=line.number)


def _what(say: Callable[..., str], lines: tuple[Line, ...]) -> BoxLayout:
    """The same on two lines: the number large, what it is below."""
    both = BoxLayout(orientation="vertical", size_hint_y=None, pos_hint={"center_y": 0.5})
    both.bind(minimum_height=both.setter("height"))
    sizes, and_ = worn().sizes, say("counter.and")
    both.add_widget(Say(and_.join(_number(say, line) for line in lines), em=sizes.title, bold=True))
    both.add_widget(Say(and_.join(_thing(say, line) for line in lines)))
    return both


class TillPanel(Panel):
    """The list of what waits to be paid; in its place, for one of them, the money that is handed over."""

    def __init__(self, shell: Shell, sales: tuple[WaitingSale, ...]) -> None:
        super().__init__(shell, "")
        self._sales = sales
        self._rows: Rows[WaitingSale] = Rows(
            shell,
            sales,
            self._row,
            lambda sale: sale.sale,
            row=worn().sizes.target + worn().sizes.gap * 1.5,
            more=self.head(),
        )
        self._place = BoxLayout()
        self._others: list[tuple[int, Widget]] = []  # what made room, and where it stood
        self._money: Money | None = None
        self.add_widget(self._place)
        self._place.add_widget(self._rows)
        self.show(sales)

    def refresh(self) -> None:
        """Somebody ordered, paid, or let it be."""
        self.show(self.shell.desk.read("till", waiting_sales))

    def show(self, sales: tuple[WaitingSale, ...]) -> None:
        """Shows what waits."""
        self._sales = sales
        self.heading.words = (
            self.shell.say("counter.waiting", count=len(sales)) if sales else self.shell.say("counter.none_waiting")
        )
        self._rows.show(sales)
        if self._money is not None and all(sale.sale != self._money.sale.sale for sale in sales):
            self.tell(self.shell.say("counter.gone", what=named(self.shell.say, self._money.sale.lines)))
            self.close()

    def open(self, sale: WaitingSale) -> "Money":
        """Counts the money for one of them."""
        if self._money is not None and self._money.sale == sale:
            return self._money
        self._money = Money(self.shell, sale, self.close, partial(self._receive, sale))
        self._make_room()
        self._place.clear_widgets()
        self._place.add_widget(self._money)
        self.claim()
        return self._money

    def _open(self, sale: WaitingSale) -> None:
        self.open(sale)

    def close(self) -> None:
        """Back to the list."""
        self._money = None
        self._place.clear_widgets()
        self._place.add_widget(self._rows)
        for place, other in self._others:
            self.add_widget(other, place)
        self._others = []

    def _make_room(self) -> None:
        """On a landscape glass, counting needs the room of what stands above and below the list."""
        if worn().portrait or self._others:
            return
        self._others = [(place, other) for place, other in enumerate(self.children) if other is not self._place]
        for _, other in self._others:
            self.remove_widget(other)

    @property
    def counts(self) -> bool:
        """Whether money is being counted."""
        return self._money is not None

    def focus(self, *, here: bool) -> None:
        """Digits are money from now on, or no longer."""
        if self._money is not None:
            self._money.focus(here=here)

    def key(self, mark: str) -> bool:
        """Digits and Enter while money is counted; Escape goes back to the list."""
        if self._money is not None and mark == "escape":
            self.close()
            return True
        return self._money is not None and self._money.key(mark)

    def _row(self, sale: WaitingSale) -> Surface:
        say, sizes = self.shell.say, worn().sizes
        row = Surface(padding=(mm(sizes.gap / 2), mm(sizes.gap / 2)), spacing=mm(sizes.gap / 2))
        row.add_widget(_what(say, sale.lines))
        if self.shell.reads:
            row.add_widget(told(say("counter.yuan", yuan=short(sale.total_fen)), bold=True, halign="right"))
            return row
        first = sale == self._sales[0]  # the keyboard takes from whoever came first
        by_phone = sale.chosen in ONLINE
        key = f"counter.got_{sale.chosen}" if by_phone else "counter.got"
        got = say(key, yuan=short(sale.total_fen))
        receive = partial(self._receive, sale, sale.total_fen, way=sale.chosen if by_phone else COUNTER.name)
        row.add_widget(button("", say("counter.change"), partial(self._open, sale), key=CHANGE if first else ""))
        row.add_widget(button("", got, receive, "done", key=TAKE if first else ""))
        return row

    def _receive(self, sale: WaitingSale, given_fen: int, owed_fen: int = 0, way: str = COUNTER.name) -> None:
        def done(received: Received) -> None:
            say, what = self.shell.say, named(self.shell.say, sale.lines)
            key = (
                "counter.received_owed"
                if received.owed
                else "counter.change_owed"
                if owed_fen
                else "counter.received_change"
                if received.change_fen
                else "counter.received"
            )
            self._money = None
            self.close()
            self.refresh()
            self.tell(
                say(
                    key,
                    what=what,
                    given=short(given_fen),
                    change=short(owed_fen or received.change_fen),
                    due=short(sale.total_fen),
                )
            )

        request = Receive(
            request_id=self.shell.desk.new_id(), sale=sale.sale, way=way, given_fen=given_fen, owed_fen=owed_fen
        )
        self.shell.ask(request, done)


class Money(BoxLayout):
    """What one hands over, and what goes back, large, before anything is taken."""

    def __init__(
        self, shell: Shell, sale: WaitingSale, close: Callable[[], None], receive: Callable[..., None]
    ) -> None:
        sizes, say = worn().sizes, shell.say
        super().__init__(orientation="vertical", spacing=mm(sizes.gap / 2))
        self.sale, self.given_fen = sale, 0
        self._shell, self._receive = shell, receive
        self._keypad = Keypad(shell, pos_hint={"center_x": 0.5})
        self._keypad.most = 4
        self._keypad.bind(text=lambda _, text: self.give(int(text or 0) * 100), on_enter=lambda _: self._take())
        self._keys = BoxLayout()
        self._amounts: dict[int, Choice] = {}
        self._says = Say(em=sizes.number, bold=True, halign="center", pos_hint={"center_y": 0.5})
        self._take_it = button("", say("counter.take"), self._take, "done", wide=True, key="enter")
        self._given = Surface(size_hint_y=None, height=mm(sizes.number * LINE_HEIGHT), padding=(mm(sizes.gap / 2), 0))
        self._given.add_widget(self._says)
        self.add_widget(
            Say(say("counter.due", what=named(say, sale.lines), due=short(sale.total_fen)), em=sizes.title, bold=True)
        )
        self.add_widget(self._keys)
        self.add_widget(self._given)
        back = button("", say("widgets.back"), close, key="-")
        self._owe_it = button("", say("counter.owe_change"), self._owe, wide=True)
        self._owe_it.live = False
        self.add_widget(row_of(self._take_it, height=sizes.tile))
        self.add_widget(row_of(back, self._owe_it))
        self._notes()
        self.give(0)

    def key(self, mark: str) -> bool:
        """A keyboard's digits are an amount in yuan; Enter takes it."""
        if mark.isdigit() and self._keypad.parent is None:
            self._other()
        return bool(self._keypad.type(mark))

    def focus(self, *, here: bool) -> None:
        """Digits come here: what is said of the money has a thick edge, as the search box has."""
        sizes, palette = worn().sizes, worn().palette
        self._given.edge = palette.fill("help") if here else palette.line
        self._given.stroke = sizes.stroke * 3 if here else sizes.stroke

    def give(self, fen: int) -> None:
        """So much was handed over."""
        say, due = self._shell.say, self.sale.total_fen
        self.given_fen = fen
        enough = fen >= due
        key = (
            "counter.how_much"
            if not fen
            else "counter.goes_back"
            if fen > due
            else "counter.fits"
            if enough
            else "counter.lacks"
        )
        self._says.words = say(key, given=short(fen), change=short(fen - due), lacks=short(due - fen))
        self._says.color = worn().palette.fill("done" if enough else "stop") if fen else worn().palette.ink
        self._take_it.live = enough
        self._owe_it.live = fen > due
        for amount, choice in self._amounts.items():
            choice.accent = "help" if amount == fen else ""
        self._take_it.accent = "done" if enough else ""

    def _take(self) -> None:
        if self.given_fen >= self.sale.total_fen:
            self._receive(self.given_fen)

    def _owe(self) -> None:
        """No change in the drawer: it is owed, on paper (找零凭证)."""
        self._receive(self.given_fen, self.given_fen - self.sale.total_fen)

    def _notes(self) -> None:
        sizes, say = worn().sizes, self._shell.say
        notes = GridLayout(cols=2, spacing=mm(sizes.gap / 2), row_default_height=mm(sizes.tile), row_force_default=True)
        amounts = dict.fromkeys((self.sale.total_fen, *(fen for fen in NOTES_FEN if fen > self.sale.total_fen)))
        for fen in amounts:
            self._amounts[fen] = button("", say("counter.yuan", yuan=short(fen)), partial(self.give, fen), wide=True)
            notes.add_widget(self._amounts[fen])
        notes.add_widget(button("keyboard", say("counter.other"), self._other, wide=True))
        self._keys.add_widget(notes)

    def _other(self) -> None:
        self._keys.clear_widgets()
        self._keypad.text = ""
        self._keys.add_widget(self._keypad)
