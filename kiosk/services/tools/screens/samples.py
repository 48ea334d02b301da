"""Kinds, units and loans as example states show them."""

from typing import Any, Final

import msgspec

from kiosk.base.people import Masked
from kiosk.services.tools.events import Fault, HandedPart
from kiosk.services.tools.readings.views import LoanView, UnitView
from kiosk.services.tools.rules.state import Loan, LoanState, Unit
from kiosk.services.tools.settings import Kind, Part, Warned

KINDS: Final = (
    Kind(
        "drill",
        "电锤",
        20000,
        (
            Part("body", "主机", "Machine", "hammer-drill", 20000, 6000),
            Part("bit", "钻头", "Drill bit", "ruler-2", 1500, 1500),
            Part("cable", "电源线", "Cable", "plug", 2000, 1000),
        ),
        en="Hammer drill",
        icon="hammer-drill",
        powered=True,
    ),
    Kind(
        "generator",
        "发电机",
        50000,
        (
            Part("body", "主机", "Machine", "engine", 50000, 15000),
            Part("cable", "电缆", "Cable", "plug", 5000, 3000),
        ),
        en="Generator",
        icon="engine",
        powered=True,
        adults_only=True,
        safety=(
            Warned("home", "不在屋里开，废气有毒", "Never indoors: its fumes kill"),
            Warned("flame", "加油先停机，不抽烟", "Stop it to refuel, do not smoke"),
            Warned("droplet", "下雨不用，手干再碰", "Not in the rain, dry hands only"),
        ),
    ),
    Kind(
        "scaffold",
        "脚手架",
        30000,
        (
            Part("frame", "架体", "Frames", "ladder", 12000, 6000),
            Part("board", "踏板", "Boards", "stack-2", 5000, 3000),
            Part("pin", "插销", "Pins", "tool", 1000, 1000),
        ),
        en="Scaffolding",
        icon="ladder",
        days=3,
        adults_only=True,
        permit=True,
        safety=(
            Warned("helmet", "戴好安全帽", "Wear a helmet"),
            Warned("lock", "插销插好才上人", "Pins in before you climb"),
            Warned("user", "一层最多站两人", "Two people a level at most"),
        ),
    ),
    Kind("toolbox", "工具箱", 5000, (Part("box", "箱子", "Box", "tools", 3000, 1000),), en="Toolbox", icon="tools"),
)
_AT: Final = "2024-03-01T11:12:03.118+08:00"
_WHO: Final = Masked("王*", "138****1234")
FAULT: Final = Fault("bit", "missing", 1500, "钻头")


def loan(state: LoanState, number: int = 3, of: str = "drill", **more: Any) -> Loan:
    """A loan of a kind, in a state."""
    kind = next(kind for kind in KINDS if kind.id == of)
    parts = tuple(HandedPart(part.id, part.name, part.missing_fen, part.damaged_fen) for part in kind.parts)
    made = Loan(
        f"l{number}",
        "2024-03-01",
        number,
        of,
        kind.name,
        f"{of}-1",
        state,
        kind.deposit_fen,
        None,
        _AT,
        due="2024-03-01T17:00",
        lent_at=_AT,
        parts=parts,
        condition="good",
    )
    return msgspec.structs.replace(made, **more)


def seen(one: Loan, kind: int = 0, *, overdue: bool = False) -> LoanView:
    """A loan as screens show it."""
    return LoanView(one, _WHO, overdue, "1-44-7f3a9c21d04be512", KINDS[kind])


def unit(stands: str = "shelf", number: int = 1, kind: int = 0, has: LoanView | None = None, **more: Any) -> UnitView:
    """A unit as the counter shows it."""
    about = KINDS[kind]
    state = stands if stands in {"repair", "missing", "retired"} else "service"
    one = Unit(
        f"{about.id}-{number}",
        about.id,
        number,
        about.name,
        state,
        "good",
        35000,
        "2024-12-31" if about.powered else "",
        has.loan.loan if has else "",
    )
    return UnitView(one, stands, has, label="1-12-7f3a9c21d04be512", kind=about, **more)
