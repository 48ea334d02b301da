"""What things are called in the language spoken now, and amounts in their units."""

from kiosk.base.clock import when
from kiosk.base.words import Lang
from kiosk.services.points.readings.views import Line
from kiosk.services.points.settings import UNITS
from kiosk.widgets.service import Say


def named(lang: Lang, zh: str, en: str) -> str:
    """The name in that language."""
    return en if lang == "en" and en else zh


def hours(say: Say, minutes: int) -> str:
    """Minutes of volunteering, as people count them."""
    return say("points.screen.duration", hours=minutes // 60, minutes=minutes % 60)


def gives(say: Say, points: int, minutes: int, times: int) -> str:
    """What an earning gives, in every unit it gives."""
    amounts = zip(UNITS, (points, minutes, times), strict=True)
    return " ".join(say(f"points.amount_{unit}", amount=amount) for unit, amount in amounts if amount)


def told(say: Say, lang: Lang, line: Line) -> str:
    """What a line of the passbook was for."""
    return say(f"points.screen.line_{line.kind}", what=named(lang, line.zh, line.en))


def on(say: Say, stamp: str) -> str:
    """The day of an event: 3月1日."""
    return say("points.screen.at", **when(stamp))
