"""The page an auditor is shown: figures as the record has them now, the record verified, a sheet to take along."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.base.clock import when
from kiosk.base.inspection import Figure, Section
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.reading.inspection import inspection
from kiosk.record.breaks import Fault, FaultName
from kiosk.record.chain import Head
from kiosk.record.verify import Verdict
from kiosk.services.house import readings as house
from kiosk.services.house.inspection import SOUND, record
from kiosk.services.house.requests import Inspect
from kiosk.services.registry import SERVICES
from kiosk.touch.errand import Errand
from kiosk.touch.inspection.sheet import Sheet
from kiosk.touch.notice import CounterScreen
from kiosk.widgets.example import Example
from kiosk.widgets.rows import button, row_of
from kiosk.widgets.shell import Build, Shell
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn

# Hex digits of a hash and of the key that are shown to compare; all of them are on the sheet.
_SHORT: Final = 16

Shown = tuple[str, str, tuple[Section, ...]]


def shown(store: Store, scene: Scene[Any]) -> Shown:
    """When it was read, the device's public key, and every section."""
    return scene.now.stamp, house.public_key(store), inspection(store, SERVICES, scene.now)


def inspection_page(verify: Callable[[], Verdict]) -> Build:
    """The page, for an auditor or a supervisor who has signed in; `verify` takes its time, away from the screen."""
    return lambda shell: InspectionPage(shell, shell.desk.read("house", shown), verify)


class InspectionPage(CounterScreen):
    """One look, read-only; only the sheet that is taken along leaves a trace."""

    def __init__(self, shell: Shell, now: Shown, verify: Callable[[], Verdict] | None) -> None:
        at, self._key, sections = now
        super().__init__(
            shell,
            shell.say("inspection.note", **when(at)),
        )
        self._verify = verify
        self._errand: Errand[Verdict] | None = None
        self._found: Verdict | None = None
        self._sections = sections
        turns = BoxLayout(size_hint_x=None, width=0, spacing=self.bar.spacing)
        turns.bind(minimum_width=turns.setter("width"))
        self._sheet = Sheet(shell, (_waiting(), *sections), turns)
        title = Say(
            shell.say("inspection.title"),
            em=worn().sizes.title,
            bold=True,
            size_hint_x=None,
            pos_hint={"center_y": 0.5},
        )
        title.width = title.line_width + mm(worn().sizes.gap)
        self.body.add_widget(row_of(title, self.notice, height=self.notice.height / mm(1)))
        self.body.add_widget(self._sheet)
        self.bar.middle.add_widget(button("printer", shell.say("inspection.print"), self._take_along, "done"))
        self.bar.middle.add_widget(turns)

    def shown(self) -> None:
        """The verification begins."""
        if self._verify is not None:
            self._errand = Errand(self._verify, self.found, self._unread)

    def left(self) -> None:
        """Nobody waits for it any more."""
        if self._errand is not None:
            self._errand.drop()

    def refresh(self) -> None:
        """The figures as they are now."""
        _, self._key, self._sections = self.shell.desk.read("house", shown)
        self._show()

    def found(self, verdict: Verdict) -> None:
        """What the verification found."""
        self._found = verdict
        self._show()
        if verdict.fault is None:
            self.did(self.shell.say("inspection.sound"))
        else:
            self.refused(self.shell.say("inspection.unsound"))

    def _unread(self, error: BaseException) -> bool:
        del error
        self.refused(self.shell.say("inspection.unread"))
        return False

    def _show(self) -> None:
        last = _waiting()
        if self._found is not None:
            verified, events, head = _told(self._found)
            last = record(verified, events, head[: -(64 - _SHORT)], self._key[:_SHORT])
        self._sheet.show((last, *self._sections))

    def _take_along(self) -> None:
        if self._found is None:
            self.refused(self.shell.say("inspection.wait"))
            return
        verified, events, head = _told(self._found)
        request = Inspect(request_id=self.shell.desk.new_id(), verified=verified, events=events, head=head)
        self.shell.ask(request, lambda _: self.did(self.shell.say("inspection.printing")))


def _told(verdict: Verdict) -> tuple[str, int, str]:
    return verdict.fault.name if verdict.fault else SOUND, verdict.events, verdict.head.text()


def _waiting() -> Section:
    return Section("house.inspect.record", (Figure("inspection.verifying", ""),))


_KEY: Final = "9f3a71c204be5d18" * 4
_HASH: Final = bytes(range(32))


def _section(key: str, *figures: tuple[str, str], **fields: object) -> Section:
    return Section(key, tuple(Figure(name, value, {"count": int(value != "0")}) for name, value in figures), fields)


_MONEY: Final = (
    _section("till.inspect.title", ("till.inspect.drawer", "45.00"), ("till.inspect.owed", "5.00")),
    _section(
        "till.inspect.accounts",
        ("till.account.cash_drawer", "45.00"),
        ("till.account.owed_meals", "-10.00"),
        ("till.account.owed_refunds", "-5.00"),
        ("till.account.income_meals", "-30.00"),
        ("till.account.subsidy_receivable", "24.00"),
        ("till.account.income_subsidy", "-24.00"),
    ),
)


def _meal(meal: str) -> Section:
    counted = ("portions", "numbers", "sold", "served", "not_collected", "refunded")
    values = ("30", "10", "9", "6", "1", "1")
    lines = [(f"meals.inspect.{name}", value) for name, value in zip(counted, values, strict=True)]
    money = (("meals.inspect.taken", "45.00"), ("meals.inspect.subsidy", "24.00"))
    numbers = (("meals.inspect.expired", "7"), ("meals.inspect.missing", "0"))
    return _section(f"meals.inspect.{meal}", *lines, *numbers, *money, day="2024-03-01")


_STATION: Final = (
    _section(
        "house.inspect.title",
        ("house.inspect.settings", "2024-03-01 07:40"),
        ("house.inspect.epochs", "1"),
        ("house.inspect.jumps", "0"),
    ),
    _section("slips.inspect.title", ("slips.inspect.uncertain", "1"), ("slips.inspect.failed", "0")),
)


def _example(shell: Shell, meals: tuple[str, ...] = ("lunch",), fault: FaultName | None = None) -> InspectionPage:
    sections = (*(_meal(meal) for meal in meals), *_MONEY, *_STATION)
    page = InspectionPage(shell, ("2024-03-01T12:40:00.000+08:00", _KEY, sections), None)
    page.found(Verdict(Head(1, 214, _HASH), 214, Fault(fault, 1, 215, "") if fault else None))
    return page


def _verifying(shell: Shell) -> InspectionPage:
    return InspectionPage(shell, ("2024-03-01T12:40:00.000+08:00", _KEY, (*_MONEY, *_STATION)), None)


EXAMPLES: Final = (
    Example("inspection-sound", _example, "counter"),
    Example("inspection-three-meals", partial(_example, meals=("breakfast", "lunch", "supper")), "counter"),
    Example("inspection-fault", partial(_example, fault="edited"), "counter"),
    Example("inspection-verifying", _verifying, "counter"),
)
