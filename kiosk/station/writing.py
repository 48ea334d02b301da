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
from kiosk.services.house.requests import AdoptSettings
from kiosk.services.house.settings import Printer
from kiosk.services.meals.settings import MealId
from kiosk.station.files import StationFiles
from kiosk.station.founding import sync

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


class Plan(msgspec.Struct, frozen=True):
    """What has to be known of a station before it can be made: at least one meal; `diagonal_in` in inches."""

    languages: tuple[Lang, ...]
    name: str
    phone: str
    width: int
    height: int
    diagonal_in: float
    meals: tuple[MealPlan, ...]
    printer: Printer | None = None


def written(plan: Plan) -> str:
    """The `station.toml` of a plan, with the comments a person finds in it."""
    document = tomlkit.parse((bundled("assets") / "station" / "default.toml").read_text(encoding="utf-8"))
    document["station"].update({"name": plan.name, "phone": plan.phone, "languages": list(plan.languages)})
    document["screen"].update({"width": plan.width, "height": plan.height, "diagonal_in": plan.diagonal_in})
    meals = tomlkit.aot()
    for meal in plan.meals:
        meals.append(_meal(meal))
    document["services"]["meals"]["meals"] = meals
    if plan.printer is not None:
        _put(document, "printer", {"profile": plan.printer.profile, "address": plan.printer.address})
    return tomlkit.dumps(document)


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
