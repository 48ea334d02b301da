"""All tables of the till, kept by the events alone."""

from typing import Final

from kiosk.base.event import Entry
from kiosk.base.store import Store
from kiosk.services.till import readings as sales
from kiosk.services.till.readings import machine, papers, shifts

SCHEMA: Final = sales.SCHEMA + papers.SCHEMA + shifts.SCHEMA + machine.SCHEMA
TABLES: Final = (*sales.TABLES, *papers.TABLES, *shifts.TABLES, *machine.TABLES)


def apply(store: Store, entry: Entry) -> None:
    """Keeps the tables: each fact belongs to one of them."""
    sales.apply(store, entry)
    papers.apply(store, entry)
    shifts.apply(store, entry)
    machine.apply(store, entry)
