"""The page of reports: a topic, a table of it, a period; read away from the screen, printed on the slip printer."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

import msgspec
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.clock import when
from kiosk.base.inspection import Figure
from kiosk.base.reports import TOPICS, Column, Table, Topic
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.reading.tables import kinds, tables
from kiosk.services.house.requests import PrintReport
from kiosk.services.registry import SERVICES
from kiosk.services.till.readings import told_drawer_fen
from kiosk.station.settings import in_force
from kiosk.touch.errand import Errand
from kiosk.touch.notice import CounterScreen
from kiosk.touch.reports.sheet import Sheet
from kiosk.widgets.example import Example
from kiosk.widgets.rows import Flow, button, row_of
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn

# Tables that say what the drawer must hold: not before a shift that is open has been counted.
_OF_DRAWER: Final = frozenset({"till.report.money", "till.report.balances", "till.report.cash"})
_PERIODS: Final = ("today", "yesterday", "month", "month_before")


class Asked(msgspec.Struct, frozen=True):
    """What is looked at: a topic, a period, the place of its table."""

    topic: Topic = "days"
    period: str = "today"
    table: int = 0


class Read(msgspec.Struct, frozen=True):
    """What was read: when, of which dates, the tables of the topic."""

    at: str
    first: str
    last: str
    tables: tuple[Table, ...]


def dates(period: str, today: date) -> tuple[str, str]:
    """First and last date of a period's button."""
    first = today.replace(day=1)
    match period:
        case "today":
            return today.isoformat(), today.isoformat()
        case "yesterday":
            return ((today - timedelta(days=1)).isoformat(),) * 2
        case "month":
            return first.isoformat(), today.isoformat()
        case _:
            last = first - timedelta(days=1)
            return last.replace(day=1).isoformat(), last.isoformat()


def read(store: Store, scene: Scene[Any], asked: Asked, *, blind: bool = False) -> Read:
    """The tables of a topic and period; `blind` is for who may count the drawer: what it must hold is not told."""
    settings = in_force(store, SERVICES)

    def scenes(service: str) -> Scene[Any]:
        return msgspec.structs.replace(scene, settings=settings.services[service])

    first, last = dates(asked.period, scene.now.at.date())
    found = tables(store, SERVICES, scenes, (asked.topic,), first, last)
    if blind and told_drawer_fen(store) is None:
        found = tuple(table for table in found if table.key not in _OF_DRAWER)
    return Read(scene.now.stamp, first, last, found)


def reports_page(shell: Shell) -> "ReportsPage":
    """The page, for a supervisor or an auditor who has signed in."""
    return ReportsPage(shell, lambda asked: shell.desk.read("house", partial(read, asked=asked, blind=not shell.reads)))


class ReportsPage(CounterScreen):
    """One table at a time; nothing on it writes but the sheet that is printed."""

    def __init__(
        self, shell: Shell, reads: Callable[[Asked], Read] | None, asked: Asked | None = None, found: Read | None = None
    ) -> None:
        super().__init__(shell, shell.say("reports.reading"))
        self._reads, self._asked, self._found = reads, asked or Asked(), found
        self._errand: Errand[Read] | None = None
        title = Say(shell.say("reports.title"), em=worn().sizes.title, bold=True, size_hint_x=None)
        title.pos_hint, title.width = {"center_y": 0.5}, title.line_width + mm(worn().sizes.gap)
        self._choices = BoxLayout(orientation="vertical", size_hint_y=None, spacing=mm(worn().sizes.gap / 2))
        self._choices.bind(minimum_height=self._choices.setter("height"))
        self._place = BoxLayout()
        self._turns = BoxLayout(size_hint_x=None, width=0, spacing=self.bar.spacing)
        self._turns.bind(minimum_width=self._turns.setter("width"))
        for part in (
            row_of(title, self.notice, height=self.notice.height / mm(1)),
            self._choices,
            self._place,
        ):
            self.body.add_widget(part)
        self.bar.middle.add_widget(button("printer", shell.say("reports.print"), self._print, "done"))
        self.bar.middle.add_widget(self._turns)
        self.bar.middle.add_widget(Widget())
        self._show()

    def shown(self) -> None:
        """Reading begins."""
        self._read()

    def left(self) -> None:
        """Nobody waits for it any more."""
        if self._errand is not None:
            self._errand.drop()

    def ask(self, **changed: Any) -> None:
        """Another topic, table or period."""
        asked = msgspec.structs.replace(self._asked, **changed)
        again = (asked.topic, asked.period) != (self._asked.topic, self._asked.period)
        self._asked = asked
        if again:
            self._found = None
        self._show()
        if again:
            self._read()

    def _read(self) -> None:
        if self._reads is not None:
            if self._errand is not None:
                self._errand.drop()
            self._errand = Errand(partial(self._reads, self._asked), self.found, self._unread)

    def found(self, found: Read) -> None:
        """What was read."""
        self._found = found
        self._show()

    def _unread(self, error: BaseException) -> bool:
        del error
        self.refused(self.shell.say("reports.unread"))
        return False

    def _print(self) -> None:
        """What is shown, on the slip printer."""
        found = self._found
        if found is None or not found.tables:
            self.notice.show(self.shell.say("reports.reading"), "", "info-circle")
            return
        shown = found.tables[min(self._asked.table, len(found.tables) - 1)]
        new = self.shell.desk.new_id()
        request = PrintReport(request_id=new, report=shown.key, first=found.first, last=found.last)
        self.shell.ask(request, lambda _: self.did(self.shell.say("reports.printing")))

    def _show(self) -> None:
        say, found = self.shell.say, self._found
        self._choices.clear_widgets()
        topics = [topic for topic in TOPICS if kinds(SERVICES, (topic,))]
        self._choose(topics, self._asked.topic, "reports.topic_", lambda topic: self.ask(topic=topic, table=0))
        shown = found.tables if found else ()
        if not all(kind.now for _, kind in kinds(SERVICES, (self._asked.topic,))):
            self._choose(_PERIODS, self._asked.period, "reports.", lambda period: self.ask(period=period))
        self._place.clear_widgets()
        self._turns.clear_widgets()
        if found is None or not shown:
            self.notice.show(say("reports.reading"), "", "info-circle")
            return
        table = shown[min(self._asked.table, len(shown) - 1)]
        if len(shown) > 1:
            keys = [one.key for one in shown]
            self._choose(keys, table.key, "", lambda key: self.ask(table=keys.index(key)))
        self._place.add_widget(Sheet(self.shell, table, self._turns))
        words = (
            say("reports.now", **when(found.at))
            if table.now
            else say("reports.note", first=found.first, last=found.last)
        )
        self.notice.show(f"{say(table.key)} · {words}", "", "report")

    def _choose(self, keys: Sequence[str], chosen: str, prefix: str, act: Callable[[str], None]) -> None:
        """A row of choices, the one that is shown filled."""
        self._choices.add_widget(
            Flow(
                *(
                    button("", self.shell.say(f"{prefix}{key}"), partial(act, key), "help" if key == chosen else "")
                    for key in keys
                )
            )
        )


_MEALS: Final = Table(
    "meals.report.days",
    "days",
    (
        Column("meals.report.day", "day"),
        Column("meals.report.meal", "word"),
        *(
            Column(f"meals.report.{name}", "count", total=True)
            for name in ("portions", "numbers", "expired", "sold", "served", "not_collected", "refunded", "queued")
        ),
        *(Column(f"meals.report.{name}", "fen", total=True) for name in ("taken", "subsidy")),
    ),
    tuple(
        (f"2024-03-{day:02d}", "meals.meal_lunch", 30 + day % 7, 29, 1, 28, 27, 1, 0, day % 3, 14_000, 10_800)
        for day in range(1, 32)
    ),
)
_BALANCES: Final = Table(
    "till.report.balances",
    "days",
    (Column("till.report.account", "word"), Column("till.report.balance", "fen", total=True)),
    (("till.account.cash_drawer", 1_409_50), ("till.account.owed_deposits", -1_409_50)),
    now=True,
)
_CASH: Final = Table(
    "till.report.cash",
    "shifts",
    (
        Column("till.report.shift", "count"),
        Column("till.report.day", "day"),
        Column("till.report.opening", "fen"),
        *(
            Column(f"till.report.{name}", "fen", total=True)
            for name in ("put_in", "meals", "beds", "deposits_in", "deposits_out", "refunds", "banked", "other")
        ),
        *(Column(f"till.report.{name}", "fen") for name in ("expected", "counted")),
        Column("till.report.over", "fen", total=True),
    ),
    (
        (1, "2024-03-01", 0, 300_00, 145_00, 12_00, 750_00, -500_00, -5_00, -200_00, 0, 502_00, 501_00, -1_00),
        (2, "2024-03-02", 501_00, 0, 150_00, 10_00, 200_00, -450_00, 0, -100_00, 20_00, 331_00, "", ""),
    ),
)
_CHANGES: Final = Table(
    "report.acts",
    "overrides",
    (Column("report.at", "when"), Column("report.by", "staff"), Column("report.did", "said")),
    (
        ("2024-03-01T11:32:00.000+08:00", "张*", Figure("meals.act.taken_back", "", {"number": 8})),
        (
            "2024-03-01T11:40:00.000+08:00",
            "李*",
            Figure("slips.act.reprinted", "", {"slip": "1-44-7f3a9c21d04be512", "copy": 1}),
        ),
        ("2024-03-01T12:02:00.000+08:00", "device", Figure("house.act.clock", "", {"seconds": -3600})),
    ),
)
_AT: Final = "2024-03-31T13:40:00.000+08:00"


def _example(shell: Shell, asked: Asked, *shown: Table) -> ReportsPage:
    return ReportsPage(shell, None, asked, Read(_AT, "2024-03-01", "2024-03-31", shown) if shown else None)


EXAMPLES: Final = (
    Example("reports-month", lambda shell: _example(shell, Asked(period="month"), _MEALS, _BALANCES), "counter"),
    Example("reports-now", lambda shell: _example(shell, Asked(table=1), _MEALS, _BALANCES), "counter"),
    Example("reports-cash", lambda shell: _example(shell, Asked("shifts", "month"), _CASH), "counter"),
    Example("reports-changes", lambda shell: _example(shell, Asked("overrides"), _CHANGES), "counter"),
    Example(
        "reports-nothing",
        lambda shell: _example(shell, Asked("overrides"), msgspec.structs.replace(_CHANGES, rows=())),
        "counter",
    ),
    Example("reports-reading", lambda shell: _example(shell, Asked()), "counter"),
)
