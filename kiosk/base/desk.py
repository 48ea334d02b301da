"""The desk as screens and devices see it."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from kiosk.base.request import Outcome, Request, Scene
from kiosk.base.store import Store

T = TypeVar("T")


class Desk(Protocol):
    """Takes requests and answers them in order; shows readings."""

    def ask(self, request: Request, by: str) -> "Future[Outcome]":
        """Puts a request; the future ends with its outcome or raises Refused. Never blocks."""
        ...

    def read(self, service: str, reading: Callable[[Store, Scene[Any]], T]) -> T:
        """Runs a reading of a service on what is committed now."""
        ...

    def version(self) -> int:
        """A number that changes whenever something was committed, by this process or another."""
        ...

    def new_id(self) -> str:
        """A fresh request id."""
        ...
