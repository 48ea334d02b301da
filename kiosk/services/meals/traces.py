"""How lines of a trace become requests about meals."""

from collections import deque
from typing import Final

from kiosk.base.request import Refused
from kiosk.base.service import TraceKind
from kiosk.base.trace import BadRow, Player, TraceRow
from kiosk.services.meals import requests
from kiosk.services.meals.settings import Settings
from kiosk.services.till import requests as till

_ATTENDANT: Final = "supervisor:a1"


def _known_meal(row: TraceRow, settings: Settings) -> None:
    if settings.meal(row.item) is None:
        raise BadRow("item: one of " + ", ".join(meal.id for meal in settings.meals))


def _check_open(row: TraceRow, settings: Settings) -> None:
    del settings
    if not 1 <= row.qty <= 2000:
        raise BadRow("qty: portions from 1 to 2000")


def _check_portions(row: TraceRow, settings: Settings) -> None:
    _known_meal(row, settings)
    if not 1 <= row.qty <= 2000:
        raise BadRow("qty: portions from 1 to 2000")


def _check_meal(row: TraceRow, settings: Settings) -> None:
    _known_meal(row, settings)
    if row.qty < 1:
        raise BadRow("qty: at least 1")
    if row.amount_fen < 0:
        raise BadRow("amount_fen: what was paid a portion, 0 or more")


def _check_close(row: TraceRow, settings: Settings) -> None:
    del row, settings


def _open(row: TraceRow, player: Player) -> None:
    for meal in player.settings("meals").meals:
        player.ask(requests.Open(request_id=player.new_id(), meal=meal.id, portions=row.qty), _ATTENDANT)


def _portions(row: TraceRow, player: Player) -> None:
    player.ask(requests.AddPortions(request_id=player.new_id(), meal=row.item, qty=row.qty), _ATTENDANT)


def _meal(row: TraceRow, player: Player) -> None:
    ordered = player.ask(requests.Order(request_id=player.new_id(), meal=row.item, qty=row.qty), "worker")
    assert isinstance(ordered, requests.Ordered)
    player.ask(
        till.Receive(request_id=player.new_id(), sale=ordered.sale, way="counter", given_fen=row.qty * row.amount_fen),
        _ATTENDANT,
    )
    player.memory.setdefault(("meals", row.item, row.who), deque()).append(ordered.number)


def _serve(row: TraceRow, player: Player) -> None:
    numbers = player.memory.get(("meals", row.item, row.who))
    if not numbers:
        raise Refused("meals.nobody_waits", {})
    player.ask(requests.Serve(request_id=player.new_id(), meal=row.item, number=numbers.popleft()), _ATTENDANT)


def _close(row: TraceRow, player: Player) -> None:
    del row
    for meal in player.settings("meals").meals:
        player.ask(requests.Close(request_id=player.new_id(), meal=meal.id), _ATTENDANT)


# `open` and `close` name a service in `item`; the others are meals' own.
TRACES: Final = (
    TraceKind("meals", "open:meals", _check_open, _open),
    TraceKind("meals", "close:meals", _check_close, _close),
    TraceKind("meals", "portions", _check_portions, _portions),
    TraceKind("meals", "meal", _check_meal, _meal),
    TraceKind("meals", "serve", _known_meal, _serve),
)
