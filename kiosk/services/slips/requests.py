"""What can be asked about slips."""

from typing import ClassVar, Literal

from kiosk.base.request import Outcome, Request

# Which of the station's printers.
Device = Literal["printer", "second_printer"]


class Report(Request, frozen=True):
    """The spool tells what became of a copy."""

    name: ClassVar[str] = "slips.report"
    slip: str
    copy: int
    printer: str
    state: Literal["confirmed", "uncertain", "failed"]
    reason: str = ""
    device: str = "printer"


class Ended(Outcome, frozen=True):
    """What the record says of the copy: what was reported first stands."""

    state: str


class Reprint(Request, frozen=True):
    """Prints a slip once more."""

    name: ClassVar[str] = "slips.reprint"
    slip: str


class Reprinting(Outcome, frozen=True):
    """The number of the further copy."""

    copy: int


class Settle(Request, frozen=True):
    """Says whether the paper of an uncertain copy was there, or that a failed one is done without."""

    name: ClassVar[str] = "slips.settle"
    slip: str
    copy: int
    there: bool


class Test(Request, frozen=True):
    """Prints a test page: both ends of a line, the Chinese of the code page, sizes, a code, the cut, the drawer."""

    name: ClassVar[str] = "slips.test"
    device: Device


class Saw(Request, frozen=True):
    """Says what was seen of a test page, thing by thing, and on which printer with which profile it came out."""

    name: ClassVar[str] = "slips.saw"
    printer: str
    device: str
    ruler: bool
    text: bool
    sizes: bool
    code: bool
    cut: bool
    drawer: bool


class TryOut(Request, frozen=True):
    """Prints one line for each of these printer profiles, to see which comes out right."""

    name: ClassVar[str] = "slips.try_out"
    profiles: tuple[str, ...]
    device: Device
