"""What a worker sees between an order and its paper: it is held for money at the counter; it is paid, and printed."""

from collections.abc import Callable
from typing import ClassVar, Final

from kivy.clock import Clock
from kivy.uix.widget import Widget

from kiosk.base.phrase import Phrase, phrase
from kiosk.base.request import Request
from kiosk.widgets.countdown import Countdown
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Noted, Telling
from kiosk.widgets.tile import Choice

_PATIENCE_S: Final = 8  # a slip that is not out by then is not waited for on the glass
_READ_S: Final = 12  # the number stays this long once its slip is out
_REMEMBER_S: Final = 40  # and this long where there is no slip
_PAPER: Final = {"printing": "printer", "out": "ticket", "none": "printer-off"}


class HeldForMoney(Telling):
    """交5元给窗口. It stays until the money is in, the time is over, or the worker lets it be.

    Whoever goes to the counter frees the screen for the next: what they want stays held. `words` is the service, in
    whose words files stand `screen.held` (minutes, seconds), `screen.goes_to_pay` and `screen.no_order`; `let_go` makes
    of a fresh id the request that lets go of it.
    """

    keeps = True

    def __init__(self, shell: Shell, words: str, title: str, seconds: int, let_go: Callable[[str], Request]) -> None:
        say = shell.say
        super().__init__(shell, title=title)
        self._let_go = let_go
        self._left = Countdown(
            lambda left: say(f"{words}.screen.held", minutes=left // 60, seconds=f"{left % 60:02d}"),
            seconds,
            lambda: self._cancel(self.refresh),
            halign="center",
        )
        self._pay = Noted()
        self._after = shell.home
        goes = self._goes = Choice(icon="walk", word=say(f"{words}.screen.goes_to_pay"), accent="done")
        goes.bind(on_release=lambda _: shell.finish())
        no = Choice(icon="x", word=say(f"{words}.screen.no_order"))
        no.bind(on_release=lambda _: self._cancel(self._after))
        self.answer(goes, no)

    def tell_pay(self, number: Widget, icon: str, pay: str) -> None:
        """Tells what is held, and what is to be paid for it, with the picture of how."""
        self._pay.show(icon, pay)
        self.tell(number, self._pay, self._left, share=0.55)

    def stays(self, after: Callable[[], None]) -> None:
        """It is paid here and not at the counter: nobody is to walk; `after` follows where it is let go of."""
        self._after = after
        if self._goes.parent is not None:
            self._goes.parent.remove_widget(self._goes)

    def now(self, icon: str, pay: str, accent: str = "") -> None:
        """Says what is to be paid now."""
        self._pay.show(icon, pay, accent)

    def again(self, seconds: int) -> None:
        """The time runs anew."""
        self._left.again(seconds)

    def shown(self) -> None:
        """The time runs."""
        self._left.start()

    def left(self) -> None:
        """It runs no more."""
        self._left.stop()

    def went_back(self) -> bool:
        """The way back lets go of it."""
        self._cancel(self._after)
        return True

    def _cancel(self, then: Callable[[], None]) -> None:
        """The desk may have the money since a moment: then it is looked at."""
        request = self._let_go(self.shell.desk.new_id())
        self.shell.ask(request, lambda _: then(), lambda _: self.refresh())


class WithSlip(Telling):
    """What was paid for, as large as the glass allows, and where its slip is; it goes by itself.

    `words` is the service, in whose words files stand `screen.slip_printing`, `slip_out`, `slip_none`, and the last two
    under `voice` too.
    """

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, words: str, title: str = "") -> None:
        super().__init__(shell, title=title)
        self.keeps = True
        self._words, self._where, self._late = words, "", False
        self.paper = Noted()
        well = Choice(icon="check", word=shell.say(f"{words}.screen.well"), accent="done")
        well.bind(on_release=lambda _: shell.finish())
        self.answer(well)
        self._away = Clock.create_trigger(lambda _: shell.finish(), _READ_S)
        self._patience = Clock.create_trigger(self._waited, _PATIENCE_S)

    def shown(self) -> None:
        """The slip is waited for."""
        self._patience()

    def left(self) -> None:
        """Nothing is waited for any more."""
        self._patience.cancel()
        self._away.cancel()

    def _waited(self, _: float) -> None:
        self._late = True
        self.refresh()

    @property
    def told(self) -> bool:
        """Whether the slip was spoken of before: the first time there is more to be said."""
        return bool(self._where)

    def show_slip(self, progress: str) -> tuple[Phrase, ...]:
        """Says where the slip is, by what the spool says of it. What is new is returned, to be said aloud."""
        late = self._late or progress in {"uncertain", "failed"}
        where = "out" if progress == "confirmed" else "none" if late else "printing"
        if where == self._where:
            return ()
        self._where = where
        words = self.shell.say(f"{self._words}.screen.slip_{where}")
        self.paper.show(_PAPER[where], words, "stop" if where == "none" else "")
        self.keeps = where == "printing"
        if self.keeps:
            return ()
        self._away.cancel()
        self._away.timeout = _READ_S if where == "out" else _REMEMBER_S
        self._away()
        return (phrase(f"{self._words}.voice.slip_{where}"),)
