"""What can become of a slip. `slip` is its code in digits, `copy` 0 the first paper, n the nth reprint.

`printer` is the profile of the one it went to, `device` which of the station's printers that is, where there are two.
"""

from typing import ClassVar

from kiosk.base.event import Fact


class Printed(Fact, frozen=True):
    """The printer said that the paper is complete."""

    kind: ClassVar[str] = "slips.printed"
    slip: str
    copy: int
    printer: str
    device: str = "printer"


class Uncertain(Fact, frozen=True):
    """Bytes left for the printer and nobody knows what came out."""

    kind: ClassVar[str] = "slips.uncertain"
    slip: str
    copy: int
    printer: str
    reason: str
    device: str = "printer"


class Failed(Fact, frozen=True):
    """No byte left: there is no paper."""

    kind: ClassVar[str] = "slips.failed"
    slip: str
    copy: int
    printer: str
    reason: str
    device: str = "printer"


class Reprinted(Fact, frozen=True):
    """A further copy was ordered; it carries 补打 and its number."""

    kind: ClassVar[str] = "slips.reprinted"
    slip: str
    copy: int


class Settled(Fact, frozen=True):
    """An attendant looked whether the uncertain paper was there, or does without the one that failed."""

    kind: ClassVar[str] = "slips.settled"
    slip: str
    copy: int
    there: bool


class TrialOrdered(Fact, frozen=True):
    """A sheet was printed to see which printer profile comes out right: one line a profile, in this order."""

    kind: ClassVar[str] = "slips.trial_ordered"
    profiles: tuple[str, ...]
    device: str


class TestOrdered(Fact, frozen=True):
    """A test page was printed: every kind of line, a code, the cut, a pulse to the drawer."""

    kind: ClassVar[str] = "slips.test_ordered"
    device: str


class Tested(Fact, frozen=True):
    """What somebody saw of a test page that came out of a printer with this profile; false for what was wrong."""

    kind: ClassVar[str] = "slips.tested"
    printer: str
    device: str
    ruler: bool
    text: bool
    sizes: bool
    code: bool
    cut: bool
    drawer: bool


FACTS = (Printed, Uncertain, Failed, Reprinted, Settled, TrialOrdered, TestOrdered, Tested)
