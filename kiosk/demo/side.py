"""The side window of the demonstration: the first minute step by step, a virtual printer and scanner, their faults."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal

from kivy.core.window import Window
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget
from PIL import Image

from kiosk.base.words import Lang, Words
from kiosk.demo.codes import THINGS, Holding, Thing
from kiosk.demo.guide import STEPS, Guide
from kiosk.demo.house import HAND
from kiosk.demo.roll import Roll
from kiosk.virtual.faults import Fault, Faults
from kiosk.virtual.scanner import ScannerFault
from kiosk.widgets.rows import button, row_of, told
from kiosk.widgets.surface import Ground, Surface
from kiosk.widgets.text import Icon, Say
from kiosk.widgets.theme import Theme, wear, worn

MID_JOB_BYTES: Final = 900
_NARROW_MM: Final = 150
# What a button switches: those that are tried first, and the others. The first of all that is on is the state told.
_SWITCHES: Final[tuple[tuple[Fault, str], ...]] = (
    ("off", "plug-connected-x"),
    ("paper_out", "receipt-off"),
    ("silent", "volume-off"),
)
_MORE: Final[tuple[tuple[Fault, str], ...]] = (
    ("cover_open", "printer-off"),
    ("jam", "alert-triangle"),
    ("stalled", "hourglass"),
    ("late", "clock"),
    ("near_end", "receipt"),
)
_OF_SCANNER: Final[tuple[tuple[ScannerFault, str], ...]] = (
    ("silent", "volume-off"),
    ("garbled", "alert-triangle"),
    ("noise", "bolt"),
    ("split", "dots"),
)
_COLUMNS: Final = 2
Page = Literal["printer", "more", "scanner", "scanner_more"]
_ABOUT_SCANNER: Final = frozenset({"scanner", "scanner_more"})


class Side(BoxLayout):  # type: ignore[misc] # Kivy is untyped
    """Everything in it is in one language, which a button changes.

    `verify` begins to verify the record; `verdict` is what came of it, said here in whatever language is chosen.
    """

    def __init__(
        self, words: Words, lang: Lang, faults: Faults, holding: Holding, guide: Guide, verify: Callable[[], None]
    ) -> None:
        super().__init__(size=Window.size)
        self._words, self.lang = words, lang
        self._faults, self._holding, self._guide, self._verify = faults, holding, guide, verify
        self._page: Page = "printer"
        self._roll = Roll()
        self._count = 0
        self._guided = True
        self._verdict: tuple[str, dict[str, object]] | None = None
        self._told: object = None
        self.refresh()

    def say(self, key: str, **fields: object) -> str:
        """A sentence of this window."""
        return self._words.say(self.lang, f"demo.{key}", **fields)

    def printed(self, slip: Image.Image) -> None:
        """Paper comes out."""
        self._count += 1
        self._roll.feed(slip)
        self.refresh()

    def verdict(self, key: str, **fields: object) -> None:
        """How the record stands."""
        self._verdict = (key, fields)
        self.refresh()

    def close(self) -> None:
        """Nothing runs by the clock any more."""
        self._roll.rest()

    def refresh(self) -> None:
        """Draws anew where something has changed."""
        printer, scanner = (tuple(self._faults), self._faults.pending), self._holding.stands
        tells = (self.lang, printer, scanner, self._page, self._guide.done, self._guided)
        if (*tells, self._count, self._verdict) != self._told:
            self._told = (*tells, self._count, self._verdict)
            self._draw()

    def _draw(self) -> None:
        wear(Theme(dense=True, portrait=True))
        sizes = worn().sizes
        self.clear_widgets()
        if self._roll.parent:
            self._roll.parent.remove_widget(self._roll)
        sheet = Ground(orientation="vertical", padding=mm(sizes.margin), spacing=mm(sizes.gap))
        sheet.add_widget(self._head())
        if self._guided:
            sheet.add_widget(self._steps())
        sheet.add_widget(self._state())
        sheet.add_widget(Say(self._caption, color=worn().palette.soft, halign="center"))
        sheet.add_widget(self._roll)
        sheet.add_widget(self._switches())
        self.add_widget(sheet)

    @property
    def _caption(self) -> str:
        return self.say("papers", count=self._count) if self._count else self.say("no_paper_yet")

    def _head(self) -> BoxLayout:
        title = told(
            self.say("scanner_title" if self._page in _ABOUT_SCANNER else "title"), em=worn().sizes.word, bold=True
        )
        return row_of(title, button("", self.say("language"), self._turn_language))

    def _steps(self) -> Surface:
        """What was done last, what to try now."""
        sizes, palette, done = worn().sizes, worn().palette, self._guide.done
        box = Surface(orientation="vertical", size_hint_y=None, fill=palette.paper)
        box.bind(minimum_height=box.setter("height"))
        head = told(self.say("guide", done=len(done), all=len(STEPS)), bold=True)
        box.add_widget(row_of(head, button("", self.say("close"), self._close_guide)))
        if done:
            last = BoxLayout(size_hint_y=None, height=mm(sizes.word * 1.5), spacing=mm(sizes.gap / 2))
            colour = palette.fill("done")
            last.add_widget(Icon("circle-check", color=colour, size_hint_x=None, width=mm(sizes.word * 1.4)))
            last.add_widget(told(self.say(f"done_{done[-1]}"), color=colour))
            box.add_widget(last)
        step = self._guide.next
        if step:
            words = self.say(f"step_{step}", **({"shown": HAND.shown, "pin": HAND.pin} if step == "pay" else {}))
            box.add_widget(Say(words, em=sizes.word, bold=True))
        else:
            box.add_widget(Say(self.say("guide_done"), em=sizes.word, bold=True))
        if step == "verify":
            box.add_widget(row_of(button("shield-check", self.say("verify"), self._verify, "done", wide=True)))
        if self._verdict:
            key, fields = self._verdict
            box.add_widget(Say(self.say(key, **fields), color=palette.soft))
        return box

    def _state(self) -> BoxLayout:
        """How the printer or the scanner stands, in a picture and words."""
        sizes, palette = worn().sizes, worn().palette
        state, icon = self._scanner_state() if self._page in _ABOUT_SCANNER else self._printer_state()
        well = state == "ready" or state.startswith(("held", "waits"))
        colour = palette.ink if well else palette.fill("stop")
        row = BoxLayout(size_hint_y=None, spacing=mm(sizes.gap / 2))
        words = told(self.say(f"state_{state}"), bold=True, color=colour)
        row.add_widget(Icon(icon, color=colour, size_hint_x=None, width=mm(sizes.icon)))
        row.add_widget(words)
        row.height = mm(sizes.icon) * 1.3
        return row

    def _printer_state(self) -> tuple[str, str]:
        state, icon = next((one for one in (*_SWITCHES, *_MORE) if one[0] in self._faults), ("", "printer"))
        return state or ("armed" if self._faults.pending else "ready"), icon

    def _scanner_state(self) -> tuple[str, str]:
        if not self._holding.plugged:
            return "unplugged", "plug-connected-x"
        wrong = next((one for one in _OF_SCANNER if one[0] in self._holding.faults), None)
        if wrong is not None:
            return f"scanner_{wrong[0]}", wrong[1]
        return self._holding.held or "waits", "scan"

    def _switches(self) -> GridLayout:
        target, gap = mm(worn().sizes.target), mm(worn().sizes.gap / 2)
        pages = {
            "printer": self._of_printer,
            "more": self._of_more,
            "scanner": self._of_scanner,
            "scanner_more": self._of_scanner_more,
        }
        switches = list(pages[self._page]())
        rows = -(-len(switches) // _COLUMNS)
        grid = GridLayout(cols=_COLUMNS, spacing=gap, size_hint_y=None, height=rows * target + (rows - 1) * gap)
        for switch in switches:
            grid.add_widget(switch)
        return grid

    def _of_printer(self) -> Iterator[Widget]:
        yield from self._of(_SWITCHES)
        armed = self._faults.pending
        yield self._switch("bolt", self.say("mid_job_over" if armed else "mid_job"), self._arm, on=armed)
        yield self._turn("dots", "more")
        yield self._turn("scan", "scanner")

    def _of_more(self) -> Iterator[Widget]:
        yield from self._of(_MORE)
        yield self._turn("printer", "printer")

    def _of(self, switches: Sequence[tuple[Fault, str]]) -> Iterator[Widget]:
        for fault, icon in switches:
            on = fault in self._faults
            word = self.say(f"{fault}_over" if on else fault)
            yield self._switch(icon, word, lambda fault=fault, on=on: self._set(fault, on=not on), on=on)

    def _of_scanner(self) -> Iterator[Widget]:
        holding = self._holding
        for thing, icon in THINGS:
            yield self._switch(icon, self.say(f"hold_{thing}"), lambda thing=thing: self._hold(thing))
        word = self.say("unplug" if holding.plugged else "unplug_over")
        yield self._switch("plug-connected-x", word, self._plug, on=not holding.plugged)
        yield self._turn("dots", "scanner_more")
        yield self._turn("printer", "printer")

    def _of_scanner_more(self) -> Iterator[Widget]:
        for fault, icon in _OF_SCANNER:
            on = fault in self._holding.faults
            word = self.say(f"scanner_{fault}_over" if on else f"scanner_{fault}")
            yield self._switch(icon, word, lambda fault=fault: self._spoil(fault), on=on)
        yield self._turn("scan", "scanner")

    def _switch(self, icon: str, word: str, act: Callable[..., None], *, on: bool = False) -> Widget:
        narrow = self.width < mm(_NARROW_MM)
        return button("" if narrow else icon, word, act, "stop" if on else "", wide=True)

    def _hold(self, thing: Thing) -> None:
        self._holding.hold(thing)
        self.refresh()

    def _spoil(self, fault: ScannerFault) -> None:
        self._holding.turn(fault)
        self.refresh()

    def _plug(self) -> None:
        self._holding.plug(on=not self._holding.plugged)
        self.refresh()

    def _turn(self, icon: str, page: Page) -> Widget:
        """What leads to other switches."""
        return self._switch(icon, self.say(f"to_{page}"), lambda: self._show(page))

    def _show(self, page: Page) -> None:
        self._page = page
        self.refresh()

    def _set(self, fault: Fault, *, on: bool) -> None:
        self._faults.set(fault, on)
        self.refresh()

    def _arm(self) -> None:
        """The next slip loses its power halfway, or does not after all."""
        if self._faults.pending:
            self._faults.forget()
        else:
            self._faults.set_after(MID_JOB_BYTES, "off")
        self.refresh()

    def _turn_language(self) -> None:
        self.lang = "en" if self.lang == "zh" else "zh"
        self.refresh()

    def _close_guide(self) -> None:
        self._guided = False
        self.refresh()
