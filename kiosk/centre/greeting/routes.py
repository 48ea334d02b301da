"""A station says hello: noted as seen, answered with the settings that it does not know yet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import JSONBody
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk.base.clock import Now
from kiosk.centre.approvals import approvals
from kiosk.centre.centre import Centre
from kiosk.centre.intake.judging import Finding, Refusal, Standing, admitted
from kiosk.centre.intake.standings import Seen, note_room, note_seen, open_findings, standings
from kiosk.centre.log import ledger
from kiosk.centre.problems import answers
from kiosk.centre.store.tables import SETTINGS_PUBLISHED as PUBLISHED
from kiosk.record.hello import Greeted, Hello, Room, said_by
from kiosk.record.published import Published


@post(
    "/v1/hello",
    status_code=200,
    responses=answers("request", "unknown_device", "quarantined", "epoch", "signature"),
    tags=["line"],
)
async def hello(data: JSONBody[Hello], centre: NamedDependency[Centre]) -> Greeted:
    """Notes that a station lives and its disk's room; tells the next settings and the log's newest checkpoint."""
    now = centre.clock.now()
    async with centre.database.writing() as connection:
        standing = await _who(connection, data)
        seen = Seen(standing.station_id, standing.device, now.stamp, _skew_ms(data.sent_at, now))
        await note_seen(connection, [seen])
        await note_room(connection, standing.station_id, standing.device, Room(data.free_mb, data.months))
        if data.refused:
            fields: dict[str, int | str] = {"version": data.settings, "problem": data.refused}
            found = Finding("settings", f"{data.device}-{data.settings}", fields)
            await open_findings(connection, [(standing, found, "")], now.stamp)
        note = (await ledger.newest(connection))[1]
        settings = await _after(connection, standing.station_id, data.settings)
        verdicts = await approvals.after(connection, standing.station_id, standing.device, data.decisions)
        return Greeted(settings, note, verdicts)


async def _who(connection: AsyncConnection, data: Hello) -> Standing:
    device = bytes.fromhex(data.device)
    standing = (await standings(connection, [device])).get(device)
    if standing is None:
        raise Refusal("unknown_device")
    admitted(standing)
    epoch = standing.epochs.get(data.epoch)
    # An epoch that follows with the same key is known by its first batch only.
    if epoch is None and data.epoch != standing.newest.epoch + 1:
        raise Refusal("epoch")
    if not said_by((epoch or standing.newest).public_key, data):
        raise Refusal("signature")
    return standing


async def _after(connection: AsyncConnection, station: str, version: int) -> Published | None:
    asked = (
        select(PUBLISHED.c.version, PUBLISHED.c.text, PUBLISHED.c.effective_from, PUBLISHED.c.signature)
        .where(PUBLISHED.c.station_id == station, PUBLISHED.c.version > version)
        .order_by(PUBLISHED.c.version)
        .limit(1)
    )
    row = (await connection.execute(asked)).first()
    return Published(row.version, row.text, row.effective_from, bytes(row.signature).hex()) if row else None


def _skew_ms(sent_at: str, now: Now) -> int:
    """The sender's clock minus ours; 0 where it cannot be read."""
    try:
        return int((datetime.fromisoformat(sent_at) - now.at).total_seconds() * 1000)
    except (ValueError, TypeError, OverflowError):
        return 0


ROUTES: Final[Sequence[HTTPRouteHandler]] = (hello,)
