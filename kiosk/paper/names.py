"""Names on slips: the stored slip holds a mark in their place, which is filled in when it is printed."""

import re
from collections.abc import Callable
from typing import Final

import msgspec

from kiosk.base.people import GONE, Masked

# Letters for private use: nothing that is typed may hold them (`kiosk.base.plain`).
_MARK: Final = re.compile("\ue000([0-9A-Za-z]+):(name|phone)\ue001")


def mark(person: str, masked: Masked) -> Masked:
    """What stands on a stored slip for the parts that are known of somebody."""
    return Masked(f"\ue000{person}:name\ue001", f"\ue000{person}:phone\ue001" if masked.phone else "")


def filled(body: bytes, masked: Callable[[str], Masked | None]) -> bytes:
    """A stored slip with its marks filled in: by nothing that tells anybody where a name was erased."""

    def written(found: re.Match[str]) -> str:
        known = masked(found[1]) or GONE
        return msgspec.json.encode(getattr(known, found[2])).decode()[1:-1]

    text = body.decode()
    return _MARK.sub(written, text).encode() if "\ue000" in text else body
