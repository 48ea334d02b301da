"""借工具 and 还工具 on the home screen."""

from functools import partial
from typing import Any, Final

from kiosk.base.phrase import phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.tools.readings.views import Offer, answers, matters, offers
from kiosk.services.tools.screens.back import bring_back
from kiosk.services.tools.screens.out import Catalogue
from kiosk.services.tools.settings import Kind, Part
from kiosk.widgets.service import HomeTile, Say, TileExample
from kiosk.widgets.shell import Shell

OUT: Final = "out"
BACK: Final = "back"


def tiles(shell: Shell) -> tuple[HomeTile, ...]:
    """Where there is a unit of any kind; the way back also where the last kind was taken out of the settings."""
    found, open_loans, asked = shell.desk.read("tools", _standing)
    made = (out_tile(shell.say, found),) if found else ()
    return (*made, back_tile(shell.say, asked=asked)) if found or open_loans else made


def tapped(shell: Shell, key: str) -> None:
    """A tile was touched."""
    if key == BACK:
        bring_back(shell)
    else:
        shell.go(partial(_catalogue))


def _catalogue(shell: Shell) -> Catalogue:
    return Catalogue(shell, shell.desk.read("tools", offers))


def _standing(store: Store, scene: Scene[Any]) -> tuple[tuple[Offer, ...], bool, bool]:
    open_loans = matters(store, scene)
    asked = bool(answers(store, scene))
    return offers(store, scene), bool(open_loans.out or open_loans.waits), asked


def out_tile(say: Say, found: tuple[Offer, ...]) -> HomeTile:
    """借工具: how many are on the shelf."""
    shelf, word = sum(offer.shelf for offer in found), say("tools.screen.borrow")
    shut = found[0].shut
    if shut or not shelf:
        key = "shut" if shut else "all_out"
        again = found[0].again
        note = say("tools.screen.on_day", month=again.month, day=again.day) if shut and again else ""
        return HomeTile(
            OUT,
            "tools",
            word,
            "tools",
            note=note,
            closed=say(f"tools.screen.{key}"),
            closed_icon="calendar-off" if shut else "tools-off",
            spoken=(phrase("tools.voice.borrow"), phrase(f"tools.voice.{key}")),
        )
    note = say("tools.screen.shelf", count=shelf)
    spoken = (phrase("tools.voice.borrow"), phrase("tools.voice.shelf", count=shelf))
    return HomeTile(OUT, "tools", word, "tools", note=note, spoken=spoken)


def back_tile(say: Say, *, asked: bool) -> HomeTile:
    """还工具; where somebody is asked something, it says so."""
    note = say("tools.screen.look") if asked else say("tools.screen.deposit_back")
    spoken = (phrase("tools.voice.bring_back"),)
    return HomeTile(BACK, "receipt-refund", say("tools.screen.bring_back"), "tools", note=note, spoken=spoken)


_KIND: Final = Kind("drill", "电锤", 20000, (Part("body", "主机"),), en="Hammer drill", icon="hammer-drill")


def _example(shelf: int, *, shut: bool = False, asked: bool = False) -> TileExample:
    name = "shut" if shut else "asked" if asked else "tools" if shelf else "all-out"
    return TileExample(
        f"tools-{name}",
        lambda say: (out_tile(say, (Offer(_KIND, shelf, 3, shut=shut),)), back_tile(say, asked=asked)),
    )


TILE_EXAMPLES: Final = (_example(7), _example(0), _example(3, shut=True), _example(3, asked=True))
