"""What an auditor wants listed of the paper."""

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.store import Store
from kiosk.services.slips import events


def acts(store: Store, entry: Entry) -> Figure | None:
    """Reprints, and papers that somebody settled by looking."""
    del store
    match entry.fact:
        case events.Reprinted() as fact:
            return Figure("slips.act.reprinted", "", {"slip": fact.slip, "copy": fact.copy})
        case events.Settled() as fact:
            return Figure("slips.act.settled" if fact.there else "slips.act.missing", "", {"slip": fact.slip})
        case _:
            return None
