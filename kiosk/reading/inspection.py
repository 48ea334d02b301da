"""检查: what all services show an auditor, read at one moment."""

from collections.abc import Iterable

from kiosk.base.clock import Now
from kiosk.base.inspection import Section
from kiosk.base.service import Service
from kiosk.base.store import Store


def inspection(store: Store, services: Iterable[Service], now: Now) -> tuple[Section, ...]:
    """Section by section: first of what is sold, last of the station itself."""
    return tuple(
        section
        for service in reversed(tuple(services))
        if service.inspect is not None
        for section in service.inspect(store, now)
    )
