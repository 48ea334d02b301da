"""What slips themselves put on paper: the sheet that shows which printer profile is right, and the test page."""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from kiosk.base.clock import when
from kiosk.base.event import Entry
from kiosk.base.service import Letterhead
from kiosk.base.store import Store
from kiosk.paper.elements import Drawer, Feed, Pair, QrCode, Rule, Slip, Text, Trial
from kiosk.services.slips import events

TRIAL: Final = "slips.trial"
TEST: Final = "slips.test"
# Punctuation, two-byte signs, a hanzi of four bytes: what a wrong code page spoils first.
_HARD: Final = "午餐，￥5.00 ①②③ 〇 ㎡ —— 𬭎 No.8"
_CODE: Final = "TEST 8"


def slip(store: Store, entry: Entry, head: Letterhead) -> Slip | None:
    """The paper of one event, or None."""
    del store
    above = (head.station, head.say("slip.when", **when(entry.at)))
    match entry.fact:
        case events.TrialOrdered(profiles=profiles, device=device):
            return msgspec.structs.replace(trial(profiles, above, head.say), device=device)
        case events.TestOrdered(device=device):
            return msgspec.structs.replace(test_page(above, head.say), device=device)
        case _:
            return None


def trial(profiles: Sequence[str], above: Sequence[str], say: Callable[..., str]) -> Slip:
    """One line a profile, as long as its paper is wide and with its number at both ends; `above` stands on top."""
    title = say("slips.slip_trial")
    lines = (
        Trial(profile, (Pair(say("slips.slip_trial_line", number=number), str(number)), Feed()))
        for number, profile in enumerate(profiles, 1)
    )
    return Slip(TRIAL, title, (*(Text(line) for line in (title, *above)), Rule(), *lines, Rule(), Feed()))


def test_page(above: Sequence[str], say: Callable[..., str]) -> Slip:
    """Everything a printer does, each under the words by which it is asked about afterwards."""
    title = say("slips.slip_test")
    return Slip(
        TEST,
        title,
        (
            *(Text(line) for line in (title, *above)),
            Text(say("slips.slip_test_ruler")),
            Pair("|<", ">|"),
            Rule(),
            Text(say("slips.slip_test_text")),
            Text(_HARD),
            Text(say("slips.slip_test_sizes")),
            Text("午餐 8号", size=1),
            Text("午餐 8号", size=2),
            Pair("午餐", "￥5.00", size=2),
            Text(say("slips.slip_test_code")),
            QrCode(_CODE, (_CODE,)),
            Text(say("slips.slip_test_end")),
            Feed(),
            Drawer(),
        ),
    )
