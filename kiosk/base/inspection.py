"""检查: what an auditor is shown of a station, section by section; the same on screen and on paper."""

from collections.abc import Mapping
from typing import Any

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """One line: the sentence `key` with `fields` says what it is; `value` as it is written in every language."""

    key: str
    value: str
    fields: Mapping[str, Any] = {}


class Section(msgspec.Struct, frozen=True):
    """Lines that belong together, under the sentence `key` with `fields`."""

    key: str
    figures: tuple[Figure, ...]
    fields: Mapping[str, Any] = {}


def listed(numbers: list[int], most: int = 12) -> str:
    """Numbers as one value: `3, 7`; 0 where there are none, and an end where there are many."""
    shown = ", ".join(str(number) for number in numbers[:most])
    return f"{shown} …" if len(numbers) > most else shown or "0"
