"""The way back: the slip, what is asked of the borrower, the money."""

from functools import partial
from typing import Any, Final

from kiosk.base.phrase import Phrase, phrase
from kiosk.services.tools.readings.views import BySlip, LoanView, answers, by_slip, loan_view
from kiosk.services.tools.requests import Acknowledge, Answer
from kiosk.services.tools.screens.names import asked, due, faults, icon, tool
from kiosk.services.tools.screens.out import Safety
from kiosk.services.tools.screens.samples import FAULT, loan, seen
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Screen
from kiosk.widgets.service import Say
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Noted, Passing, Telling, picture, sentence
from kiosk.widgets.text import Number
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice


def bring_back(shell: Shell) -> None:
    """还工具: to whoever is asked something, else to the scanner."""
    shell.go(_bring_back)


def _bring_back(shell: Shell) -> "BringBack":
    return BringBack(shell, shell.desk.read("tools", answers))


class BringBack(Telling):
    """扫小票 · 小票丢了; whoever is asked something touches what it is about."""

    def __init__(self, shell: Shell, found: tuple[LoanView, ...]) -> None:
        say = shell.say
        super().__init__(shell, title=say("tools.voice.scan_slip"))
        self.spoken = (phrase("tools.voice.scan_slip"), phrase("tools.voice.give_tool"))
        self._found = found
        self.tell(picture("scan"), sentence(say("tools.voice.give_tool")))
        choices = []
        # A large landscape glass has room for one beside the lost slip; the others scan theirs.
        room = 1 if worn().large and not worn().portrait else len(found)
        for view in found[:room]:
            made = Choice(icon=icon(view), word=say("tools.number", number=view.loan.number), accent="tools")
            made.bind(on_release=lambda _, name=view.loan.loan: shell.go(partial(loan_screen, name=name)))
            choices.append(made)
        lost = Choice(icon="ticket-off", word=say("tools.screen.slip_lost"))
        lost.bind(on_release=lambda _: shell.go(LostSlip))
        self.answer(*choices, lost)

    def refresh(self) -> None:
        """Somebody is asked something, or has answered."""
        if self.shell.desk.read("tools", answers) != self._found:
            self.shell.replace(_bring_back)


class LostSlip(Telling):
    """小票丢了: the attendant asks what only the depositor knows."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.spoken = (phrase("tools.voice.slip_lost"),)
        self.tell(picture("ticket-off"), sentence(shell.say("tools.voice.slip_lost")))
        call = Choice(icon="user-question", word=shell.say("tools.screen.call"), accent="help")
        call.bind(on_release=lambda _: shell.call_person())
        self.answer(call)


def scanned(shell: Shell, text: str) -> bool:
    """Opens what a slip of ours means. Whether the text is one."""
    found = shell.desk.read("tools", partial(by_slip, text=text))
    if found is None:
        return False
    shell.go(partial(_scanned, text=text))
    return True


def _scanned(shell: Shell, text: str) -> Screen:
    found = shell.desk.read("tools", partial(by_slip, text=text))
    assert found is not None  # a slip that was ours stays so
    return slip_screen(shell, found)


def slip_screen(shell: Shell, found: BySlip) -> Screen:
    """A slip that is void says so; else what it is about."""
    return Stands(shell, found.view, void=True) if found.void else about(shell, found.view)


def loan_screen(shell: Shell, name: str) -> Screen:
    """A loan as it stands now."""
    view = shell.desk.read("tools", partial(loan_view, name=name))
    assert view is not None  # what was shown once is never gone
    return about(shell, view)


def about(shell: Shell, view: LoanView) -> Screen:
    """What the borrower is to do now, if anything."""
    one = view.loan
    if one.state == "prepared" and one.consent == "needed":
        return Safety(shell, view)
    if one.state == "asked":
        return Asked(shell, view)
    if one.state == "returned" and not one.got and one.deposit_fen > one.deduct_fen:
        return PaidBack(shell, view)
    return Stands(shell, view)


class _About(Telling):
    """A screen about one loan: shown anew where the loan stands otherwise."""

    def __init__(self, shell: Shell, view: LoanView) -> None:
        super().__init__(
            shell, title=f"{tool(shell.lang, view)} · {shell.say('tools.number', number=view.loan.number)}"
        )
        self.view = view

    def refresh(self) -> None:
        """Answered, decided, paid."""
        now = self.shell.desk.read("tools", partial(loan_view, name=self.view.loan.loan))
        if now is not None and now.loan != self.view.loan:
            self.shell.replace(partial(loan_screen, name=now.loan.loan))


class Asked(_About):
    """缺钻头,扣15元,退185元: 同意 · 不同意. Without a yes nothing is deducted."""

    keeps = True

    def __init__(self, shell: Shell, view: LoanView) -> None:
        super().__init__(shell, view)
        say, one = shell.say, view.loan
        self.spoken = (asked(say, shell.lang, view), phrase("tools.voice.agree"))
        self.tell(
            Number(
                say("tools.screen.goes_back", yuan=short(one.deposit_fen - one.deduct_fen)),
                color=worn().palette.fill("tools"),
            ),
            Noted("alert-triangle", faults(say, shell.lang, view)),
            sentence(say("tools.screen.deducted", yuan=short(one.deduct_fen), deposit=short(one.deposit_fen))),
            share=0.5,
        )
        yes = Choice(icon="check", word=say("tools.screen.agree"), accent="done")
        yes.bind(on_release=lambda _: self._answer(agrees=True))
        no = Choice(icon="x", word=say("tools.screen.disagree"), accent="stop")
        no.bind(on_release=lambda _: self._answer(agrees=False))
        self.answer(yes, no)

    def _answer(self, *, agrees: bool) -> None:
        one, shell = self.view.loan, self.shell
        answer = Answer(request_id=shell.desk.new_id(), loan=one.loan, agrees=agrees, deduct_fen=one.deduct_fen)

        def done(_: object) -> None:
            if not agrees:
                shell.call_person()
            self.refresh()

        shell.ask(answer, done)


class PaidBack(_About):
    """退您200元: 收到了 · 没收到. A 待退 says where it is paid."""

    keeps = True

    def __init__(self, shell: Shell, view: LoanView) -> None:
        super().__init__(shell, view)
        say, one = shell.say, view.loan
        owed = one.paid_back == "owed"
        yuan = short(one.deposit_fen - one.deduct_fen)
        self.spoken = (phrase("tools.voice.owed" if owed else "tools.voice.paid_back", yuan=yuan),)
        self.tell(
            Number(
                say("tools.screen.owed" if owed else "tools.screen.paid_back", yuan=yuan),
                color=worn().palette.fill("tools"),
            ),
            Noted("receipt-refund", say("tools.screen.owed_note" if owed else "tools.screen.count_it")),
            share=0.55,
        )
        if owed:
            well = Choice(icon="check", word=say("tools.screen.well"), accent="done")
            well.bind(on_release=lambda _: shell.finish())
            self.answer(well)
            return
        yes = Choice(icon="check", word=say("tools.screen.got"), accent="done")
        yes.bind(on_release=lambda _: self._got(got=True))
        no = Choice(icon="x", word=say("tools.screen.not_got"), accent="stop")
        no.bind(on_release=lambda _: self._got(got=False))
        self.answer(yes, no)

    def _got(self, *, got: bool) -> None:
        shell = self.shell

        def done(_: object) -> None:
            if got:
                shell.finish()
            else:
                shell.call_person()
                self.refresh()

        shell.ask(Acknowledge(request_id=shell.desk.new_id(), loan=self.view.loan.loan, got=got), done)


class Stands(_About, Passing):
    """How it stands with a loan, and what to do."""

    def __init__(self, shell: Shell, view: LoanView, *, void: bool = False) -> None:
        super().__init__(shell, view)
        self._void = void
        name, said = _told(shell.say, view, void=void)
        self.spoken = (said,)
        self.tell(picture(name), sentence(shell.say(said.key, **said.fields)))
        self.well(shell.say("tools.screen.well"))

    def refresh(self) -> None:
        """A void slip stays void."""
        if not self._void:
            super().refresh()


def _told(say: Say, view: LoanView, *, void: bool) -> tuple[str, Phrase]:  # noqa: PLR0911 - one return a state
    """The picture and the sentence of a loan in its state."""
    one = view.loan
    if void:
        return "ticket-off", phrase("tools.voice.void")
    match one.state:
        case "held" | "prepared":
            return "walk", phrase("tools.voice.is_held", number=one.number)
        case "out" if view.overdue:
            return "alarm", phrase("tools.voice.is_late", when=due(say, view))
        case "out":
            return "tools", phrase("tools.voice.is_out", when=due(say, view))
        case "back":
            return "receipt-refund", phrase("tools.voice.is_back", yuan=short(one.deposit_fen))
        case "agreed":
            return "receipt-refund", phrase("tools.voice.is_back", yuan=short(one.deposit_fen - one.deduct_fen))
        case "refused" | "asked":
            return "user-question", phrase("tools.voice.is_refused")
        case "returned" if one.got == "no":
            return "user-question", phrase("tools.voice.not_got")
        case "returned":
            return "check", phrase("tools.voice.is_over")
        case _:
            return "clock-off", phrase("tools.voice.not_kept", number=one.number)


_ASKED: Final[dict[str, Any]] = {"faults": (FAULT,), "deduct_fen": 1500}
EXAMPLES: Final = (
    Example("tools-back", partial(BringBack, found=())),
    Example("tools-back-asked", partial(BringBack, found=(seen(loan("asked")), seen(loan("asked", 12), 1)))),
    Example("tools-slip-lost", LostSlip),
    Example("tools-asked", lambda shell: Asked(shell, seen(loan("asked", **_ASKED)))),
    Example("tools-paid-back", lambda shell: PaidBack(shell, seen(loan("returned")))),
    Example("tools-owed", lambda shell: PaidBack(shell, seen(loan("returned", paid_back="owed")))),
    Example("tools-slip-void", lambda shell: Stands(shell, seen(loan("out")), void=True)),
    Example("tools-late", lambda shell: Stands(shell, seen(loan("out"), overdue=True))),
    *(
        Example(f"tools-is-{state}", lambda shell, state=state: Stands(shell, seen(loan(state))))  # type: ignore[misc] # mypy cannot infer a lambda's default
        for state in ("held", "out", "back", "agreed", "refused", "returned", "expired")
    ),
)
