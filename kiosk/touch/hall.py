"""What the hall sees: who is called, as large as the screen allows; who came last, how many wait, what is left.

Safe against burn-in: what is shown moves each minute, and is dimmed while nothing happens. A new call changes its
colours once a second, for a moment, so that it is seen from the corner of an eye.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Final

import msgspec
from kivy.clock import Clock
from kivy.metrics import mm
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.relativelayout import RelativeLayout

from kiosk.base.words import Lang
from kiosk.touch.modules import screens
from kiosk.touch.voice.calls import Calls
from kiosk.touch.voice.speaker import Silence
from kiosk.widgets.called import Box, CalledField, IdleField
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Screen
from kiosk.widgets.service import BoardCall, BoardPart
from kiosk.widgets.service import Say as Sayer
from kiosk.widgets.shell import Shell
from kiosk.widgets.text import Say, measured
from kiosk.widgets.theme import DIMMED, Palette, wear, worn

QUIET_S: Final = 600  # so long after the last change it is dimmed
TOGETHER_S: Final = 15  # numbers called within this time of the newest share the screen with it
SHIFT_S: Final = 60
SHIFT_MM: Final = 10
_PLACES: Final = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
_PAST: Final = 4
_PAGE_S: Final = 10  # where more are called at once than fit, they take turns
_NEW_S: Final = 8
_SIDE: Final = 0.34  # of the width of a landscape glass, for what is told beside the numbers
_BELOW: Final = 0.45  # of the height of a portrait one, below them


class Shown(msgspec.Struct, frozen=True):
    """What stands on the board: the time of day, and the services' parts in the language read from afar, and another.

    `second` is empty where the station speaks one language.
    """

    minute: str
    parts: tuple[BoardPart, ...]
    second: tuple[BoardPart, ...] = ()


class Memory:
    """What is remembered from look to look: when the board last changed, until when a call is new, what to say."""

    def __init__(self, palette: Palette, calls: Calls) -> None:
        self.bright = palette
        self.calls = calls
        self.changed_at = Clock.get_time()
        self.new_until = 0.0
        self._parts: tuple[BoardPart, ...] | None = None

    def note(self, parts: tuple[BoardPart, ...]) -> None:
        """Notes what is shown now."""
        before, self._parts = self._parts, parts
        if before == parts:
            return
        self.changed_at = Clock.get_time()
        if self.calls.note(parts):
            self.new_until = self.changed_at + _NEW_S

    @property
    def palette(self) -> Palette:
        """The colours to wear now."""
        return DIMMED if Clock.get_time() - self.changed_at >= QUIET_S else self.bright


def hall(shell: Shell, memory: Memory) -> "Hall":
    """The board as it stands now."""
    return Hall(shell, look(shell), memory)


def look(shell: Shell) -> Shown:
    """Reads what the board shows."""
    minute = shell.desk.read("house", lambda _, scene: scene.now.minute)
    return _shown(shell, minute, lambda: tuple(part for _, service in screens() for part in service.board(shell)))


def _shown(shell: Shell, minute: str, parts: Callable[[], tuple[BoardPart, ...]]) -> Shown:
    """The parts as they are said in the language spoken now, and in the next one where there is one."""
    first = shell.lang

    def said(lang: Lang) -> tuple[BoardPart, ...]:
        shell.lang = lang
        try:
            return parts()
        finally:
            shell.lang = first

    others = [lang for lang in shell.languages if lang != first]
    return Shown(minute, said(first), said(others[0]) if others else ())


def together(parts: Sequence[BoardPart]) -> tuple[tuple[BoardCall, ...], tuple[BoardCall, ...]]:
    """Who was called last, with those called at once with them, in order; and who before, the newest first."""
    several = len(parts) > 1
    calls = [
        msgspec.structs.replace(call, note=call.note or (part.title if several else ""))
        for part in parts
        for call in part.calls
    ]
    if not calls:
        return (), ()
    newest = max(datetime.fromisoformat(call.at) for call in calls)
    since = (newest - timedelta(seconds=TOGETHER_S)).isoformat(timespec="milliseconds")
    calls.sort(key=lambda call: call.at)
    return tuple(call for call in calls if call.at >= since), tuple(call for call in calls[::-1] if call.at < since)


class Hall(Screen):
    """The board. Nothing on it is touched."""

    person: ClassVar[bool] = False
    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, shows: Shown, memory: Memory) -> None:
        super().__init__(shell)
        self._memory = memory
        self._shows: Shown | None = None
        self._blink: Any = None
        self._field: CalledField | None = None
        self._page = 0
        room, margin = FloatLayout(), mm(worn().sizes.margin)
        self._face = RelativeLayout(size_hint=(None, None), size=(self.width - 2 * margin, self.height - 2 * margin))
        room.add_widget(self._face)
        self.body.add_widget(room)
        self._show(shows)

    def shown(self) -> None:
        """A call that is new is seen to be."""
        self._call_out()

    def refresh(self) -> None:
        """Something was committed, or time has passed: what stands here, where, and how bright."""
        self._show(look(self.shell))
        if worn().palette is not self._memory.palette:
            self.shell.dress(theme=msgspec.structs.replace(worn(), palette=self._memory.palette))
        else:
            self._call_out()

    def left(self) -> None:
        """Calls out no more."""
        if self._blink:
            self._blink.cancel()
            self._blink = None

    def _show(self, shows: Shown) -> None:
        across, up = _PLACES[int(Clock.get_time() // SHIFT_S) % len(_PLACES)]
        margin = worn().sizes.margin
        self._face.pos = (mm(margin + across * SHIFT_MM), mm(margin + up * SHIFT_MM))
        page = int(Clock.get_time() // _PAGE_S)
        if shows != self._shows or (page != self._page and self._field and self._field.pages > 1):
            self._memory.note(shows.parts)
            self._page = page
            self._draw(shows)
            self._shows = shows

    def _call_out(self) -> None:
        """What is called changes its colours once a second while it is new."""
        if Clock.get_time() < self._memory.new_until and not self._blink:
            self._blink = Clock.schedule_interval(self._turn, 1)

    def _turn(self, _: float) -> bool:
        goes_on: bool = Clock.get_time() < self._memory.new_until
        if self._field:
            self._field.turn(filled=not (goes_on and self._field.filled))
        if not goes_on:
            self._blink = None
        return goes_on

    # What is drawn where

    def _draw(self, shows: Shown) -> None:
        wide, high = self._face.size
        gap, side = mm(worn().sizes.gap), wide * _SIDE
        self._face.clear_widgets()
        if worn().portrait:
            field, beside = (0.0, high * _BELOW + gap, wide, high * (1 - _BELOW) - gap), (0.0, 0.0, wide, high * _BELOW)
        else:
            field, beside = (0.0, 0.0, wide - side - 2 * gap, high), (wide - side, 0.0, side, high)
        now, before = together(shows.parts)
        self._called(shows, now, field)
        self._about(shows, beside, self._facts(shows, [call.short for call in before], beside))

    def _called(self, shows: Shown, now: tuple[BoardCall, ...], box: Box) -> None:
        """Who is called, or what is to be known while nobody is."""
        at = next((at for at, part in enumerate(shows.parts) if part.calls), 0)
        first, second = (parts[at] if at < len(parts) else None for parts in (shows.parts, shows.second))
        self._field = None
        if now and first:
            heading = (first.heading, second.heading if second else "")
            lit = worn().palette is not DIMMED
            self._field = CalledField(first.accent, heading, now, box, page=self._page, lit=lit)
            self._face.add_widget(self._field)
        elif first:
            self._face.add_widget(IdleField(first.icon, first.idle, second.idle if second else "", box))

    def _facts(self, shows: Shown, waiting: list[str], box: Box) -> float:
        """The time, the facts of each service, who came last: from the top. How high the room left below them is."""
        sizes, (left, bottom, width, height) = worn().sizes, box
        rows = []
        for words, second in _lines(shows, waiting, width):
            said = Say(words, size_hint_x=None, width=width, em=sizes.title, bold=True)
            rows.append((said, Say(second, size_hint_x=None, width=width, color=worn().palette.soft)))
        gap = mm(sizes.gap / 2)
        if sum(said.height + under.height + gap for said, under in rows) > height:
            del rows[0]  # the time is what one can do without
        top = bottom + height
        for row in rows:
            if sum(say.height for say in row) > top - bottom:
                break
            for say in row:
                top -= say.height
                say.pos = (left, top)
                if say.words:
                    self._face.add_widget(say)
            top -= gap
        return top - bottom

    def _about(self, shows: Shown, box: Box, room: float) -> None:
        """What those read who stand nearer: at the bottom, as many lines as there is room for."""
        left, bottom, width, _ = box
        said: list[Say] = []
        for words in (words for parts in (shows.parts, shows.second) for part in parts for words in part.about):
            say = Say(words, size_hint_x=None, width=width)
            if sum(one.height for one in said) + say.height <= room:
                said.append(say)
        for say in reversed(said):
            say.pos = (left, bottom)
            bottom += say.height
            self._face.add_widget(say)


def _lines(shows: Shown, waiting: list[str], width: float) -> Iterator[tuple[str, str]]:
    """What is told beside the numbers, each with its other language (empty where it has none)."""
    yield shows.minute, ""
    several = len(shows.parts) > 1
    for at, part in enumerate(shows.parts):
        second = shows.second[at] if at < len(shows.second) else None
        if several and part.facts:
            yield part.title, second.title if second else ""
        for line, fact in enumerate(part.facts):
            yield fact, second.facts[line] if second and line < len(second.facts) else ""
    past = list(dict.fromkeys([*waiting, *(short for part in shows.parts for short in part.past)]))[:_PAST]
    if past:
        first, second = shows.parts[0], shows.second[0] if shows.second else None
        yield _fitting(first.past_word, past, width), second.past_word if second else ""


def _fitting(word: str, past: list[str], width: float) -> str:
    """Who came last, as many as stand on one line."""
    px = int(mm(worn().sizes.title))
    lines = [" ".join((word, *past[:count])) for count in range(len(past), 0, -1)]
    return next((line for line in lines if measured(line, px, bold=True) < width), lines[-1])


def _example(shell: Shell, parts: Callable[[Sayer], tuple[BoardPart, ...]], *, dim: bool = False) -> Hall:
    memory = Memory(worn().palette, Calls(Silence(), ()))
    if dim:
        wear(msgspec.structs.replace(worn(), palette=DIMMED))
    return Hall(shell, _shown(shell, "11:45", lambda: parts(shell.say)), memory)


_STATES: Final = tuple(
    (f"{name}-{example.name}", example.parts) for name, service in screens() for example in service.BOARD_EXAMPLES
)
EXAMPLES: Final = (
    *(Example(f"board-{name}", partial(_example, parts=parts), "board") for name, parts in _STATES),
    Example("board-dimmed", partial(_example, parts=_STATES[0][1], dim=True), "board"),
)
