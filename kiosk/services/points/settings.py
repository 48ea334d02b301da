"""What earns points, what they are redeemed for, and within which bounds."""

import re
from datetime import date
from typing import Final, Literal

import msgspec

# Points; the minutes of volunteering (志愿时长), kept apart; the times a merchant of the alliance has served.
Unit = Literal["points", "minutes", "times"]
UNITS: Final[tuple[Unit, ...]] = ("points", "minutes", "times")
# 小区治理, 文明帮创, 废旧利用, 志愿服务.
Category = Literal["governance", "civility", "reuse", "volunteer"]
Grade = Literal["new", "good", "fair"]
_ID: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
MOST: Final = 10_000  # units, goods or points in one event: a slip of the finger is not believed


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to earn: what each time (each hour) of it gives, and how many a person may have a day and a month.

    0 means no bound. `adopts` is for what is adopted (认捐、认养、认管): the thing is named, and counts once a month.
    `merchant` is for merchants of the alliance alone.
    """

    id: str
    category: Category
    name: str
    en: str
    points: int = 0
    minutes: int = 0
    times: int = 0
    day: int = 0
    month: int = 0
    adopts: bool = False
    merchant: bool = False

    def __post_init__(self) -> None:
        _named(self.id, self.name, self.en)
        if not all(0 <= given <= MOST for given in (self.points, self.minutes, self.times, self.day, self.month)):
            raise ValueError(f"numbers from 0 to {MOST}")
        if not (self.points or self.minutes or self.times):
            raise ValueError("points, minutes or times to give")

    def gives(self, unit: Unit) -> int:
        """What once of it gives in a unit."""
        given: int = getattr(self, unit)
        return given


class RuleList(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    """The rules as they were published (积分细则), by version, in force from a date on."""

    version: str
    from_: str
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.version) <= 20:
            raise ValueError("a version of 1 to 20 letters")
        try:
            date.fromisoformat(self.from_)
        except ValueError:
            raise ValueError('`from` as a date, "2024-03-01"') from None
        if len({rule.id for rule in self.rules}) != len(self.rules):
            raise ValueError("each rule once")

    def rule(self, rule_id: str) -> Rule | None:
        """A rule by its id."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


class Goods(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be had: for so many points, or by a merchant for so many minutes or times served."""

    id: str
    name: str
    en: str
    price: int
    icon: str = "gift"
    unit: Unit = "points"

    def __post_init__(self) -> None:
        _named(self.id, self.name, self.en)
        if not 1 <= self.price <= MOST:
            raise ValueError(f"a price from 1 to {MOST}")


def _named(key: str, name: str, en: str) -> None:
    if not _ID.fullmatch(key):
        raise ValueError("an id of small letters, digits, - and _")
    if not (1 <= len(name) <= 12 and 1 <= len(en) <= 24):
        raise ValueError("a name of 1 to 12 letters, in English of 1 to 24")


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[services.points]`: the published rules by date, goods, and what all of it is bounded by.

    `donation` is the rule by which a giver earns, `dearest` the most a donated thing may cost; points expire after
    `expire_months` (0: never); the same goods for one card are taken for one tap within `again_s` seconds. `floor` is
    how many points a day a member may have without the line, where a centre keeps the accounts; the station stands for
    them.
    """

    lists: tuple[RuleList, ...] = ()
    goods: tuple[Goods, ...] = ()
    donation: str = ""
    dearest: int = 200
    expire_months: int = 0
    again_s: int = 5
    floor: int = 0

    def __post_init__(self) -> None:
        starts = [one.from_ for one in self.lists]
        if starts != sorted(set(starts)) or len({one.version for one in self.lists}) != len(starts):
            raise ValueError("lists of rules: dates rising, each version once")
        if len({goods.id for goods in self.goods}) != len(self.goods):
            raise ValueError("each goods once")
        if not (0 <= self.expire_months <= 120 and 0 <= self.again_s <= 60 and 1 <= self.dearest <= MOST):
            raise ValueError(f"expire_months to 120, again_s to 60, dearest from 1 to {MOST}")
        if not 0 <= self.floor <= MOST:
            raise ValueError(f"floor from 0 to {MOST}")
        if self.donation and not all(one.rule(self.donation) for one in self.lists):
            raise ValueError("`donation`: a rule of every list")

    def list_on(self, day: str) -> RuleList | None:
        """The list in force on a day; None before the first."""
        return next((one for one in reversed(self.lists) if one.from_ <= day), None)

    def good(self, goods_id: str) -> Goods | None:
        """Goods by their id."""
        return next((goods for goods in self.goods if goods.id == goods_id), None)

    @property
    def offered(self) -> bool:
        """Whether this station has points at all."""
        return bool(self.lists)
