"""Points expire where the station says so; by default never."""

from datetime import date

import msgspec

from kiosk.base.event import Happened
from kiosk.base.request import Decision, Scene
from kiosk.services.points import events
from kiosk.services.points.rules.state import granted
from kiosk.services.points.settings import Settings


class Old(msgspec.Struct, frozen=True):
    """What is left of what a member earned up to a day."""

    account: int
    points: int


def last_day(settings: Settings, today: str) -> str:
    """The last day on which points that are over now were earned; empty where none ever are."""
    if not settings.expire_months:
        return ""
    day = date.fromisoformat(today)
    months = day.year * 12 + day.month - 1 - settings.expire_months
    # What was earned in a month lasts until the same month's end: nobody counts days.
    return f"{months // 12:04d}-{months % 12 + 1:02d}-00"


def due(old: tuple[Old, ...], before: str, scene: Scene[Settings]) -> tuple[Decision, ...]:
    """What is too old is no longer owed."""
    return tuple(
        Decision(
            (
                Happened(
                    events.Expired(
                        account=one.account,
                        day=scene.now.date,
                        before=before,
                        book=granted("expired", (("points", one.points),), -1),
                    )
                ),
            )
        )
        for one in old
    )
