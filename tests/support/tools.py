"""Short words for what tests of tools ask most."""

from typing import Any

from kiosk.base.people import Who
from kiosk.services.tools import requests as tools
from support.station import BOSS, HAND, Station

PARTS = {
    "drill": ("body", "bit", "cable"),
    "generator": ("body", "cable"),
    "scaffold": ("frame", "board", "pin"),
    "toolbox": ("box", "hammer", "shears"),
}
WANG = Who("王小明", "13812341234")


class Shed:
    """The tools of a station."""

    def __init__(self, station: Station) -> None:
        self.station = station

    def ask(self, kind: Any, by: str = HAND, **fields: Any) -> Any:
        return self.station.ask(kind(request_id=self.station.id(), **fields), by)

    def register(self, of: str, inspect_by: str = "2024-12-31", **more: Any) -> str:
        unit: str = self.ask(tools.Register, of=of, inspect_by=inspect_by, **more).unit
        return unit

    def hold(self, of: str) -> tools.Holding:
        held: tools.Holding = self.ask(tools.Hold, "worker", of=of)
        return held

    def prepare(self, unit: str, loan: str = "", who: Who = WANG, **more: Any) -> tools.Prepared:
        parts = more.pop("parts", PARTS[unit.rpartition("-")[0]])
        fields = {"adult": True, "permit": True, **more}
        prepared: tools.Prepared = self.ask(tools.Prepare, unit=unit, loan=loan, parts=parts, who=who, **fields)
        return prepared

    def lend(self, unit: str, loan: str = "", who: Who = WANG) -> str:
        """From the checklist to the tool that is out; which loan it is."""
        prepared = self.prepare(unit, loan, who)
        if prepared.consent:
            self.ask(tools.Consent, "worker", loan=prepared.loan)
        self.ask(tools.Lend, loan=prepared.loan, given_fen=prepared.deposit_fen)
        return prepared.loan

    def back(self, unit: str, *wrong: tools.Found, by: str = HAND, **more: Any) -> tools.TakenBack:
        taken: tools.TakenBack = self.ask(tools.TakeBack, by, unit=unit, wrong=wrong, **more)
        return taken

    def agree(self, loan: str, deduct_fen: int, *, agrees: bool = True) -> None:
        self.ask(tools.Answer, "worker", loan=loan, agrees=agrees, deduct_fen=deduct_fen)

    def give_back(self, loan: str, by: str = HAND, **more: Any) -> tools.TakenBack:
        taken: tools.TakenBack = self.ask(tools.GiveBack, by, **{"loan": loan, "proof": "slip", **more})
        return taken

    def move(self, unit: str, to: str, reason: str = "broken") -> None:
        self.ask(tools.Move, BOSS, unit=unit, to=to, reason=reason)

    def state(self, loan: str) -> str:
        state: str = self.station.rows("SELECT state FROM tools_loans WHERE loan = ?", loan)[0][0]
        return state

    def slips(self) -> list[tuple[str, str]]:
        """Kind and code of every slip, in order."""
        return [(kind, slip) for kind, slip in self.station.rows("SELECT kind, slip FROM spool ORDER BY job")]

    def paper(self) -> str:
        """What stands on the newest slip."""
        return str(self.station.rows("SELECT CAST(body AS TEXT) FROM spool ORDER BY job DESC LIMIT 1")[0][0])
