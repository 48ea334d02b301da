"""What happened: facts as services state them, and the envelope in which the journal keeps them."""

import re
from typing import ClassVar, Final

import msgspec

from kiosk.base.money import Posting

SCHEMA: Final = 1
# What decoding raises for bytes that are not the JSON wanted; for those that are no UTF-8 it is the codec's own error.
UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError)

_NUMBERS: Final = r"(?P<epoch>[1-9][0-9]{0,9})%s(?P<seq>[1-9][0-9]{0,18})%s(?P<hash16>[0-9a-f]{16})"
_SCANNED: Final = re.compile(r"(?P<device>[0-9a-f]{32})\." + _NUMBERS % (r"\.", r"\."))
_TYPED: Final = re.compile(_NUMBERS % ("-", "-"))


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The data of one kind of event. `kind` is `service.event`, the name it has for ever."""

    kind: ClassVar[str]


class Happened(msgspec.Struct, frozen=True):
    """A fact that a rule decided, with its postings (sum zero) where value moves."""

    fact: Fact
    post: tuple[Posting, ...] = ()


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """The envelope: schema `v`, wall clock `at`, `up` ms since `boot`, request `req`, event `i` of `n`, actor `by`."""

    v: int
    kind: str
    at: str
    up: int
    boot: str
    req: str
    i: int
    n: int
    by: str
    data: msgspec.Raw
    post: tuple[Posting, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """An event in its place, with its data decoded: what `apply` is given, live and at a rebuild."""

    epoch: int
    seq: int
    at: str
    by: str
    req: str
    fact: Fact
    post: tuple[Posting, ...]


class Code(msgspec.Struct, frozen=True):
    """What a slip's QR names: the event that issued it, by place and the first 16 hex digits of its hash."""

    device: str
    epoch: int
    seq: int
    hash16: str

    @property
    def digits(self) -> str:
        """The short form printed beside the QR: 1-44-7f3a9c21d04be512."""
        return f"{self.epoch}-{self.seq}-{self.hash16}"

    def qr(self, base: str) -> str:
        """The text of the QR; `base` is the centre's address, empty before one is joined."""
        return f"{base}/s/{self.device}.{self.epoch}.{self.seq}.{self.hash16}"


def parse_code(text: str) -> Code:
    """Reads a code as scanned (`…/s/device.epoch.seq.hash16`) or typed (`epoch-seq-hash16`, device empty).

    Raises ValueError where the text is neither.
    """
    _, mark, scanned = text.strip().rpartition("/s/")
    found = _SCANNED.fullmatch(scanned) if mark else _TYPED.fullmatch(scanned)
    if found is None or int(found["epoch"]) >= 2**32 or int(found["seq"]) >= 2**63:
        raise ValueError(f"not a slip's code: {text[:80]!r}")
    return Code(found["device"] if mark else "", int(found["epoch"]), int(found["seq"]), found["hash16"])
