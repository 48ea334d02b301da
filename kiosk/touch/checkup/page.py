"""The page: what is not well, with one thing to do about it, and the things that only a person can try."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar, Final

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RENDERER, glGetString
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from kiosk.base.phrase import phrase
from kiosk.station.doctor import Finding
from kiosk.touch.checkup.paper import paper_trial
from kiosk.touch.checkup.scanner import scan_trial
from kiosk.touch.checkup.tools import Tools
from kiosk.touch.checkup.trials import card_trial, touch_trial, voice_trial
from kiosk.touch.errand import Errand
from kiosk.touch.setup.steps import answer
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Build, Shell
from kiosk.widgets.surface import Surface
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

_WORST_FIRST: Final = ("bad", "warn", "ok")
_ICONS: Final = {"bad": "circle-x", "warn": "alert-triangle", "ok": "circle-check"}
_ACCENTS: Final = {"bad": "stop", "warn": "", "ok": "done"}
_LIST: Final = 0.62  # of a landscape glass


def checkup_page(tools: Tools) -> Build:
    """The page, for a supervisor who has signed in."""
    return lambda shell: CheckupPage(shell, tools)


class CheckupPage(Screen):
    """Looks when it is shown, and again when asked to."""

    person: ClassVar[bool] = False

    def __init__(self, shell: Shell, tools: Tools | None, findings: Sequence[Finding] | None = None) -> None:
        super().__init__(shell, title=shell.say("checkup.title"))
        self._tools = tools
        self._errand: Errand[tuple[Finding, ...]] | None = None
        sizes = worn().sizes
        self._heading = Say("", em=sizes.word, bold=True)
        self._list: BoxLayout = BoxLayout(orientation="vertical", spacing=mm(sizes.gap))
        self._left = BoxLayout(orientation="vertical", spacing=mm(sizes.gap))
        self._left.add_widget(self._heading)
        self._left.add_widget(self._list)
        self.body.add_widget(self._left)
        self.body.add_widget(self._trials())
        if not worn().portrait:
            self.body.orientation, self.body.spacing = "horizontal", mm(sizes.gap * 2)
            self._left.size_hint_x, self.body.children[0].size_hint_x = _LIST, 1 - _LIST
        self._again = answer("refresh", shell.say("checkup.again"), self.look, "")
        self._rows: list[_Row] = []
        self._at = self._shown = 0
        self._more = answer("chevron-down", shell.say("checkup.more"), self._turn, "")
        self._list.bind(size=lambda *_: self._fill())
        self._show(findings)

    def _trials(self) -> Widget:
        sizes = worn().sizes
        trials = (
            ("printer", "checkup.paper", paper_trial),
            *((("scan", "checkup.scan", scan_trial),) if self._tools is None or self._tools.own_glass else ()),
            ("hand-click", "checkup.touch", touch_trial),
            ("ruler-2", "checkup.card", card_trial),
            ("volume", "checkup.voice", voice_trial),
        )
        grid = GridLayout(cols=1, spacing=mm(sizes.gap / 2), size_hint_y=None)
        for icon, key, build in trials:
            choice = Choice(icon=icon, word=self.shell.say(key), size_hint_y=None, height=mm(sizes.target))
            choice.bind(on_release=lambda _, build=build: self._try(build))
            grid.add_widget(choice)
        grid.bind(minimum_height=grid.setter("height"))
        if worn().portrait:
            return grid
        column = BoxLayout(orientation="vertical")
        column.add_widget(grid)
        column.add_widget(Widget())
        return column

    def _try(self, build: Callable[[Tools], Build]) -> None:
        if self._tools is not None:
            self.shell.go(build(self._tools))

    def shown(self) -> None:
        """It looks."""
        self.look()

    def left(self) -> None:
        """Nobody waits for what it finds."""
        if self._errand is not None:
            self._errand.drop()

    def look(self) -> None:
        """Makes all checks anew."""
        if self._tools is None:
            return
        self.left()
        self._show(None)
        renderer = glGetString(GL_RENDERER).decode(errors="replace")
        self._errand = Errand(partial(self._tools.look, renderer, tuple(Window.size)), self._show, lambda _: False)

    def _show(self, findings: Sequence[Finding] | None) -> None:
        """What was found; None while it is still being looked for."""
        say = self.shell.say
        self._rows = []
        if findings is None:
            self._fill()
            self._heading.words = say("checkup.looking")
            return
        wrong = sorted((one for one in findings if one.state != "ok"), key=lambda one: _WORST_FIRST.index(one.state))
        good = len(findings) - len(wrong)
        self._heading.words = say("checkup.wrong" if wrong else "checkup.well", count=len(wrong), good=good)
        self._heading.color = worn().palette.fill("done") if not wrong else worn().palette.ink
        self.spoken = (phrase("checkup.wrong" if wrong else "checkup.well", count=len(wrong), good=good),)
        said = [self._said(one) for one in wrong]
        self._rows = [_Row(*one) for one in said]
        self._at = 0
        self._fill()

    def _turn(self) -> None:
        self._at += self._shown
        if self._at >= len(self._rows):
            self._at = 0
        self._fill()

    def _fill(self) -> None:
        """As many of the rows as there is room for; where that is not all, a button turns to the next ones."""
        self._list.clear_widgets()
        self.bar.middle.clear_widgets()
        room, gap = self._list.height, self._list.spacing
        for row in self._rows[self._at :]:
            if self._list.children and row.height > room:
                break
            self._list.add_widget(row)
            room -= row.height + gap
        self._shown = len(self._list.children)
        self.bar.middle.add_widget(self._more if self._shown < len(self._rows) else self._again)
        self._list.add_widget(Widget())

    def _said(self, finding: Finding) -> tuple[str, str]:
        return finding.state, self.shell.say(f"doctor.{finding.name}_{finding.says}", **finding.fields)


class _Row(Surface):
    """One thing that is not well: what is so, and what to do next."""

    def __init__(self, state: str, words: str) -> None:
        sizes, palette = worn().sizes, worn().palette
        super().__init__(padding=mm(sizes.gap / 2), spacing=mm(sizes.gap / 2), size_hint_y=None)
        colour = palette.fill(_ACCENTS[state]) if _ACCENTS[state] else palette.ink
        side = sizes.body * 1.5
        said = Say(words, color=colour, pos_hint={"center_y": 0.5})
        self.add_widget(Icon(_ICONS[state], color=colour, most=side, size_hint_x=None, width=mm(side)))
        self.add_widget(said)
        width = Window.width - mm(sizes.margin * 2)
        if not worn().portrait:
            width = (width - mm(sizes.gap * 2)) * _LIST
        self.height = said.height_at(width - mm(side + sizes.gap * 1.5)) + mm(sizes.gap)


_FOUND: Final = (
    Finding("printer", "bad", "paper_out", {"address": "tcp:192.168.1.50:9100"}),
    Finding("opengl", "warn", "warn", {"renderer": "llvmpipe (LLVM 15.0.6, 256 bits)"}),
    Finding("ntp", "warn", "warn", {}),
    Finding("disk", "ok", "ok", {"free": 51_200, "reserve": 64}),
)

_SHOWN: Final = (("wrong", _FOUND), ("well", _FOUND[3:]), ("looking", None))
EXAMPLES: Final = (
    *(Example(f"checkup-{name}", partial(CheckupPage, tools=None, findings=found), "setup") for name, found in _SHOWN),
    *(
        Example(f"checkup-{name}-counter", partial(CheckupPage, tools=None, findings=found), "counter")
        for name, found in _SHOWN
    ),
)
