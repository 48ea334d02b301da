"""An ESC/POS printer: what state it is in, and one job at a time to paper, never twice by itself."""

import itertools
from collections.abc import Callable
from typing import Final, Literal

import msgspec
from escpos.constants import GS, RT_STATUS

from kiosk.devices.printers.status import Status, is_reply, understood
from kiosk.devices.profiles import PrinterProfile
from kiosk.devices.transports import Transport
from kiosk.paper.spec import BAND_ROWS

# What paper comes out at when text is dense: a job this slow is still at work, not lost.
_PAPER_BYTES_PER_S: Final = 4000.0
# How long nothing is heard before the printer is asked what keeps it.
_SILENCE_S: Final = 1.0
# Of these letters no id is made that could be mistaken for an answer to DLE EOT.
_ID_LETTERS: Final = b"@ABCDEFGHIJKLMNO"

Reason = Literal["", "unreachable", "paper_out", "cover_open", "offline", "error", "lost", "no_answer"]


class Result(msgspec.Struct, frozen=True):
    """What became of a job.

    "confirmed": it is on paper · "uncertain": bytes left, nobody knows, never sent again by itself · "failed": no byte
    left, it may be sent again. `before` is the printer's status as the job began; `detail` is for the log.
    """

    state: Literal["confirmed", "uncertain", "failed"]
    reason: Reason
    before: Status
    detail: str = ""


class Printer:
    """One printer, used by one thread; `monotonic` gives seconds that only grow."""

    def __init__(self, profile: PrinterProfile, transport: Transport, monotonic: Callable[[], float]) -> None:
        self.profile = profile
        self._transport = transport
        self._now = monotonic
        self._jobs = itertools.count(1)
        self._heard = b""
        self._broken_off = False

    def broken_off(self) -> None:
        """Says that a job of a former process may have ended in the middle."""
        self._broken_off = True

    def status(self) -> Status:
        """Asks the printer how it is; silence is "unknown", no connection "unreachable"."""
        try:
            self._open()
            return self._ask()
        except OSError as error:
            return Status("unreachable", detail=str(error))
        finally:
            self._transport.close()

    def send(self, job: bytes, first_byte: Callable[[], None]) -> Result:
        """Prints a job; `first_byte` has returned before the first byte of it leaves; what it raises stops the job."""
        try:
            before = self._preflight()
            if not before.may_print:
                return Result("failed", _reason(before), before, before.detail)
            first_byte()
            return self._print(job, before)
        finally:
            self._transport.close()

    def _preflight(self) -> Status:
        try:
            self._open()
            return self._ask()
        except OSError as error:
            return Status("unreachable", detail=str(error))

    def _open(self) -> None:
        self._transport.open()
        self._heard = b""

    def _print(self, job: bytes, before: Status) -> Result:
        """Sends the bytes and waits for word that they are on paper; from here on a failure leaves it uncertain."""
        self._heard = b""
        mark, is_done = self._confirmation()
        if self._broken_off:
            job = self._end_of_what_broke_off() + job
        rate = min(self._transport.bytes_per_s, _PAPER_BYTES_PER_S)
        try:
            self._broken_off = True
            self._transport.write(job + mark)
            self._broken_off = False
            if self.profile.status.confirm == "none":
                self._listen_until(self._now() + len(job) / rate)
                return self._judged(self._ask(), before)
            allowed = self.profile.status.confirm_timeout_s + len(job) / rate
            return self._wait(is_done, self._now() + allowed, before)
        except OSError as error:
            return Result("uncertain", "lost", before, str(error))

    def _end_of_what_broke_off(self) -> bytes:
        """White for as long as an image may still want dots, then a cut.

        Else the printer takes the next slip for dots of the last one, and says that it is on paper. NUL by itself does
        nothing.
        """
        spec = self.profile.spec
        return bytes(-(-spec.dots // 8) * BAND_ROWS) + spec.init + spec.end

    def _confirmation(self) -> tuple[bytes, Callable[[bytes], Status | None]]:
        """What to send after a job, and how to read the answer out of what is heard."""
        match self.profile.status.confirm:
            case "process_id":
                number = next(self._jobs)
                job_id = bytes(_ID_LETTERS[number >> shift & 15] for shift in (12, 8, 4, 0))
                answer = b"\x37\x22" + job_id + b"\x00"
                return GS + b"(H\x06\x0000" + job_id, lambda heard: Status("ready") if answer in heard else None
            case "gs_r":
                return GS + b"r\x01", _paper_sensor
            case "none":
                return b"", lambda _: None

    def _wait(self, is_done: Callable[[bytes], Status | None], deadline: float, before: Status) -> Result:
        while (left := deadline - self._now()) > 0:
            arrived = self._transport.read(min(left, _SILENCE_S))
            self._heard += arrived
            if (done := is_done(self._heard)) is not None:
                return self._judged(done, before)
            if not arrived and not (kept := self._ask()).may_print:
                return self._judged(kept, before)
            if (done := is_done(self._heard)) is not None:
                return self._judged(done, before)
        return Result("uncertain", "no_answer", before, "the printer did not say that the job is on paper")

    def _judged(self, after: Status, before: Status) -> Result:
        if after.state == "ready":
            return Result("confirmed", "", before)
        return Result("uncertain", _reason(after), before, after.detail)

    def _ask(self) -> Status:
        """Puts the profile's status queries one by one; the first that stays unanswered ends the asking."""
        replies: dict[int, int | None] = {}
        for query in self.profile.status.dle_eot:
            replies[query] = self._reply(query)
            if replies[query] is None:
                break
        return understood(replies)

    def _reply(self, query: int) -> int | None:
        """The answer to one query; other bytes that come meanwhile are kept as heard."""
        self._transport.write(RT_STATUS + bytes([query]))
        deadline = self._now() + self.profile.status.reply_timeout_s
        while (left := deadline - self._now()) > 0:
            arrived = self._transport.read(left)
            replies = [byte for byte in arrived if is_reply(byte)]
            self._heard += bytes(byte for byte in arrived if not is_reply(byte))
            if replies:
                return replies[-1]
        return None

    def _listen_until(self, deadline: float) -> None:
        while (left := deadline - self._now()) > 0:
            self._heard += self._transport.read(left)


def _paper_sensor(heard: bytes) -> Status | None:
    """The answer to GS r 1, which comes in its turn after the cut: bits 2 and 3 say that the paper has ended.

    Four bytes of an automatic status (ASB), which some printers send unasked, are no answer.
    """
    index = 0
    while index < len(heard):
        if heard[index] & 0x93 == 0x10:
            index += 4
        elif heard[index] & 0x90 == 0:
            return Status("paper_out") if heard[index] & 0x0C else Status("ready")
        else:
            index += 1
    return None


def _reason(status: Status) -> Reason:
    match status.state:
        case "ready":
            return ""
        case "unknown":
            return "no_answer"
        case state:
            return state
