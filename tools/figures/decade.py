"""What screens, the counter and reports read, of a station with ten years behind it, beside one with forty days."""

import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from support.station import SetClock

from figures.figure import Figure, Line, at_most
from figures.life import FIRST_DAY, Life
from figures.samples import Samples, shown, take_turns, timed
from figures.stations import ROOT, SOURCES
from kiosk.base.reports import TOPICS
from kiosk.reading.inspection import inspection
from kiosk.reading.tables import tables
from kiosk.services.beds.readings import found as beds_found
from kiosk.services.beds.readings import views as beds
from kiosk.services.beds.readings.calls import calls as beds_calls
from kiosk.services.beds.readings.house import house as beds_house
from kiosk.services.house import readings as house
from kiosk.services.meals.readings import calls as meals_calls
from kiosk.services.meals.readings import found as meals_found
from kiosk.services.meals.readings import kitchen
from kiosk.services.meals.readings import views as meals
from kiosk.services.people import readings as people
from kiosk.services.points.readings import views as points
from kiosk.services.registry import SERVICES
from kiosk.services.slips import readings as slips
from kiosk.services.till import readings as till
from kiosk.services.till.readings import shifts
from kiosk.services.tools.readings import found as tools_found
from kiosk.services.tools.readings import views as tools

_TEN_YEARS: Final = 3653
_FEW: Final = 40
_ROUNDS: Final = 60
_PROMISED: Final = 1.2
_MEMBER: Final = 1  # whose card is read
_AWAY: Final = 3  # days, so that no report of the day reads what filled the page
_NAMED: Final = 5

# What a worker's screens read: each by its service and its reading.
_SCREENS: Final[dict[str, tuple[str, Callable[..., Any]]]] = {
    "beds": ("beds", beds.standing),
    "beds, board": ("beds", beds_calls),
    "lunch": ("meals", meals.offers),
    "lunch, board": ("meals", partial(meals_calls.calls, meal="lunch")),
    "lunch, menu": ("meals", partial(meals.menu, meal="lunch")),
    "lunch, how many ahead": ("meals", partial(meals.ahead, meal="lunch", number=20)),
    "tools": ("tools", tools.offers),
    "tools, answers": ("tools", tools.answers),
    "card": ("points", partial(points.passbook, number=_MEMBER)),
    "goods": ("points", points.goods),
    "calls": ("house", house.calls),
    "devices": ("house", house.device_states),
}
# What the counter's panels and its search read.
_COUNTER: Final[dict[str, tuple[str, Callable[..., Any]]]] = {
    "beds": ("beds", beds_house),
    "beds, found": ("beds", partial(beds_found.found, text="1")),
    "lunch, tickets": ("meals", partial(meals.tickets, meal="lunch")),
    "lunch, found": ("meals", partial(meals_found.found, text="8")),
    "lunch, days": ("meals", meals_found.days_now),
    "kitchen, samples": ("meals", partial(kitchen.samples, meal="lunch")),
    "kitchen, dishes": ("meals", lambda store, _: kitchen.dishes_before(store, "lunch")),
    "tools, open": ("tools", tools.matters),
    "tools, units": ("tools", tools.unit_views),
    "tools, count": ("tools", tools.count_now),
    "tools, found": ("tools", partial(tools_found.found, text="1")),
    "points, waiting": ("points", points.waiting),
    "points, to hand out": ("points", points.to_hand_out),
    "points, corrections": ("points", points.correcting),
    "points, a member's": ("points", partial(points.redeemed_by, account=_MEMBER)),
    "points, today's": ("points", partial(points.earned_today, account=_MEMBER)),
    "money that waits": ("till", till.waiting_sales),
    "money owed": ("till", till.open_owed),
    "shift": ("till", shifts.whole),
    "shifts that wait": ("till", shifts.waiting_shifts),
    "paper that waits": ("slips", slips.waiting_slips),
    "paper to look at": ("slips", slips.open_slips),
    "clock": ("house", house.clock_jumped),
    "people by phone": ("people", partial(people.by_tail, tail="1234")),
}


def measure(folder: Path, cache: Path) -> list[Line]:
    """Everything in turn, on both: the same day, the same people, ten years apart."""
    young = Life(_lived(_FEW, cache, folder / "young"), _clock(_FEW))
    old = Life(_lived(_TEN_YEARS, cache, folder / "old"), _clock(_TEN_YEARS))
    for life in (young, old):
        life.fills_page(_MEMBER)
        for _ in range(_AWAY):
            life.night()
        life.ordinary()
    behind = old.desk.journal.count()
    groups = {
        "a worker's screen": _read(_SCREENS),
        "a panel of the counter": _read(_COUNTER),
        "a report of the day": dict(_reports()),
    }
    lines = [_line(what, reads, young, old, behind) for what, reads in groups.items()]
    for life in (young, old):
        life.close()
    return lines


_Read = Callable[[Life], object]


def _read(readings: dict[str, tuple[str, Callable[..., Any]]]) -> dict[str, _Read]:
    def one(service: str, reading: Callable[..., Any]) -> _Read:
        return lambda life: reading(life.desk.journal.db, life.scene(service))

    return {name: one(*found) for name, found in readings.items()}


def _reports() -> Iterator[tuple[str, _Read]]:
    def one(topic: Any) -> _Read:
        return lambda life: tables(life.desk.journal.db, SERVICES, life.scene, (topic,), life.today, life.today)

    yield from ((topic, one(topic)) for topic in TOPICS)
    yield "inspection", lambda life: inspection(life.desk.journal.db, SERVICES, life.clock.now())


def _line(what: str, reads: dict[str, _Read], young: Life, old: Life, behind: int) -> Line:
    ratios: dict[str, float] = {}
    numbers: dict[str, float] = {}
    medians: dict[str, float] = {}
    for name, read in reads.items():
        rivals = {"young": timed(partial(read, young)), "old": timed(partial(read, old))}
        for step in rivals.values():
            step()
        samples: dict[str, Samples] = take_turns(rivals, _ROUNDS)
        ratios[name] = samples["old"].quantile(0.5) / samples["young"].quantile(0.5)
        medians[name] = samples["old"].quantile(0.5)
        numbers |= {f"{name} ratio": round(ratios[name], 3), f"{name} ms": round(medians[name] * 1e3, 3)}
    worst = sorted(ratios, key=lambda name: -ratios[name])
    words, met = at_most(ratios[worst[0]], _PROMISED)
    over = sum(ratio > _PROMISED for ratio in ratios.values())
    slowest = max(medians, key=lambda name: medians[name])
    return Line(
        what=f"{what}, read with ten years behind it ({behind:,} events): {len(reads)} of them",
        measured=", ".join(f"{name} {ratios[name]:.2f}" for name in worst[:_NAMED]),
        beside=f"the same after {_FEW} days; the slowest takes {shown(medians[slowest])} ({slowest})",
        ratio=f"{ratios[worst[0]]:.2f} times as long at the most" + (f", {over} over" if over else ""),
        promised=words,
        met=met,
        numbers=numbers,
    )


def _clock(days: int) -> SetClock:
    """In the morning after so many days."""
    clock = SetClock(FIRST_DAY)
    clock.pass_(days * 24 * 3600)
    return clock


def _lived(days: int, cache: Path, to: Path) -> Path:
    """A station with so many ordinary days behind it, written by the real desk; kept in `cache` for the next run."""
    digest = sha256(str(days).encode())
    for path in sorted(path for pattern in (*SOURCES, "tools/figures/life.py") for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    kept = cache / f"days-{days}-{digest.hexdigest()[:16]}"
    if not kept.exists():
        for stale in cache.glob(f"days-{days}-*"):
            shutil.rmtree(stale)
        making = cache / f"days-{days}-making"
        life = Life(making)
        life.desk.journal.db.execute("PRAGMA synchronous = OFF").fetchall()
        for _ in range(days):
            life.ordinary()
            life.evening()
        life.desk.journal.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        life.close()
        making.rename(kept)
    shutil.copytree(kept, to)
    with (to / "journal.db").open("rb") as copied:
        os.fsync(copied)
    return to


FIGURE: Final = Figure("decade", measure)
