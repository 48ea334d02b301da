"""What an auditor is shown of the paper: what nobody has settled yet."""

from kiosk.base.clock import Now
from kiosk.base.inspection import Figure, Section
from kiosk.base.store import Store


def inspect(store: Store, now: Now) -> tuple[Section, ...]:
    """How many copies are uncertain, and how many failed."""
    del now
    rows = store.execute(
        "SELECT state, count(*) FROM slips_copies WHERE state IN ('uncertain', 'failed') GROUP BY state"
    ).fetchall()
    found = dict(rows)
    lines = tuple(Figure(f"slips.inspect.{state}", str(found.get(state, 0))) for state in ("uncertain", "failed"))
    return (Section("slips.inspect.title", lines),)
