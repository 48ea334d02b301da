"""What can be wrong with a virtual printer, switched on and off while it runs."""

from collections.abc import Callable, Iterator
from typing import Final, Literal, get_args

Fault = Literal["paper_out", "cover_open", "jam", "near_end", "silent", "stalled", "late", "off"]
FAULTS: Final[tuple[Fault, ...]] = get_args(Fault)


class Faults:
    """The faults that are on.

    paper_out, cover_open, jam: off line; bytes are taken and printed when it is mended, as real printers do ·
    near_end: prints, and says that the roll is nearly used up · silent: prints, and answers nothing ·
    stalled: neither prints nor answers; takes bytes until its buffer is full ·
    late: prints, and says that it has only when it is mended and the next slip begins ·
    off: without power; what it had not printed is forgotten.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._on: set[Fault] = set()
        self._later: list[tuple[int, Fault]] = []
        self._changed = changed
        self.drawer_high = False  # the contact at the drawer's socket

    def set(self, fault: Fault, on: bool = True) -> None:
        """Switches a fault on or off."""
        (self._on.add if on else self._on.discard)(fault)
        self._changed()

    def set_after(self, count: int, fault: Fault) -> None:
        """Switches a fault on when so many more bytes of jobs have been worked through: in the middle of a slip."""
        self._later.append((count, fault))

    def forget(self) -> None:
        """Switches off what was to come later."""
        self._later.clear()

    def clear(self) -> None:
        """Switches all faults off, and forgets those to come."""
        self._on.clear()
        self._later.clear()
        self._changed()

    def __contains__(self, fault: Fault) -> bool:
        return fault in self._on

    def __iter__(self) -> Iterator[Fault]:
        return iter(sorted(self._on))

    @property
    def offline(self) -> bool:
        """Whether the printer holds back what it gets."""
        return not self._on.isdisjoint(("paper_out", "cover_open", "jam"))

    @property
    def pending(self) -> bool:
        """Whether a fault waits for bytes to be worked through."""
        return bool(self._later)

    @property
    def room(self) -> int:
        """How many bytes may be worked through until the next fault comes on; 0 where none is to come."""
        return max(1, min(left for left, _ in self._later)) if self._later else 0

    def worked(self, count: int) -> bool:
        """Takes note of bytes worked through; whether a fault came on by it."""
        due = [fault for left, fault in self._later if left <= count]
        self._later = [(left - count, fault) for left, fault in self._later if left > count]
        self._on.update(due)
        return bool(due)


def status_byte(query: int, faults: Faults) -> int:
    """The answer to DLE EOT n (Epson): the fixed bits, and what is wrong."""
    bits: dict[int, int] = {
        1: (0x08 if faults.offline else 0) | (0x04 if faults.drawer_high else 0),
        2: (0x04 if "cover_open" in faults else 0)
        | (0x20 if "paper_out" in faults else 0)
        | (0x40 if "jam" in faults else 0),
        3: 0x08 if "jam" in faults else 0,
        4: (0x60 if "paper_out" in faults else 0) | (0x0C if "near_end" in faults or "paper_out" in faults else 0),
    }
    return 0x12 | bits.get(query, 0)


def paper_sensor_byte(faults: Faults) -> int:
    """The answer to GS r 1."""
    return (0x0C if "paper_out" in faults else 0) | (0x03 if "near_end" in faults else 0)
