"""The workers' shell put together: home, the screens of the services, and the watch over whoever walks away."""

from typing import Final

from kivy.core.window import Window

from kiosk.base.desk import Desk
from kiosk.base.words import Words
from kiosk.station.settings import StationSettings
from kiosk.touch.home import home
from kiosk.touch.idle import Idle
from kiosk.touch.shell import TouchShell
from kiosk.touch.voice.speaker import Voice
from kiosk.widgets.theme import CONTRAST, DAYLIGHT, Theme

NAME: Final = "workers"  # what 人工 calls say


class Workers:
    """The workers' screens on the window there is; `shell.glass` is the widget that holds them."""

    def __init__(self, desk: Desk, settings: StationSettings, words: Words, voice: Voice | None = None) -> None:
        theme = Theme(CONTRAST if settings.screen.contrast else DAYLIGHT, portrait=Window.height > Window.width)
        self.shell = TouchShell(
            desk, words, home, languages=settings.station.languages, theme=theme, name=NAME, by="worker", voice=voice
        )
        self._idle = Idle(self.shell)

    def start(self) -> None:
        """Puts them on the window."""
        Window.add_widget(self.shell.glass)
        self.shell.start()
        self._idle.start()

    def stop(self) -> None:
        """Takes them off."""
        self._idle.stop()
        self.shell.stop()
        Window.remove_widget(self.shell.glass)
