"""A trace: arrivals at a station, one a line, to be played through the real desk."""

from typing import Any, Protocol

import msgspec

from kiosk.base.request import Outcome, Request


class TraceRow(msgspec.Struct, frozen=True):
    """One line: `line` its number in the file, `at` with offset, `who` opaque, amounts in fen."""

    line: int
    at: str
    kind: str
    who: str
    item: str
    qty: int
    amount_fen: int


class Player(Protocol):
    """What a service needs to play its kinds of lines: `memory` is kept for the whole trace."""

    memory: dict[Any, Any]

    def ask(self, request: Request, by: str) -> Outcome:
        """Puts a request to the desk at the row's time. Raises Refused."""
        ...

    def settings(self, service: str) -> Any:
        """The settings in force of a service."""
        ...

    def new_id(self) -> str:
        """A fresh request id."""
        ...


class BadRow(Exception):  # noqa: N818 - a refusal of a line, told with its number
    """A line that no station could have had; `expected` says what should stand there."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected
