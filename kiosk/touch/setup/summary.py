"""The last look before the station is made: everything that was answered."""

from collections.abc import Callable
from typing import ClassVar, Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.base.phrase import phrase
from kiosk.services.house.settings import Printer, Scanner
from kiosk.station.writing import Plan, ToolPlan
from kiosk.touch.setup.meals import USUAL
from kiosk.touch.setup.printer import Working, port_name
from kiosk.touch.setup.services import REST
from kiosk.touch.setup.steps import Step, Told, answer
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import picture, sentence
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import worn


class Summary(Step):
    """What the station will be; `make` makes it."""

    def __init__(self, shell: Shell, plan: Plan, make: Callable[[], None]) -> None:
        super().__init__(shell, "setup.ask_make")
        self._make = make
        columns = BoxLayout(spacing=mm(worn().sizes.gap * 2))
        lines = _lines(shell, plan)
        halves = (lines,) if worn().portrait else (lines[: len(lines) // 2], lines[len(lines) // 2 :])
        for half in halves:
            column = BoxLayout(orientation="vertical", spacing=mm(worn().sizes.gap / 2))
            for icon, words in half:
                column.add_widget(_row(icon, words))
            column.add_widget(Widget())
            columns.add_widget(column)
        self.body.add_widget(columns)
        self.bar.middle.add_widget(answer("check", shell.say("setup.make"), make))

    def key(self, mark: str) -> bool:
        """Enter makes it."""
        if mark == "enter":
            self._make()
        return mark == "enter"


def _lines(shell: Shell, plan: Plan) -> list[tuple[str, str]]:
    say = shell.say
    meals = [
        (
            "bowl-chopsticks",
            say(
                "setup.told_meal",
                meal=say(f"meals.meal_{meal.id}"),
                price=short(meal.price_fen),
                portions=meal.portions,
                opens=meal.opens,
                ends=meal.ends,
            ),
        )
        for meal in plan.meals
    ]
    return [
        ("building-store", plan.name),
        ("phone", plan.phone or say("setup.told_no_phone")),
        *meals,
        *_others(shell, plan),
        ("printer", _printers(shell, plan)),
        *((("scan", plan.scanner.address),) if plan.scanner else ()),
    ]


def _printers(shell: Shell, plan: Plan) -> str:
    """The one by its address; two by the names of their ports, for which there is room on a line."""
    if plan.printer is None:
        return shell.say("setup.told_no_printer")
    if plan.second_printer is None:
        return plan.printer.address
    return shell.say("shell.and").join(port_name(at.address) for at in (plan.printer, plan.second_printer))


def _others(shell: Shell, plan: Plan) -> list[tuple[str, str]]:
    say, lines = shell.say, []
    if plan.beds is not None:
        beds, price = sum(beds for _, beds in plan.beds.rooms), short(plan.beds.price_fen)
        told = say("setup.told_beds", beds=beds, price=price, starts=plan.beds.starts, ends=plan.beds.ends)
        lines.append(("bed", told))
    if plan.tools:
        units = sum(tool.units for tool in plan.tools)
        lines.append(("hammer-drill", say("setup.told_tools", kinds=len(plan.tools), units=units)))
    if plan.points:
        lines.append(("gift", say("setup.told_points", goods=len(plan.points))))
    return lines


def _row(icon: str, words: str) -> BoxLayout:
    """A picture and a sentence beside it."""
    side = mm(worn().sizes.body * 1.4)
    row = BoxLayout(size_hint_y=None, spacing=mm(worn().sizes.gap))
    said = Say(words, pos_hint={"center_y": 0.5})
    row.add_widget(Icon(icon, most=worn().sizes.body * 1.4, size_hint_x=None, width=side))
    row.add_widget(said)
    said.bind(height=lambda _, height: setattr(row, "height", max(side, height)))
    row.height = max(side, said.height)
    return row


class NotMade(Told):
    """The station was not made: why. Nothing is left of it, and the answers are still there."""

    back: ClassVar[bool] = True

    def __init__(self, shell: Shell, words: str, key: str = "setup.not_made") -> None:
        super().__init__(shell)
        self.spoken = (phrase(key, why=words),)
        self.tell(picture("alert-circle"), sentence(shell.say(key, why=words)))


_PLAN: Final = Plan(
    ("zh", "en"), "爱心驿站 · 府西", "0359-2020520", 1080, 1920, 21.5, USUAL[1:],
    Printer("generic-80-gb18030", "tcp:192.168.1.50:9100"), REST, (ToolPlan("drill", 20_000, 2),), ("tissues", "soap"),
    Scanner("generic-serial", "serial:/dev/ttyACM0"), Printer("generic-58-raster", "usb:/dev/usb/lp0"),
)  # fmt: skip

EXAMPLES: Final = (
    Example("setup-summary", lambda shell: Summary(shell, _PLAN, lambda: None), "setup"),
    Example("setup-making", lambda shell: Working(shell, "setup.making", "hourglass"), "setup"),
    Example("setup-not-made", lambda shell: NotMade(shell, shell.say("house.disk_full")), "setup"),
)
