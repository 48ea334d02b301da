"""A room's map at the counter: every bed where it stands, with how it stands; touched, what can be done about it."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.metrics import mm
from kivy.uix.gridlayout import GridLayout
from kivy.uix.widget import Widget

from kiosk.services.beds.readings.house import BedNow, RoomNow
from kiosk.services.beds.settings import DOOR, NOTHING
from kiosk.widgets.rows import told
from kiosk.widgets.shell import Shell
from kiosk.widgets.surface import Tappable
from kiosk.widgets.text import Icon
from kiosk.widgets.theme import worn

_FILLED: Final = {"in": "beds", "paid": "help"}
_WIDE: Final = 3  # so many columns leave room for number and word on a line


class Spot(Tappable):
    """A bed: its number, and a word for how it stands; one that somebody waits for in vain stands out."""

    def __init__(self, now: BedNow, word: str, act: Callable[[], None], *, wide: bool) -> None:
        wanted = bool(now.warn) and now.state in {"held", "paid"}
        super().__init__(
            accent="stop" if wanted else _FILLED.get(now.state, ""), orientation="vertical", padding=0, spacing=0
        )
        words = (f"{now.bed} {word}",) if wide else (str(now.bed), word)
        self._parts = tuple(told(one, bold=True, halign="center") for one in words)
        for part in (Widget(), *self._parts, Widget()):
            self.add_widget(part)
        self.bind(on_release=lambda _: act())
        self.dress()

    def dress(self, *_: object) -> None:
        """Puts on its colours."""
        super().dress()
        for part in getattr(self, "_parts", ()):
            part.color = self.text_colour


class RoomMap(GridLayout):
    """The beds of one room, built anew only where they stand otherwise."""

    def __init__(self, shell: Shell, pick: Callable[[int], None]) -> None:
        super().__init__(spacing=mm(worn().sizes.gap / 2), cols=1)
        self._shell, self._pick = shell, pick
        self._shown: RoomNow | None = None

    def show(self, room: RoomNow) -> None:
        """A room as it stands."""
        if room == self._shown:
            return
        self._shown = room
        self.clear_widgets()
        rows = room.room.rows
        self.cols = len(rows[0])
        for cell in (cell for row in rows for cell in row):
            self.add_widget(self._cell(cell, room))

    def _cell(self, cell: str, room: RoomNow) -> Widget:
        if cell == NOTHING:
            return Widget()
        if cell == DOOR:
            return Icon("door", most=worn().sizes.title, color=worn().palette.soft)
        now = room.bed(int(cell))
        assert now is not None  # the room was read with its map
        word = self._shell.say(f"beds.spot_{now.state}")
        return Spot(now, word, partial(self._pick, now.bed), wide=self.cols <= _WIDE)
