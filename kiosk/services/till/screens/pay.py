"""怎么付? How somebody pays, before the order; and what a service's own paying screen says of that way."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from kiosk.base.phrase import Phrase, phrase
from kiosk.base.request import Refused, Scene
from kiosk.base.store import Store
from kiosk.services.till.readings import sale
from kiosk.services.till.readings.machine import takes_money
from kiosk.services.till.readings.papers import elsewhere, found
from kiosk.services.till.requests import ChooseWay, PayWithPapers
from kiosk.widgets.amounts import short
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Question
from kiosk.widgets.shell import Shell
from kiosk.widgets.tile import Tile

COUNTER: Final = "counter"
ACCEPTOR: Final = "acceptor"
VOUCHER: Final = "voucher"
ICONS: Final = {
    COUNTER: "cash-banknote",
    ACCEPTOR: "coin-yuan",
    "wechat": "brand-wechat",
    "alipay": "brand-alipay",
    VOUCHER: "ticket",
}


def how(shell: Shell, then: Callable[[str], None], *, vouchers: bool = False) -> None:
    """Asks how, where there is more than one way; `then(way)` orders. Only a meal is paid for with `vouchers`."""

    def taken(store: Store, scene: Scene[Any]) -> tuple[str, ...]:
        machine = takes_money(store, scene)
        return tuple(
            way for way in scene.settings.ways if (vouchers or way != VOUCHER) and (machine or way != ACCEPTOR)
        )

    ways = shell.desk.read("till", taken)
    if len(ways) == 1:
        then(ways[0])
    else:
        shell.go(lambda shell: HowToPay(shell, ways, then))


def choose(shell: Shell, sale_id: str, way: str, then: Callable[[], None]) -> None:
    """Tells the counter how a sale is to be paid; cash needs no telling. `then` shows what it waits for."""
    if way == COUNTER:
        then()
        return
    request = ChooseWay(request_id=shell.desk.new_id(), sale=sale_id, way=way)
    shell.ask(request, lambda _: then(), lambda _: then())  # what is refused is paid at the counter


def chosen(store: Store, scene: Scene[Any], sale_id: str) -> str:
    """How a sale is to be paid, as a reading."""
    del scene
    waiting = sale(store, sale_id)
    return (waiting.chosen if waiting else "") or COUNTER


def words(shell: Shell, way: str, fen: int) -> tuple[str, str]:
    """The picture and the sentence that say what to do now."""
    return ICONS[way], shell.say(f"till.screen.pay_{way}", yuan=short(fen))


def spoken(way: str, fen: int) -> Phrase:
    """The same, said aloud."""
    return phrase(f"till.voice.pay_{way}", yuan=short(fen))


def scanned(shell: Shell, sale_id: str, text: str) -> bool:
    """A paper held before the scanner while a sale waits: it pays, or says why it does not. Nothing else is taken.

    Of another station's slip nobody here can say more than that it is not ours: it is refused as its paper.
    """
    ours = shell.desk.read("till", partial(found, text=text)) is not None
    if not ours and not shell.desk.read("till", partial(elsewhere, text=text)):
        return False
    request = PayWithPapers(request_id=shell.desk.new_id(), sale=sale_id, codes=(text,))

    def refused(refusal: Refused) -> None:
        shell.sorry(refusal)

    shell.ask(request, lambda _: None, refused)
    return True


class HowToPay(Question):
    """One picture a way."""

    def __init__(self, shell: Shell, ways: tuple[str, ...], then: Callable[[str], None]) -> None:
        super().__init__(shell, title=shell.say("till.screen.how"))
        self.spoken = (phrase("till.voice.how"),)
        for way in ways:
            tile = Tile(icon=ICONS[way], word=shell.say(f"till.way_{way}"), accent="help")
            tile.bind(on_release=partial(self._tapped, then, way))
            self.offer(tile)

    @staticmethod
    def _tapped(then: Callable[[str], None], way: str, _: object) -> None:
        then(way)


EXAMPLES: Final = (
    Example("till-how", lambda shell: HowToPay(shell, tuple(ICONS), lambda _: None)),
    Example("till-how-two", lambda shell: HowToPay(shell, (COUNTER, VOUCHER), lambda _: None)),
)
