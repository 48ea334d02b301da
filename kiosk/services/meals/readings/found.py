"""What the counter's search finds among the numbers, and the days as they stand."""

import re
from typing import Any, Final

import msgspec

from kiosk.base.event import parse_code
from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings.load import open_day
from kiosk.services.meals.readings.tables import FIGURES
from kiosk.services.meals.readings.views import ROW, ROWS, TicketRow
from kiosk.services.meals.settings import Settings
from kiosk.services.slips.readings import issued

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}")
_CARD: Final = re.compile(r"[A-Za-z0-9_-]{4,64}")
_FIGURES: Final = ", ".join(field.name for field in FIGURES)
_ROW: Final = f"SELECT {ROW}, t.day, d.open FROM {ROWS} JOIN meals_days d ON d.day = t.day AND d.meal = t.meal "  # noqa: S608 - constants
# The days that are open, and today's: each by an index, for SQLite would rather read all days there ever were.
_DAYS: Final = (
    "SELECT day, meal, open FROM meals_days INDEXED BY meals_one_open WHERE open UNION "
    "SELECT day, meal, open FROM meals_days WHERE day = ? ORDER BY open DESC, day DESC, meal"
)
# Which number an event issued: a key of the journal, where a search among all tickets would grow with its age.
_ISSUED: Final = (
    "SELECT json_extract(CAST(j.raw AS TEXT), '$.data.day'), json_extract(CAST(j.raw AS TEXT), '$.data.meal'), "
    "json_extract(CAST(j.raw AS TEXT), '$.data.number') FROM epochs e JOIN journal j ON j.pos = e.first_pos + ? - 1 "
    "WHERE e.epoch = ?"
)
_UNFINISHED: Final = "('ordered', 'waiting', 'called', 'recalled', 'missed')"


class FoundTicket(TicketRow, frozen=True):
    """A number of any day, `live` while its day is open."""

    day: str
    live: bool


def found(store: Store, scene: Scene[Settings], text: str) -> tuple[FoundTicket, ...]:
    """The numbers that a text means: today's or the open day's number, a member's card, the code of a number's slip."""
    if _NUMBER.fullmatch(text):
        days = store.execute(_DAYS, (scene.now.date,)).fetchall()
        of_a_day = "t.day = ? AND t.meal = ? AND t.number = ?"
        return tuple(one for day in days for one in _tickets(store, of_a_day, (*day[:2], int(text))))
    slip = issued(store, scene, text)
    if slip is not None:
        code = parse_code(slip.slip)
        return _tickets(store, f"(t.day, t.meal, t.number) = ({_ISSUED})", (code.seq, code.epoch))
    if _CARD.fullmatch(text):
        return _tickets(store, "t.member = ? AND t.day = ?", (text, scene.now.date))
    return ()


def _tickets(store: Store, where: str, bound: tuple[Any, ...]) -> tuple[FoundTicket, ...]:
    rows = store.execute(_ROW + f"WHERE {where} ORDER BY d.open DESC, t.day DESC, t.meal LIMIT 8", bound).fetchall()
    return tuple(FoundTicket(*(*row[:-1], bool(row[-1]))) for row in rows)


class DayNow(msgspec.Struct, frozen=True):
    """A meal's day as the counter opens and closes it.

    `state` is not_open, open, closed, or forgotten: a day before today that nobody closed. `unpaid` and `unserved`
    are the numbers in it that are not finished; `planned` is what would be opened.
    """

    meal: str
    day: str
    state: str
    figures: Figures
    unpaid: int = 0
    unserved: int = 0
    planned: int = 0


def days_now(store: Store, scene: Scene[Settings]) -> tuple[DayNow, ...]:
    """Every meal of the settings, or still open, as its day stands; forgotten ones first."""
    planned = {meal.id: meal.portions for meal in scene.settings.meals}
    rows = store.execute("SELECT meal FROM meals_days WHERE open ORDER BY meal").fetchall()
    meals = dict.fromkeys((*planned, *(row[0] for row in rows)))
    days = [_day(store, scene, meal, planned.get(meal, 0)) for meal in meals]
    return tuple(sorted(days, key=lambda day: day.state != "forgotten"))


def _day(store: Store, scene: Scene[Settings], meal: str, planned: int) -> DayNow:
    today, now = scene.now.date, open_day(store, meal)
    day = now.day if now else today
    row = store.execute(
        f"SELECT {_FIGURES} FROM meals_days WHERE day = ? AND meal = ?",  # noqa: S608 - constants
        (day, meal),
    ).fetchone()
    figures = Figures(*row) if row else Figures()
    if now is None:
        return DayNow(meal, day, "closed" if row else "not_open", figures, planned=planned)
    unpaid, unserved = store.execute(
        "SELECT coalesce(sum(state = 'ordered'), 0), coalesce(sum(state <> 'ordered'), 0) FROM meals_tickets "  # noqa: S608 - constants
        f"WHERE day = ? AND meal = ? AND state IN {_UNFINISHED}",
        (day, meal),
    ).fetchone()
    return DayNow(meal, day, "open" if day == today else "forgotten", figures, unpaid, unserved, planned)
