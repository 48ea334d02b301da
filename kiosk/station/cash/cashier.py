"""The cashier: takes money only while a sale waits for it and only what can be changed, and pays change out.

What it does with money stands in the record before it is done, and what came of it after; after a loss of power, of the
line or of a device it asks the counters what became of the rest.
"""

import contextlib
import logging
from collections.abc import Callable
from typing import Final

from kiosk.base.request import Outcome, Refused, Request
from kiosk.devices.cash.acceptors import CoinAcceptor, NoteValidator
from kiosk.devices.cash.bus import Declined, NoAnswer
from kiosk.devices.cash.counter import COIN_TROUBLE, NOTE_TROUBLE, News, Reading, kept, news
from kiosk.devices.health import READY, UNREACHABLE, UNSTEADY, Health
from kiosk.services.house.requests import ReportDevice
from kiosk.services.till import machine_requests as till
from kiosk.services.till.readings.machine import MachineView
from kiosk.services.till.requests import PutIn
from kiosk.services.till.rules.change import let_in
from kiosk.station.cash.machine import COINS, DISK_FULL, NOTES, Machine, credited, worth
from kiosk.station.cash.payer import Payer

_LOG: Final = logging.getLogger(__name__)
CASH: Final = "cash"
_ERROR: Final = "error"
_RETURNED: Final = 1  # what a validator says of a note that it gave back from escrow
_IDLE_S: Final = 0.3
_LOST_S: Final = 2.0
_AGAIN: Final = 10  # every so many looks an acceptor is asked what it lets in: it may have begun anew
_WATCH: Final = 20  # every so many idle looks the acceptors are asked whether they are there


class Cashier:
    """One machine, looked after by one thread.

    `ask` puts a request as the device and returns its outcome; `view` reads how the machine stands by the record;
    `room` tells whether the disk has room for more than the last payments.
    """

    def __init__(
        self,
        machine: Machine,
        ask: Callable[[Request], Outcome],
        view: Callable[[], MachineView],
        new_id: Callable[[], str],
        room: Callable[[], bool],
        monotonic: Callable[[], float],
    ) -> None:
        self._machine = machine
        self._ask, self._view, self._new_id, self._room = ask, view, new_id, room
        self._payer = Payer(machine, ask, new_id, self._alarm, monotonic)
        self._health = {name: Health(name, _LOG, monotonic) for name in (*(n for n, _, _ in machine.acceptors), CASH)}
        self._news: set[str] = set()  # devices whose state is to be recorded
        self._seen: dict[str, Reading] = {}  # what each acceptor was seen to say last
        self._there: set[str] = set()  # those that were asked what they did while nobody looked
        self._allowed: dict[str, frozenset[int]] = {}
        self._unrecorded: list[Request] = []
        self._fitted = False
        self._looks = 0
        self._refused = ""

    def step(self) -> float:
        """One look at everything; returns the seconds to wait before the next."""
        self._looks += 1
        try:
            self._record()
            self._machine.bus.open()
            wait_s = self._look()
            self._refused = ""
        except Refused as refused:  # a full disk: nothing is taken that cannot be recorded
            if refused.reason != self._refused:
                _LOG.warning("the machine takes no money: %s", refused.reason)
            self._refused = refused.reason
            if not self._fitted:  # what the settings say cannot be: somebody has to see to it
                self._saw(CASH, _ERROR)
            self.shut()
            wait_s = _LOST_S
        except (NoAnswer, Declined):
            wait_s = _LOST_S
        except OSError as error:
            self._line_lost(error)
            wait_s = _LOST_S
        self._tell()
        return wait_s

    def shut(self) -> None:
        """Keeps everything from taking money, as far as it can be reached."""
        for name, acceptor, _ in self._machine.acceptors:
            try:
                acceptor.allow(())
            except OSError:
                continue
            self._allowed[name] = frozenset()

    def close(self) -> None:
        """Takes no more, and lets the line go."""
        self.shut()
        self._machine.bus.close()

    # What is to be done

    def _look(self) -> float:
        if not self._fitted:
            self._ask(
                till.FitMachine(
                    request_id=self._new_id(),
                    coins=self._machine.coins is not None,
                    notes=self._machine.notes is not None,
                    hoppers=self._machine.fitted,
                )
            )
            self._fitted = True
        self._believe()
        view = self._view()
        if view.intake.open:
            self._poll_all(view)
            view = self._view()
        if view.wanted is not None and self._may_take(view):
            self._take_for(view)
            return self._every_s()
        if view.intake.open:
            self._end_intake(view)
            view = self._view()
        if view.dues:
            return self._payer.step(view)
        self._watch()
        return _IDLE_S

    def _every_s(self) -> float:
        return min(acceptor.profile.poll.every_s for _, acceptor, _ in self._machine.acceptors)

    def _may_take(self, view: MachineView) -> bool:
        """Whether money can be taken for the sale that waits for it now."""
        room = self._room()
        self._saw(CASH, READY if room else DISK_FULL)
        assert view.wanted is not None
        other = view.intake.open and view.intake.sale != view.wanted.sale
        return room and not other and (not view.dues or view.intake.open) and bool(self._usable(view))

    def _usable(self, view: MachineView) -> tuple[tuple[str, CoinAcceptor | NoteValidator, tuple[int, ...]], ...]:
        return tuple(one for one in self._machine.acceptors if one[0] in self._there and one[0] not in view.blocked)

    # Taking money

    def _believe(self) -> None:
        """Each acceptor that has just come, or come back, is inhibited first; then it says what it took meanwhile."""
        for name, acceptor, _ in self._machine.acceptors:
            if name in self._there:
                continue
            try:
                now = acceptor.start()
            except (NoAnswer, Declined) as error:
                self._lost(name, error)
                continue
            self._allowed[name] = frozenset()
            self._settle(self._view(), name, now)
            self._there.add(name)
            self._saw(name, READY)

    def _settle(self, view: MachineView, name: str, now: Reading) -> None:
        """What an acceptor did since it was seen last: while nobody looked, or before it began anew."""
        text = view.intake.coins_seen if name == COINS else view.intake.notes_seen
        before = self._seen.get(name) or (kept(text) if text else now)
        fresh = news(before, now)
        if view.intake.open and not now.counter:  # it has just begun: what it did before, nobody can say
            fresh = News(restarted=True)
        self._seen[name] = now
        self._book(view, name, fresh, now)
        note = view.intake.note_fen if name == NOTES and view.intake.open else 0
        if note and fresh.restarted and not credited(NOTES, fresh, self._machine.note_worths):
            self._put_in(view.intake.sale, NOTES, (note,), now, doubtful=True)

    def _take_for(self, view: MachineView) -> None:
        """Lets in for the sale that waits what can be changed."""
        assert view.wanted is not None
        if not view.intake.open:
            for name, acceptor, _ in self._usable(view):
                self._read(view, name, acceptor)
            seen = {name: reading.text for name, reading in self._seen.items()}
            self._ask(
                till.OpenIntake(
                    request_id=self._new_id(),
                    sale=view.wanted.sale,
                    coins=seen.get(COINS, ""),
                    notes=seen.get(NOTES, ""),
                )
            )
        for name, acceptor, worths in self._machine.acceptors:
            usable = name in self._there and name not in view.blocked
            let = let_in(worths, view.wanted.missing_fen, view.hoppers) if usable else frozenset[int]()
            channels = frozenset(channel for channel, fen in enumerate(worths, 1) if fen in let)
            self._allow(name, acceptor, channels, view.wanted.sale)

    def _allow(
        self, name: str, acceptor: CoinAcceptor | NoteValidator, channels: frozenset[int], sale: str = ""
    ) -> None:
        before = self._allowed.get(name, frozenset())
        if name not in self._there or (before == channels and (not channels or self._looks % _AGAIN)):
            return
        try:
            if before and acceptor.allowed() != before:  # two looks at its counter could not tell that it began anew
                self._alarm(name, "restarted", sale)
            elif before == channels:
                return
            acceptor.allow(channels)
        except (NoAnswer, Declined) as error:
            self._lost(name, error)
        else:
            self._allowed[name] = channels

    def _poll_all(self, view: MachineView) -> None:
        for name, acceptor, _ in self._machine.acceptors:
            if name in self._there:
                self._read(view, name, acceptor)

    def _read(self, view: MachineView, name: str, acceptor: CoinAcceptor | NoteValidator) -> None:
        """What is new at one acceptor goes into the record."""
        before = self._seen[name]
        try:
            now = acceptor.read(before)
        except (NoAnswer, Declined) as error:
            self._lost(name, error)
            return
        self._saw(name, READY)
        fresh = news(before, now)
        if fresh.restarted:
            self._settle(view, name, now)
            self._there.discard(name)
            return
        self._seen[name] = now
        self._book(view, name, fresh, now)
        if isinstance(acceptor, NoteValidator) and now.pairs[0][0] and now.pairs[0][1] == 1:
            self._answer(view, acceptor, now, anew=bool(fresh.pairs))

    def _book(self, view: MachineView, name: str, fresh: News, now: Reading) -> None:
        """Credits first, then what was wrong."""
        sale = view.intake.sale if view.intake.open else ""
        if pieces := credited(name, fresh, self._worths(name)):
            if sale:
                self._put_in(sale, name, pieces, now)
            else:
                self._must(till.FindMoney(request_id=self._new_id(), device=name, pieces=pieces, seen=now.text))
        if sale and name == NOTES and view.intake.note_fen and (0, _RETURNED) in fresh.pairs:
            self._must(till.GiveNoteBack(request_id=self._new_id(), sale=sale))
        if sale and fresh.restarted:
            self._alarm(name, "restarted", sale)
        if sale and fresh.lost:
            self._alarm(name, "lost", sale)
        troubles = COIN_TROUBLE if name == COINS else NOTE_TROUBLE
        for first, code in fresh.pairs:
            if not first and code in troubles:
                self._alarm(name, troubles[code], sale)

    def _put_in(self, sale: str, name: str, pieces: tuple[int, ...], now: Reading, *, doubtful: bool = False) -> None:
        known = tuple(fen for fen in pieces if fen)
        if len(known) < len(pieces):
            self._alarm(name, "out_of_order", sale)  # a channel that the settings give no worth
        if doubtful:
            self._alarm(name, "doubtful", sale)
        if known:
            self._must(
                PutIn(
                    request_id=self._new_id(),
                    sale=sale,
                    fen=sum(known),
                    device=name,
                    pieces=known,
                    seen=now.text,
                    doubtful=doubtful,
                )
            )

    def _answer(self, view: MachineView, validator: NoteValidator, now: Reading, *, anew: bool) -> None:
        """The note in escrow is taken where it fits, or its change can be paid; else it goes back.

        The answer is given again until the counter says that it was heard: a second one finds no note to move.
        """
        fen = worth(self._machine.note_worths, now.pairs[0][0])
        if anew:
            view = self._view()
        sale, wanted = view.intake.sale, view.wanted
        good = view.intake.open and wanted is not None and wanted.sale == sale
        if good and view.intake.note_fen:
            validator.route(accept=True)
            return
        if not (good and wanted and self._room() and fen in let_in((fen,), wanted.missing_fen, view.hoppers)):
            validator.route(accept=False)
            return
        try:
            self._ask(till.HoldNote(request_id=self._new_id(), sale=sale, fen=fen, seen=now.text))
        except Refused:  # expired meanwhile, or the disk is full
            validator.route(accept=False)
            return
        validator.route(accept=True)

    def _end_intake(self, view: MachineView) -> None:
        """Takes no more, asks for the last time, and says in the record that this was all."""
        for name, acceptor, _ in self._machine.acceptors:
            self._allow(name, acceptor, frozenset(), view.intake.sale)
        self._poll_all(view)
        view = self._view()
        missing = [name for name, _, _ in self._machine.acceptors if name not in self._there]
        if view.intake.note_fen or any(self._health[name].state not in {UNREACHABLE, UNSTEADY} for name in missing):
            return  # nobody can say yet that this was all
        seen = {name: reading.text for name, reading in self._seen.items()}
        self._ask(
            till.CloseIntake(
                request_id=self._new_id(),
                sale=view.intake.sale,
                coins=seen.get(COINS, view.intake.coins_seen),
                notes=seen.get(NOTES, view.intake.notes_seen),
            )
        )

    def _watch(self) -> None:
        """Whether they are there while nothing is to be done."""
        if self._looks % _WATCH:
            return
        view = self._view()
        self._poll_all(view)
        self._saw(CASH, READY if self._room() else DISK_FULL)

    def _worths(self, name: str) -> tuple[int, ...]:
        return self._machine.coin_worths if name == COINS else self._machine.note_worths

    # What is said

    def _alarm(self, device: str, what: str, sale: str = "") -> None:
        self._must(till.RaiseAlarm(request_id=self._new_id(), device=device, what=what, sale=sale))

    def _must(self, request: Request) -> None:
        """What has happened to money is recorded before anything else is done, however often it takes."""
        self._unrecorded.append(request)
        self._record()

    def _record(self) -> None:
        while self._unrecorded:
            self._ask(self._unrecorded[0])
            self._unrecorded.pop(0)

    def _lost(self, name: str, error: OSError) -> None:
        """It does not answer: whatever it took meanwhile, it tells when it is back."""
        self._saw(name, UNREACHABLE, str(error))
        if self._health[name].state == UNREACHABLE:
            self._there.discard(name)

    def _line_lost(self, error: OSError) -> None:
        self._machine.bus.close()
        self._there.clear()
        self._allowed.clear()
        self._payer.forget()
        self._saw(CASH, UNREACHABLE, str(error))

    def _saw(self, name: str, state: str, detail: str = "") -> None:
        if self._health[name].saw(state, detail):
            self._news.add(name)

    def _tell(self) -> None:
        """Each device's state, where it is another one."""
        for name in sorted(self._news):
            health = self._health[name]
            with contextlib.suppress(Refused):  # the disk is full: it is told again at the next look
                self._ask(ReportDevice(request_id=self._new_id(), device=name, state=health.state))
                health.noted()
                self._news.discard(name)
