"""Example states of the attendant's panel."""

from collections.abc import Callable
from functools import partial
from typing import Final

from kiosk.base.request import STAFF
from kiosk.services.points.counter import handing
from kiosk.services.points.counter.modes import Named, Number, Sign, Words
from kiosk.services.points.counter.panel import PointsPanel, PointsView
from kiosk.services.points.readings.leases import HandOverRow
from kiosk.services.points.readings.views import CorrectionRow, RedemptionRow, WaitingRow
from kiosk.services.points.rules.leasing import Balances
from kiosk.services.points.rules.state import Account, Offer
from kiosk.services.points.settings import Rule
from kiosk.widgets.panel import Panel
from kiosk.widgets.service import PanelExample
from kiosk.widgets.shell import Shell

_AT: Final = "2024-03-01T11:12:03.118+08:00"
_RULES: Final = (
    Rule("hazard", "governance", "随手拍隐患", "Hazard reported", points=5),
    Rule("bench", "governance", "认养长椅", "Bench adopted", points=20, adopts=True),
    Rule("cleanup", "civility", "清理楼道", "Stairway cleaned", points=10),
    Rule("donate", "reuse", "捐旧物", "Thing donated", points=10),
    Rule("volunteer", "volunteer", "志愿服务一小时", "Hour volunteered", points=10, minutes=60),
    Rule("service", "volunteer", "商家服务一次", "Served by a merchant", times=1),
)
_SHELF: Final = (
    (Offer("tissues", "纸巾", "Tissues", "points", 30, 18), "toilet-paper"),
    (Offer("masks", "口罩", "Face masks", "points", 20, 40), "mood-smile"),
    (Offer("soap", "香皂", "Soap", "points", 40, 6), "droplet"),
    (Offer("laundry", "洗衣液", "Laundry liquid", "points", 120, 0), "wash"),
    (Offer("banner", "宣传栏一周", "A week on the board", "times", 10, 3), "news"),
    (Offer("given-3", "台灯", "台灯", "points", 25, 1), "heart-handshake"),
)


def _held(number: int, zh: str, en: str, icon: str) -> RedemptionRow:
    return RedemptionRow(number, 12, "g", zh, en, "points", 30, 1, "held", _AT, "1-44-0", today=True, icon=icon)


def _entered(earning: str, zh: str, en: str, points: int, minutes: int = 0, thing: str = "") -> WaitingRow:
    return WaitingRow(earning, 12, zh, en, 2, points, minutes, 0, thing, "attendant:a2", "", "李*", _AT)


_HELD: Final = (_held(3, "纸巾", "Tissues", "toilet-paper"), _held(4, "台灯", "台灯", "heart-handshake"))
_WAITING: Final = (
    _entered("e1", "志愿服务一小时", "Hour volunteered", 20, 120),
    _entered("e2", "认养长椅", "Bench adopted", 40, thing="3号楼前长椅"),
)
_WRONG: Final = (CorrectionRow("c1", 12, "points", -20, "mistake", "李*"),)
_FEW: Final = HandOverRow(
    "https://centre.example", "k", ((7, (("minutes", 90), ("times", 14))), (12, (("points", 45),)))
)
_ALL: Final = tuple((number, (("minutes", 270), ("points", 15 * number))) for number in range(1, 180))
_BUSY: Final = PointsView(_HELD, _WAITING, _SHELF, _RULES, _WRONG)
_QUEUE: Final = PointsView(_HELD * 8, _WAITING, _SHELF, _RULES)
_MANY: Final = tuple(
    (Offer(f"given-{number}", "八成新儿童自行车", "八成新儿童自行车", "points", 25, 1), "heart-handshake")
    for number in range(30)
)


def _panel(
    shell: Shell, view: PointsView = _BUSY, then: Callable[[PointsPanel], None] | None = None
) -> tuple[Panel, ...]:
    panel = PointsPanel(shell, view)
    if then is not None:
        then(panel)
    return (panel,)


def _nothing(*_: object) -> None:
    """An example's answers lead nowhere."""


def _who(panel: PointsPanel) -> None:
    question = panel.shell.say("points.counter.who_asks")
    panel.turn(Number(panel.shell, _nothing, question, _nothing))


def _thing(panel: PointsPanel) -> None:
    panel.turn(Words(panel.shell, _nothing, panel.shell.say("points.counter.thing_asks"), 20, _nothing))


def _handed(panel: PointsPanel, balances: Balances) -> None:
    handing.review(panel, HandOverRow("https://centre.example", "k", balances, "李*"))


def _sign(panel: PointsPanel) -> None:
    say = panel.shell.say
    words = say(
        "points.counter.approve_asks",
        member=say("points.member", number=12),
        gives=say("points.amount_points", amount=20),
    )
    panel.turn(Sign(panel.shell, _nothing, words, STAFF, _nothing))


def _named(panel: PointsPanel) -> None:
    panel.turn(Named(panel.shell, _nothing, panel.shell.say("people.asked.notice", days=365), _nothing))


_STATES: Final = (
    ("busy", partial(_panel)),
    ("queue", partial(_panel, view=_QUEUE)),
    ("nothing", partial(_panel, view=PointsView(shelf=_SHELF, rules=_RULES))),
    ("who", partial(_panel, then=_who)),
    ("rules", partial(_panel, then=lambda panel: panel.flows.rules(Account(12, "member"), _RULES))),
    ("thing", partial(_panel, then=_thing)),
    ("review", partial(_panel, then=lambda panel: panel.flows.review(_WAITING[1], "12号会员 认养长椅 × 2"))),
    ("sign", partial(_panel, then=_sign)),
    ("decline", partial(_panel, then=lambda panel: panel.flows.decline(_WAITING[0]))),
    ("card", partial(_panel, then=lambda panel: panel.flows.card())),
    ("named", partial(_panel, then=_named)),
    ("goods", partial(_panel, then=lambda panel: panel.flows.goods(_SHELF))),
    ("goods-many", partial(_panel, then=lambda panel: panel.flows.goods(_SHELF + _MANY))),
    ("correct", partial(_panel, then=lambda panel: panel.flows.correct(12))),
    ("centre", partial(_panel, view=PointsView(_HELD, _WAITING, _SHELF, _RULES, centre=_FEW))),
    ("hand-over", partial(_panel, then=lambda panel: handing.review(panel, _FEW))),
    ("hand-over-approve", partial(_panel, then=partial(_handed, balances=_ALL))),
    ("correction", partial(_panel, then=lambda panel: panel.flows.review_correction(_WRONG[0]))),
)
PANEL_EXAMPLES: Final = tuple(PanelExample(name, panels) for name, panels in _STATES)
