"""The beds on the call screen: for whom a bed is kept, and who is woken; else nothing, the hall is the meals'."""

from functools import partial
from typing import Any, Final

import msgspec

from kiosk.base.phrase import Phrase, phrase
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.beds.readings.calls import Calls, Offered, Wake, calls
from kiosk.services.beds.readings.views import standing
from kiosk.services.beds.screens.pictures import BED
from kiosk.widgets.service import BoardCall, BoardExample, BoardPart, Say
from kiosk.widgets.shell import Shell


class Standing(msgspec.Struct, frozen=True):
    """What is called, how many beds are left today, how many wait."""

    calls: Calls = Calls()
    left: int = 0
    queue: int = 0


def board(shell: Shell) -> tuple[BoardPart, ...]:
    """One part while somebody is called or waits."""
    found = shell.desk.read("beds", _standing)
    called = found.calls.offered or found.calls.wake
    return (part(shell.say, found),) if called or found.queue else ()


def _standing(store: Store, scene: Scene[Any]) -> Standing:
    rooms = [room for one in standing(store, scene).offers if not one.ahead for room in one.rooms]
    return Standing(calls(store, scene), sum(len(room.free) for room in rooms), sum(room.queue for room in rooms))


def part(say: Say, found: Standing) -> BoardPart:
    """What the call screen tells of the beds."""
    called = (
        *(_offered(say, one) for one in found.calls.offered),
        *(_woken(say, one) for one in found.calls.wake),
    )
    facts = [say("beds.screen.left", left=found.left) if found.left else say("beds.screen.chairs")]
    if found.queue:
        facts.append(say("beds.board.queue", queue=found.queue))
    return BoardPart(
        title=say("beds.bed"),
        icon=BED,
        accent="beds",
        heading=say("beds.board.heading"),
        calls=tuple(sorted(called, key=lambda call: call.at, reverse=True)),
        idle=say("beds.screen.full") if not found.left else say("beds.screen.left", left=found.left),
        facts=tuple(facts if called else facts[1:]),
        aloud=aloud,
    )


def _offered(say: Say, one: Offered) -> BoardCall:
    words = say("beds.board.place", place=one.place)
    return BoardCall(f"offer/{one.slot}/{one.place}", words, words, one.at, say("beds.board.offered", bed=one.bed))


def _woken(say: Say, one: Wake) -> BoardCall:
    # The number alone: several are woken at once, and are read across the hall.
    return BoardCall(f"wake/{one.bed}", str(one.bed), str(one.bed), one.at, say("beds.board.wake"))


def aloud(keys: tuple[str, ...], *, named: bool) -> tuple[Phrase, ...]:
    """What is said for these calls: places one by one; beds together, for the room is one."""
    del named  # both sentences say what they are about
    places = [int(key.rpartition("/")[2]) for key in keys if key.startswith("offer/")]
    beds = sorted(int(key.rpartition("/")[2]) for key in keys if key.startswith("wake/"))
    said = [phrase("beds.voice.call_place", place=place) for place in places]
    said += [phrase("beds.voice.call_bed", bed=bed) for bed in beds]
    return (*said, phrase("beds.voice.wake")) if beds else tuple(said)


_AT: Final = "2024-03-01T14:00:00.000+08:00"
_STATES: Final = {
    "offered": Standing(Calls((Offered("12:00", 2, 3, _AT),)), 0, 3),
    "wake": Standing(Calls((), tuple(Wake(bed, _AT) for bed in (1, 3, 4, 12, 22)))),
    "wake-one": Standing(Calls((), (Wake(3, _AT),)), 2),
    "both": Standing(Calls((Offered("14:00", 1, 5, _AT),), (Wake(3, _AT),)), 0, 1),
    "waiting": Standing(queue=4),
}


def _parts(say: Say, found: Standing) -> tuple[BoardPart, ...]:
    return (part(say, found),)


BOARD_EXAMPLES: Final = tuple(BoardExample(name, partial(_parts, found=found)) for name, found in _STATES.items())
