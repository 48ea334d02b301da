"""The beds on the home screen: the price, what is left; what is not to be had says so on itself."""

from datetime import date
from functools import partial
from typing import Any, Final

from kiosk.base.phrase import Phrase, phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.beds.readings.views import Offer, Standing, standing
from kiosk.services.beds.requests import Book
from kiosk.services.beds.screens import choose, queue
from kiosk.services.beds.screens.pictures import BED
from kiosk.services.beds.screens.samples import FREE, FULL, TOMORROW
from kiosk.services.beds.settings import Settings
from kiosk.widgets.amounts import short
from kiosk.widgets.service import HomeTile, Say, TileExample
from kiosk.widgets.shell import Shell

KEY: Final = "beds"


def tiles(shell: Shell) -> tuple[HomeTile, ...]:
    """One tile for all rooms; none where the station has no beds."""
    found = shell.desk.read("beds", standing)
    return (tile(shell.say, found),) if found.why != "none" else ()


def tapped(shell: Shell, key: str) -> None:
    """The tile was touched: which room, or what is kept for who waits; where nothing is sold the desk says why."""
    del key
    found = shell.desk.read("beds", standing)
    today = [offer for offer in found.offers if not offer.ahead]
    if not found.offers:
        day, slot, room = shell.desk.read("beds", _first)
        shell.ask(Book(request_id=shell.desk.new_id(), day=day, slot=slot, room=room), lambda _: shell.home())
    elif any(room.kept for offer in today for room in offer.rooms):
        shell.go(partial(queue.take_up, others=partial(choose.start, shell)))
    else:
        choose.start(shell)


def _first(store: Store, scene: Scene[Settings]) -> tuple[str, str, str]:
    """What would be booked if anything could: today's last slot in the first room."""
    del store
    return scene.now.date, scene.settings.slots[-1][0], scene.settings.rooms[0].id


def tile(say: Say, found: Standing) -> HomeTile:
    """The tile of the beds as they stand."""
    word = say("beds.bed")
    today = [offer for offer in found.offers if not offer.ahead]
    later = [offer for offer in found.offers if offer.ahead and offer.left]
    price = say("beds.screen.price", yuan=short(found.offers[0].price_fen)) if found.offers else ""

    def made(note: str, spoken: Phrase, closed: str = "", icon: str = "") -> HomeTile:
        return HomeTile(
            KEY,
            BED,
            word,
            "beds",
            number=price,
            note=note,
            closed=closed,
            closed_icon=icon or "circle-x",
            spoken=(phrase("beds.voice.bed"), spoken),
        )

    kept = next((one[0] for offer in today for room in offer.rooms for one in room.kept), 0)
    left = sum(offer.left for offer in today)
    if kept:
        note = say("beds.screen.kept", place=kept)
        return made(note, phrase("beds.voice.kept_for", place=kept), say("beds.screen.full"), "bed-off")
    if left:
        yuan = short(found.offers[0].price_fen)
        return made(say("beds.screen.left", left=left), phrase("beds.voice.on_sale", yuan=yuan, left=left))
    if today:
        note = say("beds.screen.chairs")
        return made(note, phrase("beds.voice.full"), say("beds.screen.full"), "bed-off")
    if later:
        return made(say("beds.screen.book_ahead"), phrase("beds.voice.book_ahead"))
    return _shut(say, found, made)


def _shut(say: Say, found: Standing, made: Any) -> HomeTile:
    """Nothing is sold any more today, nor ahead."""
    later = {"month": found.again.month, "day": found.again.day} if found.again else {}
    again = say("beds.screen.on_day" if later else "beds.screen.again_tomorrow", **later)
    if found.why == "day_off":
        spoken = phrase("beds.voice.day_off", **later) if later else phrase("beds.voice.day_off_today")
        shut: HomeTile = made(again, spoken, say("beds.screen.day_off"), "calendar-off")
        return shut
    over: HomeTile = made(again, phrase("beds.voice.over"), say("beds.screen.over"), "moon")
    return over


def _example(name: str, *offers: Offer, why: str = "", again: date | None = None) -> TileExample:
    return TileExample(f"beds-{name}", partial(_tiles, found=Standing(offers, why, again, "12:00")))


def _tiles(say: Say, found: Standing) -> tuple[HomeTile, ...]:
    return (tile(say, found),)


_KEPT: Final = FULL.__class__(
    FULL.day, FULL.slot, FULL.ends, 0, 200, (FULL.rooms[0].__class__(FULL.rooms[0].room, (), 1, ((2, 3),)),)
)
TILE_EXAMPLES: Final = (
    _example("free", FREE, TOMORROW),
    _example("full", FULL, TOMORROW),
    _example("kept", _KEPT),
    _example("ahead", TOMORROW),
    _example("over", why="over"),
    _example("day-off", why="day_off", again=date(2024, 3, 4)),
    _example("day-off-today", why="day_off"),
)
