"""From the tile to the number: which tool, its deposit, the way to the counter."""

from functools import partial
from typing import Any, ClassVar, Final

from kivy.clock import Clock
from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout

from kiosk.base.clock import Deadline, seconds_left
from kiosk.base.phrase import Phrase, phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.tools.readings.views import LoanView, Offer, due_parts, loan_view, offers
from kiosk.services.tools.requests import Consent, Hold, Holding, LetGo
from kiosk.services.tools.rules.state import Loan
from kiosk.services.tools.screens.names import drawn, icon, named, pictured, tool, warned
from kiosk.services.tools.screens.samples import KINDS, loan, seen
from kiosk.services.tools.settings import Kind
from kiosk.widgets.amounts import short
from kiosk.widgets.countdown import Countdown
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Question, Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Noted, Telling, picture, sentence
from kiosk.widgets.text import Icon, Number, Say
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice, Tile

_READ_S: Final = 15
_TILES: Final = 4  # on one glass: kinds, and the way to more of them


class Catalogue(Question):
    """借什么? Pictures with the deposit, and how many are on the shelf."""

    def __init__(self, shell: Shell, found: tuple[Offer, ...]) -> None:
        super().__init__(shell, title=shell.say("tools.screen.which"))
        self.spoken = (phrase("tools.voice.which"),)
        self._found, self._page = found, 0
        if worn().portrait and worn().large:  # below each other: large words need the whole width
            self.body.remove_widget(self.actions)
            self.actions = BoxLayout(orientation="vertical", spacing=mm(worn().sizes.gap))
            self.body.add_widget(self.actions)
            self._arrange()
        self._lay()

    def refresh(self) -> None:
        """Another was borrowed, or came back."""
        found = self.shell.desk.read("tools", offers)
        if found != self._found:
            self._found = found
            self._lay()

    def _lay(self) -> None:
        """As many as are large enough to touch; what is more, on the next page."""
        most = _TILES - 1 if worn().portrait and worn().large else _TILES
        each = most if len(self._found) <= most else most - 1
        pages = max(1, -(-len(self._found) // each))
        self._page %= pages
        self.actions.clear_widgets()
        for offer in self._found[self._page * each : (self._page + 1) * each]:
            self.actions.add_widget(self._tile(offer))
        if pages > 1:
            more = Choice(word=self.shell.say("widgets.more", page=self._page + 1, pages=pages))
            more.bind(on_release=lambda _: self._turn())
            self.actions.add_widget(more)

    def _turn(self) -> None:
        self._page += 1
        self._lay()

    def _tile(self, offer: Offer) -> Tile:
        say, kind = self.shell.say, offer.kind
        closed = say("tools.screen.all_out") if not offer.shelf else say("tools.screen.shut") if offer.shut else ""
        made = Tile(
            icon=pictured(kind),
            number=say("tools.screen.price", yuan=short(kind.deposit_fen)),
            word=named(self.shell.lang, kind),
            # Large words leave no room for how many: what is out says so, the others are to be had.
            note="" if closed or worn().large else say("tools.screen.left", count=offer.shelf),
            closed=closed,
            closed_icon="tools-off",
            accent="tools",
        )
        made.bind(on_release=lambda _: self._choose(offer))
        return made

    def _choose(self, offer: Offer) -> None:
        """What is out is refused by the desk, which says why."""
        if offer.shelf and not offer.shut:
            self.shell.go(partial(Deposit, kind=offer.kind))
        else:
            hold(self.shell, offer.kind.id)


def hold(shell: Shell, kind: str) -> None:
    """Asks for a tool of a kind, and shows the number."""
    shell.ask(
        Hold(request_id=shell.desk.new_id(), of=kind),
        lambda held: shell.replace(partial(kept, held=held)),
    )


class Deposit(Telling):
    """押金200元,还了就退: 借 · 不借."""

    def __init__(self, shell: Shell, kind: Kind) -> None:
        say = shell.say
        super().__init__(shell, title=named(shell.lang, kind))
        yuan = short(kind.deposit_fen)
        self.spoken = (phrase("tools.voice.deposit", yuan=yuan),)
        asks = "permit" if kind.permit else "adults" if kind.adults_only else ""
        self.tell(
            Number(say("tools.screen.deposit", yuan=yuan), color=worn().palette.fill("tools")),
            Noted(pictured(kind), say("tools.screen.back_again")),
            *((Noted("id", say(f"tools.screen.asks_{asks}")),) if asks else ()),
            share=0.5,
        )
        yes = Choice(icon="check", word=say("tools.screen.yes"), accent="done")
        yes.bind(on_release=lambda _: hold(shell, kind.id))
        no = Choice(icon="x", word=say("tools.screen.no"))
        no.bind(on_release=lambda _: shell.home())
        self.answer(yes, no)


def _stands(store: Store, scene: Scene[Any], name: str) -> tuple[LoanView | None, int]:
    found = loan_view(store, scene, name)
    until = found.loan.until if found else None
    return found, seconds_left(until, scene.now) if until else 0


def kept(shell: Shell, held: Holding) -> Screen:
    """What has come of a number: it is kept, the borrower is to look at pictures, the tool is out, or it is over."""
    found, seconds = shell.desk.read("tools", partial(_stands, name=held.loan))
    if found is not None:
        return kept_as(shell, held, found, seconds)
    return NotKept(shell, held)


def kept_as(shell: Shell, held: Holding, found: LoanView, seconds: int) -> Screen:
    """The screen of a number as it stands."""
    if found.loan.state == "prepared" and found.loan.consent == "needed":
        return Safety(shell, found)
    if found.loan.state in {"held", "prepared"}:
        return YourNumber(shell, held, found, min(held.until.held_s, seconds + 1))
    if found.loan.state == "out":
        return Borrowed(shell, found)
    return NotKept(shell, held)


class YourNumber(Telling):
    """工具3号, 请到窗口. It stays until the tool is handed over, the time is over, or the worker lets it be."""

    keeps = True

    def __init__(self, shell: Shell, held: Holding, view: LoanView, seconds: int) -> None:
        say = shell.say
        super().__init__(shell, title=tool(shell.lang, view))
        self._held, self._shown = held, (view.loan.state, view.loan.consent)
        self.spoken = (phrase("tools.voice.number", number=held.number), phrase("tools.voice.to_counter"))
        self._left = Countdown(
            lambda left: say("tools.screen.held", minutes=left // 60, seconds=f"{left % 60:02d}"),
            seconds,
            self.refresh,
            halign="center",
        )
        self.tell(
            Number(say("tools.number", number=held.number), color=worn().palette.fill("tools")),
            Noted("walk", say("tools.screen.to_counter", yuan=short(held.deposit_fen))),
            self._left,
            share=0.5,
        )
        goes = Choice(icon="walk", word=say("tools.screen.goes"), accent="done")
        goes.bind(on_release=lambda _: shell.finish())
        no = Choice(icon="x", word=say("tools.screen.no"))
        no.bind(on_release=lambda _: self._let_go())
        self.answer(goes, no)

    def shown(self) -> None:
        """The time runs."""
        self._left.start()

    def left(self) -> None:
        """It runs no more."""
        self._left.stop()

    def went_back(self) -> bool:
        """The way back lets go of the number."""
        self._let_go()
        return True

    def refresh(self) -> None:
        """The parts are ticked at the counter, or the number is over."""
        found, _ = self.shell.desk.read("tools", partial(_stands, name=self._held.loan))
        if found is None or (found.loan.state, found.loan.consent) != self._shown:
            self.shell.replace(partial(kept, held=self._held))

    def _let_go(self) -> None:
        self.shell.ask(
            LetGo(request_id=self.shell.desk.new_id(), loan=self._held.loan),
            lambda _: self.shell.home(),
            lambda _: self.refresh(),
        )


class NotKept(Telling):
    """The number is over; no money was taken."""

    def __init__(self, shell: Shell, held: Holding) -> None:
        super().__init__(shell)
        said = phrase("tools.voice.not_kept", number=held.number)
        self.spoken = (said,)
        self.tell(picture("clock-off"), sentence(shell.say(said.key, **said.fields)))
        _well(self)


def _well(screen: Telling) -> None:
    well = Choice(icon="check", word=screen.shell.say("tools.screen.well"), accent="done")
    well.bind(on_release=lambda _: screen.shell.finish())
    screen.answer(well)


class _Warned(BoxLayout):
    """One safety picture: large, with its sentence beside it, or below it on a landscape glass."""

    def __init__(self, name: str, words: str) -> None:
        sizes, portrait = worn().sizes, worn().portrait
        super().__init__(orientation="horizontal" if portrait else "vertical", spacing=mm(sizes.gap))
        most = sizes.icon * 1.6
        shown = Icon(name, most=most, color=worn().palette.fill("stop"))
        if portrait:
            shown.size_hint_x, shown.width = None, mm(most)
        self.add_widget(shown)
        side = {"pos_hint": {"center_y": 0.5}} if portrait else {"halign": "center"}
        self.add_widget(Say(words, em=sizes.body if worn().large else sizes.word, bold=True, **side))


class Safety(Telling):
    """Three pictures of what can hurt; 看懂了, before the deposit is taken."""

    keeps = True

    def __init__(self, shell: Shell, view: LoanView) -> None:
        super().__init__(shell, title=shell.say("tools.screen.safety", tool=tool(shell.lang, view)))
        self._loan = view.loan.loan
        pictures = view.kind.safety if view.kind else ()
        words = [warned(shell.lang, one) for one in pictures]
        self.spoken = (
            phrase("tools.voice.safety"),
            *(phrase("tools.voice.warned", words=one) for one in words),
            phrase("tools.voice.understood"),
        )
        box = BoxLayout(orientation="vertical" if worn().portrait else "horizontal", spacing=mm(worn().sizes.gap))
        for one, said in zip(pictures, words, strict=True):
            box.add_widget(_Warned(drawn(one.icon), said))
        self.tell(box, share=1)
        yes = Choice(icon="checks", word=shell.say("tools.screen.understood"), accent="done")
        yes.bind(on_release=lambda _: self._understood())
        no = Choice(icon="x", word=shell.say("tools.screen.no"))
        no.bind(on_release=lambda _: self._let_go())
        self.answer(yes, no)

    def refresh(self) -> None:
        """Understood at the counter, or over."""
        found, _ = self.shell.desk.read("tools", partial(_stands, name=self._loan))
        if found is None or found.loan.state != "prepared" or found.loan.consent != "needed":
            self.shell.replace(partial(after_safety, name=self._loan))

    def _understood(self) -> None:
        self.shell.ask(
            Consent(request_id=self.shell.desk.new_id(), loan=self._loan),
            lambda _: self.refresh(),
            lambda _: self.refresh(),
        )

    def _let_go(self) -> None:
        self.shell.ask(
            LetGo(request_id=self.shell.desk.new_id(), loan=self._loan),
            lambda _: self.shell.home(),
            lambda _: self.refresh(),
        )


def after_safety(shell: Shell, name: str) -> Screen:
    """The deposit is due now; or the tool is out already; or the number is over."""
    found, _ = shell.desk.read("tools", partial(_stands, name=name))
    assert found is not None  # the screen before it showed it
    if found.loan.state == "out":
        return Borrowed(shell, found)
    return PayNow(shell, found)


class PayNow(Telling):
    """Understood: 押金200元,交给窗口. It waits for the money, which the counter takes."""

    keeps = True

    def __init__(self, shell: Shell, view: LoanView) -> None:
        say, one = shell.say, view.loan
        super().__init__(shell, title=tool(shell.lang, view))
        self._loan = one.loan
        over = one.state != "prepared"
        said = phrase("tools.voice.not_kept", number=one.number) if over else _pay(one)
        self.spoken = (said,)
        if over:
            self.tell(picture("clock-off"), sentence(say(said.key, **said.fields)))
        else:
            self.tell(
                Number(say("tools.screen.deposit", yuan=short(one.deposit_fen)), color=worn().palette.fill("tools")),
                Noted("cash-banknote", say("tools.screen.pay")),
                share=0.5,
            )
        _well(self)

    def refresh(self) -> None:
        """The deposit is in."""
        found, _ = self.shell.desk.read("tools", partial(_stands, name=self._loan))
        if found is not None and found.loan.state == "out":
            self.shell.replace(partial(after_safety, name=self._loan))


def _pay(one: Loan) -> Phrase:
    return phrase("tools.voice.pay", yuan=short(one.deposit_fen))


class Borrowed(Telling):
    """下午5点前还: the tool is out. It goes by itself."""

    back: ClassVar[bool] = False

    def __init__(self, shell: Shell, view: LoanView) -> None:
        say = shell.say
        super().__init__(shell, title=tool(shell.lang, view))
        parts = due_parts(view.loan.due)
        self.spoken = (phrase("tools.voice.due", **parts), phrase("tools.voice.take_slip"))
        self._away = Clock.create_trigger(lambda _: shell.finish(), _READ_S)
        self.tell(
            picture(icon(view)),
            sentence(say("tools.screen.due_by", **parts)),
            Number(str(parts["time"]), color=worn().palette.fill("tools"), most=worn().sizes.number * 2),
            Noted("receipt", say("tools.screen.take_slip")),
        )
        _well(self)

    def shown(self) -> None:
        """The time to read it runs."""
        self._away()

    def left(self) -> None:
        """It runs no more."""
        self._away.cancel()


_UNTIL: Final = Deadline("", 0, "", 1200)
_HELD: Final = Holding(loan="l1", number=3, unit="drill-1", deposit_fen=20000, until=_UNTIL)
_OFFERS: Final = tuple(Offer(kind, shelf, 3) for kind, shelf in zip(KINDS, (3, 1, 0, 12), strict=True))
_MANY: Final = tuple(offer for _ in range(4) for offer in _OFFERS)
EXAMPLES: Final = (
    Example("tools-catalogue", partial(Catalogue, found=_OFFERS)),
    Example("tools-catalogue-one", partial(Catalogue, found=_OFFERS[:1])),
    Example("tools-catalogue-many", partial(Catalogue, found=_MANY)),
    Example("tools-deposit", partial(Deposit, kind=KINDS[0])),
    Example("tools-deposit-permit", partial(Deposit, kind=KINDS[2])),
    Example("tools-number", lambda shell: YourNumber(shell, _HELD, seen(loan("held")), 1180)),
    Example("tools-not-kept", partial(NotKept, held=_HELD)),
    Example("tools-safety", lambda shell: Safety(shell, seen(loan("prepared", of="generator"), 1))),
    Example("tools-safety-scaffold", lambda shell: Safety(shell, seen(loan("prepared", of="scaffold"), 2))),
    Example("tools-pay-now", lambda shell: PayNow(shell, seen(loan("prepared")))),
    Example("tools-pay-over", lambda shell: PayNow(shell, seen(loan("expired")))),
    Example("tools-borrowed", lambda shell: Borrowed(shell, seen(loan("out")))),
)
