"""Every fault of a printer at every byte of every kind of slip: each copy ends, and the paper is as the record says."""

from collections import Counter
from collections.abc import Callable
from math import gcd
from typing import Any, Final

import msgspec
from devices.printer_jobs import Careless, KilledError, Line
from lab.experiment import Experiment, Found
from lab.workday import SETTINGS_OF_ALL, Day, Works, all_of, played, scratch
from support.station import SetClock, Station

from kiosk import bootstrap_devices
from kiosk.base.clock import deadline
from kiosk.devices.printers.driver import Printer
from kiosk.devices.profiles import load_printer
from kiosk.paper import elements
from kiosk.paper.spec import PaperSpec
from kiosk.services.slips.readings import job
from kiosk.station.desk import SLIP_LANGUAGE
from kiosk.station.press import Press
from kiosk.virtual.engine import PrintedSlip
from kiosk.virtual.faults import FAULTS, Fault
from kiosk.virtual.printer import VirtualPrinter

_PROFILE: Final = "generic-80-gb18030"
# Besides what a printer can have: the program ends when this byte has left.
_TROUBLES: Final[tuple[Fault | None, ...]] = (*FAULTS, None)
_NO_WAIT_S: Final = 0.001
_HOUR_S: Final = 3600
# Numbers of events that no day here comes to: each trial is a slip of its own.
_FIRST_SEQ: Final = 1_000_000
# Goes through all cases in an order in which the first few are of all kinds.
_STRIDE: Final = 7_919_999


class _Sound(msgspec.Struct, frozen=True):
    """A kind of slip: its stored form, how many bytes its job has, what its paper says piece by piece."""

    kind: str
    body: bytes
    size: int
    pieces: tuple[tuple[str, ...], ...]


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many cases of slip, fault and byte; without protection a job that nobody knows of is sent again."""
    with scratch() as folder, Station(folder / "station", SetClock(), SETTINGS_OF_ALL).closing() as station:
        works = Works(station)
        played(all_of(Day(station)), works.do)
        works.close()
        rows = station.rows("SELECT kind, body FROM spool GROUP BY kind HAVING job = max(job) ORDER BY kind")
        with VirtualPrinter(load_printer(_PROFILE).spec) as paper:
            trials = _Trials(station, paper, Printer if protected else Careless)
            kinds = [trials.sound(kind, body) for kind, body in rows]
            cases = [(kind, trouble) for kind in kinds for trouble in _TROUBLES]
            space = sum(kind.size for kind, _ in cases)
            stride = next(step for step in range(_STRIDE, _STRIDE + 1000) if gcd(step, space) == 1)
            for tried in range(size):
                kind, trouble, byte = _case(cases, (seed + tried * stride) % space)
                trials.go(kind, trouble, byte)
                if tried % 10_000 == 9_999:
                    told(f"paper: {tried + 1} of {size} cases, {space} in all")
            trials.press.spool.close()
        counts = {"cases in all": space, "kinds of slips": len(kinds), **trials.ends}
        return Found(size, counts, tuple(trials.wrong))


def _case(cases: list[tuple[_Sound, Fault | None]], place: int) -> tuple[_Sound, Fault | None, int]:
    """The kind of slip, the fault and the byte that stand at a place of all there are."""
    for kind, trouble in cases:
        if place < kind.size:
            return kind, trouble, place
        place -= kind.size
    raise AssertionError(place)


class _Trials:
    """One case after another at one station and one printer, as months would bring them."""

    def __init__(self, station: Station, paper: VirtualPrinter, make: type[Printer]) -> None:
        self._station = station
        self._paper = paper
        self._line = Line(paper.transport(_NO_WAIT_S))
        self._drawn: dict[bytes, bytes] = {}
        self._draw = bootstrap_devices.slip_drawing()
        self._seq = _FIRST_SEQ
        self.wrong: list[str] = []
        self.ends: Counter[str] = Counter()
        profile = load_printer(_PROFILE)
        self.press = Press(
            station.desk.spool(),
            station.clock,
            (make(profile, self._line, self._line.time),),
            lambda: self._once,
            lambda request: station.ask(request, "device"),
            station.id,
            lambda key, **fields: station.desk.words.say(SLIP_LANGUAGE, key, **fields),
        )

    def _once(self, slip: elements.Slip, spec: PaperSpec, header: str) -> bytes:
        """A slip as bytes, drawn the first time."""
        key = elements.encode(slip) + header.encode()
        if key not in self._drawn:
            self._drawn[key] = self._draw(slip, spec, header)
        return self._drawn[key]

    def sound(self, kind: str, body: bytes) -> _Sound:
        """What comes out of a printer that has nothing."""
        before = len(self._paper.slips)
        slip = self._spooled(kind, body)
        self.press.take_all(lambda: False)
        assert self._state(slip) == ("confirmed", "confirmed")
        pieces = tuple(piece.text for piece in self._paper.slips[before:])
        return _Sound(kind, body, len(self._drawn[next(reversed(self._drawn))]), pieces)

    def go(self, kind: _Sound, trouble: Fault | None, byte: int) -> None:
        """Prints a slip with a fault at a byte; then all is well again, and what waits may come out."""
        before, faults = len(self._paper.slips), self._paper.faults
        slip = self._spooled(kind.kind, kind.body)
        if trouble is None:
            self._line.killed_after = max(byte, 4)
        else:
            faults.set_after(byte, trouble)
        self._printed()
        self._line.killed_after = None
        faults.clear()
        self._printed()
        # Between two slips the idle printer is asked how it is, as the press's thread does every few seconds.
        self.press.look()
        self._compare(f"{kind.kind}, {trouble or 'killed'} at byte {byte}", slip, kind, self._paper.slips[before:])

    def _spooled(self, kind: str, body: bytes) -> str:
        """A first copy more that waits."""
        self._seq += 1
        slip = f"1-{self._seq}-{'0' * 16}"
        until = msgspec.json.encode(deadline(self._station.clock.now(), _HOUR_S)).decode()
        self._station.rows(
            "INSERT INTO spool (job, copy, slip, kind, number, state, reason, until, body) "
            "VALUES (?, 0, ?, ?, '', 'queued', '', ?, ?)",
            *(job(1, self._seq), slip, kind, until, body),
        )
        return slip

    def _printed(self) -> None:
        """The press at work, and started again where it was ended."""
        try:
            self.press.take_all(lambda: False)
        except KilledError:
            self.press.settle()

    def _state(self, slip: str) -> tuple[str, str]:
        ((spooled,),) = self._station.rows("SELECT state FROM spool WHERE slip = ?", slip)
        recorded = self._station.rows("SELECT state FROM slips_copies WHERE slip = ?", slip)
        return spooled, recorded[0][0] if recorded else ""

    def _compare(self, case: str, slip: str, kind: _Sound, pieces: tuple[PrintedSlip, ...]) -> None:
        spooled, recorded = self._state(slip)
        self.ends[recorded] += 1
        whole = Counter(piece.text for piece in pieces if piece.cut)
        copies = min(whole[text] for text in kind.pieces)
        if spooled not in ("confirmed", "uncertain", "failed") or spooled != recorded:
            self.wrong.append(f"{case}: has no end, {spooled} and {recorded}")
        if max(whole[text] // kind.pieces.count(text) for text in kind.pieces) > 1:
            self.wrong.append(f"{case}: two valid first copies")
        if recorded == "confirmed" and not copies:
            self.wrong.append(f"{case}: confirmed without paper")
        if recorded == "failed" and any(piece.text for piece in pieces):
            self.wrong.append(f"{case}: failed, and on paper")


EXPERIMENT: Final = Experiment(
    name="paper",
    breaks="a printer has any of its faults, or the program ends, at any byte of any kind of slip",
    promise="each copy ends confirmed, uncertain or failed; the paper agrees; never two valid first copies",
    without="that nothing is sent again once a byte has left",
    run=run,
    short=150,
    long=10_000,
    control=12,
)
