"""What a screen says aloud: a sentence of the words files by its key, with what fills it."""

from collections.abc import Mapping
from typing import Any

import msgspec


class Phrase(msgspec.Struct, frozen=True):
    """One sentence. Its key is also the name of a station's own recording of it."""

    key: str
    fields: Mapping[str, Any] = {}


def phrase(key: str, **fields: object) -> Phrase:
    """A sentence by its key and what fills it."""
    return Phrase(key, fields)
