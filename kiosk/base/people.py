"""People as every room speaks of them: a name and a phone that only the vault (人员信息保险柜) keeps, and masked forms.

How a service remembers somebody: its request carries a `Who`; its rule makes up the person's id (`"p" + request_id`),
puts that id alone into its own event, and asks for `Decision(..., remember=(Remember(person, who, notice),))`. The desk
checks the name and the phone (`people.bad_name`, `people.bad_phone`), keeps them in the vault in the same transaction,
and states `people.noted` with a salted commitment: no other event carries one. Readings ask `scene.people`, slips
`Letterhead.person`. A service that names people says with `Service.needs` until when it needs each of them.
"""

from datetime import date
from typing import Final, Protocol

import msgspec

from kiosk.base.plain import plain

# The notice (告知) that `people.asked.notice` of the words files gives; another text is another number.
NOTICE: Final = "1"
# For how long a service needs somebody whose matter is still open.
STILL_NEEDED: Final = date.max
NAME_LETTERS: Final = 20
PHONE_DIGITS: Final = range(7, 16)
TAIL_DIGITS: Final = 4
_COMPOUND: Final = frozenset(
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 长孙 宇文 夏侯 南宫 轩辕 端木 百里 呼延 独孤".split()  # noqa: SIM905 - two letters each
)


class Masked(msgspec.Struct, frozen=True):
    """What anybody may see of a person: 张*, 138****1234."""

    name: str
    phone: str = ""


# Somebody whose name was erased, or whose key is not here.
GONE: Final = Masked("*")


class Who(msgspec.Struct, frozen=True):
    """Somebody's name, and phone where they gave one. Written out it is masked, so that no log carries it."""

    name: str
    phone: str = ""

    def __repr__(self) -> str:
        return f"Who({mask(self)!r})"

    __str__ = __repr__


class Remember(msgspec.Struct, frozen=True):
    """Keep this of somebody: under which id, after which notice, and whether a guardian agreed (under 14).

    Of a person who is kept already it is a correction.
    """

    person: str
    who: Who
    notice: str = NOTICE
    guardian: bool = False


class People(Protocol):
    """What readings and rules may know of people."""

    def masked(self, person: str) -> Masked | None:
        """The masked form; None where nothing readable is kept."""
        ...

    def by_tail(self, tail: str) -> tuple[str, ...]:
        """The ids of those whose phone ends with these four digits."""
        ...

    def needed(self, person: str) -> date | None:
        """The last day on which a service needs to know somebody; STILL_NEEDED, or None for never."""
        ...


class Nobody:
    """People where there are none."""

    def masked(self, person: str) -> Masked | None:
        """Nobody is known."""
        del person
        return None

    def by_tail(self, tail: str) -> tuple[str, ...]:
        """Nobody is found."""
        del tail
        return ()

    def needed(self, person: str) -> date | None:
        """Nobody is needed."""
        del person
        return None


NOBODY: Final = Nobody()


def sound_name(name: str) -> bool:
    """Whether this can be a name: 1 to 20 letters, none of them invisible."""
    return 1 <= len(name) <= NAME_LETTERS and name.strip() == name and plain(name)


def sound_phone(phone: str) -> bool:
    """Whether this can be a phone number: 7 to 15 digits and nothing else, or none at all."""
    return not phone or (phone.isascii() and phone.isdigit() and len(phone) in PHONE_DIGITS)


def mask(who: Who) -> Masked:
    """The masked form: surname (张*, 欧阳*) or initials (J* S*); the phone's first three and last four digits."""
    return Masked(_masked_name(who.name), _masked_phone(who.phone))


def _masked_name(name: str) -> str:
    if name.isascii():
        return " ".join(f"{part[0]}*" for part in name.split()[:3]) if len(name) > 1 else "*"
    if len(name) < 2:
        return "*"
    return (name[:2] if len(name) > 2 and name[:2] in _COMPOUND else name[0]) + "*"


def _masked_phone(phone: str) -> str:
    if not phone:
        return ""
    return f"{phone[:3] if len(phone) >= 11 else ''}****{phone[-TAIL_DIGITS:]}"
