"""请扫积分卡; what a card opens."""

from functools import partial
from typing import Any, ClassVar, Final

from kivy.clock import Clock

from kiosk.base.event import parse_code
from kiosk.base.phrase import phrase
from kiosk.base.request import Refused, Scene
from kiosk.base.store import Store
from kiosk.services.points.readings.views import by_card, by_label, by_slip
from kiosk.services.points.requests import Present
from kiosk.services.points.rules.state import Offer
from kiosk.services.points.screens.shelf import ChooseGoods, Confirm
from kiosk.widgets.example import Example
from kiosk.widgets.screen import Screen
from kiosk.widgets.shell import Shell
from kiosk.widgets.telling import Telling, picture, sentence
from kiosk.widgets.text import Say
from kiosk.widgets.tile import Choice


class ScanCard(Telling):
    """Whatever is scanned now is a card; of another thing the reason is said. `wanted` is had with it, where given."""

    def __init__(self, shell: Shell, wanted: Offer | None = None) -> None:
        super().__init__(shell)
        self._wanted = wanted
        said = phrase("points.voice.scan_for", score=wanted.price) if wanted else phrase("points.voice.scan")
        self.spoken = (said,)
        self.tell(
            picture("id-badge-2"),
            sentence(shell.say(said.key, **said.fields)),
            Say(shell.say("points.screen.no_card"), halign="center"),
        )
        well = Choice(icon="x", word=shell.say("points.screen.no"))
        well.bind(on_release=lambda _: shell.home())
        self.answer(well)

    def scanned(self, text: str) -> bool:
        """A card was held before the scanner; another code of ours is for whom it is meant."""
        wanted = self._wanted.goods if self._wanted else ""
        return opened(self.shell, text, wanted) or not _other(self.shell, text)


def choose(shell: Shell, card: str, wanted: str = "") -> Screen:
    """What a card opens; at once the question, where one thing is `wanted` and can be had."""
    _, found = shell.desk.read("points", partial(by_card, text=card))
    if found is None:  # it was replaced since
        return ScanCard(shell)
    one = next((one for one in found.shelf if one.offer.goods == wanted and not one.lacks), None)
    return Confirm(shell, card, found.account, one) if one else ChooseGoods(shell, card, found)


def opened(shell: Shell, text: str, wanted: str = "") -> bool:
    """Opens a card. Whether the text is one; of a void one it is said."""
    state, found = shell.desk.read("points", partial(by_card, text=text))
    if state == "void":
        shell.sorry(Refused("points.card_void", {}))
    elif state == "elsewhere" or (found is not None and found.account.owed_by == "centre"):
        look(shell, text, wanted)
    elif found is not None:
        _choose(shell, text, wanted)
    return state != "unknown"


class Visit:
    """A question to the centre: `shown` is how often the screen that waits for its answer stands on the glass."""

    def __init__(self) -> None:
        self.shown = 0


class Looking(Telling):
    """The centre is asked for a member's points, which may take some seconds; nobody has to wait for it."""

    back: ClassVar[bool] = False
    passing: ClassVar[bool] = True
    waits: ClassVar[bool] = True

    def __init__(self, shell: Shell, visit: Visit) -> None:
        super().__init__(shell)
        self._visit = visit
        self._aloud = Clock.create_trigger(self._say, _SLOW_S)
        self.tell(
            picture("hourglass"),
            sentence(shell.say("points.voice.looking")),
            Say(shell.say("points.screen.looking_long"), halign="center"),
        )
        no = Choice(icon="x", word=shell.say("points.screen.looking_no"))
        no.bind(on_release=lambda _: shell.back())
        self.answer(no)

    def shown(self) -> None:
        """It waits."""
        self._visit.shown += 1
        self._aloud()

    def left(self) -> None:
        """Nobody waits here any more."""
        self._visit.shown -= 1
        self._aloud.cancel()

    def _say(self, _: float) -> None:
        """Most answers come before there is anything to say."""
        self.spoken = (phrase("points.voice.looking"),)


def look(shell: Shell, card: str, wanted: str = "") -> None:
    """Asks what may be spent with a card, and opens it; an answer that comes after somebody left opens nothing."""
    visit = Visit()

    def there(_: object) -> None:
        if visit.shown:
            shell.replace(partial(choose, card=card, wanted=wanted))

    def refused(refusal: Refused) -> None:
        if visit.shown:
            shell.sorry(refusal)

    shell.go(partial(Looking, visit=visit))
    shell.ask(Present(request_id=shell.desk.new_id(), card=card), there, refused)


def _choose(shell: Shell, card: str, wanted: str) -> None:
    shell.go(partial(choose, card=card, wanted=wanted))


def _other(shell: Shell, text: str) -> bool:
    """Whether a text is somebody else's business; of what is no card of ours, whoever waits for one is told so."""
    try:
        parse_code(text)
    except ValueError:
        shell.sorry(Refused("points.card_unknown", {}))
        return False
    if shell.desk.read("points", partial(_ours, text=text)):
        return True
    shell.sorry(Refused("points.card_unknown", {}))
    return False


def _ours(store: Store, scene: Scene[Any], text: str) -> bool:
    """A label or a slip to collect with."""
    return by_label(store, scene, text) is not None or by_slip(store, scene, text) is not None


_SLOW_S: Final = 1.0
_LAMP: Final = Offer("given-3", "台灯", "台灯", "points", 25, 1)
EXAMPLES: Final = (
    Example("points-scan", ScanCard),
    Example("points-scan-for", lambda shell: ScanCard(shell, _LAMP)),
    Example("points-looking", lambda shell: Looking(shell, Visit())),
)
