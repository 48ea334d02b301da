"""Arriving: a ticket under the scanner, or its six digits; resting, getting up, giving a bed back."""

from functools import partial
from typing import ClassVar, Final

from kivy.clock import Clock

from kiosk.base.phrase import phrase
from kiosk.base.request import Refused
from kiosk.services.beds.readings.views import Ticket, ticket_by_code
from kiosk.services.beds.requests import Cancel, CheckIn, CheckOut
from kiosk.services.beds.rules.changes import CHANGED_MIND
from kiosk.services.beds.screens.samples import ticket as sample
from kiosk.services.beds.screens.ticket import way
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.keypad import Keypad, Readout
from kiosk.widgets.screen import Question
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Noted, Telling, picture, sentence
from kiosk.widgets.text import Number
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

_READ_S: Final = 15
_DIGITS: Final = 6
# Not yet: the ticket is good, and its bed is kept.
_LATER: Final = frozenset({"beds.too_early", "beds.other_day"})


def scanned(shell: Shell, text: str) -> bool:
    """Opens what a ticket's code leads to. Whether the text is one of ours."""
    if len(text) == _DIGITS or shell.desk.read("beds", partial(ticket_by_code, code=text)) is None:
        return False  # six digits are what people type, and any scanner may read
    arrive(shell, text)
    return True


def arrive(shell: Shell, code: str) -> None:
    """Whoever comes lies down; whoever lies is asked whether to go; else it is said how the ticket stands."""
    found = shell.desk.read("beds", partial(ticket_by_code, code=code))

    def refused(refusal: Refused) -> None:
        if refusal.reason == "beds.already_in":
            shell.go(partial(leaving, code=code))
        elif refusal.reason in _LATER:
            shell.go(partial(later, code=code, refusal=refusal))
        else:
            shell.sorry(refusal)

    if found is not None and found.booking.state == "in":
        shell.go(partial(leaving, code=code))
    else:
        shell.ask(
            CheckIn(request_id=shell.desk.new_id(), code=code), lambda _: shell.go(partial(resting, code=code)), refused
        )


def _found(shell: Shell, code: str) -> Ticket:
    found = shell.desk.read("beds", partial(ticket_by_code, code=code))
    assert found is not None  # the desk knew it a moment ago
    return found


def resting(shell: Shell, code: str) -> "Rest":
    """Somebody has checked in."""
    return Rest(shell, _found(shell, code))


def leaving(shell: Shell, code: str) -> "Leaving":
    """Somebody who lies in a bed stands here."""
    return Leaving(shell, _found(shell, code), code)


def later(shell: Shell, code: str, refusal: Refused) -> "Later":
    """A ticket for another time."""
    return Later(shell, _found(shell, code), refusal)


class Passing(Telling):
    """It goes by itself: the next one may want to scan."""

    passing: ClassVar[bool] = True

    def __init__(self, shell: Shell, *, title: str = "") -> None:
        super().__init__(shell, title=title)
        self._away = Clock.create_trigger(lambda _: shell.finish(), _READ_S)

    def shown(self) -> None:
        """The time to read it runs."""
        self._away()

    def left(self) -> None:
        """It runs no more."""
        self._away.cancel()

    def well(self) -> Choice:
        """It was read."""
        made = Choice(icon="check", word=self.shell.say("beds.screen.well"), accent="done")
        made.bind(on_release=lambda _: self.shell.finish())
        return made


class Rest(Passing):
    """请休息: the bed, the way to it, when one is woken."""

    def __init__(self, shell: Shell, found: Ticket) -> None:
        say, booking = shell.say, found.booking
        super().__init__(shell, title=say("beds.screen.rest"))
        self.spoken = (
            phrase("beds.voice.rest", bed=booking.bed),
            phrase("beds.voice.woken", ends=booking.ends),
        )
        self.tell(
            Number(say("beds.number", number=booking.bed), color=worn().palette.fill("beds")),
            *((way(shell, found.room),) if found.room else ()),
            Noted("alarm", say("beds.screen.woken", ends=booking.ends)),
            share=0.5,
        )
        self.answer(self.well())


class Leaving(Passing):
    """要走了吗? 走了 · 再睡会儿."""

    def __init__(self, shell: Shell, found: Ticket, code: str) -> None:
        say, bed = shell.say, found.booking.bed
        super().__init__(shell)
        self.spoken = (phrase("beds.voice.leaving", bed=bed),)
        self.tell(
            Number(say("beds.number", number=bed), color=worn().palette.fill("beds")),
            sentence(say("beds.screen.leaving")),
            share=0.5,
        )
        go = Choice(icon="door-exit", word=say("beds.screen.leave"), accent="done")
        go.bind(
            on_release=lambda _: shell.ask(
                CheckOut(request_id=shell.desk.new_id(), code=code), lambda _: shell.replace(Goodbye)
            )
        )
        stay = Choice(icon="zzz", word=say("beds.screen.stay"))
        stay.bind(on_release=lambda _: shell.finish())
        self.answer(go, stay)


class Goodbye(Passing):
    """慢走."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.spoken = (phrase("beds.voice.goodbye"),)
        self.tell(picture("mood-smile"), sentence(shell.say("beds.voice.goodbye")))
        self.answer(self.well())


class Later(Passing):
    """A ticket that is good, at another time: when, and the way to give it back."""

    def __init__(self, shell: Shell, found: Ticket, refusal: Refused) -> None:
        say, booking = shell.say, found.booking
        super().__init__(shell)
        self.spoken = (phrase(refusal.reason, **refusal.fields),)
        self.tell(
            Number(say("beds.number", number=booking.bed), color=worn().palette.fill("beds")),
            sentence(say(refusal.reason, **refusal.fields)),
            share=0.5,
        )
        back = Choice(icon="receipt-refund", word=say("beds.screen.give_back"))
        back.bind(on_release=lambda _: shell.replace(partial(GiveBack, found=found)))
        self.answer(self.well(), back)


class GiveBack(Passing):
    """不睡了? 退 · 不退: the money waits at the counter."""

    def __init__(self, shell: Shell, found: Ticket) -> None:
        say, booking = shell.say, found.booking
        super().__init__(shell)
        self.spoken = (phrase("beds.voice.give_back", bed=booking.bed),)
        self.tell(
            Number(say("beds.number", number=booking.bed), color=worn().palette.fill("beds")),
            sentence(say("beds.screen.give_back_asks")),
            share=0.5,
        )
        yes = Choice(icon="receipt-refund", word=say("beds.screen.give_back"), accent="stop")
        request = partial(Cancel, booking=booking.booking, reason=CHANGED_MIND)
        yes.bind(
            on_release=lambda _: shell.ask(
                request(request_id=shell.desk.new_id()), lambda back: shell.replace(partial(Given, fen=back.fen))
            )
        )
        no = Choice(icon="bed", word=say("beds.screen.keep"))
        no.bind(on_release=lambda _: shell.finish())
        self.answer(yes, no)


class Given(Passing):
    """退了: where the money is."""

    def __init__(self, shell: Shell, fen: int) -> None:
        say, yuan = shell.say, short(fen)
        super().__init__(shell)
        self.spoken = (phrase("beds.voice.given_back", yuan=yuan),)
        self.tell(
            Number(say("beds.screen.back", yuan=yuan), color=worn().palette.fill("beds")),
            sentence(say("beds.screen.at_counter")),
            share=0.5,
        )
        self.answer(self.well())


class EnterCode(Question):
    """报到码: the six digits of the ticket, where nothing scans."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, title=shell.say("beds.voice.code"))
        self.spoken = (phrase("beds.voice.code"),)
        self._keypad, self._typed = Keypad(shell), Readout(icon="ticket")
        self._keypad.most = _DIGITS
        self._keypad.bind(text=self._typed.setter("text"), on_enter=lambda _: self._enter())
        self.tell(self._typed, Noted("qrcode", shell.say("beds.screen.or_scan")))
        self.actions.parent.remove_widget(self.actions)
        self._keypad.pos_hint = {"center_x": 0.5}
        self.body.add_widget(self._keypad)

    def key(self, mark: str) -> bool:
        """Digits are typed."""
        return bool(self._keypad.type(mark))

    def _enter(self) -> None:
        if len(self._keypad.text) == _DIGITS:
            typed, self._keypad.text = self._keypad.text, ""
            arrive(self.shell, typed)


_EARLY: Final = Refused("beds.too_early", {"opens": "11:45"})
_OTHER: Final = Refused("beds.other_day", {"month": 3, "day": 2, "slot": "12:00"})
EXAMPLES: Final = (
    Example("beds-code", EnterCode),
    Example("beds-rest", lambda shell: Rest(shell, sample("in"))),
    Example("beds-leaving", lambda shell: Leaving(shell, sample("in"), "")),
    Example("beds-goodbye", Goodbye),
    Example("beds-early", partial(Later, found=sample(), refusal=_EARLY)),
    Example("beds-other-day", partial(Later, found=sample(), refusal=_OTHER)),
    Example("beds-give-back", partial(GiveBack, found=sample())),
    Example("beds-given-back", partial(Given, fen=200)),
)
