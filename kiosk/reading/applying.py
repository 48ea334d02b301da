"""Readings are made of events: live at the station, again at a rebuild, and at the centre."""

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.base.event import Entry
from kiosk.base.service import Service


def apply(store: Any, by_kind: Mapping[str, Service], followers: Sequence[Service], entry: Entry) -> None:
    """Applies one event to the readings: those of its own service, and of whoever follows postings."""
    by_kind[entry.fact.kind].apply(store, entry)
    if entry.post:
        for service in followers:
            if service.follow is not None:
                service.follow(store, entry)
