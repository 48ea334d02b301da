"""A disk that writes down all that SQLite does to it, and what may be on it after the power went at any moment.

What was not synchronised may be there, or not, or in part: a disk writes sectors, in any order, and a file may have
grown before its bytes arrived. What was synchronised is there. Source of the model: "Atomic Commit in SQLite", and
the notes on SQLite's own crash tests ("How SQLite Is Tested").
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

import apsw
import msgspec

SECTORS: Final = (512, 4096)
VARIANTS: Final = ("lost", "prefix", "torn", "subset", "grown")
Image = dict[str, bytes]


class Op(msgspec.Struct, frozen=True):
    """One thing done to a file; `data` of a write, `offset` of a write or the new length of a file that is cut."""

    file: str
    kind: Literal["create", "write", "truncate", "delete", "sync"]
    offset: int = 0
    data: bytes = b""


class RecordingVfs(apsw.VFS):
    """Hands everything on to the system's disk and notes it; shared memory is no disk, and is not noted."""

    def __init__(self, folder: Path) -> None:
        super().__init__("recording", "unix", makedefault=True)
        self._folder = str(folder)
        self.ops: list[Op] = []

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:  # noqa: N802 - the name SQLite gives it
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path is None or Path(path).parent != Path(self._folder):
            return apsw.VFSFile("unix", name, flags)
        file = Path(path).name
        fresh = not Path(path).exists()
        opened = _RecordedFile(name, flags, file, self.ops)
        if fresh and Path(path).exists():
            self.ops.append(Op(file, "create"))
        return opened

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - the name SQLite gives it
        super().xDelete(filename, syncdir)
        if Path(filename).parent == Path(self._folder):
            self.ops.append(Op(Path(filename).name, "delete"))
            if syncdir:
                self.ops.append(Op(Path(filename).name, "sync"))


class _RecordedFile(apsw.VFSFile):
    def __init__(self, name: Any, flags: Any, file: str, ops: list[Op]) -> None:
        super().__init__("unix", name, flags)
        self._file = file
        self._ops = ops

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - the name SQLite gives it
        super().xWrite(data, offset)
        self._ops.append(Op(self._file, "write", offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - the name SQLite gives it
        super().xTruncate(newsize)
        self._ops.append(Op(self._file, "truncate", newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802 - the name SQLite gives it
        super().xSync(flags)
        self._ops.append(Op(self._file, "sync"))


class Disk:
    """What is safe on the disk after the operations so far, and what is under way."""

    def __init__(self, start: Image) -> None:
        self.safe: dict[str, bytearray] = {name: bytearray(data) for name, data in start.items()}
        self.pending: list[Op] = []

    def take(self, op: Op) -> None:
        """One operation more."""
        if op.kind != "sync":
            self.pending.append(op)
            return
        for waiting in self.pending:
            if waiting.file == op.file:
                _apply(self.safe, waiting)
        self.pending = [waiting for waiting in self.pending if waiting.file != op.file]

    def image(self, variant: str, chance: Random) -> Image:
        """What may be found when the power goes now."""
        return _frozen(self._image(variant, chance))

    def _image(self, variant: str, chance: Random) -> dict[str, bytearray]:
        found = {name: bytearray(data) for name, data in self.safe.items()}
        if variant == "lost" or not self.pending:
            return found
        sector = chance.choice(SECTORS)
        if variant in ("prefix", "torn"):
            until = chance.randint(1, len(self.pending)) if variant == "prefix" else chance.randrange(len(self.pending))
            for op in self.pending[:until]:
                _apply(found, op)
            if variant == "torn":
                for part in _torn(self.pending[until], sector, chance):
                    _apply(found, part)
            return found
        share = chance.choice((0.1, 0.5, 0.9))
        for op in self.pending:
            for part in _sectors(op, sector):
                if chance.random() < share:
                    _apply(found, part)
        if variant == "grown":
            _grow(found, self.pending, chance)
        return found


def _torn(op: Op, sector: int, chance: Random) -> Sequence[Op]:
    """The first or the last sectors of one write."""
    parts = list(_sectors(op, sector))
    at = chance.randrange(len(parts) + 1)
    return parts[:at] if chance.random() < 0.5 else parts[at:]


def _sectors(op: Op, sector: int) -> Iterator[Op]:
    """An operation as a disk carries it out: a write sector by sector."""
    if op.kind != "write":
        yield op
        return
    done = 0
    while done < len(op.data):
        size = min(sector - (op.offset + done) % sector, len(op.data) - done)
        yield Op(op.file, "write", op.offset + done, op.data[done : done + size])
        done += size


def _grow(found: dict[str, bytearray], pending: Sequence[Op], chance: Random) -> None:
    """Files as long as they would have become, with nothing or rubbish where bytes did not arrive."""
    for op in pending:
        data, end = found.get(op.file), op.offset + len(op.data)
        if op.kind == "write" and data is not None and len(data) < end:
            missing = end - len(data)
            data += bytes(missing) if chance.random() < 0.5 else chance.randbytes(missing)


def _apply(files: dict[str, bytearray], op: Op) -> None:
    match op.kind:
        case "create":
            files.setdefault(op.file, bytearray())
        case "delete":
            files.pop(op.file, None)
        case "truncate":
            if op.file in files:
                del files[op.file][op.offset :]
        case "write":
            data = files.setdefault(op.file, bytearray())
            if len(data) < op.offset:
                data += bytes(op.offset - len(data))
            data[op.offset : op.offset + len(op.data)] = op.data
        case "sync":
            pass


def _frozen(files: dict[str, bytearray]) -> Image:
    return {name: bytes(data) for name, data in files.items()}
