"""What the centre says to a station: settings, kept until their day and adopted whole or not at all; and verdicts."""

from collections.abc import Callable, Sequence
from typing import Any

import apsw

from kiosk.base.days import is_date
from kiosk.base.request import Refused, Request
from kiosk.base.service import Service
from kiosk.base.toml import ConfigError
from kiosk.record.approval import Decided
from kiosk.record.approval import genuine as genuine_verdict
from kiosk.record.hello import Known
from kiosk.record.published import Published, genuine
from kiosk.services.house.requests import AdoptSettings
from kiosk.services.till.requests import DecideShift
from kiosk.station.files import StationFiles, sync
from kiosk.station.settings import in_force, parse


class Publications:
    """What was published for this station, in its local table.

    `check` raises ConfigError for a text that this station cannot use; `adopt` puts one in force, `decide` carries a
    verdict out.
    """

    def __init__(
        self,
        db: apsw.Connection,
        check: Callable[[str], object],
        adopt: Callable[[str], object],
        decide: Callable[[Decided], object],
    ) -> None:
        self._db = db
        self._check = check
        self._adopt = adopt
        self._decide = decide

    def known(self) -> Known:
        """The newest version and the newest verdict that came, 0 before any; and why that version was refused."""
        row: Any = self._db.execute("SELECT version, problem FROM published ORDER BY version DESC LIMIT 1").fetchone()
        version, problem = row or (0, "")
        verdict: Any = self._db.execute("SELECT coalesce(max(n), 0) FROM verdicts").fetchone()
        return Known(version, problem, verdict[0])

    def awaits_a_verdict(self) -> bool:
        """Whether a difference waits."""
        return self._db.execute("SELECT 1 FROM till_shifts WHERE state = 'pending' LIMIT 1").fetchone() is not None

    def take_verdict(self, told: Decided, key: bytes) -> None:
        """Carries a verdict of the centre out, once; what it can no longer change is noted, and changes nothing."""
        device: Any = self._db.execute("SELECT id FROM device").fetchone()
        if told.n <= self.known().decisions or not genuine_verdict(told, device[0], key):
            return
        problem = ""
        try:
            self._decide(told)
        except Refused as refused:
            problem = refused.reason
        self._db.execute("INSERT INTO verdicts VALUES (?, ?)", (told.n, problem))

    def take(self, told: Published, station: str, key: bytes) -> None:
        """Keeps a version until its day; one that is not the centre's, or cannot be used here, is kept as refused."""
        if told.version <= self.known().settings:
            return
        problem = ""
        if not genuine(told, station, key) or not is_date(told.effective_from):
            problem = "signature"
        else:
            try:
                self._check(told.text)
            except ConfigError as error:
                problem = str(error)
        row = (told.version, told.text, told.effective_from, "refused" if problem else "waiting", problem)
        self._db.execute("INSERT INTO published VALUES (?, ?, ?, ?, ?)", row)

    def adopt_due(self, today: str) -> None:
        """Puts the newest version whose day has come in force; older ones that waited are passed over."""
        row: Any = self._db.execute(
            "SELECT version, text FROM published WHERE state = 'waiting' AND effective_from <= ? "
            "ORDER BY version DESC LIMIT 1",
            (today,),
        ).fetchone()
        if row is None:
            return
        version, text = row
        try:
            self._adopt(text)
        except (ConfigError, Refused) as error:
            refused = "UPDATE published SET state = 'refused', problem = ? WHERE version = ?"
            self._db.execute(refused, (str(error), version))
            return
        self._db.execute("UPDATE published SET state = 'adopted' WHERE version = ?", (version,))
        self._db.execute("UPDATE published SET state = 'passed' WHERE state = 'waiting' AND version < ?", (version,))


def publications(
    db: apsw.Connection,
    files: StationFiles,
    services: Sequence[Service],
    ask: Callable[[Request], object],
    new_id: Callable[[], str],
) -> Publications:
    """Those of a station: adopted ones stand in its `station.toml` first, then in its record."""

    def put_together(text: str) -> str:
        from kiosk.station.line.merging import merged  # noqa: PLC0415 - seldom: a station starts sooner without

        own = files.settings.read_text(encoding="utf-8") if files.settings.exists() else in_force(db, services).text
        together = merged(text, own)
        parse(together, services, str(files.settings))
        return together

    def adopt(text: str) -> None:
        together = put_together(text)
        part = files.settings.with_name(files.settings.name + ".part")
        part.write_text(together, encoding="utf-8")
        sync(part)
        part.replace(files.settings)
        sync(files.folder)
        ask(AdoptSettings(request_id=new_id(), text=together))

    def decide(told: Decided) -> None:
        waits = told.waiting
        ask(
            DecideShift(
                request_id=f"verdict-{told.n}-{told.signature[:16]}",
                shift=waits.shift,
                epoch=waits.epoch,
                seq=waits.seq,
                fen=waits.fen,
                approves=told.approves,
                approver=told.by,
                comment=told.comment,
            )
        )

    return Publications(db, put_together, adopt, decide)
