"""How a service reads and keeps its tables, without knowing what is underneath."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol


class Rows(Protocol):
    """The rows of a statement."""

    def __iter__(self) -> Iterator[Any]:
        """One tuple a row."""
        ...

    def fetchone(self) -> Any:
        """The next row, or None."""
        ...

    def fetchall(self) -> list[Any]:
        """All rows that are left."""
        ...


class Store(Protocol):
    """A connection as readings see it: statements in SQL, values bound by position."""

    def execute(self, sql: str, bindings: Sequence[Any] = ...) -> Rows:
        """Runs one statement."""
        ...
