"""What an auditor wants listed of the station itself."""

from kiosk.base.event import Entry
from kiosk.base.inspection import Figure
from kiosk.base.store import Store
from kiosk.services.house import events


def acts(store: Store, entry: Entry) -> Figure | None:
    """Settings, the clock, epochs, inspections."""
    del store
    match entry.fact:
        case events.SettingsAdopted():
            return Figure("house.act.settings", "")
        case events.ClockJumped() as fact:
            return Figure("house.act.clock", "", {"seconds": round(fact.by_ms / 1000)})
        case events.EpochOpened() as fact:
            return Figure("house.act.epoch", "", {"epoch": fact.epoch})
        case events.Inspected():
            return Figure("house.act.inspected", "")
        case events.ReportPrinted():
            return Figure("house.act.report", "")
        case _:
            return None
