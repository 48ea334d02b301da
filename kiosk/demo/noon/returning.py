"""Four of the tools come back: whole, damaged, and where the drawer has not enough."""

from kiosk.demo.noon.cast import Cast


def returning(cast: Cast) -> None:
    """Two whole ones, one that lacks a part, one whose deposit becomes 待退."""
    cast.come_to("12:30")
    _whole(cast)
    _damaged(cast)
    _drawer_short(cast)
    cast.glasses.shot("counter-tools-back")
    cast.counter.touch("meals.tab")


def _open(cast: Cast, title: str) -> None:
    cast.glasses.turn_to(cast.counter)
    cast.counter.touch("tools.tab")
    cast.counter.touch("tools.counter.door_open")
    cast.counter.page_to(title)
    cast.counter.touch("tools.counter.go_on", beside=title)


def _whole(cast: Cast) -> None:
    for number, kind_id in ((1, "drill"), (5, "toolbox")):
        kind = cast.kind(kind_id)
        _open(cast, f"{cast.tool_name(number)} {kind.name}")
        cast.counter.touch("tools.find.take_back")
        cast.counter.touch("tools.counter.all_well", yuan=str(kind.deposit_fen // 100))
        cast.glasses.settle()


def _damaged(cast: Cast) -> None:
    """The bit is missing: its price is said on the workers' screen, and agreed to there."""
    glasses, workers, counter = cast.glasses, cast.workers, cast.counter
    cast.come_to("12:36")
    kind = cast.kind("drill")
    title = f"{cast.tool_name(4)} {kind.name}"
    part = next(part for part in kind.parts if part.id == "bit")
    deduct, back = part.missing_fen // 100, (kind.deposit_fen - part.missing_fen) // 100
    _open(cast, title)
    counter.touch("tools.find.take_back")
    counter.fingers.touch(part.name)
    glasses.shot("counter-tool-looked-over")
    counter.touch("tools.counter.claim", deduct=str(deduct), yuan=str(back))
    glasses.settle()
    glasses.turn_to(workers)
    glasses.wake()
    workers.touch("tools.screen.bring_back")
    glasses.shot("tools-bring-back")
    workers.fingers.touch(cast.tool_name(4))
    glasses.shot("tools-deduction")
    workers.touch("tools.screen.agree")
    glasses.settle()
    glasses.shot("tools-agreed")
    _open(cast, title)
    counter.touch("tools.find.give_back", yuan=str(back))
    counter.touch("tools.find.proof_slip")
    glasses.settle()
    glasses.turn_to(workers)
    glasses.wake()


def _drawer_short(cast: Cast) -> None:
    """The deposit of the generator is more than the drawer has: its owner gets a paper for it."""
    cast.come_to("12:42")
    kind = cast.kind("generator")
    _open(cast, f"{cast.tool_name(2)} {kind.name}")
    counter = cast.counter
    counter.touch("tools.find.take_back")
    for way in ("slip", "known"):
        counter.touch(f"tools.counter.proof_{way}")
    cast.glasses.shot("counter-tool-drawer-short")
    counter.touch("tools.counter.owe_money", yuan=str(kind.deposit_fen // 100))
    cast.glasses.settle()
