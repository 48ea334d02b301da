"""An ESC/POS printer: what state it is in, and one job at a time to paper, never twice by itself."""

from collections.abc import Callable
from typing import Final, Literal

import msgspec
from escpos.constants import GS, RT_STATUS

from kiosk.devices.identity import no_printer
from kiosk.devices.printers.status import DRAWER, Status, is_reply, paper_sensor, understood
from kiosk.devices.profiles import PrinterProfile
from kiosk.devices.transports import Transport
from kiosk.paper.spec import BAND_ROWS, PaperSpec

# What paper comes out at when text is dense: a job this slow is still at work, not lost.
_PAPER_BYTES_PER_S: Final = 4000.0
# How long nothing is heard before the printer is asked what keeps it.
_SILENCE_S: Final = 1.0
# Of these letters no id is made that could be mistaken for an answer to DLE EOT.
_ID_LETTERS: Final = b"@ABCDEFGHIJKLMNO"
_PER_S: Final = 1000
# Five jobs in a row without an answer: it would be asked too often to tell the next answer from theirs.
_MOST_OWED: Final = 31
_ASK_PAPER: Final = GS + b"r\x01"

Reason = Literal["", "unreachable", "wrong_device", "paper_out", "cover_open", "offline", "error", "lost", "no_answer"]


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
    """One printer, used by one thread; `monotonic` gives seconds that only grow, `logo` tops its slips."""

    def __init__(
        self, profile: PrinterProfile, transport: Transport, monotonic: Callable[[], float], logo: bytes = b""
    ) -> None:
        self.profile = profile
        self._transport = transport
        self._now = monotonic
        self._logo = logo
        # Not where a former process began: its answers may still come.
        self._job = int(monotonic() * _PER_S)
        self._heard = b""
        self._broken_off = False
        self.drawer_high: bool | None = None  # the contact of a drawer at its socket; None before it was asked
        self._wrong = False
        # How many answers may yet come to GS r of former jobs, and whether the printer has worked all of those off.
        self._owed = 1
        self._in_step = False

    @property
    def spec(self) -> PaperSpec:
        """The paper as slips are rendered for it."""
        return msgspec.structs.replace(self.profile.spec, logo=self._logo)

    def broken_off(self) -> None:
        """Says that a job of a former process may have ended in the middle."""
        self._broken_off = True

    def status(self) -> Status:
        """Asks the printer how it is; silence is "unknown", no connection "unreachable"."""
        try:
            status = self._how_it_is()
            if status.state == "ready" and self._owed > _MOST_OWED:
                self._catch_up()
        except OSError as error:
            return Status("unreachable", detail=str(error))
        else:
            return status
        finally:
            self._transport.close()

    def send(self, job: bytes, first_byte: Callable[[], None], *, silent: bool = True) -> Result:
        """Prints a job; `first_byte` has returned before the first byte of it leaves; what it raises stops the job.

        A printer that keeps silent may well print: it is given the job unless `silent` says that it is not.
        """
        try:
            before = self._how_it_is()
            if not before.may_print or (before.state == "unknown" and not silent):
                return Result("failed", _reason(before), before, before.detail)
            first_byte()
            return self._print(job, before)
        finally:
            self._transport.close()

    def _how_it_is(self) -> Status:
        try:
            self._transport.open()
            self._heard = b""
            status = self._ask()
            self._count_answers()
        except OSError as error:
            status = Status("unreachable", detail=str(error))
        # What was asked of it more often than needed stands together at the end: on line, it has answered that by now.
        self._in_step = self._in_step and status.state == "ready"
        if self._in_step:
            self._owed = 0
        return status

    def _print(self, job: bytes, before: Status) -> Result:
        """Sends the bytes and waits for word that they are on paper; from here on a failure leaves it uncertain."""
        self._heard = b""
        mark, is_done = self._confirmation()
        if self._broken_off:
            job = self._end_of_what_broke_off() + job
        rate = min(self._transport.bytes_per_s, _PAPER_BYTES_PER_S)
        try:
            self._broken_off = True
            self._in_step = False
            self._transport.write(job + mark)
            self._broken_off = False
            if self.profile.status.confirm == "none":
                self._listen_until(self._now() + len(job) / rate)
                return self._judged(self._ask(), before)
            allowed = self.profile.status.confirm_timeout_s + len(job) / rate
            result = self._wait(is_done, self._now() + allowed, before)
        except OSError as error:
            result = Result("uncertain", "lost", before, str(error))
        self._count_answers()
        self._in_step = result.state == "confirmed"
        return result

    def _end_of_what_broke_off(self) -> bytes:
        """White for as long as an image may still want dots, then a cut.

        Else the printer takes the next slip for dots of the last one, and says that it is on paper. NUL by itself does
        nothing.
        """
        spec = self.profile.spec
        return bytes(-(-spec.dots // 8) * BAND_ROWS) + spec.init + spec.end

    def _count_answers(self) -> None:
        self._owed = max(self._owed - len(paper_sensor(self._heard)), 0)

    def _catch_up(self) -> None:
        """Asks a printer that is ready, and at nothing, once: with silence after the answer no other is under way."""
        self._transport.write(_ASK_PAPER)
        self._heard, answers, allowed = b"", 0, self.profile.status.confirm_timeout_s
        deadline = self._now() + allowed
        while (left := deadline - self._now()) > 0:
            self._heard += self._transport.read(left)
            if len(paper_sensor(self._heard)) > answers:
                answers, deadline = len(paper_sensor(self._heard)), self._now() + allowed
        self._owed = 0 if answers else self._owed + 1

    def _confirmation(self) -> tuple[bytes, Callable[[bytes], Status | None]]:
        """What to send after a job, and how to read the answer out of what is heard.

        An answer to GS r does not tell for which job it is: one may come late, of a job that nobody knows of. So it is
        asked once more often than answers may yet come; when that many have come, the last one is this job's. Where
        those are too many, it is asked once and the job cannot be confirmed, until the printer was caught up with.
        """
        match self.profile.status.confirm:
            case "process_id":
                self._job += 1
                job_id = bytes(_ID_LETTERS[self._job >> shift & 15] for shift in (12, 8, 4, 0))
                answer = b"\x37\x22" + job_id + b"\x00"
                return GS + b"(H\x06\x0000" + job_id, lambda heard: Status("ready") if answer in heard else None
            case "gs_r":
                before = self._owed
                asked = before + 1 if before <= _MOST_OWED else 1
                self._owed += asked
                return _ASK_PAPER * asked, lambda heard: next(iter(paper_sensor(heard)[before:]), None)
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
        """Puts the profile's status queries one by one; the first that stays unanswered ends the asking.

        What has once sent what no printer does is none, until something answers there as a printer does.
        """
        replies: dict[int, int | None] = {}
        came = bytearray()
        for query in self.profile.status.dle_eot:
            replies[query] = self._reply(query, came)
            if replies[query] is None:
                break
        contact = replies.get(1)
        if contact is not None:
            self.drawer_high = bool(contact & DRAWER)
        answered = any(reply is not None for reply in replies.values())
        self._wrong = no_printer(bytes(came)) or (self._wrong and not answered)
        return Status("wrong_device", detail="no printer sends this") if self._wrong else understood(replies)

    def _reply(self, query: int, came: bytearray) -> int | None:
        """The answer to one query; other bytes are kept as heard; all that comes is put to `came`."""
        self._transport.write(RT_STATUS + bytes([query]))
        deadline = self._now() + self.profile.status.reply_timeout_s
        while (left := deadline - self._now()) > 0:
            arrived = self._transport.read(left)
            came += arrived
            replies = [byte for byte in arrived if is_reply(byte)]
            self._heard += bytes(byte for byte in arrived if not is_reply(byte))
            if replies:
                return replies[-1]
        return None

    def _listen_until(self, deadline: float) -> None:
        while (left := deadline - self._now()) > 0:
            self._heard += self._transport.read(left)


def _reason(status: Status) -> Reason:
    match status.state:
        case "ready":
            return ""
        case "unknown":
            return "no_answer"
        case state:
            return state
