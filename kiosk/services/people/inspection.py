"""What an auditor is shown of people: how many are kept, and how often somebody looked."""

from kiosk.base.clock import Now
from kiosk.base.inspection import Figure, Section
from kiosk.base.store import Store


def inspect(store: Store, now: Now) -> tuple[Section, ...]:
    """How many names are kept, how many were erased, how many looks were taken today."""
    kept = store.execute("SELECT count(*) FROM people_persons WHERE erased_at = ''").fetchone()[0]
    erased = store.execute("SELECT count(*) FROM people_persons WHERE erased_at <> ''").fetchone()[0]
    views = store.execute("SELECT count(*) FROM people_views WHERE at >= ?", (now.date,)).fetchone()[0]
    counted = {"kept": kept, "erased": erased, "views": views}
    return (
        Section("people.inspect.title", tuple(Figure(f"people.inspect.{key}", str(n)) for key, n in counted.items())),
    )
