"""What screens, the counter and reports read."""

from datetime import date
from typing import Any, Final

import msgspec

from kiosk.base.request import Scene
from kiosk.base.store import Store
from kiosk.services.meals.figures import Figures
from kiosk.services.meals.readings.load import open_day
from kiosk.services.meals.readings.tables import FIGURES
from kiosk.services.meals.settings import Settings
from kiosk.services.slips.readings import first_job

_FIGURES: Final = ", ".join(field.name for field in FIGURES)


class Offer(msgspec.Struct, frozen=True):
    """A kind of meal as screens show it.

    `state`: day_off (放假), not_open, too_early, on_sale, sold_out, too_late, closed, or withdrawn (停供: open, and
    dropped from the settings since, so nothing is sold any more); times as 11:30, price and times empty where it is
    withdrawn.
    `again` is the date on which it is sold again, where that is not tomorrow.
    """

    meal: str
    state: str
    price_fen: int
    left: int
    waiting: int
    queue: int
    opens: str
    serving_from: str
    ends: str
    again: date | None = None


def offers(store: Store, scene: Scene[Settings]) -> tuple[Offer, ...]:
    """Every meal of the settings as it stands now, then those still open that the settings no longer name."""
    found = []
    again = scene.days.resumes(scene.now.date)
    for meal in scene.settings.meals:
        day = open_day(store, meal.id)
        price = meal.price_on(day.day if day else scene.now.date)
        left = max(0, day.left) if day else 0
        if day is None:
            closed = store.execute(
                "SELECT 1 FROM meals_days WHERE day = ? AND meal = ?", (scene.now.date, meal.id)
            ).fetchone()
            state = "closed" if closed else "not_open" if scene.days.open_on(scene.now.date) else "day_off"
        elif not scene.days.open_on(scene.now.date):
            state = "too_late"
        elif scene.now.minute < meal.sale[0]:
            state = "too_early"
        elif scene.now.minute >= meal.sale[1]:
            state = "too_late"
        else:
            state = "on_sale" if left else "sold_out"
        found.append(
            Offer(
                meal.id,
                state,
                price.price_fen if price else 0,
                left,
                day.waiting if day else 0,
                day.queue if day else 0,
                meal.sale[0],
                meal.serving_from,
                meal.sale[1],
                again,
            )
        )
    named = {meal.id for meal in scene.settings.meals}
    rows = store.execute("SELECT meal FROM meals_days WHERE open ORDER BY meal").fetchall()
    for (meal_id,) in rows:
        day = open_day(store, meal_id) if meal_id not in named else None
        if day is not None:
            found.append(Offer(meal_id, "withdrawn", 0, max(0, day.left), day.waiting, day.queue, "", "", ""))
    return tuple(found)


class TicketRow(msgspec.Struct, frozen=True):
    """A number as screens show it; `slip` is its slip's code in digits, empty before it is paid for."""

    meal: str
    number: int
    qty: int
    state: str
    sale: str
    price_fen: int
    changed_at: str
    slip: str


# What a number is made of, from what it is read: a spool's row is found by a key computed from our own columns.
ROW: Final = "t.meal, t.number, t.qty, t.state, t.sale, t.price_fen, t.changed_at, coalesce(s.slip, '')"
ROWS: Final = f"meals_tickets t LEFT JOIN spool s ON s.job = {first_job('t.issued_epoch', 't.issued_seq')}"
_TICKETS: Final = f"SELECT {ROW} FROM {ROWS} "  # noqa: S608 - constants


def tickets(store: Store, scene: Scene[Any], meal: str) -> tuple[TicketRow, ...]:
    """The numbers of the open day, in order."""
    del scene
    day = open_day(store, meal)
    if day is None:
        return ()
    rows = store.execute(_TICKETS + "WHERE t.day = ? AND t.meal = ? ORDER BY t.number", (day.day, meal)).fetchall()
    return tuple(TicketRow(*row) for row in rows)


def ticket_of(store: Store, scene: Scene[Any], sale: str, meal: str) -> TicketRow | None:
    """The number that a sale of the open day has now; the newest, where late money took a new one."""
    day = open_day(store, meal)
    if day is None:
        return None
    del scene
    row = store.execute(
        _TICKETS + "WHERE t.day = ? AND t.meal = ? AND t.sale = ? ORDER BY t.number DESC LIMIT 1", (day.day, meal, sale)
    ).fetchone()
    return TicketRow(*row) if row else None


def ahead(store: Store, scene: Scene[Any], meal: str, number: int) -> int:
    """How many paid numbers before this one have not been called."""
    del scene
    day = open_day(store, meal)
    if day is None:
        return 0
    count: int = store.execute(
        "SELECT count(*) FROM meals_tickets WHERE day = ? AND meal = ? AND state = 'waiting' AND number < ?",
        (day.day, meal, number),
    ).fetchone()[0]
    return count


def menu(store: Store, scene: Scene[Any], meal: str) -> tuple[str, ...]:
    """The dishes of the day."""
    day = open_day(store, meal)
    row = store.execute(
        "SELECT dishes FROM meals_menus WHERE day = ? AND meal = ?", (day.day if day else scene.now.date, meal)
    ).fetchone()
    return tuple(msgspec.json.decode(row[0])) if row else ()


def figures(store: Store, first: str, last: str) -> dict[tuple[str, str], Figures]:
    """The figures of every day and meal from one date to another, both included."""
    rows = store.execute(
        f"SELECT day, meal, {_FIGURES} FROM meals_days WHERE day BETWEEN ? AND ? ORDER BY day, meal",  # noqa: S608 - constants
        (first, last),
    ).fetchall()
    return {(row[0], row[1]): Figures(*row[2:]) for row in rows}
