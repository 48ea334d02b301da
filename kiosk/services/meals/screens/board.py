"""The meals on the call screen: numbers called, how many wait, what is left, the menu, the hours."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

import msgspec

from kiosk.base.phrase import Phrase, phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.readings.calls import Called, Calls, calls
from kiosk.services.meals.readings.views import Offer, menu, offers
from kiosk.services.meals.screens.pictures import ICONS
from kiosk.widgets.service import BoardCall, BoardExample, BoardPart, Say
from kiosk.widgets.shell import Shell

_OPEN: Final = {"too_early", "on_sale", "sold_out", "too_late", "withdrawn"}


class Standing(msgspec.Struct, frozen=True):
    """One meal as it stands at a time of day (11:30)."""

    offer: Offer
    minute: str
    calls: Calls = Calls()
    dishes: tuple[str, ...] = ()


def board(shell: Shell) -> tuple[BoardPart, ...]:
    """The meals that are open; where none is, the next one, or the last of today."""
    return tuple(part(shell.say, standing) for standing in shell.desk.read("meals", _standing))


def _standing(store: Store, scene: Scene[Any]) -> tuple[Standing, ...]:
    found, minute = offers(store, scene), scene.now.minute
    told = [offer for offer in found if offer.state in _OPEN]
    coming = [offer for offer in found if offer.state == "not_open" and minute < offer.ends]
    return tuple(
        Standing(offer, minute, calls(store, scene, offer.meal), menu(store, scene, offer.meal))
        for offer in told or coming[:1] or found[-1:]
    )


def part(say: Say, standing: Standing) -> BoardPart:
    """What the call screen tells of one meal."""
    offer, called, idle = standing.offer, standing.calls, _idle(say, standing)
    calling = bool(called.numbers or called.places)
    word = say(f"meals.meal_{offer.meal}")
    hours = {"meal": word, "opens": offer.opens, "ends": offer.ends, "serving_from": offer.serving_from}
    about = [say("meals.board.hours", **hours)] if offer.opens else []  # a meal that is withdrawn has none
    if standing.dishes:
        about.append(say("meals.screen.menu", dishes=say("meals.screen.and").join(standing.dishes)))
    return BoardPart(
        title=word,
        icon=ICONS[offer.meal],
        accent="meals",
        heading=say("meals.board.heading"),
        calls=tuple(
            sorted(
                (
                    *(_number(say, offer.meal, one) for one in called.numbers),
                    *(_place(say, offer.meal, one) for one in called.places),
                ),
                key=lambda call: call.at,
                reverse=True,
            )
        ),
        past=tuple(str(number) for number in called.served),
        past_word=say("meals.board.past"),
        idle=idle,
        facts=tuple(fact for fact in _facts(say, offer) if calling or fact != idle),
        about=tuple(about),
        aloud=aloud,
    )


def aloud(keys: tuple[str, ...], *, named: bool) -> tuple[Phrase, ...]:
    """What is said for these calls: one number, the numbers, a range of them, the places of the queue.

    With `named` the meal is said first.
    """
    said: list[Phrase] = []
    for meal in dict.fromkeys(key.partition("/")[0] for key in keys):
        called = [key.split("/")[1:] for key in keys if key.startswith(f"{meal}/")]
        numbers = sorted(int(found[0]) for found in called if len(found) == 1)
        places = sorted(int(found[1]) for found in called if len(found) == 2)
        said += [phrase(f"meals.voice.meal_{meal}")] if named else []
        if len(numbers) == 1:
            said.append(phrase("meals.voice.call", number=numbers[0]))
        elif numbers:
            said += [*_runs(numbers), phrase("meals.voice.call_all")]
        said += [phrase("meals.voice.call_place", place=place) for place in places]
    return tuple(said)


def _runs(numbers: list[int]) -> Iterator[Phrase]:
    """Numbers in order, three and more in a row as a range."""
    for _, found in groupby(enumerate(numbers), lambda at: at[1] - at[0]):
        run = [number for _, number in found]
        if len(run) > 2:
            yield phrase("meals.voice.call_range", first=run[0], last=run[-1])
        else:
            yield from (phrase("meals.voice.call_one", number=number) for number in run)


def _number(say: Say, meal: str, called: Called) -> BoardCall:
    return BoardCall(
        f"{meal}/{called.number}", say("meals.number", number=called.number), str(called.number), called.at
    )


def _place(say: Say, meal: str, called: Called) -> BoardCall:
    words = say("meals.board.place", place=called.number)
    return BoardCall(f"{meal}/queue/{called.number}", words, words, called.at, say("meals.board.extra"))


def _idle(say: Say, standing: Standing) -> str:
    """What is to be known while nobody is called."""
    offer, minute = standing.offer, standing.minute
    coming = offer.state in {"not_open", "too_early"}
    if offer.state == "not_open" and minute >= offer.ends:
        return say("meals.board.not_today")
    if coming:
        early = offer.state == "too_early" or minute < offer.opens
        return say("meals.screen.opens", opens=offer.opens) if early else say("meals.screen.not_open")
    if offer.state not in {"closed", "day_off"}:
        if minute < offer.serving_from:
            return say("meals.board.serving_from", serving_from=offer.serving_from)
        if offer.waiting:
            return say("meals.board.seated")
    return say(_ENDED.get(offer.state, "meals.board.come"))


_ENDED: Final = {
    "closed": "meals.screen.closed",
    "day_off": "meals.screen.day_off",
    "sold_out": "meals.screen.sold_out",
    "too_late": "meals.board.over",
    "withdrawn": "meals.board.over",
}


def _facts(say: Say, offer: Offer) -> tuple[str, ...]:
    """How many wait, what is left: while the meal is open."""
    if offer.state not in _OPEN:
        return ()
    facts = [say("meals.board.waiting", waiting=offer.waiting)] if offer.waiting else []
    if offer.state == "sold_out":
        facts.append(say("meals.screen.sold_out"))
    elif offer.state not in {"too_late", "withdrawn"}:
        facts.append(say("meals.screen.left", left=offer.left))
    if offer.queue:
        facts.append(say("meals.board.queue", queue=offer.queue))
    return tuple(facts)


_DISHES: Final = ("红烧肉", "土豆丝", "拌黄瓜", "米饭", "馒头", "小米汤")


def _offer(state: str, left: int = 0, waiting: int = 0, queue: int = 0, meal: str = "lunch") -> Offer:
    return Offer(meal, state, 500, left, waiting, queue, "10:30", "11:30", "13:30")


def _calls(*numbers: int, served: int = 0, places: tuple[int, ...] = (), apart: bool = False) -> Calls:
    """Numbers called at once, or a minute apart, the newest first."""
    return Calls(
        tuple(
            Called(number, f"2024-03-01T11:{45 - at if apart else 45}:00.000+08:00")
            for at, number in enumerate(numbers)
        ),
        tuple(Called(place, "2024-03-01T11:45:05.000+08:00") for place in places),
        tuple(range(served, 0, -1)),
    )


_STATES: Final = {
    "called": Standing(_offer("on_sale", 12, 7), "11:45", _calls(8, served=7), _DISHES),
    "called-again": Standing(_offer("on_sale", 2, 7), "11:45", _calls(5, 12, 11, served=10, apart=True), _DISHES),
    "called-three-figures": Standing(_offer("sold_out", 0, 30), "11:45", _calls(108, 107, served=106), _DISHES),
    "called-together": Standing(_offer("on_sale", 25, 3), "11:45", _calls(1, 2, 3, 4, 5), _DISHES),
    "called-many": Standing(_offer("on_sale", 25, 3), "11:45", _calls(*range(8, 24), served=7), _DISHES),
    "extra": Standing(_offer("sold_out", 0, 4, queue=3), "12:20", _calls(places=(1, 2), served=30), _DISHES),
    "nobody-called": Standing(_offer("on_sale", 12, 7), "11:45", _calls(served=8), _DISHES),
    "before-serving": Standing(_offer("on_sale", 12, 18), "11:12", dishes=_DISHES),
    "nobody-waits": Standing(_offer("on_sale", 12), "11:45", _calls(served=18)),
    "sold-out": Standing(_offer("sold_out", queue=2), "12:40", _calls(served=30), _DISHES),
    "too-early": Standing(_offer("too_early", 30), "09:50", dishes=_DISHES),
    "not-open": Standing(_offer("not_open"), "09:00"),
    "not-open-yet": Standing(_offer("not_open"), "10:40"),
    "too-late": Standing(_offer("too_late", 3), "13:40", _calls(served=27)),
    "withdrawn": Standing(Offer("lunch", "withdrawn", 0, 3, 4, 0, "", "", ""), "11:45", _calls(8, served=7), _DISHES),
    "closed": Standing(_offer("closed"), "14:12"),
    "not-today": Standing(_offer("not_open"), "14:12"),
}
BOARD_EXAMPLES: Final = (
    *(
        BoardExample(name, lambda say, standing=standing: (part(say, standing),))  # type: ignore[misc] # mypy cannot infer a lambda's default
        for name, standing in _STATES.items()
    ),
    BoardExample(
        "two-meals",
        lambda say: (
            part(say, Standing(_offer("too_late", 1, 1, meal="breakfast"), "10:35", _calls(8))),
            part(say, Standing(_offer("on_sale", 28, 2), "10:35", _calls(1))),
        ),
    ),
)
