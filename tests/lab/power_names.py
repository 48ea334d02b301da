"""Plain files and their names as a disk has them: what was synchronised is there, all else as before, or in part.

What a program does is seen by Python's audit events and by `os.fsync`. A name is safe when its folder was synchronised
after it was given, a file's content when the file was. Sources: fsync(2); the documentation of ext4 on delayed
allocation.
"""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest.mock import patch

import msgspec

_SEEN: Final = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.copyfile"})
Names = dict[str, int]


class Moment(msgspec.Struct, frozen=True):
    """One moment: each folder's names as they are safe and as they have been since, and each file's content."""

    names: dict[str, tuple[Names, ...]]
    folders: frozenset[int]
    safe: dict[int, bytes]
    now: dict[int, bytes]
    modes: dict[int, int]
    trusted: dict[str, int]
    answered: int = 0


class Watched:
    """A folder that is watched; all that is in it at the beginning is safe. `trusted` files look after themselves."""

    def __init__(self, root: Path, trusted: Callable[[Path], bool]) -> None:
        self._root = root
        self._trusted = trusted
        self._listings: dict[str, list[Names]] = {}
        self._safe: dict[int, bytes] = {}
        self.moments: list[Moment] = []
        self.answered = 0
        self._on = True
        self._look()
        self._listings = {folder: listings[-1:] for folder, listings in self._listings.items()}
        self._safe = dict(self.moments[-1].now)
        self.moments.clear()

    def see(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Before something is done: how it stands now."""
        if self._on and event in _SEEN and str(arguments[0]).startswith(str(self._root)):
            self._look()

    def synchronised(self, handle: int) -> None:
        """What `os.fsync` makes safe."""
        self._look()
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if path.is_dir():
            self._listings[str(path)] = self._listings.get(str(path), [{}])[-1:]
        else:
            self._safe[os.fstat(handle).st_ino] = path.read_bytes()
        self._look()

    def answer(self) -> None:
        """Something has been told to somebody."""
        self._look()
        self.answered += 1
        self._look()

    def _look(self) -> None:
        self._on = False
        folders, now, modes, trusted = {self._root.stat().st_ino}, {}, {}, {}
        for at, inside, files in os.walk(self._root):
            names = {}
            for name in (*inside, *files):
                path = Path(at) / name
                found = path.stat()
                names[name] = found.st_ino
                if name in inside:
                    folders.add(found.st_ino)
                    continue
                now[found.st_ino], modes[found.st_ino] = path.read_bytes(), stat.S_IMODE(found.st_mode)
                if self._trusted(path):
                    self._safe[found.st_ino] = now[found.st_ino]
                    trusted[str(path)] = found.st_ino
            listings = self._listings.setdefault(at, [{}])
            if listings[-1] != names:
                listings.append(names)
        known = {folder: tuple(listings) for folder, listings in self._listings.items()}
        self.moments.append(Moment(known, frozenset(folders), dict(self._safe), now, modes, trusted, self.answered))
        self._on = True


_watched: list[Watched] = []
_hooked: list[bool] = []


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    for watched in _watched:
        watched.see(event, arguments)


@contextmanager
def watching(root: Path, trusted: Callable[[Path], bool], *, protected: bool) -> Iterator[Watched]:
    """Watches a folder; without protection `os.fsync` does nothing."""
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked.append(True)
    watched = Watched(root, trusted)
    _watched.append(watched)
    try:
        with patch("os.fsync", watched.synchronised if protected else lambda _: None):
            yield watched
    finally:
        _watched.remove(watched)


def rebuilt(moment: Moment, root: Path, to: Path, chance: Random) -> None:
    """Writes down what may be found where the power went at a moment."""
    in_order = chance.random() < 0.5
    _folder(moment, str(root), to, chance, in_order=in_order)


def _folder(moment: Moment, at: str, to: Path, chance: Random, *, in_order: bool) -> None:
    to.mkdir()
    names = _names(moment.names.get(at, ({},)), chance, in_order=in_order)
    names |= {Path(path).name: inode for path, inode in moment.trusted.items() if str(Path(path).parent) == at}
    for name, inode in names.items():
        if inode in moment.folders or f"{at}/{name}" in moment.names:
            _folder(moment, f"{at}/{name}", to / name, chance, in_order=in_order)
            continue
        (to / name).write_bytes(_content(moment, inode, chance))
        (to / name).chmod(moment.modes.get(inode, 0o600))


def _names(listings: tuple[Names, ...], chance: Random, *, in_order: bool) -> Names:
    """A folder's names: as at one time since they were safe; or each for itself."""
    if in_order:
        return chance.choice(listings)
    found = {}
    for name in sorted({name for listing in listings for name in listing}):
        inode = chance.choice(listings).get(name)
        if inode is not None:
            found[name] = inode
    return found


def _content(moment: Moment, inode: int, chance: Random) -> bytes:
    safe = moment.safe.get(inode, b"")
    now = moment.now.get(inode, safe)
    return chance.choice((safe, now, now[: chance.randint(0, len(now))], bytes(len(now)))) if now != safe else now
