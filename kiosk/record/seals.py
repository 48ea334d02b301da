"""Where the journal itself says that its head was signed: at the last event of every request with a sealed fact."""

from collections.abc import Set as AbstractSet
from typing import Final

import msgspec


class _Part(msgspec.Struct, frozen=True):
    """What of an event tells its request: its kind, the request, and which of how many events it is."""

    kind: str
    req: str
    i: int
    n: int


_PARTS: Final = msgspec.json.Decoder(_Part)


class Seals:
    """Follows the requests of one epoch and says where a head was signed; `sealed` are the kinds that make one.

    `due` while a sealed fact has stood in a request that has not come to its end.
    """

    def __init__(self, sealed: AbstractSet[str]) -> None:
        self._sealed = sealed
        self._req = ""
        self.due = False

    def ends(self, raw: bytes) -> bool:
        """Takes the next event; whether a head was signed right after it.

        Raises msgspec.MsgspecError where it is no event, or where another request begins while a head is due.
        """
        part = _PARTS.decode(raw)
        if self.due and (part.i == 0 or part.req != self._req):
            raise msgspec.ValidationError(f"the end of request {self._req}, which was signed, is not before this event")
        due = self.due or part.kind in self._sealed
        self._req = part.req
        self.due = due and part.i < part.n - 1
        return due and not self.due
