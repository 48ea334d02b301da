"""What may happen to the station itself."""

from hashlib import sha256

import msgspec

from kiosk.base.days import is_date
from kiosk.base.event import Happened
from kiosk.base.plain import LONGEST, plain
from kiosk.base.request import Decision, Refused, Scene
from kiosk.services.house import events, requests
from kiosk.services.house.settings import Settings


class Ledger(msgspec.Struct, frozen=True):
    """What the rules of the house need to know: newest epoch, settings in force, the open call, a device's state."""

    epoch: int = 0
    digest: str = ""
    call: str = ""
    device_state: str = ""


def open_epoch(state: Ledger, request: requests.OpenEpoch, scene: Scene[Settings]) -> Decision:
    """Epochs follow one another without a gap."""
    del scene
    if request.epoch != state.epoch + 1:
        raise Refused("house.epoch_out_of_order", {"expected": state.epoch + 1, "got": request.epoch})
    return Decision(
        (
            Happened(
                events.EpochOpened(
                    device=request.device, epoch=request.epoch, public_key=request.public_key, cites=request.cites
                )
            ),
        )
    )


def start(state: Ledger, request: requests.Start, scene: Scene[Settings]) -> Decision:
    """A start is noted as it is."""
    del state, scene
    return Decision((Happened(events.Started(version=request.version)),))


def stop(state: Ledger, request: requests.Stop, scene: Scene[Settings]) -> Decision:
    """A shutdown is noted as it is."""
    del state, request, scene
    return Decision((Happened(events.Stopped()),))


def adopt_settings(state: Ledger, request: requests.AdoptSettings, scene: Scene[Settings]) -> Decision:
    """Settings are adopted once; the same text again is no event."""
    del scene
    digest = sha256(request.text.encode()).hexdigest()
    if digest == state.digest:
        return Decision(())
    return Decision((Happened(events.SettingsAdopted(digest=digest, text=request.text)),))


def join_centre(state: Ledger, request: requests.JoinCentre, scene: Scene[Settings]) -> Decision:
    """Whom the record goes to is a fact."""
    del state, scene
    fact = events.CentreJoined(url=request.url, station_id=request.station_id, log_key=request.log_key)
    return Decision((Happened(fact),))


def witness(state: Ledger, request: requests.Witness, scene: Scene[Settings]) -> Decision:
    """The line has checked that it goes on from the one before."""
    del state, scene
    return Decision((Happened(events.Witnessed(checkpoint=request.checkpoint)),))


def dispute_log(state: Ledger, request: requests.DisputeLog, scene: Scene[Settings]) -> Decision:
    """Both checkpoints are signed: whoever reads them sees that the log was changed."""
    del state, scene
    return Decision((Happened(events.LogDisputed(kept=request.kept, told=request.told)),))


def inspect(state: Ledger, request: requests.Inspect, scene: Scene[Settings]) -> Decision:
    """Who looked, and when, is a fact too; it changes nothing else."""
    del state, scene
    return Decision((Happened(events.Inspected(verified=request.verified, events=request.events, head=request.head)),))


def print_report(state: Ledger, request: requests.PrintReport, scene: Scene[Settings]) -> Decision:
    """Reads, and leaves a trace of it, as an inspection does."""
    del state, scene
    known = len(request.report) <= LONGEST and plain(request.report)
    if not (known and is_date(request.first) and is_date(request.last) and request.first <= request.last):
        raise Refused("house.no_such_report", {})
    fact = events.ReportPrinted(report=request.report, first=request.first, last=request.last)
    return Decision((Happened(fact),))


def tick(state: Ledger, request: requests.Tick, scene: Scene[Settings]) -> Decision:
    """Nothing of its own: every request sweeps first."""
    del state, request, scene
    return Decision(())


def call_person(state: Ledger, request: requests.CallPerson, scene: Scene[Settings]) -> Decision:
    """One open call at a time: a second touch waits for the same person."""
    del scene
    if state.call:
        return Decision((), requests.Called(call=state.call))
    call = "c" + request.request_id
    return Decision((Happened(events.PersonCalled(call=call, screen=request.screen)),), requests.Called(call=call))


def answer_call(state: Ledger, request: requests.AnswerCall, scene: Scene[Settings]) -> Decision:
    """Answers the open call; a call that another attendant has answered is no refusal."""
    del scene
    if state.call != request.call:
        return Decision(())
    return Decision((Happened(events.CallAnswered(call=request.call)),))


def report_device(state: Ledger, request: requests.ReportDevice, scene: Scene[Settings]) -> Decision:
    """A device is lost once and back once, however often its driver says so."""
    del scene
    if request.state == state.device_state:
        return Decision(())
    fact = (
        events.DeviceBack(device=request.device)
        if request.state == "ready"
        else events.DeviceLost(device=request.device, state=request.state)
    )
    return Decision((Happened(fact),))
