"""Paying at the machine: what is in it, what is missing; and what it gives back."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kivy.clock import Clock

from kiosk.base.phrase import phrase
from kiosk.services.till.readings.machine import AtMachine, Back, at_machine, back_of
from kiosk.services.till.screens import pay
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.paying import HeldForMoney
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Telling, sentence
from kiosk.widgets.text import Number
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice

_READ_S: Final = 12


class Inserting:
    """What a paying screen says while money goes into the machine; `screen` is the one that says it."""

    def __init__(self, screen: HeldForMoney, sale: str) -> None:
        self._screen, self._sale = screen, sale
        self._shown: AtMachine | None = None
        screen.stays(lambda: given_back(screen.shell, sale, screen.shell.home))

    def refresh(self) -> None:
        """Money went in; or the machine takes none for the moment."""
        now = self._screen.shell.desk.read("till", partial(at_machine, sale=self._sale))
        if now is not None:
            self.show(now)

    def show(self, now: AtMachine) -> None:
        """The same, as it was read."""
        before, self._shown = self._shown, now
        if before is not None and (before.in_fen, before.takes) == (now.in_fen, now.takes):
            return
        say, fields = self._screen.shell.say, {"in": short(now.in_fen), "yuan": short(now.missing_fen)}
        if not now.takes:
            self._screen.now("coin-off", say("till.screen.machine_rests"), "stop")
            return
        key = "machine_more" if now.in_fen else "pay_acceptor"
        self._screen.now(pay.ICONS[pay.ACCEPTOR], say(f"till.screen.{key}", **fields))
        if before is not None and now.in_fen != before.in_fen:
            self._screen.again(now.seconds)
            self._screen.spoken = (phrase("till.voice.machine_more", yuan=fields["yuan"]),)


def given_back(shell: Shell, sale: str, then: Callable[[], None]) -> None:
    """What the machine gives back for a sale, where it does; `then` follows."""
    back = shell.desk.read("till", partial(back_of, sale=sale))
    if back is None:
        then()
    else:
        shell.replace(lambda shell: TakeBack(shell, sale, back, then))


class TakeBack(Telling):
    """机器退您5元: it comes out of the machine, or a slip says that it is owed."""

    back = False

    def __init__(self, shell: Shell, sale: str, back: Back, then: Callable[[], None]) -> None:
        say = shell.say
        super().__init__(shell, title=say("till.screen.machine_back"))
        self._sale, self._then, self._said = sale, then, ""
        self._words = sentence("")
        number = Number(say("till.screen.machine_yuan", yuan=short(back.fen)), color=worn().palette.fill("done"))
        self.tell(number, self._words, share=0.55)
        well = Choice(icon="check", word=say("till.screen.well"), accent="done")
        well.bind(on_release=lambda _: self._go())
        self.answer(well)
        self._away = Clock.create_trigger(lambda _: self._go(), _READ_S)
        self.show(back)

    def refresh(self) -> None:
        """Another coin is out, or it can pay no more."""
        back = self.shell.desk.read("till", partial(back_of, sale=self._sale))
        if back is not None:
            self.show(back)

    def show(self, back: Back) -> None:
        """How far it is."""
        how = "coming" if back.left_fen else "owed" if back.owed_fen else "out"
        if how == self._said:
            return
        self._said, self.keeps = how, how == "coming"
        fen = back.owed_fen if how == "owed" else back.fen
        self._words.words = self.shell.say(f"till.screen.machine_{how}", yuan=short(fen))
        self.spoken = (phrase(f"till.voice.machine_{how}", yuan=short(fen)),)
        if not self.keeps:
            self._away()

    def left(self) -> None:
        """It waits no more."""
        self._away.cancel()

    def _go(self) -> None:
        self._away.cancel()
        self._then()


def _back(shell: Shell, back: Back) -> TakeBack:
    return TakeBack(shell, "s1", back, shell.home)


EXAMPLES: Final = (
    Example("till-machine-coming", partial(_back, back=Back(500, 300, 0))),
    Example("till-machine-out", partial(_back, back=Back(1550, 0, 0))),
    Example("till-machine-owed", partial(_back, back=Back(500, 0, 350))),
)
