"""A disk that fails at a chosen call: full, half written, broken, read-only from then on; or that lies about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

import apsw

Trouble = Literal["full", "half", "write", "sync", "read", "read_only", "lies"]
TROUBLES: Final[tuple[Trouble, ...]] = ("full", "half", "write", "sync", "read", "read_only")
_CALLS: Final[dict[Trouble, frozenset[str]]] = {
    "full": frozenset({"write"}),
    "half": frozenset({"write"}),
    "write": frozenset({"write", "truncate"}),
    "sync": frozenset({"sync"}),
    "read": frozenset({"read"}),
    "read_only": frozenset({"write", "truncate", "sync"}),
    "lies": frozenset({"write"}),
}


class Faults:
    """Which trouble is on: it comes at the call after `after` others of its kind, once, or stays (full, read-only)."""

    def __init__(self) -> None:
        self.kind: Trouble | None = None
        self.after = 0
        self.hits = 0
        self.committed = self._safe = False

    @contextmanager
    def on(self, kind: Trouble, after: int) -> Iterator[None]:
        """This trouble, for a while."""
        self.kind, self.after, self.hits = kind, after, 0
        self.committed = self._safe = False
        try:
            yield
        finally:
            self.kind = None

    def comes(self, call: str, file: str) -> Trouble | None:
        """Whether it comes at this call; `committed` tells that it came after the commit was safe in the log."""
        kind = self.kind
        if kind is None:
            return None
        found = self._found(kind, call)
        self._safe = self._safe or (found is None and call == "sync" and file.endswith("-wal"))
        return found

    def _found(self, kind: Trouble, call: str) -> Trouble | None:
        if call not in _CALLS[kind]:
            return None
        if self.after:
            self.after -= 1
            return None
        if self.hits and kind in ("write", "sync", "read", "lies"):
            return None
        self.hits += 1
        self.committed = self.committed or self._safe
        return kind


class FaultyVfs(apsw.VFS):
    """Every file that is opened from now on lies on a disk with these faults."""

    def __init__(self, faults: Faults) -> None:
        super().__init__("faulty", "unix", makedefault=True)
        self._faults = faults

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:  # noqa: N802 - the name SQLite gives it
        if self._faults.kind == "read_only" and self._faults.hits and flags[0] & apsw.SQLITE_OPEN_READWRITE:
            raise apsw.CantOpenError("the file system is read-only")
        return _FaultyFile(name, flags, self._faults)


class _FaultyFile(apsw.VFSFile):
    def __init__(self, name: Any, flags: Any, faults: Faults) -> None:
        super().__init__("unix", name, flags)
        self._file = str(name.filename() if isinstance(name, apsw.URIFilename) else name)
        self._faults = faults

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - the name SQLite gives it
        match self._faults.comes("write", self._file):
            case None:
                super().xWrite(data, offset)
            case "full":
                raise apsw.FullError
            case "half":
                super().xWrite(bytes(data[: len(data) // 2]), offset)
                raise apsw.FullError
            case "lies":
                pass
            case _:
                raise apsw.IOError

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - the name SQLite gives it
        if self._faults.comes("truncate", self._file):
            raise apsw.IOError
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - the name SQLite gives it
        if self._faults.comes("sync", self._file):
            raise apsw.IOError
        super().xSync(flags)

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - the name SQLite gives it
        if self._faults.comes("read", self._file):
            raise apsw.IOError
        return super().xRead(amount, offset)
