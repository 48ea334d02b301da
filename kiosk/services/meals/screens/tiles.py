"""The meals on the home screen: picture, price, what is left; what is not to be had says so on itself."""

from datetime import date
from functools import partial
from typing import Any, Final

from kiosk.base.phrase import Phrase, phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.readings.views import Offer, menu, offers
from kiosk.services.meals.screens import order, queue
from kiosk.services.meals.screens.pictures import ICONS
from kiosk.widgets.amounts import short
from kiosk.widgets.screen import Screen
from kiosk.widgets.service import HomeTile, Say, TileExample
from kiosk.widgets.shell import Shell


def tiles(shell: Shell) -> tuple[HomeTile, ...]:
    """The meals of the settings, as they stand now; what is withdrawn concerns the counter alone."""
    minute, found, menus = shell.desk.read("meals", _standing)
    kept = {offer.meal: shell.desk.read("meals", partial(queue.offered, meal=offer.meal)) for offer in found}
    return tuple(tile(shell.say, offer, minute, menus[offer.meal], kept[offer.meal]) for offer in found)


def tapped(shell: Shell, key: str) -> None:
    """A meal was touched. The desk decides; what is sold out leads to the queue at once."""
    _, found, _ = shell.desk.read("meals", _standing)
    kept = shell.desk.read("meals", partial(queue.offered, meal=key))
    state = next((offer.state for offer in found if offer.meal == key), "")
    if kept and state in {"sold_out", "too_late"}:
        shell.go(partial(_take_up, meal=key, state=state))
    elif state == "sold_out":
        shell.go(partial(queue.SoldOut, meal=key))
    else:
        order.order(shell, key)


def _take_up(shell: Shell, meal: str, state: str) -> Screen:
    """More was cooked for those who queue; whoever does not, may, as long as it is sold."""
    kept = shell.desk.read("meals", partial(queue.offered, meal=meal))

    def others() -> None:
        if state == "sold_out":
            shell.go(partial(queue.SoldOut, meal=meal))
        else:
            order.order(shell, meal)

    return queue.TakeUp(shell, meal, kept, lambda place: order.order(shell, meal, wait=place), others)


def _standing(store: Store, scene: Scene[Any]) -> tuple[str, tuple[Offer, ...], dict[str, tuple[str, ...]]]:
    found = tuple(offer for offer in offers(store, scene) if offer.state != "withdrawn")
    return scene.now.minute, found, {offer.meal: menu(store, scene, offer.meal) for offer in found}


def tile(  # noqa: PLR0911 - one return a state
    say: Say, offer: Offer, minute: str, dishes: tuple[str, ...] = (), kept: tuple[int, ...] = ()
) -> HomeTile:
    """One meal's tile at a time of day (11:30), with the dishes of the day, and the places for whom more is kept."""
    about = say("meals.screen.menu", dishes=say("meals.screen.and").join(dishes)) if dishes else ""
    word, icon = say(f"meals.meal_{offer.meal}"), ICONS[offer.meal]
    price = say("meals.screen.price", yuan=short(offer.price_fen))

    def aloud(key: str, **fields: object) -> tuple[Phrase, ...]:
        return phrase(f"meals.voice.meal_{offer.meal}"), phrase(f"meals.voice.{key}", **fields)

    def shut(key: str, closed_icon: str, note: str, spoken: tuple[Phrase, ...]) -> HomeTile:
        return HomeTile(
            offer.meal,
            icon,
            word,
            "meals",
            number=price,
            note=note,
            closed=say(f"meals.screen.{key}"),
            closed_icon=closed_icon,
            about=about,
            spoken=spoken,
        )

    starts = aloud("opens", opens=offer.opens)
    opens = say("meals.screen.opens", opens=offer.opens)
    later = {"month": offer.again.month, "day": offer.again.day} if offer.again else {}
    again = say("meals.screen.on_day" if later else "meals.screen.tomorrow", opens=offer.opens, **later)
    match offer.state:
        case "on_sale":
            note = say("meals.screen.left", left=offer.left)
            spoken = aloud("on_sale", yuan=short(offer.price_fen), left=offer.left)
            return HomeTile(offer.meal, icon, word, "meals", number=price, note=note, about=about, spoken=spoken)
        case "sold_out":
            note = say("meals.screen.kept", place=kept[0]) if kept else say("meals.screen.may_queue")
            return shut("sold_out", "soup-off", note, aloud("kept_for", place=kept[0]) if kept else aloud("sold_out"))
        case "too_early":
            return shut("too_early", "clock", opens, starts)
        case "not_open" if minute < offer.ends:
            if minute < offer.opens:
                return shut("not_open", "clock", opens, starts)
            return shut("not_open", "clock", say("meals.screen.soon"), aloud("soon"))
        case "day_off":
            return shut(
                "day_off", "calendar-off", again, aloud("day_off", **later) if later else aloud("day_off_today")
            )
        case _:
            return shut("closed", "moon", again, aloud("closed"))


def _offer(state: str, left: int = 0, meal: str = "lunch", again: date | None = None) -> Offer:
    return Offer(meal, state, 500, left, 7, 0, "10:30", "11:30", "13:30", again)


_FRIDAY: Final = date(2026, 10, 9)
_DISHES: Final = ("红烧肉", "土豆丝", "拌黄瓜", "米饭", "馒头", "小米汤")
TILE_EXAMPLES: Final = (
    TileExample("lunch", lambda say: (tile(say, _offer("on_sale", 12), "11:12"),)),
    TileExample("menu", lambda say: (tile(say, _offer("on_sale", 12), "11:12", _DISHES),)),
    TileExample("not-open", lambda say: (tile(say, _offer("not_open"), "09:00"),)),
    TileExample("not-open-yet", lambda say: (tile(say, _offer("not_open"), "10:40"),)),
    TileExample("too-early", lambda say: (tile(say, _offer("too_early", 30), "10:12"),)),
    TileExample("sold-out", lambda say: (tile(say, _offer("sold_out"), "11:50"),)),
    TileExample("sold-out-kept", lambda say: (tile(say, _offer("sold_out"), "11:50", kept=(3, 4)),)),
    TileExample("too-late", lambda say: (tile(say, _offer("too_late", 3), "13:40"),)),
    TileExample("closed", lambda say: (tile(say, _offer("closed"), "14:12"),)),
    TileExample("closed-over-days", lambda say: (tile(say, _offer("closed", again=_FRIDAY), "14:12"),)),
    TileExample("day-off", lambda say: (tile(say, _offer("day_off", again=_FRIDAY), "09:12"),)),
    TileExample("day-off-today", lambda say: (tile(say, _offer("day_off"), "09:12"),)),
    TileExample(
        "three-meals",
        lambda say: (
            tile(say, _offer("closed", meal="breakfast"), "11:12"),
            tile(say, _offer("on_sale", 12), "11:12"),
            tile(say, _offer("not_open", meal="supper"), "11:12"),
        ),
    ),
)
