"""What an auditor wants listed of those who work here."""

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.store import Store
from kiosk.services.staff import events


def acts(store: Store, entry: Entry) -> Figure | None:
    """Who was added or retired, whose PIN was changed, who was locked out."""
    del store
    match entry.fact:
        case events.Added() as fact:
            return Figure("staff.act.listed" if fact.listed else "staff.act.added", "", {"shown": fact.shown})
        case events.Listed() as fact:
            return Figure("staff.act.listed", "", {"shown": fact.shown})
        case events.PinChanged() as fact:
            return Figure("staff.act.pin", "", {"who": fact.who})
        case events.Retired() as fact:
            return Figure("staff.act.retired", "", {"who": fact.who})
        case events.LockedOut() as fact:
            return Figure("staff.act.locked", "", {"who": fact.who})
        case _:
            return None
