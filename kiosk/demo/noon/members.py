"""A member: a card, points that one writes down and another approves, two things for them."""

from typing import Final

from kiosk.demo.house import BOSS
from kiosk.demo.noon.cast import Cast

_HOURS: Final = 6
_WANTED: Final = ("tissues", "masks")


def earning(cast: Cast) -> None:
    """A card is printed; hours of volunteering are written down, and approved with another PIN."""
    cast.come_to("10:44")
    glasses, counter = cast.glasses, cast.counter
    glasses.turn_to(counter)
    counter.touch("points.tab")
    counter.touch("points.counter.card")
    counter.touch("points.counter.card_nameless")
    glasses.settle()
    cast.card = cast.code()
    counter.touch("points.counter.enter")
    counter.fingers.scans(cast.card)
    for _ in range(_HOURS - 1):
        counter.fingers.touch("+1")
    glasses.shot("counter-points-rules")
    counter.seek_words(cast.rule("volunteer").name)
    glasses.settle()
    counter.touch("points.counter.review")
    glasses.shot("counter-points-review")
    counter.touch("points.counter.approve")
    glasses.settle()
    counter.fingers.touch(BOSS.shown)
    counter.fingers.types(BOSS.pin)
    counter.wait("points.counter.stand", held=0, waiting=0)
    glasses.shot("counter-points-approved")
    counter.touch("meals.tab")


def redeeming(cast: Cast) -> None:
    """The card opens what can be had; the counter hands it out."""
    cast.come_to("10:48")
    glasses, workers, counter = cast.glasses, cast.workers, cast.counter
    for at, goods in enumerate(_WANTED, 1):
        glasses.turn_to(workers)
        glasses.wake()
        workers.fingers.scans(cast.card)
        workers.wait("points.screen.book")
        glasses.shot(f"points-choose-{at}")
        workers.seek_words(cast.goods(goods).name)
        if at == 1:
            glasses.shot("points-confirm")
        workers.touch("points.screen.yes")
        workers.wait("points.screen.slip_out")
        glasses.shot(f"points-collect-{at}")
        workers.touch("points.screen.well")
    glasses.turn_to(counter)
    counter.touch("points.tab")
    glasses.shot("counter-points-held")
    for _ in _WANTED:
        counter.touch("points.counter.hand_out")
        glasses.settle()
    counter.touch("meals.tab")
