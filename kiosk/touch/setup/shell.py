"""The wizard on a window: a shell like the others, with no station behind it yet."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final

from kivy.core.window import Window

from kiosk.base.request import Outcome, Refused, Request, Scene
from kiosk.base.store import Store
from kiosk.base.words import LANGUAGES, Words
from kiosk.touch.setup.tools import Tools
from kiosk.touch.setup.wizard import Wizard
from kiosk.touch.shell import TouchShell
from kiosk.touch.voice.speaker import Voice
from kiosk.widgets.theme import Theme
from kiosk.widgets.window import Glass

NAME: Final = "setup"


class NoStation:
    """A desk that nobody sits at."""

    def ask(self, request: Request, by: str) -> "Future[Outcome]":
        """Refuses."""
        del request, by
        future: Future[Outcome] = Future()
        future.set_exception(Refused("house.error"))
        return future

    def read(self, service: str, reading: Callable[[Store, Scene[Any]], Any]) -> Any:
        """Nothing can be read. Raises Refused."""
        del service, reading
        raise Refused("house.error")

    def version(self) -> int:
        """Nothing changes."""
        return 0

    def new_id(self) -> str:
        """Nothing is asked under it."""
        return ""


class Setup:
    """The wizard on the window there is; `shell.glass` is the widget that holds it."""

    def __init__(
        self, words: Words, tools: Tools, glass: Glass, made: Callable[[], None], voice: Voice | None = None
    ) -> None:
        self.wizard = Wizard(tools, glass, self._sentence, made)
        self.shell = TouchShell(
            NoStation(),
            words,
            self.wizard.language,
            languages=LANGUAGES,
            theme=Theme(portrait=Window.height > Window.width),
            name=NAME,
            by="device",
            voice=voice,
        )

    def start(self) -> None:
        """Puts it on the window."""
        Window.add_widget(self.shell.glass)
        self.shell.start()

    def stop(self) -> None:
        """Takes it off."""
        self.shell.stop()
        Window.remove_widget(self.shell.glass)

    def recover(self) -> None:
        """Something failed that nobody foresaw: it begins anew, and nothing was kept."""
        self.shell.home()

    def _sentence(self, refused: Refused) -> str:
        return self.shell.sentence(refused, staff=True)
