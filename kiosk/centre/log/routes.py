"""The log over HTTP: its key, checkpoints, leaves and proofs; and whether a slip is in it."""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec
from litestar import MediaType, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from kiosk.base.event import parse_code
from kiosk.centre.centre import Centre
from kiosk.centre.log import ledger
from kiosk.centre.log.slips import SlipProof, prove_slip

Count = Annotated[int, QueryParameter(ge=0, lt=2**53)]


class Inclusion(msgspec.Struct, frozen=True):
    """That a leaf stands in the tree of `size` leaves: its bytes and the path to the root, in hex."""

    leaf: int
    size: int
    data: str
    proof: tuple[str, ...]


class Consistency(msgspec.Struct, frozen=True):
    """That the tree of `old` leaves is the beginning of that of `new`: hashes in hex."""

    old: int
    new: int
    proof: tuple[str, ...]


@get("/v1/log/key", media_type=MediaType.TEXT, tags=["log"])
async def log_key(centre: NamedDependency[Centre]) -> str:
    """The key that checkpoints are signed with (c2sp.org/signed-note)."""
    return centre.log_key.text()


@get("/v1/log/checkpoint", media_type=MediaType.TEXT, tags=["log"])
async def checkpoint(centre: NamedDependency[Centre]) -> str:
    """The newest checkpoint (c2sp.org/tlog-checkpoint)."""
    async with centre.database.reading() as connection:
        return (await ledger.newest(connection))[1]


@get("/v1/log/inclusion", tags=["log"])
async def inclusion(centre: NamedDependency[Centre], leaf: Count, size: Count) -> Inclusion:
    """The proof that a leaf stands in the log as it was when it had `size` leaves."""
    async with centre.database.reading() as connection:
        if not leaf < size <= (await ledger.newest(connection))[0]:
            raise NotFoundException
        data = await ledger.leaf(connection, leaf)
        assert data is not None
        proof = await ledger.inclusion(connection, leaf, size)
    return Inclusion(leaf, size, data.hex(), tuple(step.hex() for step in proof))


@get("/v1/log/consistency", tags=["log"])
async def consistency(centre: NamedDependency[Centre], old: Count, new: Count) -> Consistency:
    """The proof that nothing before `old` has changed since."""
    async with centre.database.reading() as connection:
        if not 0 < old <= new <= (await ledger.newest(connection))[0]:
            raise NotFoundException
        proof = await ledger.consistency(connection, old, new)
    return Consistency(old, new, tuple(step.hex() for step in proof))


@get("/v1/slips/{code:str}", tags=["log"])
async def slip(code: FromPath[str], centre: NamedDependency[Centre]) -> SlipProof:
    """Whether a slip's event is in the record, and the proof; no name, no sum, nothing of what it says."""
    try:
        asked = parse_code("/s/" + code)
    except ValueError:
        raise NotFoundException from None
    async with centre.database.reading() as connection:
        found = await prove_slip(connection, asked)
    if found is None:
        raise NotFoundException
    return found


ROUTES: Final[Sequence[HTTPRouteHandler]] = (log_key, checkpoint, inclusion, consistency, slip)
