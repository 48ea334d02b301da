"""积分存折: what was earned and redeemed, the newest first."""

from functools import partial
from typing import Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.base.phrase import phrase
from kiosk.services.points.authority import Holding
from kiosk.services.points.readings.views import Line, lines
from kiosk.services.points.rules.state import Account
from kiosk.services.points.screens.names import hours, on, told
from kiosk.widgets.example import Example
from kiosk.widgets.pager import Pager
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Say
from kiosk.widgets.theme import LINE_HEIGHT, worn


class Book(Screen):
    """Points, hours apart; below them line by line what moved them."""

    def __init__(self, shell: Shell, account: Account, lines: tuple[Line, ...]) -> None:
        say, sizes = shell.say, worn().sizes
        super().__init__(shell, title=say("points.screen.book_title"))
        points, minutes, times = (account.available(unit) for unit in ("points", "minutes", "times"))
        self.spoken = (phrase("points.voice.book", points=points),)
        has = [say("points.screen.points", points=points)]
        has += [say("points.screen.hours", hours=hours(say, minutes))] if minutes else []
        has += [say("points.screen.served", times=times)] if times else []
        self.body.add_widget(Say(" · ".join(has), em=sizes.word, bold=True, color=worn().palette.fill("points")))
        if not lines:
            self.body.add_widget(Say(say("points.screen.no_lines")))
            self.body.add_widget(BoxLayout())
            return
        row = sizes.body * LINE_HEIGHT * (3 if worn().large else 2) + sizes.gap
        more = BoxLayout(size_hint_y=None, height=self.bar.height)
        self.body.add_widget(Pager(shell, lines, self._line, row=row, columns=1, more=more))
        self.body.add_widget(more)

    def _line(self, line: Line) -> Surface:
        """What it was for and when; what it gave or took, and what was left then."""
        say, lang, sizes = self.shell.say, self.shell.lang, worn().sizes
        row = Surface(padding=(mm(sizes.gap), mm(sizes.gap / 4)), spacing=mm(sizes.gap))
        for share, halign, first, second in (
            (1.0, "left", told(say, lang, line), on(say, line.at)),
            (
                0.55,
                "right",
                say(f"points.screen.moved_{line.unit}", amount=f"{line.amount:+d}"),
                say("points.screen.after", balance=line.balance),
            ),
        ):
            part = BoxLayout(orientation="vertical", size_hint=(share, None), pos_hint={"center_y": 0.5})
            part.bind(minimum_height=part.setter("height"))
            part.add_widget(Say(first, bold=True, halign=halign))
            part.add_widget(Say(second, halign=halign))
            row.add_widget(part)
        return row


def opened(shell: Shell, account: Account) -> Book:
    """The passbook of a member, page by page as far back as it goes."""
    return Book(shell, account, shell.desk.read("points", partial(lines, number=account.number)))


_ACCOUNT: Final = Account(12, "member", "", {"points": Holding(45, 0, 30), "minutes": Holding(270, 0, 0)})
_AT: Final = "2024-03-01T11:12:03.118+08:00"
_LINES: Final = (
    Line(_AT, "redeemed", "纸巾", "Tissues", "points", -30, 45),
    Line(_AT, "earning_approved", "志愿服务一小时", "Hour volunteered", "minutes", 120, 270),
    Line(_AT, "earning_approved", "志愿服务一小时", "Hour volunteered", "points", 20, 75),
    Line(_AT, "earning_reversed", "清理楼道", "Stairway cleaned", "points", -10, 55),
    Line(_AT, "adjusted", "", "", "points", 5, 65),
    Line(_AT, "expired", "", "", "points", -15, 60),
)
EXAMPLES: Final = (
    Example("points-book", lambda shell: Book(shell, _ACCOUNT, _LINES * 10)),
    Example("points-book-empty", lambda shell: Book(shell, Account(1, "member"), ())),
)
