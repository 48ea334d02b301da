"""What each rule is given."""

from typing import Any, Final

import msgspec

from kiosk.base.clock import Deadline
from kiosk.base.event import Happened
from kiosk.base.request import Decision, Scene
from kiosk.base.sale import Line
from kiosk.base.store import Store
from kiosk.services.house.readings import skipped
from kiosk.services.slips.readings import code_here
from kiosk.services.tools import requests
from kiosk.services.tools.readings.tables import OPEN
from kiosk.services.tools.rules import lending
from kiosk.services.tools.rules.state import CountNow, Loan, LoanNow, Unit, UnitNow, lendable
from kiosk.services.tools.settings import Settings

_UNIT: Final = ", ".join(Unit.__struct_fields__)
LOAN: Final = ", ".join(Loan.__struct_fields__)
_PARTS: Final = ("parts", "faults")


def unit(store: Store, name: str) -> Unit | None:
    """A unit by its name."""
    row = store.execute(f"SELECT {_UNIT} FROM tools_units WHERE unit = ?", (name,)).fetchone()  # noqa: S608 - constants
    return Unit(*row) if row else None


def units(store: Store, of: str = "") -> tuple[Unit, ...]:
    """All units, or those of a kind, in order."""
    where, bound = ("WHERE of = ?", (of,)) if of else ("", ())
    rows = store.execute(f"SELECT {_UNIT} FROM tools_units {where} ORDER BY of, number", bound).fetchall()  # noqa: S608 - constants
    return tuple(Unit(*row) for row in rows)


def loans(store: Store, where: str, bound: tuple[Any, ...] = ()) -> tuple[Loan, ...]:
    """Loans by a condition of ours."""
    rows = store.execute(f"SELECT {LOAN} FROM tools_loans WHERE {where}", bound).fetchall()  # noqa: S608 - conditions are ours
    return tuple(_loan(row) for row in rows)


def _loan(row: tuple[Any, ...]) -> Loan:
    """The deadline, the parts and the faults are kept as JSON."""
    named = dict(zip(Loan.__struct_fields__, row, strict=True))
    named["until"] = msgspec.json.decode(named["until"]) if named["until"] else None
    for name in _PARTS:
        named[name] = msgspec.json.decode(named[name])
    for name in ("by_other", "gone"):
        named[name] = bool(named[name])
    return msgspec.convert(named, Loan)


def loan(store: Store, name: str) -> Loan | None:
    """A loan by its name."""
    found = loans(store, "loan = ?", (name,)) if name else ()
    return found[0] if found else None


def unit_named(store: Store, text: str) -> Unit | None:
    """The unit that a text names: its own name as typed, or its label as scanned."""
    found = unit(store, text.strip().lower())
    if found is not None:
        return found
    code = code_here(store, text)
    if code is None:
        return None
    row = store.execute(
        "SELECT unit FROM tools_units WHERE label_epoch = ? AND label_seq = ?", (code.epoch, code.seq)
    ).fetchone()
    return unit(store, row[0]) if row else None


def numbers(store: Store, day: str) -> int:
    """The last number given on a day, with those that are left out."""
    count: int = store.execute("SELECT count(*) FROM tools_loans WHERE day = ?", (day,)).fetchone()[0]
    return count + skipped(store, day)


def for_unit(
    store: Store,
    request: requests.Register | requests.Inspect | requests.Move | requests.TakeBack | requests.MakeGood,
    scene: Scene[Settings],
) -> UnitNow:
    """The unit asked about, who has it, and who paid for it."""
    del scene
    if isinstance(request, requests.Register):
        last = store.execute("SELECT coalesce(max(number), 0) FROM tools_units WHERE of = ?", (request.of,)).fetchone()
        return UnitNow(None, registered=last[0])
    found = unit(store, request.unit)
    if found is None:
        return UnitNow(None)
    paid = loans(
        store,
        "unit = ? AND gone AND state = 'returned' AND deduct_fen > 0 ORDER BY changed_at DESC LIMIT 1",
        (found.unit,),
    )
    return UnitNow(found, loan(store, found.loan), paid_for=paid[0] if paid else None)


_AboutLoan = (
    requests.LetGo
    | requests.Consent
    | requests.UndoLend
    | requests.Answer
    | requests.Approve
    | requests.Decide
    | requests.GiveBack
    | requests.UndoReturn
    | requests.Acknowledge
    | requests.Extend
    | requests.Call
    | requests.ReplaceSlip
    | requests.Lost
)


def for_loan(store: Store, request: _AboutLoan, scene: Scene[Settings]) -> LoanNow:
    """The loan asked about, and its unit."""
    del scene
    found = loan(store, request.loan)
    return LoanNow(found, unit(store, found.unit) if found else None)


def for_hold(store: Store, request: requests.Hold, scene: Scene[Settings]) -> LoanNow:
    """The units of the kind that may be lent."""
    kind = scene.settings.kind(request.of)
    today, powered = scene.now.date, bool(kind and kind.powered)
    free = tuple(one for one in units(store, request.of) if lendable(one, today, powered=powered))
    return LoanNow(numbers=numbers(store, today), free=free)


def for_lending(
    store: Store, request: requests.Prepare | requests.Lend | requests.Swap, scene: Scene[Settings]
) -> LoanNow:
    """The loan, its unit, the unit in the attendant's hand, who has the receipt's number already."""
    found = loan(store, request.loan)
    other = None if isinstance(request, requests.Lend) else unit(store, request.unit)
    receipt = request.receipt if isinstance(request, requests.Lend) else ""
    used = loans(store, "receipt <> '' AND receipt = ? AND state <> 'undone' LIMIT 1", (receipt,)) if receipt else ()
    return LoanNow(
        found,
        unit(store, found.unit) if found else None,
        other,
        numbers(store, scene.now.date) if isinstance(request, requests.Prepare) and not found else 0,
        other_loan=used[0] if used else None,
    )


def for_count(
    store: Store, request: requests.BeginCount | requests.Count | requests.EndCount, scene: Scene[Settings]
) -> CountNow:
    """The open stock-taking."""
    del request, scene
    return counting(store)


def counting(store: Store) -> CountNow:
    """The open stock-taking: the units, which of them were seen, which are out."""
    row = store.execute("SELECT count FROM tools_counts WHERE open").fetchone()
    if row is None:
        return CountNow("")
    seen = store.execute("SELECT unit FROM tools_seen WHERE count = ?", row).fetchall()
    out = store.execute(f"SELECT unit FROM tools_loans WHERE {OPEN} AND state = 'out'").fetchall()  # noqa: S608 - a constant
    return CountNow(row[0], units(store), frozenset(one[0] for one in seen), frozenset(one[0] for one in out))


def fulfil(store: Store, line: Line, sale: str, scene: Scene[Any]) -> tuple[Happened, ...]:
    """What a paid deposit becomes."""
    del scene
    return lending.fulfil(LoanNow(loan(store, line.ref.partition("/")[0])), line, sale)


def release(store: Store, line: Line, why: str, scene: Scene[Any]) -> tuple[Happened, ...]:
    """A deposit is paid at once: no sale of it is ever let go of."""
    del store, line, why, scene
    return ()


def due(store: Store, scene: Scene[Any]) -> tuple[Decision, ...]:
    """What time decides: numbers whose time is over."""
    kept = loans(store, f"{OPEN} AND state IN ('held', 'prepared') ORDER BY day, number")
    return tuple(lending.expire(one) for one in kept if _passed(one.until, scene))


def _passed(until: Deadline | None, scene: Scene[Any]) -> bool:
    return until is not None and until.passed(scene.now)
