"""积分 on the home screen; and what is scanned anywhere."""

from functools import partial
from typing import Any, Final

from kiosk.base.phrase import phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.points.readings.views import by_label, by_slip
from kiosk.services.points.screens.card import ScanCard, opened
from kiosk.services.points.screens.done import scanned_slip
from kiosk.services.points.settings import Settings
from kiosk.widgets.service import HomeTile, Say, TileExample
from kiosk.widgets.shell import Shell


def tiles(shell: Shell) -> tuple[HomeTile, ...]:
    """One, where the station has points."""
    return (tile(shell.say),) if shell.desk.read("points", offered) else ()


def offered(store: Store, scene: Scene[Settings]) -> bool:
    """Whether rules are published here."""
    del store
    return scene.settings.offered


def tapped(shell: Shell, key: str) -> None:
    """The card is asked for."""
    del key
    shell.go(ScanCard)


def scanned(shell: Shell, text: str) -> bool:
    """A card, the label of a thing that was given, a slip. Whether the text is one of these."""
    if opened(shell, text):
        return True
    label, slip = shell.desk.read("points", partial(_known, text=text))
    if slip:
        shell.go(partial(scanned_slip, text=text))
    elif label is not None:
        shell.go(partial(ScanCard, wanted=label))
    return bool(slip) or label is not None


def _known(store: Store, scene: Scene[Any], text: str) -> tuple[Any, bool]:
    return by_label(store, scene, text), by_slip(store, scene, text) is not None


def tile(say: Say) -> HomeTile:
    """积分: scan the card."""
    return HomeTile(
        "points",
        "gift",
        say("points.screen.word"),
        "points",
        note=say("points.screen.note"),
        spoken=(phrase("points.voice.tile"),),
    )


TILE_EXAMPLES: Final = (TileExample("points", lambda say: (tile(say),)),)
