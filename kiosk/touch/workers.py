"""The workers' shell put together: home, the screens of the services, and the watch over whoever walks away."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk.base.desk import Desk
from kiosk.base.request import Refused
from kiosk.base.words import Words
from kiosk.devices.scanners.scan import Scan
from kiosk.services.slips.readings import code_here
from kiosk.station.people import Pins
from kiosk.station.settings import StationSettings
from kiosk.touch.checkup.tools import Office
from kiosk.touch.home import home
from kiosk.touch.idle import Idle
from kiosk.touch.modules import screens
from kiosk.touch.shell import TouchShell
from kiosk.touch.voice.speaker import Voice
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.theme import CONTRAST, DAYLIGHT, Theme

if TYPE_CHECKING:
    from kiosk.touch.door import CounterHere

NAME: Final = "workers"  # what 人工 calls say


class Workers:
    """The workers' screens on the window there is; `shell.glass` is the widget that holds them.

    With `pins`, whoever works here may sign in on the same glass.
    """

    def __init__(
        self,
        desk: Desk,
        settings: StationSettings,
        words: Words,
        voice: Voice | None = None,
        pins: Pins | None = None,
        office: Office | None = None,
    ) -> None:
        self._pins, self._settings, self._office = pins, settings, office
        self._counter: CounterHere | None = None
        theme = Theme(CONTRAST if settings.screen.contrast else DAYLIGHT, portrait=Window.height > Window.width)
        self.shell = TouchShell(
            desk,
            words,
            self._home,
            languages=settings.station.languages,
            theme=theme,
            name=NAME,
            by="worker",
            voice=voice,
            scanned=_scanned,
        )
        self._idle = Idle(self.shell)

    def start(self) -> None:
        """Puts them on the window."""
        Window.add_widget(self.shell.glass)
        self.shell.start()
        self._idle.start()

    def stop(self) -> None:
        """Takes them off, and the counter where it stands in their place."""
        if self._counter is not None:
            self._counter.stop()
            return
        self._idle.stop()
        self.shell.stop()
        Window.remove_widget(self.shell.glass)

    def recover(self) -> None:
        """Something failed that nobody foresaw: it is said on what is shown."""
        (self._counter or self).shell.recover()

    def scanned(self, scan: Scan) -> None:
        """What a scanner of the station's has read, from any thread; it goes where a typed one goes."""
        Clock.schedule_once(lambda _: (self._counter or self).shell.take(scan), 0)

    def _home(self, shell: Shell) -> Screen:
        return _opens(home(shell), self._open) if self._pins is not None else home(shell)

    def _open(self) -> None:
        """The counter in their place, once the touch that asked for it is over."""
        Clock.schedule_once(lambda _: self._opened(), 0)

    def _opened(self) -> None:
        if self._counter is not None or self._pins is None:
            return
        from kiosk.touch.door import CounterHere  # noqa: PLC0415 - what the staff work with is loaded when they come

        self.stop()
        shell = self.shell
        self._counter = CounterHere(
            shell.desk, self._pins, self._settings, shell.words, shell.voice, shell.name, self._close, self._office
        )
        self._counter.start()

    def _close(self) -> None:
        """The workers' screens again, from the beginning."""
        if self._counter is not None:
            self._counter.stop()
            self._counter = None
            self.shell.finish()
            self.start()


def _scanned(shell: TouchShell, text: str) -> bool:
    """Gives a scan to the services, until one knows it; another slip of this station's is for the counter."""
    if any(service.scanned(shell, text) for _, service in screens()):
        return True
    if shell.desk.read("slips", lambda store, _: code_here(store, text)) is None:
        return False
    shell.sorry(Refused("slips.for_the_counter"))
    return True


def _opens(screen: Screen, act: Callable[[], None]) -> Screen:
    """Makes the station's name on a screen the way in: no button, out of a worker's reach, and one touch."""

    def touched(heading: Any, touch: Any) -> bool:
        if heading.collide_point(*touch.pos):
            act()
            return True
        return False

    screen.heading.bind(on_touch_down=touched)
    return screen
