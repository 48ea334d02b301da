"""What can be asked about slips."""

from typing import ClassVar, Literal

from kiosk.base.request import Outcome, Request


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


class TryOut(Request, frozen=True):
    """Prints one line for each of these printer profiles, to see which comes out right."""

    name: ClassVar[str] = "slips.try_out"
    profiles: tuple[str, ...]
