"""This machine takes the place of a broken one: its record comes back from the centre, by a one-time code."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar, Final

from kiosk.base.phrase import phrase
from kiosk.base.request import Refused
from kiosk.touch.errand import Errand
from kiosk.touch.setup import checks
from kiosk.touch.setup.pins import first_pin
from kiosk.touch.setup.printer import Working
from kiosk.touch.setup.steps import Line, Told
from kiosk.touch.setup.summary import NotMade
from kiosk.touch.setup.tools import Returned, Tools
from kiosk.widgets.example import Example, nothing
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import picture, sentence
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

_HTTPS: Final = "https://"


class Returning:
    """Its steps; `sentence` says what a refusal says, `made` is called when the station is there."""

    def __init__(self, tools: Tools, sentence: Callable[[Refused], str], made: Callable[[], None]) -> None:
        self._tools, self._sentence, self._made = tools, sentence, made
        self._url, self._code = _HTTPS, ""
        self._errand: Errand[Returned] | None = None

    def centre(self, shell: Shell) -> Screen:
        """Where the centre is."""

        def take(text: str) -> None:
            self._url = checks.centre(text)
            shell.go(self._one_time_code)

        return centre_line(shell, self._url, take)

    def _one_time_code(self, shell: Shell) -> Screen:
        def take(text: str) -> None:
            self._code = checks.code(text)
            shell.go(lambda shell: first_pin(shell, partial(self._begin, shell)))

        return code_line(shell, self._code, take)

    def _begin(self, shell: Shell, pin: str) -> None:
        """It comes back away from the screen: over a slow line a long record takes minutes."""
        shell.go(lambda shell: Working(shell, "setup.bringing_back", "history"))
        work = partial(self._tools.bring_back, self._url, self._code, pin)
        self._errand = Errand(work, partial(self._came, shell), partial(self._failed, shell))

    def _came(self, shell: Shell, found: Returned) -> None:
        shell.replace(lambda shell: Back(shell, found, self._made))

    def _failed(self, shell: Shell, error: BaseException) -> bool:
        words = self._sentence(error if isinstance(error, Refused) else Refused("house.error"))
        shell.replace(lambda shell: NotMade(shell, words, "setup.not_back"))
        return isinstance(error, Refused)


def centre_line(shell: Shell, before: str, take: Callable[[str], None]) -> Line:
    """The centre's address, on a keyboard."""
    return Line(
        shell, "setup.ask_centre", take, before=before, note=shell.say("setup.note_centre"), read=str, fine=True
    )


def code_line(shell: Shell, before: str, take: Callable[[str], None]) -> Line:
    """The code that the centre gave for the broken machine, on a keyboard."""
    return Line(shell, "setup.ask_code", take, before=before, note=shell.say("setup.note_code"), read=str, fine=True)


class Back(Told):
    """The record is here again; what it does not hold, who signs in how. The station is at work: nothing is undone."""

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, found: Returned, on: Callable[[], None]) -> None:
        super().__init__(shell)
        fields = {"count": found.events, "who": found.who}
        self.spoken = (phrase("setup.is_back", **fields),)
        self.tell(picture("circle-check"), sentence(shell.say("setup.is_back", **fields)))
        choice = Choice(icon="check", word=shell.say("widgets.enter"), accent="done")
        choice.bind(on_release=lambda _: on())
        self.answer(choice)
        if not worn().portrait:
            self.add_widget(self.bar)  # where the answer stands; without a way out a screen has none


EXAMPLES: Final = (
    Example("setup-centre", lambda shell: centre_line(shell, "https://zx.example.cn", nothing), "setup"),
    Example("setup-code", lambda shell: code_line(shell, "7K2M-94QX-0B3D", nothing), "setup"),
    Example("setup-bringing-back", lambda shell: Working(shell, "setup.bringing_back", "history"), "setup"),
    Example("setup-back", lambda shell: Back(shell, Returned(48_211, "a1"), nothing), "setup"),
    Example(
        "setup-not-back",
        lambda shell: NotMade(shell, shell.say("cli.join_code"), "setup.not_back"),
        "setup",
    ),
)
