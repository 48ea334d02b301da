"""What can be asked of the station itself."""

from typing import ClassVar

from kiosk.base.request import Outcome, Request


class OpenEpoch(Request, frozen=True):
    """Opens an epoch: at first start, and after a restore.

    The head it cites is the end of the epoch before, which may have gone on elsewhere: nothing more is added to that.
    """

    name: ClassVar[str] = "house.open_epoch"
    device: str
    epoch: int
    public_key: str
    cites: str


class Start(Request, frozen=True):
    """Notes that the touchscreen's process is up."""

    name: ClassVar[str] = "house.start"
    version: str


class Stop(Request, frozen=True):
    """Notes an orderly shutdown."""

    name: ClassVar[str] = "house.stop"


class AdoptSettings(Request, frozen=True):
    """Puts settings in force; the text has been checked where it entered."""

    name: ClassVar[str] = "house.adopt_settings"
    text: str


class Tick(Request, frozen=True):
    """Asks only that what is due be done."""

    name: ClassVar[str] = "house.tick"


class JoinCentre(Request, frozen=True):
    """Notes that a centre has enrolled this device."""

    name: ClassVar[str] = "house.join_centre"
    url: str
    station_id: str
    log_key: str


class Witness(Request, frozen=True):
    """Notes a checkpoint of the centre's log that goes on from the one before."""

    name: ClassVar[str] = "house.witness"
    checkpoint: str


class DisputeLog(Request, frozen=True):
    """Notes a checkpoint that does not go on from the one that was kept."""

    name: ClassVar[str] = "house.dispute_log"
    kept: str
    told: str


class Inspect(Request, frozen=True):
    """Prints what an auditor is shown (检查单); `verified` is what the verification beforehand found, or "sound"."""

    name: ClassVar[str] = "house.inspect"
    verified: str
    events: int
    head: str


class PrintReport(Request, frozen=True):
    """Prints a report, by the name of its table, of a period: 2024-03-01 to 2024-03-31."""

    name: ClassVar[str] = "house.print_report"
    report: str
    first: str
    last: str


class CallPerson(Request, frozen=True):
    """人工: somebody wants a person."""

    name: ClassVar[str] = "house.call_person"
    screen: str


class Called(Outcome, frozen=True):
    """The call that is open now."""

    call: str


class AnswerCall(Request, frozen=True):
    """The attendant has come."""

    name: ClassVar[str] = "house.answer_call"
    call: str


class ReportDevice(Request, frozen=True):
    """What a device's driver found; `state` is `ready` or the driver's word for what is wrong."""

    name: ClassVar[str] = "house.report_device"
    device: str
    state: str
