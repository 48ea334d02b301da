"""The power goes, at every step of a day: what the disk may hold then is opened again by the real way of opening.

Whatever was answered must be there, whole; the one thing that was under way may be there too, or not; nothing in
between may.
"""

import shutil
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any, Final

import apsw
import msgspec
from lab.experiment import Experiment, Found
from lab.power_day import Answered, Lived, contents, line, live
from lab.power_disk import VARIANTS, Disk, Image
from lab.workday import SETTINGS_OF_ALL, scratch
from support.press import printing
from support.station import SetClock, Station

from kiosk import bootstrap
from kiosk.base.request import Refused, Seen
from kiosk.record.verify import NO_WITNESS
from kiosk.services.house.requests import Tick
from kiosk.services.registry import SERVICES
from kiosk.station.desk import Desk
from kiosk.station.files import StationFiles
from kiosk.station.journal import NotAJournal
from kiosk.station.vault import Keys
from kiosk.station.verify import verify_station

# Of so many disks one is worked on with: slips printed, readings made again.
_WORKED_ON: Final = 20
_MOST_WRONG: Final = 200
_CONFIRMED: Final = (
    "SELECT slip, copy FROM spool WHERE state = 'confirmed' "
    "UNION SELECT slip, copy FROM slips_copies WHERE state = 'confirmed'"
)


def run(size: int, seed: int, *, protected: bool, told: Callable[[str], Any]) -> Found:
    """So many different disks; without protection commits are not waited for (`synchronous=NORMAL`)."""
    chance = Random(seed)
    with scratch() as folder:
        lived = live(folder / "lived", seed, synchronous="FULL" if protected else "NORMAL")
        trial = _Trial(folder / "lived", folder / "trial", lived)
        for image, at, variant in _disks(lived, size, chance):
            trial.look(image, at, variant)
            if len(trial.wrong) >= _MOST_WRONG:
                break
            if trial.tried % 1000 == 0:
                told(f"power: {trial.tried} of {size} disks")
        counts = {"steps of the disk": len(lived.ops), "answers": len(lived.answered), **trial.counts}
        return Found(trial.tried, counts, tuple(trial.wrong))


def _disks(lived: Lived, size: int, chance: Random) -> Iterator[tuple[Image, int, str]]:
    """Different disks, spread over all moments; `at` counts the operations done before the power went."""
    seen: set[bytes] = set()
    while len(seen) < size:
        before = len(seen)
        moments = sorted((chance.randrange(len(lived.ops) + 1), chance.choice(VARIANTS)) for _ in range(size))
        disk, done = Disk(lived.start), 0
        for at, variant in moments:
            while done < at:
                disk.take(lived.ops[done])
                done += 1
            image = disk.image(variant, chance)
            name = _name(image, bisect_right(lived.answered, at, key=lambda answered: answered.at))
            if name not in seen and len(seen) < size:
                seen.add(name)
                yield image, at, variant
        assert len(seen) > before, "there are no more disks of this day"


def _name(image: Image, answered: int) -> bytes:
    found = sha256(str(answered).encode())
    for file, data in sorted(image.items()):
        found.update(f"{file} {len(data)} ".encode() + data)
    return found.digest()


class _Trial:
    """One disk after another in the same place."""

    def __init__(self, lived_in: Path, folder: Path, lived: Lived) -> None:
        shutil.copytree(lived_in, folder)
        self.files = StationFiles(folder)
        self.tried = 0
        self.wrong: list[str] = []
        self.counts: Counter[str] = Counter()
        self._lived = lived

    def look(self, image: Image, at: int, variant: str) -> None:
        """Opens one disk and looks whether the promises were kept."""
        self.tried += 1
        self.counts[variant] += 1
        for path in self.files.folder.glob("*"):
            if path.name.startswith(("journal.db", "people.keys")):
                path.unlink()
        for name, data in image.items():
            (self.files.folder / name).write_bytes(data)
        for sentence in self._found(at):
            self.wrong.append(f"{variant} after {at} operations: {sentence}")

    def _found(self, at: int) -> Iterator[str]:
        index = bisect_right(self._lived.answered, at, key=lambda answered: answered.at) - 1
        last, following = (self._lived.answered[max(0, index) :][:2] * 2)[:2]
        try:
            with self._opened(last) as desk:
                yield from self._as_answered(desk, last, following)
                yield from self._people(desk, last, following)
                yield from self._paper(desk, at)
                yield from self._again(desk, last)
            if self.tried % _WORKED_ON == 0:
                yield from self._works(at, last)
        except (NotAJournal, Refused, apsw.Error) as error:
            yield f"it does not open: {error!r}"

    @contextmanager
    def _opened(self, last: Answered) -> Iterator[Desk]:
        desk = bootstrap.open_desk(self.files, _after(last))
        try:
            yield desk
        finally:
            desk.close()

    def _as_answered(self, desk: Desk, last: Answered, following: Answered) -> Iterator[str]:
        """The record is that of the last answer, or has the next one whole; its books are what was acknowledged."""
        found = contents(desk.journal.db)
        if found == last.contents:
            reached = last
        elif found == following.contents:
            reached = following
            self.counts["with the one under way"] += 1
        else:
            kept = (last.contents, following.contents)
            parts = ", ".join(part for part in found if found[part] not in (one[part] for one in kept))
            lost = last.pos - desk.journal.count()
            yield f"{lost} acknowledged events are missing" if lost > 0 else f"not as answered: {parts or 'torn'}"
            return
        for name, value in line(desk.journal.db).items():
            if value not in (last.line.get(name, value), following.line.get(name, value)):
                yield f"the line's {name} is {value}"
        books: Counter[str] = Counter()
        for _, _, raw, _ in desk.journal.links():
            for account, fen in msgspec.json.decode(raw).get("post", ()):
                books[account] += fen
        if sum(books.values()) or {account: fen for account, fen in books.items() if fen} != reached.accounts:
            yield f"the books are off: {dict(books)}, acknowledged {reached.accounts}"
        verdict = verify_station(self.files.folder, NO_WITNESS, SERVICES, rebuild=self.tried % _WORKED_ON == 0)
        if verdict.fault is not None:
            yield f"verification: {verdict.fault}"

    @staticmethod
    def _people(desk: Desk, last: Answered, following: Answered) -> Iterator[str]:
        """Whoever is in the vault can be read."""
        vault = desk.vault(desk.journal.db)
        for (person,) in desk.journal.db.execute("SELECT person FROM vault"):
            if vault.plain(person) not in (last.names.get(person, ()), following.names.get(person, ())):
                yield f"the name of {person} cannot be read"

    def _paper(self, desk: Desk, at: int) -> Iterator[str]:
        """What is confirmed is on paper, and of what waits no byte has left."""
        for slip, copy, state in desk.journal.db.execute("SELECT slip, copy, state FROM spool"):
            if state == "queued" and self._left(slip, copy, at):
                yield f"{slip} copy {copy} waits, and bytes of it have left"
        for slip, copy in desk.journal.db.execute(_CONFIRMED):
            if self._lived.paper.get((slip, copy), at + 1) > at:
                yield f"{slip} copy {copy} is confirmed without paper"

    def _left(self, slip: str, copy: int, at: int) -> bool:
        return self._lived.first_byte.get((slip, copy), at + 1) <= at

    @staticmethod
    def _again(desk: Desk, last: Answered) -> Iterator[str]:
        """Who asks the same again gets the same answer, and nothing happens."""
        request, events = last.request, desk.journal.count()
        if request is None or isinstance(last.outcome, Seen):
            return
        known = desk.journal.db.execute("SELECT 1 FROM outcomes WHERE request_id = ?", (request.request_id,)).fetchone()
        if known and (desk.answer(request, last.by) != last.outcome or desk.journal.count() != events):
            yield f"asked again, {request.name} has another answer"

    def _works(self, at: int, last: Answered) -> Iterator[str]:
        """The station goes on: nothing that may have left is sent again, the erased are gone, the record holds."""
        self.counts["worked on"] += 1
        with Station(self.files.folder, _after(last), SETTINGS_OF_ALL).closing() as station, printing(station) as press:
            station.ask(Tick(request_id=station.id()), "device")
            press.press.settle()
            while (job := press.press.spool.next()) is not None:
                if self._left(job.slip, job.copy, at):
                    yield f"{job.slip} copy {job.copy} is sent again"
                press.print_one()
            vault, keys = station.desk.vault(station.desk.journal.db), Keys(self.files.people_keys)
            held = {row[0] for row in station.rows("SELECT slot FROM vault")}
            if keys.slots(vault.last()) != held:
                yield "keys of people who were erased are still there"
            keys.close()
        verdict = verify_station(self.files.folder, NO_WITNESS, SERVICES, rebuild=True)
        if verdict.fault is not None:
            yield f"verification after more work: {verdict.fault}"


def _after(last: Answered) -> SetClock:
    """The clock of the next start, a minute after the last answer."""
    clock = SetClock(last.now + timedelta(minutes=1))
    clock.reboot()
    return clock


EXPERIMENT: Final = Experiment(
    name="power",
    breaks="the power goes at any step of a day with every service",
    promise="all that was answered is there, whole and once; the books, the readings, the spool and the names agree",
    without="waiting for the disk at each commit (`synchronous=NORMAL`)",
    run=run,
    short=250,
    long=10_000,
    control=40,
)
