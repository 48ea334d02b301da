"""What a check has found."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec

State = Literal["ok", "warn", "bad"]


class Finding(msgspec.Struct, frozen=True):
    """One check's answer: the sentence `doctor.NAME_SAYS` with `fields` says what is so and what to do next."""

    name: str
    state: State
    says: str
    fields: Mapping[str, Any]


def found(check: str, state: State, says: str = "", **fields: object) -> Finding:
    """What a check has found; it says its state where no other word is given."""
    return Finding(check, state, says or state, fields)
