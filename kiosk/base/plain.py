"""Free text that people type, before it enters the record for ever."""

import unicodedata
from typing import Final

# Marks that turn the direction of what follows them (Unicode UAX #9): text that reads otherwise than it is stored.
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Controls (C0, C1), line and paragraph separators, halves of a surrogate pair, letters for private use.
_BARRED: Final = frozenset({"Cc", "Zl", "Zp", "Cs", "Co"})
# The most letters of a reason, an override, a dish: what enters the record stays there for ever.
LONGEST: Final = 60


def plain(text: str) -> bool:
    """Whether a text holds letters alone: no control characters, no line breaks, nothing that turns its direction."""
    return not any(char in _TURNING or unicodedata.category(char) in _BARRED for char in text)
