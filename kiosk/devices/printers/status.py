"""What an ESC/POS printer says of itself (Epson, DLE EOT n), and what that means for printing."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

State = Literal["ready", "unknown", "paper_out", "cover_open", "offline", "error", "unreachable", "wrong_device"]

_FIXED: Final = 0x93
_FIXED_VALUE: Final = 0x12
# (query, bits, state), the first that applies: what a person can mend goes before what only says that it is so.
_TROUBLE: Final[tuple[tuple[int, int, State], ...]] = (
    (2, 0x04, "cover_open"),
    (2, 0x20, "paper_out"),
    (4, 0x60, "paper_out"),
    (3, 0x28, "error"),
    (2, 0x40, "error"),
    (1, 0x08, "offline"),
)
_NEAR_END: Final = 0x0C
DRAWER: Final = (
    0x04  # of the answer to n = 1: the contact at the drawer socket is high; what that means, the drawer says
)


class Status(msgspec.Struct, frozen=True):
    """A printer's state; "unknown" is a printer that keeps silent, which may well print. `detail` is for the log."""

    state: State
    paper_near_end: bool = False
    detail: str = ""

    @property
    def may_print(self) -> bool:
        """Whether a job may be sent: never to a printer that is known to hold it back, it would burst out later."""
        return self.state in ("ready", "unknown")


def is_reply(byte: int) -> bool:
    """Whether a byte is an answer to DLE EOT; anything else (XOFF, another answer) is not."""
    return byte & _FIXED == _FIXED_VALUE


def understood(replies: Mapping[int, int | None]) -> Status:
    """The status from the answers by query; None where the printer kept silent."""
    near_end = bool((replies.get(4) or 0) & _NEAR_END)
    for query, bits, state in _TROUBLE:
        if (replies.get(query) or 0) & bits:
            return Status(state, near_end)
    silent = [query for query, reply in replies.items() if reply is None]
    if silent or not replies:
        return Status("unknown", near_end, f"no answer to status queries {silent}")
    return Status("ready", near_end)


def paper_sensor(heard: bytes) -> tuple[Status, ...]:
    """The answers to GS r 1, which come in their turn after the cut: bits 2 and 3 say that the paper has ended.

    Four bytes of an automatic status (ASB), which some printers send unasked, are no answer.
    """
    answers, index = [], 0
    while index < len(heard):
        if heard[index] & 0x93 == 0x10:
            index += 4
            continue
        if heard[index] & 0x90 == 0:
            answers.append(Status("paper_out" if heard[index] & 0x0C else "ready"))
        index += 1
    return tuple(answers)
