"""How lines of a trace become requests about points: `earn` (item = rule, qty = points), `redeem` (item = goods)."""

from typing import Final

from kiosk.base.service import TraceKind
from kiosk.base.trace import BadRow, Player, TraceRow
from kiosk.services.points import requests
from kiosk.services.points.settings import MOST, Rule, Settings
from kiosk.services.staff import requests as staff

_BOSS: Final = "supervisor:a1"
_HAND: Final = "attendant:trace"


def _rules(settings: Settings) -> dict[str, Rule]:
    """Every rule that was ever published, by its id."""
    return {rule.id: rule for one in settings.lists for rule in one.rules}


def _check_earn(row: TraceRow, settings: Settings) -> None:
    rule = _rules(settings).get(row.item)
    if rule is None:
        raise BadRow("item: a rule, one of " + ", ".join(sorted(_rules(settings))))
    each = rule.points or 1
    if row.qty < 1 or row.qty % each or row.qty > MOST:
        raise BadRow(f"qty: points, {each} each time")


def _check_redeem(row: TraceRow, settings: Settings) -> None:
    if settings.good(row.item) is None:
        raise BadRow("item: goods, one of " + ", ".join(goods.id for goods in settings.goods))
    if not 1 <= row.qty <= 20:
        raise BadRow("qty: from 1 to 20")


def _account(row: TraceRow, player: Player) -> int:
    """Whoever comes for the first time is given a card."""
    key = ("points", row.who)
    if key not in player.memory:
        card = player.ask(requests.IssueCard(request_id=player.new_id()), _BOSS)
        assert isinstance(card, requests.CardOut)
        player.memory[key] = card.account
    account: int = player.memory[key]
    return account


def _earn(row: TraceRow, player: Player) -> None:
    """Entered by one, approved by another: a trace's station has a second person for it."""
    if "points" not in player.memory:
        who = staff.Add(request_id=player.new_id(), who="trace", role="attendant", shown="值*")
        player.ask(who, _BOSS)
        player.memory["points"] = True
    account, settings = _account(row, player), player.settings("points")
    qty = row.qty // (_rules(settings)[row.item].points or 1)
    entered = player.ask(
        requests.Enter(request_id=player.new_id(), account=account, rule=row.item, qty=qty, thing=row.who or "—"), _HAND
    )
    assert isinstance(entered, requests.Entered)
    player.ask(requests.Approve(request_id=player.new_id(), earning=entered.earning), _BOSS)


def _redeem(row: TraceRow, player: Player) -> None:
    """A trace tells of no deliveries: goods are there when somebody wants them, and handed out at once."""
    account = _account(row, player)
    stock = ("points", "stock", row.item)
    if player.memory.get(stock, 0) < row.qty:
        player.ask(requests.Receive(request_id=player.new_id(), goods=row.item, qty=100), _BOSS)
        player.memory[stock] = player.memory.get(stock, 0) + 100
    redeemed = player.ask(
        requests.Redeem(request_id=player.new_id(), goods=row.item, qty=row.qty, account=account), _BOSS
    )
    assert isinstance(redeemed, requests.Redeemed)
    player.memory[stock] -= row.qty
    player.ask(requests.HandOut(request_id=player.new_id(), number=redeemed.number), _BOSS)


TRACES: Final = (
    TraceKind("points", "earn", _check_earn, _earn),
    TraceKind("points", "redeem", _check_redeem, _redeem),
)
