"""Calls said aloud across the hall: each twice, in every language of the station, as few sentences as can be."""

from collections.abc import Sequence
from typing import Final

from kiosk.base.words import Lang
from kiosk.touch.voice.speaker import Voice
from kiosk.widgets.service import BoardPart

TIMES: Final = 2

_Call = tuple[str, str]  # whom, and when: the same again is a call of its own


class Calls:
    """What is still to be said. What is called while something is being said is said with what comes next.

    So no more than one announcement ever waits, however fast the counter calls; who has come is not called any more.
    """

    def __init__(self, voice: Voice, languages: Sequence[Lang]) -> None:
        self._voice, self._languages = voice, languages
        self._parts: tuple[BoardPart, ...] = ()
        self._known: set[_Call] | None = None
        self._left: dict[_Call, int] = {}

    def note(self, parts: tuple[BoardPart, ...]) -> bool:
        """What stands on the board now; whether a call on it is new. What stands there at the start is not."""
        standing = {(call.key, call.at) for part in parts for call in part.calls}
        new = set() if self._known is None else standing - self._known
        self._parts, self._known = parts, standing
        self._left = {call: left for call, left in self._left.items() if call in standing} | dict.fromkeys(new, TIMES)
        return bool(new)

    def speak(self) -> None:
        """Says what is to be said, when nothing is being said."""
        if not self._left or self._voice.busy:
            return
        named = len(self._parts) > 1
        phrases = tuple(
            phrase
            for part in self._parts
            if (keys := tuple(call.key for call in part.calls if (call.key, call.at) in self._left))
            for phrase in part.aloud(keys, named=named)
        )
        self._left = {call: left - 1 for call, left in self._left.items() if left > 1}
        for lang in self._languages:
            self._voice.add(lang, phrases)
