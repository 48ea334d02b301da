"""The log in the database: appended to within the transaction that takes batches in, read to make proofs."""

from collections.abc import Callable, Iterable, Sequence

from nacl.signing import SigningKey
from sqlalchemy import bindparam, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.centre.accounts import accesses
from kiosk.centre.store.database import append
from kiosk.centre.store.tables import LOG_LEAVES, LOG_NODES, LOG_STATE
from kiosk.record.accesses import AccessHead
from kiosk.record.checkpoint import Checkpoint, LogKey, signed
from kiosk.record.merkle import (
    Edge,
    Range,
    Subtree,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    range_root,
    subtrees,
)

_MOVE = update(LOG_STATE).where(LOG_STATE.c.one == 1).values(size=bindparam("to"), checkpoint=bindparam("note"))


class Ledger:
    """The log of one centre: `origin` names it, `key` signs its checkpoints."""

    def __init__(self, origin: str, key: SigningKey) -> None:
        self.public = LogKey(origin, bytes(key.verify_key))
        self._key = key
        self._edge: Edge | None = None

    async def found(self, connection: AsyncConnection) -> None:
        """Begins the log where there is none yet."""
        if (await connection.execute(select(LOG_STATE.c.size))).first() is None:
            first = {"one": 1, "size": 0, "checkpoint": self._sign(Edge(0, ())), "log_key": self.public.text()}
            await connection.execute(insert(LOG_STATE).values(first))

    async def append(self, connection: AsyncConnection, leaves: Sequence[bytes]) -> tuple[int, str, Callable[[], None]]:
        """Adds leaves: the number of the first, the signed checkpoint, and what to call once it is committed."""
        size = (await connection.execute(select(LOG_STATE.c.size).with_for_update())).scalar_one()
        edge = (
            self._edge.copy() if self._edge is not None and self._edge.size == size else await _edge(connection, size)
        )
        nodes = [node for data in leaves for node in edge.append(leaf_hash(data))]
        await append(connection, LOG_LEAVES, list(enumerate(leaves, size)))
        await append(connection, LOG_NODES, nodes)
        note = self._sign(edge, await accesses.head(connection))
        await connection.execute(_MOVE, {"to": edge.size, "note": note})

        def committed() -> None:
            self._edge = edge

        return size, note, committed

    def _sign(self, edge: Edge, last: AccessHead | None = None) -> str:
        return signed(Checkpoint(self.public.origin, edge.size, edge.root, last), self._key)


async def _edge(connection: AsyncConnection, size: int) -> Edge:
    return Edge(size, [root for _, root in sorted((await _nodes(connection, subtrees(0, size))).items(), reverse=True)])


async def newest(connection: AsyncConnection) -> tuple[int, str]:
    """The size of the log, and its signed checkpoint."""
    row = (await connection.execute(select(LOG_STATE.c.size, LOG_STATE.c.checkpoint))).one()
    return row.size, row.checkpoint


async def leaf(connection: AsyncConnection, number: int) -> bytes | None:
    """What a leaf says."""
    found = (await connection.execute(select(LOG_LEAVES.c.data).where(LOG_LEAVES.c.leaf == number))).scalar()
    return None if found is None else bytes(found)


async def inclusion(connection: AsyncConnection, number: int, size: int) -> tuple[bytes, ...]:
    """The proof that a leaf stands in the tree of `size` leaves. Raises ValueError where it does not."""
    return await _proof(connection, inclusion_ranges(number, size))


async def consistency(connection: AsyncConnection, old: int, new: int) -> tuple[bytes, ...]:
    """The proof that the tree of `old` leaves is the beginning of that of `new`. Raises ValueError where it is not."""
    return await _proof(connection, consistency_ranges(old, new))


async def _proof(connection: AsyncConnection, ranges: Sequence[Range]) -> tuple[bytes, ...]:
    nodes = await _nodes(connection, (subtree for begin, end in ranges for subtree in subtrees(begin, end)))
    return tuple(range_root(begin, end, nodes.__getitem__) for begin, end in ranges)


async def _nodes(connection: AsyncConnection, wanted: Iterable[Subtree]) -> dict[Subtree, bytes]:
    places = tuple_(LOG_NODES.c.level, LOG_NODES.c.place)
    rows = await connection.execute(select(LOG_NODES).where(places.in_(list(wanted))))
    return {(row.level, row.place): bytes(row.hash) for row in rows}
