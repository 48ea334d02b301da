"""The screens that tell one thing: a refusal, that a person comes, that it takes a moment, are you still here."""

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Final

from kivy.clock import Clock

from kiosk.base.phrase import Phrase, phrase
from kiosk.services.house.readings import calls
from kiosk.widgets.countdown import Countdown
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Telling, picture, sentence
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

_SEEN_S: Final = 10
LEFT_S: Final = 25  # to say that one is still here (WCAG 2.2.1 asks for at least 20)


class Sorry(Telling):
    """Something was not done: what happened, where the money is, what to do next."""

    def __init__(self, shell: Shell, refusal: Phrase) -> None:
        super().__init__(shell)
        self.spoken = (refusal,)
        self.tell(picture("alert-circle"), sentence(shell.say(refusal.key, **refusal.fields)))
        well = Choice(icon="check", word=shell.say("shell.understood"), accent="done")
        well.bind(on_release=lambda _: shell.back())
        self.answer(well)


class PersonComes(Telling):
    """人工 was touched: the counter knows. From a screen that `keeps`, the way leads back by itself."""

    def __init__(self, shell: Shell, *, keeps: bool) -> None:
        super().__init__(shell)
        self.keeps = keeps
        self._back = Clock.create_trigger(lambda _: shell.back(), _SEEN_S)
        self.spoken = (phrase("shell.voice.person_comes"),)
        self.tell(picture("user-check"), sentence(shell.say("shell.voice.person_comes")))

    def shown(self) -> None:
        """What was on the glass before is not left alone for long where money is under way."""
        if self.keeps:
            self._back()

    def left(self) -> None:
        """The way back has been taken."""
        self._back.cancel()

    def refresh(self) -> None:
        """Somebody has come."""
        if not self.shell.desk.read("house", calls):
            self.shell.back()


class PleaseWait(Telling):
    """The desk takes longer than a moment."""

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.spoken = (phrase("shell.voice.please_wait"),)
        self.tell(picture("hourglass"), sentence(shell.say("shell.voice.please_wait")))


class StillHere(Telling):
    """Nobody has touched anything for a while: one tap anywhere stays; `gone` is called when nobody does."""

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, stay: Callable[[], None], gone: Callable[[], None]) -> None:
        super().__init__(shell)
        self._stay = stay
        self._left = Countdown(
            lambda seconds: shell.say("shell.seconds", seconds=seconds),
            LEFT_S,
            gone,
            em=worn().sizes.number,
            bold=True,
            halign="center",
        )
        self.spoken = (phrase("shell.voice.still_here"),)
        self.tell(picture("hand-click"), sentence(shell.say("shell.voice.still_here")), self._left)
        here = Choice(icon="check", word=shell.say("shell.i_am_here"), accent="done")
        here.bind(on_release=lambda _: stay())
        self.answer(here)

    def shown(self) -> None:
        """The seconds run."""
        self._left.start()

    def left(self) -> None:
        """They run no more."""
        self._left.stop()

    def on_touch_down(self, touch: Any) -> bool:
        """人工 is 人工; every other touch stays."""
        if self.bar.collide_point(*touch.pos) and super().on_touch_down(touch):
            return True
        self._stay()
        return True


def _nothing() -> None:
    """An example's countdown leads nowhere."""


EXAMPLES: Final = (
    Example("shell-sorry", lambda shell: Sorry(shell, phrase("house.disk_nearly_full"))),
    Example("shell-sorry-error", lambda shell: Sorry(shell, phrase("house.error"))),
    Example("shell-person-comes", partial(PersonComes, keeps=False)),
    Example("shell-please-wait", PleaseWait),
    Example("shell-still-here", lambda shell: StillHere(shell, _nothing, _nothing)),
)
