"""45分，换什么? What can be afforded first; then one question, and the goods."""

from functools import partial
from typing import Final

from kivy.metrics import mm
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.layout import Layout

from kiosk.base.phrase import Phrase, phrase
from kiosk.services.points.authority import Holding
from kiosk.services.points.readings.views import Passbook, Shelf, by_card, by_label
from kiosk.services.points.requests import Redeem
from kiosk.services.points.rules.state import Account, Offer
from kiosk.services.points.screens.book import opened
from kiosk.services.points.screens.done import collect
from kiosk.services.points.screens.names import named
from kiosk.services.points.settings import Unit
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Question
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Telling, picture, sentence
from kiosk.widgets.theme import worn
from kiosk.widgets.tile import Choice, Tile

# Goods on one glass; fewer where it is upright, or text is large; fewest where both.
_TILES: Final = (6, 4, 2)


class ChooseGoods(Question):
    """Pictures with their price; what cannot be had yet says how much is lacking."""

    def __init__(self, shell: Shell, card: str, book: Passbook) -> None:
        said = asks(book.account)
        super().__init__(shell, title=shell.say(said.key.replace("voice", "screen"), **said.fields))
        self.spoken = (said,)
        self._card, self._found, self._page = card, book, 0
        self._tiles: Layout = self.actions
        self._ways = BoxLayout(spacing=mm(worn().sizes.gap))
        if worn().portrait:
            self._below()
        else:
            self.bar.middle.add_widget(self._ways)
        self._lay()

    def _below(self) -> None:
        """The bar of an upright glass has no room for the ways on; large words have none beside each other."""
        box = BoxLayout(orientation="vertical", spacing=mm(worn().sizes.gap))
        self.actions.parent.remove_widget(self.actions)
        if worn().large:
            self._tiles = BoxLayout(orientation="vertical", spacing=mm(worn().sizes.gap))
        self._tiles.size_hint_y = 1
        self._ways.size_hint_y, self._ways.height = None, self.bar.height
        for part in (self._tiles, self._ways):
            box.add_widget(part)
        self.actions = box
        self.body.add_widget(box)
        self._arrange()

    def refresh(self) -> None:
        """Points came in, goods went."""
        _, found = self.shell.desk.read("points", partial(by_card, text=self._card))
        if found is not None and found != self._found:
            self._found = found
            said = asks(found.account)
            self.heading.words = self.shell.say(said.key.replace("voice", "screen"), **said.fields)
            self._lay()

    def scanned(self, text: str) -> bool:
        """The label of a thing that was given: that is what is wanted."""
        offer = self.shell.desk.read("points", partial(by_label, text=text))
        one = next((one for one in self._found.shelf if offer and one.offer.goods == offer.goods), None)
        if one is not None:
            self._choose(one)
        return one is not None

    def _lay(self) -> None:
        say, found = self.shell.say, self._found.shelf
        each = _TILES[worn().large + worn().portrait]
        pages = max(1, -(-len(found) // each))
        self._page %= pages
        self._tiles.clear_widgets()
        for one in found[self._page * each : (self._page + 1) * each]:
            self._tiles.add_widget(self._tile(one))
        self._ways.clear_widgets()
        book = Choice(icon="" if worn().large else "book", word=say("points.screen.book"))
        book.bind(on_release=lambda _: self.shell.go(partial(opened, account=self._found.account)))
        self._ways.add_widget(book)
        if pages > 1:
            more = Choice(word=say("widgets.more", page=self._page + 1, pages=pages))
            more.bind(on_release=lambda _: self._turn())
            self._ways.add_widget(more)

    def _turn(self) -> None:
        self._page += 1
        self._lay()

    def _tile(self, one: Shelf) -> Tile:
        say, offer = self.shell.say, one.offer
        closed = ""
        if not offer.stock:
            closed = say("points.screen.gone")
        elif one.lacks:
            closed = say(f"points.screen.lacks_{offer.unit}", lacks=one.lacks)
        made = Tile(
            icon=one.icon,
            number=say(f"points.screen.price_{offer.unit}", price=offer.price),
            word=named(self.shell.lang, offer.zh, offer.en),
            note="" if closed else say("points.screen.left", stock=offer.stock),
            closed=closed,
            closed_icon="hourglass" if offer.stock else "circle-x",
            accent="points",
        )
        made.bind(on_release=lambda _: self._choose(one))
        return made

    def _choose(self, one: Shelf) -> None:
        """What cannot be had is refused by the desk, which says why."""
        if one.lacks or not one.offer.stock:
            redeem(self.shell, self._card, one.offer)
        else:
            self.shell.go(partial(Confirm, card=self._card, account=self._found.account, one=one))


def asks(account: Account) -> Phrase:
    """The question that goes with what is on the account: 您有 45 分，换什么."""
    if account.member == "merchant":
        minutes, times = account.available("minutes"), account.available("times")
        return phrase("points.voice.merchant", minutes=minutes, times=times)
    return phrase("points.voice.choose", points=account.available("points"))


def redeem(shell: Shell, card: str, offer: Offer) -> None:
    """Asks the desk."""
    shell.ask(
        Redeem(request_id=shell.desk.new_id(), goods=offer.goods, card=card),
        lambda done: shell.replace(partial(collect, number=done.number, left=done.left)),
    )


class Confirm(Telling):
    """The one question: 30 分换纸巾."""

    def __init__(self, shell: Shell, card: str, account: Account, one: Shelf) -> None:
        super().__init__(shell)
        say, offer = shell.say, one.offer
        what = named(shell.lang, offer.zh, offer.en)
        said = phrase(f"points.voice.asks_{offer.unit}", price=offer.price, what=what)
        self.spoken = (said,)
        left = say(f"points.amount_{offer.unit}", amount=account.available(offer.unit) - offer.price)
        self.tell(
            picture(one.icon),
            sentence(say(f"points.screen.asks_{offer.unit}", price=offer.price, what=what)),
            sentence(say("points.screen.leaves", left=left)),
        )
        yes = Choice(icon="check", word=say("points.screen.yes"), accent="points")
        yes.bind(on_release=lambda _: redeem(shell, card, offer))
        no = Choice(icon="x", word=say("points.screen.no"))
        no.bind(on_release=lambda _: shell.back())
        self.answer(yes, no)


def _shelf(goods: str, zh: str, en: str, icon: str, price: int, stock: int, have: int, unit: Unit = "points") -> Shelf:
    return Shelf(Offer(goods, zh, en, unit, price, stock), icon, max(0, price - have))


def _book(have: int) -> Passbook:
    account = Account(12, "member", "", {"points": Holding(have, 0, 30), "minutes": Holding(270, 0, 0)})
    goods = (
        _shelf("tissues", "纸巾", "Tissues", "toilet-paper", 30, 18, have),
        _shelf("masks", "口罩", "Face masks", "mood-smile", 20, 40, have),
        _shelf("given-3", "台灯", "台灯", "heart-handshake", 25, 1, have),
        _shelf("soap", "香皂", "Soap", "droplet", 40, 6, have),
        _shelf("laundry", "洗衣液", "Laundry liquid", "wash", 120, 0, have),
    )
    return Passbook(account, tuple(sorted(goods, key=lambda one: (not one.offer.stock, one.lacks))))


_MERCHANT: Final = Account(7, "merchant", "", {"minutes": Holding(90), "times": Holding(14)})
_BANNER: Final = _shelf("banner", "宣传栏一周", "A week on the board", "news", 10, 3, 14, "times")
_TISSUES: Final = _shelf("tissues", "纸巾", "Tissues", "toilet-paper", 30, 18, 45)
EXAMPLES: Final = (
    Example("points-choose", lambda shell: ChooseGoods(shell, "", _book(45))),
    Example("points-choose-none", lambda shell: ChooseGoods(shell, "", _book(5))),
    Example(
        "points-choose-merchant",
        lambda shell: ChooseGoods(
            shell,
            "",
            Passbook(_MERCHANT, (_BANNER,)),
        ),
    ),
    Example("points-confirm", lambda shell: Confirm(shell, "", _book(45).account, _TISSUES)),
    Example(
        "points-confirm-merchant",
        lambda shell: Confirm(
            shell,
            "",
            _MERCHANT,
            _BANNER,
        ),
    ),
)
