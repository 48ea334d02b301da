"""Six tools are borrowed in the morning: each ticked part by part, written down, its deposit taken."""

from typing import Final

from kiosk.demo.noon.cast import Cast
from kiosk.services.tools.settings import Kind

_NAMES: Final = ("王小明", "李大勇", "赵铁柱", "孙美丽", "周建国", "吴海燕")
# Whose number comes from the workers' screen, in the order in which they come; the others go to the counter at once.
_AT_THE_SCREEN: Final = ("drill", "generator", "scaffold")
_AT_THE_COUNTER: Final = ("drill-2", "toolbox-1", "toolbox-2")


def lending(cast: Cast) -> None:
    """Three who touched a picture, three who ask at the counter."""
    cast.come_to("10:06")
    names = iter(_NAMES)
    for at, kind_id in enumerate(_AT_THE_SCREEN, 1):
        kind = cast.kind(kind_id)
        _take_number(cast, kind)
        _to_loan(cast, f"{cast.tool_name(at)} {kind.name}")
        cast.counter.touch("tools.find.hand_out")
        _hand_over(cast, kind, at, next(names), shot=at == 1)
    for at, unit in enumerate(_AT_THE_COUNTER, len(_AT_THE_SCREEN) + 1):
        kind = cast.kind(unit.partition("-")[0])
        cast.come_to("10:06", at * 120)
        _to_unit(cast, f"{kind.name} {unit}")
        cast.counter.touch("tools.find.lend")
        _hand_over(cast, kind, at, next(names))
    cast.glasses.shot("counter-tools-out")
    cast.counter.touch("meals.tab")


def _take_number(cast: Cast, kind: Kind) -> None:
    """From the picture to the number."""
    glasses, workers = cast.glasses, cast.workers
    glasses.turn_to(workers)
    glasses.wake()
    workers.touch("tools.screen.borrow")
    if kind.id == "drill":
        glasses.shot("tools-which")
    workers.fingers.touch(kind.name)
    if kind.permit:
        glasses.shot("tools-deposit-permit")
    workers.touch("tools.screen.yes")
    workers.wait("tools.screen.goes")
    if kind.id == "drill":
        glasses.shot("tools-number")
    if not kind.safety:
        workers.touch("tools.screen.goes")


def _to_loan(cast: Cast, title: str) -> None:
    cast.glasses.turn_to(cast.counter)
    cast.counter.touch("tools.tab")
    cast.counter.touch("tools.counter.door_open")
    cast.counter.touch("tools.counter.go_on", beside=title)


def _to_unit(cast: Cast, title: str) -> None:
    cast.glasses.turn_to(cast.counter)
    cast.counter.touch("tools.tab")
    cast.counter.touch("tools.counter.door_units")
    cast.counter.page_to(title)
    cast.counter.touch("tools.counter.go_on", beside=title)


def _hand_over(cast: Cast, kind: Kind, number: int, name: str, *, shot: bool = False) -> None:
    """The checklist, the name, the pictures of what is dangerous, the deposit."""
    glasses, counter = cast.glasses, cast.counter
    for part in kind.parts:
        counter.fingers.touch(part.name)
    if kind.adults_only:
        counter.touch("tools.counter.seen_adult")
    if kind.permit:
        counter.touch("tools.counter.seen_permit")
    if shot:
        glasses.shot("counter-tool-parts")
    counter.touch("tools.counter.who")
    counter.fingers.writes(name)
    if shot:
        glasses.shot("counter-tool-who")
    counter.touch("widgets.who_done")
    glasses.settle()
    if kind.safety:
        _consent(cast, kind, number)
    yuan = str(kind.deposit_fen // 100)
    counter.touch("tools.find.take", yuan=yuan)
    if shot:
        glasses.shot("counter-tool-deposit")
    counter.touch("tools.find.take", yuan=yuan)
    glasses.settle()
    counter.touch("tools.counter.door_open")
    if kind.safety:
        glasses.turn_to(cast.workers)
        glasses.shot(f"tools-borrowed-{kind.id}")
        cast.workers.touch("tools.screen.well")


def _consent(cast: Cast, kind: Kind, number: int) -> None:
    """Three pictures on the workers' screen, before the money."""
    cast.glasses.turn_to(cast.workers)
    cast.workers.wait("tools.screen.understood")
    cast.glasses.shot(f"tools-safety-{kind.id}")
    cast.workers.touch("tools.screen.understood")
    cast.glasses.settle()
    _to_loan(cast, f"{cast.tool_name(number)} {kind.name}")
