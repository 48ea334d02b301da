"""What an auditor wants listed of people."""

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.store import Store
from kiosk.services.people import events


def acts(store: Store, entry: Entry) -> Figure | None:
    """Who looked at a name, put one right, erased one."""
    del store
    match entry.fact:
        case events.Viewed():
            return Figure("people.act.viewed", "")
        case events.Corrected():
            return Figure("people.act.corrected", "")
        case events.Erased() as fact:
            return Figure(f"people.act.erased_{fact.why}", "")
        case _:
            return None
