"""What slips themselves put on paper: the sheet that shows which printer profile is right."""

from collections.abc import Callable, Sequence
from typing import Final

from kiosk.base.clock import when
from kiosk.base.event import Entry
from kiosk.base.service import Letterhead
from kiosk.base.store import Store
from kiosk.paper.elements import Feed, Pair, Rule, Slip, Text, Trial
from kiosk.services.slips import events

TRIAL: Final = "slips.trial"


def slip(store: Store, entry: Entry, head: Letterhead) -> Slip | None:
    """The paper of one event, or None."""
    del store
    if not isinstance(entry.fact, events.TrialOrdered):
        return None
    return trial(entry.fact.profiles, (head.station, head.say("slip.when", **when(entry.at))), head.say)


def trial(profiles: Sequence[str], above: Sequence[str], say: Callable[..., str]) -> Slip:
    """One line a profile, as long as its paper is wide and with its number at both ends; `above` stands on top."""
    title = say("slips.slip_trial")
    lines = (
        Trial(profile, (Pair(say("slips.slip_trial_line", number=number), str(number)), Feed()))
        for number, profile in enumerate(profiles, 1)
    )
    return Slip(TRIAL, title, (*(Text(line) for line in (title, *above)), Rule(), *lines, Rule(), Feed()))
