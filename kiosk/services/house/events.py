"""What can happen to the station itself."""

from typing import ClassVar

from kiosk.base.event import Fact


class EpochOpened(Fact, frozen=True):
    """The first event of every epoch: which device, its public key (hex), and the head it cites (empty in epoch 1)."""

    kind: ClassVar[str] = "house.epoch_opened"
    device: str
    epoch: int
    public_key: str
    cites: str


class Started(Fact, frozen=True):
    """The touchscreen's process came up."""

    kind: ClassVar[str] = "house.started"
    version: str


class Stopped(Fact, frozen=True):
    """The touchscreen's process was shut down in order."""

    kind: ClassVar[str] = "house.stopped"


class SettingsAdopted(Fact, frozen=True):
    """The settings in force from here on, as they were written; `digest` is the SHA-256 of the text."""

    kind: ClassVar[str] = "house.settings_adopted"
    digest: str
    text: str


class ClockJumped(Fact, frozen=True):
    """The wall clock moved by `by_ms` against the time since boot, or stepped back over a boot."""

    kind: ClassVar[str] = "house.clock_jumped"
    before: str
    after: str
    by_ms: int


class PersonCalled(Fact, frozen=True):
    """Somebody touched 人工 and waits for a person."""

    kind: ClassVar[str] = "house.person_called"
    call: str
    screen: str


class CallAnswered(Fact, frozen=True):
    """An attendant came."""

    kind: ClassVar[str] = "house.call_answered"
    call: str


class DeviceLost(Fact, frozen=True):
    """A device stopped serving, or should be looked after while it serves; `state` is why, in the driver's word."""

    kind: ClassVar[str] = "house.device_lost"
    device: str
    state: str


class DeviceBack(Fact, frozen=True):
    """A device serves again."""

    kind: ClassVar[str] = "house.device_back"
    device: str


class Inspected(Fact, frozen=True):
    """An auditor looked at the station and took the figures along on paper.

    `verified` is "sound" or the name of the fault, of so many `events` up to `head`.
    """

    kind: ClassVar[str] = "house.inspected"
    verified: str
    events: int
    head: str


class ReportPrinted(Fact, frozen=True):
    """A report was taken along on paper: which, and of which dates, both included."""

    kind: ClassVar[str] = "house.report_printed"
    report: str
    first: str
    last: str


class CentreJoined(Fact, frozen=True):
    """The station joined a centre: its address, what the station is there, the key of the centre's log."""

    kind: ClassVar[str] = "house.centre_joined"
    url: str
    station_id: str
    log_key: str


class Witnessed(Fact, frozen=True):
    """How far the centre's log had grown, signed by the centre: nothing before it can be changed there unseen."""

    kind: ClassVar[str] = "house.witnessed"
    checkpoint: str


class LogDisputed(Fact, frozen=True):
    """The centre's log is not the one that was witnessed: the checkpoint that was kept, and the one that was told."""

    kind: ClassVar[str] = "house.log_disputed"
    kept: str
    told: str


FACTS = (
    EpochOpened,
    Started,
    Stopped,
    SettingsAdopted,
    ClockJumped,
    PersonCalled,
    CallAnswered,
    DeviceLost,
    DeviceBack,
    Inspected,
    ReportPrinted,
    CentreJoined,
    Witnessed,
    LogDisputed,
)
