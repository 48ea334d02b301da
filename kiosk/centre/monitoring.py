"""What those who run the centre watch: whether it lives, whether it can take anything in, and its numbers."""

from collections.abc import Sequence
from typing import Final

from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from kiosk import __version__
from kiosk.centre.centre import Centre
from kiosk.centre.log import ledger
from kiosk.centre.store.tables import DEVICES, FINDINGS

# The text format of Prometheus (prometheus.io/docs/instrumenting/exposition_formats).
_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"


@get("/health", tags=["monitoring"])
async def health() -> dict[str, str]:
    """The process answers."""
    return {"version": __version__}


@get("/ready", tags=["monitoring"])
async def ready(centre: NamedDependency[Centre]) -> Response[dict[str, bool]]:
    """Whether batches can be taken in: 503 where the database does not answer, or the disk is full."""
    try:
        async with centre.database.reading() as connection:
            await ledger.newest(connection)
    except (DBAPIError, OSError):
        return Response({"ready": False}, status_code=503)
    full = centre.disk.full
    return Response({"ready": not full}, status_code=503 if full else 200)


@get("/metrics", media_type=MediaType.TEXT, tags=["monitoring"])
async def metrics(centre: NamedDependency[Centre]) -> Response[str]:
    """The centre's numbers, as Prometheus reads them."""
    async with centre.database.reading() as connection:
        size, _ = await ledger.newest(connection)
        devices, findings = await _devices(connection), await _open_findings(connection)
    intake = centre.intake
    lines = [
        *_one("kiosk_events_taken_total", "counter", intake.taken_events),
        *_one("kiosk_batches_taken_total", "counter", intake.taken_batches),
        *_one("kiosk_events_waiting", "gauge", intake.waiting_events),
        *_one("kiosk_log_leaves", "gauge", size),
        *_one("kiosk_findings_open", "gauge", findings),
        *_one("kiosk_disk_free_bytes", "gauge", centre.disk.free),
        "# TYPE kiosk_devices gauge",
        *(f'kiosk_devices{{state="{state}"}} {count}' for state, count in devices),
    ]
    return Response("\n".join(lines) + "\n", headers={"content-type": _TEXT})


def _one(name: str, kind: str, value: int) -> tuple[str, str]:
    return f"# TYPE {name} {kind}", f"{name} {value}"


async def _devices(connection: AsyncConnection) -> list[tuple[str, int]]:
    asked = select(DEVICES.c.state, func.count()).group_by(DEVICES.c.state).order_by(DEVICES.c.state)
    return [(row[0], row[1]) for row in await connection.execute(asked)]


async def _open_findings(connection: AsyncConnection) -> int:
    asked = select(func.count()).select_from(FINDINGS).where(FINDINGS.c.state == "open")
    return int((await connection.execute(asked)).scalar_one())


ROUTES: Final[Sequence[HTTPRouteHandler]] = (health, ready, metrics)
