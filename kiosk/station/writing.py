"""`station.toml` as it is written by the program: a new one with its comments, or one value changed in a person's own.

Source of the format's keeping of comments and order: tomlkit.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import tomlkit
from tomlkit.exceptions import TOMLKitError

from kiosk.base.files import bundled
from kiosk.base.request import Outcome
from kiosk.base.toml import ConfigError
from kiosk.base.words import Lang
from kiosk.services.beds.settings import MOST_COLUMNS, NOTHING, Who
from kiosk.services.house.requests import AdoptSettings
from kiosk.services.house.settings import Printer, Scanner
from kiosk.services.meals.settings import MealId
from kiosk.station.files import StationFiles, sync

_TOOLS: Final = """
# One table a kind of tool. Money in fen: the deposit, and what a part costs that is missing or damaged.
# A tool is lent for `days` open days, 0 for the same day; a powered one only until its inspection date.
"""
_POINTS: Final = """
# Points: what they are redeemed for. `donation` is the rule by which a giver earns.
"""
_RULES: Final = """
# The published rules of points. Who changes them adds a list with another version and date below this one.
# `day` and `month`: how often a person has points by a rule; `adopts`: the thing is named.
"""
# Before any station was made: the price of the first day holds whatever the clock says on it.
_ALWAYS: Final = "2024-01-01"


class MealPlan(msgspec.Struct, frozen=True):
    """One kind of meal as it is planned: money in fen, times as 11:30."""

    id: MealId
    portions: int
    opens: str
    serving_from: str
    ends: str
    price_fen: int
    cost_fen: int


class BedPlan(msgspec.Struct, frozen=True):
    """Rooms for a noon rest, each with so many beds; one rest a day, times as 12:00, its price in fen."""

    rooms: tuple[tuple[Who, int], ...]
    price_fen: int
    starts: str
    ends: str


class ToolPlan(msgspec.Struct, frozen=True):
    """One of the usual kinds of tool: its deposit in fen, and how many units get a label."""

    id: str
    deposit_fen: int
    units: int


class Plan(msgspec.Struct, frozen=True):
    """What has to be known of a station before it can be made: at least one service; `diagonal_in` in inches.

    `points` are the goods that points are redeemed for; without any the station has no points.
    """

    languages: tuple[Lang, ...]
    name: str
    phone: str
    width: int
    height: int
    diagonal_in: float
    meals: tuple[MealPlan, ...]
    printer: Printer | None = None
    beds: BedPlan | None = None
    tools: tuple[ToolPlan, ...] = ()
    points: tuple[str, ...] = ()
    scanner: Scanner | None = None
    second_printer: Printer | None = None


def usual() -> tomlkit.TOMLDocument:
    """What stations usually have, as a text that a person can read: kinds of tools, goods, rules of points."""
    return tomlkit.parse((bundled("assets") / "station" / "demo.toml").read_text(encoding="utf-8"))


def written(plan: Plan) -> str:
    """The `station.toml` of a plan, with the comments a person finds in it."""
    document = tomlkit.parse((bundled("assets") / "station" / "default.toml").read_text(encoding="utf-8"))
    document["station"].update({"name": plan.name, "phone": plan.phone, "languages": list(plan.languages)})
    document["screen"].update({"width": plan.width, "height": plan.height, "diagonal_in": plan.diagonal_in})
    meals = tomlkit.aot()
    for meal in plan.meals:
        meals.append(_meal(meal))
    if plan.meals:
        document["services"]["meals"]["meals"] = meals
    else:
        del document["services"]
    text = tomlkit.dumps(document) + "".join(part for part in (_beds(plan.beds), _usual(plan)) if part)
    plugged = (("printer", plan.printer), ("second_printer", plan.second_printer), ("scanner", plan.scanner))
    for table, device in plugged:
        if device is not None:
            text = changed(text, table, {"profile": device.profile, "address": device.address})
    return text


def _beds(plan: BedPlan | None) -> str:
    """The rooms as a person would draw them, beds numbered on from room to room."""
    if plan is None:
        return ""
    price = f'{{ from = "{_ALWAYS}", price_fen = {plan.price_fen} }}'
    text = f"""
# A noon rest: its times, and prices in fen from a date on.
[services.beds]
slots = [["{plan.starts}", "{plan.ends}"]]
prices = [{price}]

# One table a room: for women, men or any; its beds drawn row by row, "-" for no bed.
"""
    first = 1
    for who, beds in plan.rooms:
        rows = ", ".join(f'"{row}"' for row in _drawn(first, beds))
        text += f'[[services.beds.rooms]]\nid = "{who}"\nwho = "{who}"\nmap = [{rows}]\n\n'
        first += beds
    return text


def _drawn(first: int, beds: int) -> tuple[str, ...]:
    """A map of beds in as few rows as have room, as even as can be."""
    rows = -(-beds // MOST_COLUMNS)
    columns = -(-beds // rows)
    cells = [str(first + at) if at < beds else NOTHING for at in range(rows * columns)]
    return tuple(" ".join(cells[row * columns : (row + 1) * columns]) for row in range(rows))


def _usual(plan: Plan) -> str:
    """Of the usual kinds of tools and goods those that were chosen, as they stand there, with their comments."""
    chosen, found = {tool.id: tool for tool in plan.tools}, usual()["services"]
    text = ""
    if chosen:
        text += _TOOLS
        for kind in found["tools"]["kinds"]:
            if kind["id"] in chosen:
                kind["deposit_fen"] = chosen[kind["id"]].deposit_fen
                text += "[[services.tools.kinds]]\n" + kind.as_string().strip() + "\n\n"
    if plan.points:
        goods = [one for one in found["points"]["goods"] if one["id"] in plan.points or "unit" in one]
        lines = "".join(f"  {one.as_string()},\n" for one in goods)
        (rules,) = found["points"]["lists"]
        text += f"""{_POINTS}[services.points]
donation = "{found["points"]["donation"]}"
goods = [
{lines}]
{_RULES}[[services.points.lists]]
{rules.as_string().strip()}
"""
    return text


def _meal(meal: MealPlan) -> tomlkit.items.Table:
    price = tomlkit.inline_table()
    price.update({"from": _ALWAYS, "price_fen": meal.price_fen, "cost_fen": meal.cost_fen})
    prices = tomlkit.array()
    prices.append(price)
    table = tomlkit.table()
    table.update(
        {
            "id": meal.id,
            "portions": meal.portions,
            "sale": [meal.opens, meal.ends],
            "serving_from": meal.serving_from,
            "prices": prices,
        }
    )
    return table


def changed(text: str, table: str, values: Mapping[str, Any]) -> str:
    """A `station.toml` with some values of one table changed, all else as it was written. Raises ConfigError."""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError("station.toml", "", 1, f"this is not TOML: {error}") from None
    _put(document, table, values)
    return tomlkit.dumps(document)


def _put(document: tomlkit.TOMLDocument, table: str, values: Mapping[str, Any]) -> None:
    if table not in document:
        document.add(tomlkit.nl())
        document[table] = tomlkit.table()
    document[table].update(values)


def adopt(files: StationFiles, text: str, ask: Callable[[AdoptSettings], Outcome], request_id: str) -> None:
    """Puts a checked text in force: in the file first, for that is what the next start goes by, then in the record.

    Raises what `ask` raises; the file is then as it was.
    """
    before = files.settings.read_bytes() if files.settings.exists() else None
    _replace(files, text.encode())
    try:
        ask(AdoptSettings(request_id=request_id, text=text))
    except BaseException:
        if before is None:
            files.settings.unlink()
        else:
            _replace(files, before)
        raise


def _replace(files: StationFiles, text: bytes) -> None:
    """Another content of the file, whole or not at all, whenever the power goes."""
    part = files.settings.with_suffix(".part")
    with part.open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(files.settings)
    sync(files.folder)
