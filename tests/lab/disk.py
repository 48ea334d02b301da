"""The disk fails at any call of any request of a day: refused in words, nothing half done, and done once afterwards."""

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest.mock import patch

import apsw
from lab.disk_vfs import TROUBLES, Faults, FaultyVfs, Trouble
from lab.experiment import Experiment, Found
from lab.power_day import contents
from lab.workday import SETTINGS_OF_ALL, Day, Step, Works, all_of, played, scratch
from support.station import SetClock, Station

from kiosk import bootstrap
from kiosk.base.request import Outcome, Refused
from kiosk.record.verify import NO_WITNESS
from kiosk.services.registry import SERVICES
from kiosk.station import journal as journals
from kiosk.station.journal import NotAJournal
from kiosk.station.verify import verify_station

# More calls than any step makes of one kind.
_MOST_CALLS: Final = 400
# About so many calls of one kind there are in a day's steps: a smaller run takes some of them.
_CALLS_A_DAY: Final = 2500
_FEWER_CALLS: Final = 40
# A person whose key cannot be read is not known just now.
_REASONS: Final = frozenset({"house.disk_full", "house.record_unwell", "people.unknown"})
# Pages are copied back often, so that the disk fails at that too.
_CHECKPOINT_PAGES: Final = 60
_MOST_WRONG: Final = 20
# Of so many failures one is looked at more closely.
_LOOKED_AT: Final = 10


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many failures, spread over all kinds, steps and calls; without protection the disk says that it wrote."""
    chance, counts, wrong = Random(seed), Counter[str](), list[str]()
    kinds: tuple[Trouble, ...] = TROUBLES if protected else ("lies",)
    # A long run gives each kind days of its own, and goes through every call of them.
    days = [kinds] if size < _CALLS_A_DAY else [(kind,) for kind in kinds]
    share, rounds = min(1.0, 1.5 * size / (_CALLS_A_DAY * len(days))), 0
    while counts["failures"] < size and len(wrong) < _MOST_WRONG:
        most = -(-size // len(days)) if rounds < len(days) else size - counts["failures"]
        with scratch() as folder:
            _Failing(folder, days[rounds % len(days)], chance, share, most, counts, wrong).live()
        rounds += 1
        told(f"disk: {counts['failures']} of {size} failures")
    return Found(counts["failures"], dict(counts), tuple(wrong))


class _Failing:
    """One day on a disk with some kinds of trouble."""

    def __init__(
        self,
        folder: Path,
        kinds: tuple[Trouble, ...],
        chance: Random,
        share: float,
        most: int,
        counts: Counter[str],
        wrong: list[str],
    ) -> None:
        self._folder = folder
        self._kinds = kinds
        self._kind: Trouble = kinds[0]
        self._chance = chance
        self._share = share
        self._left = most
        self._counts = counts
        self._wrong = wrong
        self._faults = Faults()
        self._paper: Counter[tuple[str, int]] = Counter()
        self._sent: Counter[tuple[str, int]] = Counter()
        self._copy = ("", 0)

    def live(self) -> None:
        """The day; at its end the record holds and the paper agrees."""
        vfs = FaultyVfs(self._faults)
        try:
            with patch.object(journals, "_CHECKPOINT_PAGES", _CHECKPOINT_PAGES):
                self._station = Station(self._folder / "station", SetClock(), SETTINGS_OF_ALL)
                with self._station.closing():
                    self._work()
        except Exception as error:  # noqa: BLE001 - whatever a broken record makes the program raise
            self._wrong.append(f"{self._kind}: the day cannot go on: {error!r}")
            return
        finally:
            vfs.unregister()
        try:
            verdict = verify_station(self._folder / "station", NO_WITNESS, SERVICES, rebuild=True)
            if verdict.fault is not None:
                self._wrong.append(f"{self._kind}: verification: {verdict.fault}")
        except NotAJournal as error:
            self._wrong.append(f"{self._kind}: verification: {error!r}")

    def _work(self) -> None:
        self._reader = journals.connect(self._station.files.journal, readonly=True)
        self._works = Works(self._station, self._came_out)
        spool = self._works.printing.press.spool
        mark = spool.mark

        def marked(job: Any, state: str, reason: str = "") -> None:
            mark(job, state, reason)
            self._copy = (job.slip, job.copy)
            self._sent[self._copy] += state == "sending"

        with patch.object(spool, "mark", marked):
            played(all_of(Day(self._station)), self._step)
            self._compare()
        self._works.close()
        self._reader.close()

    def _came_out(self, _: object) -> None:
        self._paper[self._copy] += 1

    def _step(self, step: Step) -> Outcome | None:
        """The step with the disk failing at one call after another, then with a sound one."""
        self._kind = self._chance.choice(self._kinds)
        if step.request is not None or step.name in ("print", "line"):
            for after in range(_MOST_CALLS if self._share == 1 else _FEWER_CALLS):
                if self._left > 0 and self._chance.random() < self._share and not self._fails(step, after):
                    break
        return self._works.do(step)

    def _fails(self, step: Step, after: int) -> bool:
        """Does a step while the disk fails at a call; False where it made fewer calls than that."""
        before, refused = contents(self._reader), False
        with self._faults.on(self._kind, after):
            try:
                self._works.do(step)
            except Refused as error:
                refused = True
                if error.reason not in _REASONS:
                    self._say(step, after, f"refused for another reason: {error.reason}")
            except apsw.Error as error:
                if step.request is not None:
                    self._say(step, after, f"nobody is told in words: {error!r}")
            hit = bool(self._faults.hits)
            if hit and self._kind == "read_only" and self._chance.random() < 1 / _LOOKED_AT:
                self._opens_not(step, after)
        if step.name == "print":
            self._works.printing.press.settle()
        if not hit:
            return False
        self._counts.update((self._kind, "failures"))
        self._left -= 1
        found = contents(self._reader)
        # After a commit the log is copied back: SQLite goes on where that fails, apsw raises what a file of ours did.
        if refused and found != before and step.request is not None and not self._faults.committed:
            self._say(step, after, "refused, and yet something is in the record")
        if self._kind == "lies" or self._chance.random() < 1 / _LOOKED_AT:
            self._elsewhere(step, after, found, refused=refused)
        return True

    def _elsewhere(self, step: Step, after: int, found: dict[str, str], *, refused: bool) -> None:
        """Who opens the files anew finds the same, nothing was kept in memory alone.

        Where the disk did not say that a commit is safe, it was refused, and may be there whole after a power cut:
        until the next commit nobody can know.
        """
        trial = self._folder / "trial"
        shutil.rmtree(trial, ignore_errors=True)
        trial.mkdir()
        for name in ("journal.db", "journal.db-wal"):
            if (self._station.files.folder / name).exists():
                shutil.copy(self._station.files.folder / name, trial)
        try:
            db = journals.connect(trial / "journal.db")
            if contents(db) == found:
                pass
            elif self._kind in ("sync", "read_only") and (refused or step.request is None) and self._whole(db, step):
                self._counts["refused, and there after a power cut"] += 1
            else:
                self._say(step, after, "opened anew it is another record")
            db.close()
        except apsw.Error as error:
            self._say(step, after, f"it does not open anew: {error!r}")

    def _whole(self, db: apsw.Connection, step: Step) -> bool:
        """Whether the record holds, and the request is in it."""
        asked = step.request.request_id if step.request is not None else ""
        there = not asked or db.execute("SELECT 1 FROM outcomes WHERE request_id = ?", (asked,)).fetchone()
        verdict = verify_station(self._folder / "trial" / "journal.db", NO_WITNESS, SERVICES, rebuild=True)
        return bool(there) and verdict.fault is None

    def _opens_not(self, step: Step, after: int) -> None:
        """A start on a disk that cannot be written ends with a sentence."""
        try:
            bootstrap.open_desk(self._station.files, self._station.clock).close()
        except (NotAJournal, Refused):
            self._counts["starts on a read-only disk"] += 1
        except apsw.Error as error:
            self._say(step, after, f"a start on a read-only disk: {error!r}")

    def _compare(self) -> None:
        """Nothing was sent twice, and what is confirmed is on paper."""
        self._wrong.extend(f"{copy} was sent twice" for copy, times in self._sent.items() if times > 1)
        confirmed = self._station.rows("SELECT slip, copy FROM spool WHERE state = 'confirmed'")
        self._wrong.extend(
            f"{self._kind}: {row} is confirmed without paper" for row in confirmed if not self._paper[row]
        )

    def _say(self, step: Step, after: int, what: str) -> None:
        self._wrong.append(f"{self._kind} at call {after} of {step.name}: {what}")


EXPERIMENT: Final = Experiment(
    name="disk",
    breaks="the disk is full, broken or read-only at any call of any request of a day",
    promise="it is refused in words, the record is as before, and asked again it is done once",
    without="the disk's word that it failed (a write that is lost and reported done)",
    run=run,
    short=120,
    long=16_000,
    control=5,
)
