"""A real centre in a process of its own, for the experiments with the line; run as `python -m lab.line_centre FOLDER`.

It tells its address, then a one-time code for each station that is named to it, until its input ends.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final
from unittest.mock import patch

from support.centre import running

from kiosk.centre import api
from kiosk.centre.intake import intake, judging
from kiosk.centre.log.archive import verify_archive

TESTS: Final = Path(__file__).resolve().parents[1]


class CentreProcess:
    """One such process. `forgetful` takes the control: what is there already is taken in as new."""

    def __init__(self, folder: Path, *, forgetful: bool = False) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lab.line_centre", str(folder), "forgetful" if forgetful else ""],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(TESTS)},
        )
        assert self._process.stdin
        assert self._process.stdout
        self._in, self._out = self._process.stdin, self._process.stdout
        self.url = self._told()

    def _told(self) -> str:
        line = self._out.readline().strip()
        assert line, "the centre did not start"
        return line

    def code(self, station: str = "府西") -> str:
        """A one-time code for a station."""
        self._in.write(station + "\n")
        self._in.flush()
        return self._told()

    def events(self, device: bytes) -> list[bytes]:
        """What it has of a device, in order."""
        with closing(sqlite3.connect(self.folder / "centre.db")) as db:
            rows = db.execute("SELECT raw FROM events WHERE device = ? ORDER BY epoch, seq", (device,))
            return [bytes(raw) for (raw,) in rows]

    def sql(self, statement: str) -> list[tuple[object, ...]]:
        """Looks behind it."""
        with closing(sqlite3.connect(self.folder / "centre.db")) as db:
            return db.execute(statement).fetchall()

    def copy(self, to: Path) -> None:
        """A backup of its folder, while it works."""
        to.mkdir()
        (to / "log.key").write_bytes((self.folder / "log.key").read_bytes())
        with (
            closing(sqlite3.connect(self.folder / "centre.db")) as db,
            closing(sqlite3.connect(to / "centre.db")) as file,
        ):
            db.backup(file)

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._gone()

    def stop(self) -> None:
        """Ends it as an operator does."""
        self._in.close()
        self._gone()

    def _gone(self) -> None:
        self._process.wait(60)
        for pipe in (self._in, self._out):
            pipe.close()

    def fault(self, *, put_back: bool = False) -> str:
        """What is wrong with its log; empty where nothing is. One `put_back` is not the log that stations witnessed."""
        fault = verify_archive(self.folder).fault
        if fault is None or (put_back and fault.name == "rewritten" and "witnessed" in fault.detail):
            return ""
        return f"the centre's log does not hold: {fault}"


@contextmanager
def centre_process(folder: Path, *, forgetful: bool = False) -> Iterator[CentreProcess]:
    """A centre's process, ended at the end."""
    centre = CentreProcess(folder, forgetful=forgetful)
    try:
        yield centre
    finally:
        centre.stop()


@contextmanager
def many_may_join() -> Iterator[None]:
    """Lifts the limit that keeps one address from guessing codes: here every station has the same one."""
    with patch.object(api._GUESSES.kwargs["config"], "rate_limit", ("minute", 1_000_000)):
        yield


def _forgetful() -> None:
    """The control: the place of a batch is not looked up, so that what is sent again is taken for new."""

    def judge(checked: judging.Checked, standing: judging.Standing, _: object) -> judging.Judgement:
        batch = checked.batch
        epoch = standing.epochs[batch.epoch]
        return judging.Accepted(batch.first, judging.Epoch(batch.epoch, epoch.public_key, batch.last, batch.head))

    vars(intake)["judge"] = judge


def main(folder: Path, *, forgetful: bool) -> None:
    """Serves until its input ends."""
    if forgetful:
        _forgetful()
    with many_may_join(), running(folder) as centre:
        sys.stdout.write(centre.url + "\n")
        sys.stdout.flush()
        for name in sys.stdin:
            sys.stdout.write(centre.code(name.strip()) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), forgetful=sys.argv[2] == "forgetful")
