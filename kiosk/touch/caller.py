"""The call screen's shell put together: it looks at the desk and calls aloud, owns nothing, and needs no touch."""

from functools import partial
from typing import Final

from kivy.core.window import Window

from kiosk.base.desk import Desk
from kiosk.base.request import Refused
from kiosk.base.words import Words
from kiosk.station.settings import StationSettings
from kiosk.touch.hall import Memory, hall
from kiosk.touch.shell import TouchShell
from kiosk.touch.voice.calls import Calls
from kiosk.touch.voice.speaker import Silence, Voice
from kiosk.widgets.theme import CONTRAST, DAYLIGHT, Theme

NAME: Final = "board"


class BoardShell(TouchShell):
    """Nobody stands before it to be told what went wrong: it keeps what it shows, and looks again.

    `calls` are said by a voice of their own: what screens say, and cut, is none of theirs.
    """

    calls: Calls

    def sorry(self, refused: Refused) -> None:
        """Nothing is asked of the desk here."""

    def recover(self) -> None:
        """What failed is in the log; the next look is at most ten seconds away."""

    def tick(self, passed: float) -> None:
        """Looks, and says what is new."""
        super().tick(passed)
        self.calls.speak()


class Board:
    """The call screen on the window there is; `shell.glass` is the widget that holds it."""

    def __init__(self, desk: Desk, settings: StationSettings, words: Words, voice: Voice | None = None) -> None:
        theme = Theme(
            CONTRAST if settings.board.contrast else DAYLIGHT, portrait=Window.height > Window.width, board=True
        )
        calls = Calls(voice or Silence(), settings.station.languages)
        self.shell = BoardShell(
            desk,
            words,
            partial(hall, memory=Memory(theme.palette, calls)),
            languages=settings.station.languages,
            theme=theme,
            name=NAME,
            by="worker",
        )
        self.shell.calls = calls

    def start(self) -> None:
        """Puts it on the window, which stays lit."""
        Window.add_widget(self.shell.glass)
        self.shell.start()

    def stop(self) -> None:
        """Takes it off."""
        self.shell.stop()
        Window.remove_widget(self.shell.glass)
