"""The screens that tell one thing: a refusal, that a person comes, that it takes a moment, are you still here."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Final

from kivy.clock import Clock

from kiosk.base.phrase import Phrase, phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.house.readings import calls
from kiosk.widgets.countdown import Countdown
from kiosk.widgets.example import Example
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Telling, picture, sentence
from kiosk.widgets.text import Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

PATIENCE_S: Final = 60  # nobody has come by then: there may be nobody
LEFT_S: Final = 25  # to say that one is still here (WCAG 2.2.1 asks for at least 20)


class Sorry(Telling):
    """Something was not done: what happened, where the money is, what to do next."""

    passing: ClassVar[bool] = True

    def __init__(self, shell: Shell, refusal: Phrase) -> None:
        super().__init__(shell)
        self.spoken = (refusal,)
        self.tell(picture("alert-circle"), sentence(shell.say(refusal.key, **refusal.fields)))
        well = Choice(icon="check", word=shell.say("shell.understood"), accent="done")
        well.bind(on_release=lambda _: shell.back())
        self.answer(well)


def person_comes(shell: Shell) -> "PersonComes | NobodyComes":
    """人工 was touched: a person comes; where that takes too long, what one can do meanwhile."""
    left, phone = shell.desk.read("house", _called)
    return PersonComes(shell, left) if left > 0 else NobodyComes(shell, phone)


def _called(store: Store, scene: Scene[Any]) -> tuple[float, str]:
    """For how many seconds more somebody may still come, and the station's phone."""
    waiting = calls(store, scene)
    at = datetime.fromisoformat(waiting[0].at) if waiting else scene.now.at
    return PATIENCE_S - abs((scene.now.at - at).total_seconds()), scene.settings.phone


class PersonComes(Telling):
    """人工 was touched: the counter knows. `left` seconds more are given it to come."""

    quiet_s: ClassVar[float] = 90
    passing: ClassVar[bool] = True

    def __init__(self, shell: Shell, left: float) -> None:
        super().__init__(shell)
        self._patience = Clock.create_trigger(lambda _: shell.replace(person_comes), left + 0.1)
        self.spoken = (phrase("shell.voice.person_comes"),)
        self.tell(picture("user-check"), sentence(shell.say("shell.voice.person_comes")))

    def shown(self) -> None:
        """The wait begins."""
        self._patience()

    def left(self) -> None:
        """It is over."""
        self._patience.cancel()

    def refresh(self) -> None:
        """Somebody has come."""
        if not self.shell.desk.read("house", calls):
            self.shell.back()


class NobodyComes(Telling):
    """Nobody has come: the phone number as large as the glass allows, and what one can do."""

    quiet_s: ClassVar[float] = 90
    passing: ClassVar[bool] = True

    def __init__(self, shell: Shell, phone: str) -> None:
        super().__init__(shell)
        said = phrase("shell.voice.nobody_comes" if phone else "shell.voice.nobody_comes_no_phone")
        self.spoken = (said,)
        told = sentence(shell.say(said.key))
        if phone:
            self.tell(picture("phone-call"), Say(phone, em=worn().sizes.number, bold=True, halign="center"), told)
        else:
            self.tell(picture("walk"), told)

    def refresh(self) -> None:
        """Somebody has come after all."""
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
    Example("shell-sorry-unknown-code", lambda shell: Sorry(shell, phrase("house.unknown_code"))),
    Example("shell-sorry-payment-code", lambda shell: Sorry(shell, phrase("house.payment_code"))),
    Example("shell-person-comes", partial(PersonComes, left=PATIENCE_S)),
    Example("shell-nobody-comes", partial(NobodyComes, phone="0359-2021234")),
    Example("shell-nobody-comes-no-phone", partial(NobodyComes, phone="")),
    Example("shell-please-wait", PleaseWait),
    Example("shell-still-here", lambda shell: StillHere(shell, _nothing, _nothing)),
)
