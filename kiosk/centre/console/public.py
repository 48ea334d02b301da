"""What anybody may see without signing in: the disclosure (公示), and whether a slip is recorded."""

from typing import Annotated, Any, Final

from litestar import Response, get
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect

from kiosk.base.event import parse_code
from kiosk.base.reports import Column
from kiosk.centre.console.entry import Asked, house
from kiosk.centre.console.scope import Scope, month_of
from kiosk.centre.console.showing import page
from kiosk.centre.console.themes import by_line
from kiosk.centre.log import ledger
from kiosk.centre.log.slips import SlipProof, prove_slip
from kiosk.centre.members.leasing import is_card
from kiosk.centre.reports import sums
from kiosk.record.checkpoint import LogKey, opened
from kiosk.record.merkle import included, leaf_hash

# What is disclosed: sums of a station's month, nothing of anybody.
_SHOWN: Final = (
    ("meals.report.days:served", Column("centre.open_served", "count")),
    ("meals.report.days:taken", Column("centre.open_meals_fen", "fen")),
    ("meals.report.days:subsidy", Column("centre.open_subsidy", "fen")),
    ("beds.report.slots:slept", Column("centre.open_slept", "count")),
    ("beds.report.slots:taken", Column("centre.open_beds_fen", "fen")),
)

ProofOf = Annotated[int, QueryParameter(name="proof")]


@get("/open", opt={"public": True})
async def disclosure(request: Asked, month: FromQuery[str] = "", area: FromQuery[str] = "") -> Response[str]:
    """公示: what every station gave in a month, and what it cost."""
    at = house(request)
    named, *_ = month_of(month, at.centre.clock.now())
    names = [name for name, _ in _SHOWN]
    async with at.centre.database.reading() as connection:
        every = Scope(await sums.places(connection, None), None)
        scope = every.narrowed(area)
        lines = await by_line(connection, scope, names, named)
        size, note = await ledger.newest(connection)
    columns = [(column, name) for name, column in _SHOWN]
    totals = {name: sum(of.get(name, 0) for *_, of in lines) for name in names}
    fields: dict[str, Any] = {
        "lines": lines,
        "scope": every,
        "area": area,
        "columns": columns,
        "totals": totals,
        "month": named,
    }
    return page(request, "open", **fields, size=size, root=note.splitlines()[2] if size else "")


@get("/s/{code:str}", opt={"public": True})
async def slip(request: Asked, code: FromPath[str], proof_of: ProofOf = 0) -> Response[Any]:
    """Whether a slip is in the record; no name, no sum. A member's card leads to their passbook first."""
    at = house(request)
    try:
        asked = parse_code("/s/" + code)
    except ValueError:
        return page(request, "slip", 404, state="no_code", proof=None, code=code[:80])
    async with at.centre.database.reading() as connection:
        if not proof_of and await is_card(connection, asked):
            return Redirect(f"/m/card/{code}", status_code=303)
        proof = await prove_slip(connection, asked)
    state = "not_yet" if proof is None else "altered"
    if proof is not None and proof.recorded:
        state = "recorded" if _holds(proof, at.centre.log_key) else "unproved"
    return page(request, "slip", 404 if proof is None else 200, state=state, proof=proof, code=asked.digits)


def _holds(proof: SlipProof, key: LogKey) -> bool:
    """Whether the path leads from the batch to the signed root: what the page says, it has checked."""
    try:
        checkpoint = opened(proof.checkpoint, key)
    except ValueError:
        return False
    path = [bytes.fromhex(step) for step in proof.proof]
    return included(leaf_hash(bytes.fromhex(proof.data)), proof.leaf, checkpoint.size, path, checkpoint.root)


ROUTES: Final = (disclosure, slip)
